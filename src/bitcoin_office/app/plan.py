"""Wires plans and comparisons to country folders, the market and the compiled engine on all threads."""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path

from bitcoin_office.adapters.compiled_engine import compiled_kernel, shipped_texts
from bitcoin_office.adapters.country_files import country_folder
from bitcoin_office.adapters.highs import HighsSolver
from bitcoin_office.adapters.mining_tables import shipped_load_shape, shipped_machines
from bitcoin_office.app.countries import load_record
from bitcoin_office.app.market import market_for
from bitcoin_office.app.playbook import LAID_OVER, load_playbook, playbook_files
from bitcoin_office.market.market import Market
from bitcoin_office.office.annual_power import power_year
from bitcoin_office.office.backtest import Backtest, backtest
from bitcoin_office.office.compare import Comparison, comparison, comparison_of
from bitcoin_office.office.plan import plan_of, plan_result, set_up
from bitcoin_office.office.plan_result import PlanResult
from bitcoin_office.office.plan_terms import PlanFacts, PlanQuestion
from bitcoin_office.office.power_result import PowerYear
from bitcoin_office.office.power_terms import PowerFacts, PowerQuestion
from bitcoin_office.simulate.plan import LANES, Plan
from bitcoin_office.simulate.run import Kernel, Piece, Stretch, empty_piece, merge, run_piece
from bitcoin_office.terms.errors import MissingComponentError, OfficeError

Progress = Callable[[int], None]
"""Told how many more paths are done."""

STRETCH = 16 * LANES
"""Paths between two looks at whether to stop: some tens of milliseconds."""
LOOK_SECONDS = 0.1


class InterruptedRunError(OfficeError):
    """The user stopped a run."""

    code = "interrupted"


def ask_plan(
    programme: str,
    question: PlanQuestion,
    *,
    threads: int,
    office: Path | None = None,
    progress: Progress | None = None,
) -> PlanResult:
    """The plan of a programme (a code or a folder, with ``+overlay``).

    Raises ``NotFoundError``, ``CountryDataError``, ``IncompleteDataError``, ``MissingComponentError`` without the
    compiler, and ``InterruptedRunError``.
    """
    setup = set_up(plan_facts(programme, market_for(office)), question)
    plan = plan_of(setup, shipped_texts())
    return plan_result(setup, plan, run_plan(plan, question.paths, threads=threads, progress=progress), recorded_power)


def recorded_power(facts: PowerFacts, question: PowerQuestion) -> PowerYear:
    """The power year of what a plan may know."""
    return power_year(facts, question, HighsSolver())


def ask_comparison(
    programmes: tuple[str, str],
    question: PlanQuestion,
    *,
    threads: int,
    office: Path | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Two programmes on the same futures. Raises what ``ask_plan`` does, and ``UsageError`` for two currencies."""
    market = market_for(office)
    a, b = (set_up(plan_facts(programme, market), question) for programme in programmes)
    plan = comparison_of(a, b, shipped_texts())
    return comparison(a, b, plan, run_plan(plan, question.paths, threads=threads, progress=progress))


def ask_backtest(programme: str, until: dt.date | None, office: Path | None = None) -> Backtest:
    """A programme's rules over the recorded past. Raises ``IncompleteDataError`` for a missing close."""
    return backtest(plan_facts(programme, market_for(office)), until, shipped_texts())


def plan_facts(programme: str, market: Market) -> PlanFacts:
    """What is on file about a programme."""
    playbook = load_playbook(programme)
    country = programme.split(LAID_OVER, maxsplit=1)[0]
    has_record = (country_folder(country) / "record").is_dir()
    return PlanFacts(
        programme=playbook.programme,
        label=playbook.label,
        digest=playbook_files(programme).digest,
        record=load_record(country) if has_record else None,
        market=market,
        machines=shipped_machines(),
        shape=shipped_load_shape(),
    )


def run_plan(plan: Plan, paths: int, *, threads: int, progress: Progress | None = None) -> Piece:
    """All paths, in stretches that the threads take one after another; the same counts for any number of threads.

    Raises ``MissingComponentError`` without the compiler and ``InterruptedRunError``.
    """
    stretches = deque((first, min(STRETCH, paths - first)) for first in range(0, paths, STRETCH))
    try:
        return _run(plan, _kernel(plan), stretches, threads, progress)
    except KeyboardInterrupt:
        done = paths - sum(number for _, number in stretches)
        raise InterruptedRunError(
            f"Stopped after about {done:,} of {paths:,} paths; nothing was written.",
            remedy="Run it again, with fewer --paths for a quicker answer.",
        ) from None


def _run(plan: Plan, kernel: Kernel, stretches: deque[Stretch], threads: int, progress: Progress | None) -> Piece:
    stop = threading.Event()
    done: deque[int] = deque()

    def work() -> Piece:
        """Takes stretches until none is left or somebody says stop."""
        piece = empty_piece(plan)
        while not stop.is_set():
            try:
                first, number = stretches.popleft()
            except IndexError:
                break
            run_piece(plan, kernel, first, number, into=piece)
            done.append(number)
        return piece

    with ThreadPoolExecutor(max_workers=threads) as pool:
        workers = [pool.submit(work) for _ in range(threads)]
        try:
            _watch(workers, done, progress)
        finally:
            stop.set()
    return merge(worker.result() for worker in workers)


def _watch(workers: list[Future[Piece]], done: deque[int], progress: Progress | None) -> None:
    """Waits for all, telling how far they are."""
    waiting = True
    while waiting:
        finished, pending = wait(workers, timeout=LOOK_SECONDS, return_when=FIRST_EXCEPTION)
        for worker in finished:
            worker.result()
        waiting = bool(pending)
        while done:
            number = done.popleft()
            if progress is not None:
                progress(number)


def _kernel(plan: Plan) -> Kernel:
    try:
        return compiled_kernel(plan)
    except ImportError as error:
        raise MissingComponentError(extra="plan", needed_for="A plan") from error
