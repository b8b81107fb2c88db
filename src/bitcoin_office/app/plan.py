"""Wires plans and comparisons to country folders, the market and the compiled engine on all threads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec

from bitcoin_office.adapters import futures_workers
from bitcoin_office.adapters.compiled_engine import compiled_kernel, shipped_rules_text, shipped_texts
from bitcoin_office.adapters.country_files import country_folder
from bitcoin_office.adapters.futures_run import drive
from bitcoin_office.adapters.futures_workers import gather
from bitcoin_office.adapters.highs import HighsSolver
from bitcoin_office.adapters.mining_tables import shipped_load_shape, shipped_machines
from bitcoin_office.app.countries import load_record
from bitcoin_office.app.market import market_for
from bitcoin_office.app.playbook import Asked, asked, load_playbook
from bitcoin_office.app.run_state import begun, stopped
from bitcoin_office.market.market import Market
from bitcoin_office.office.annual_power import power_year
from bitcoin_office.office.backtest import Backtest, backtest
from bitcoin_office.office.compare import Comparison, comparison, comparison_of
from bitcoin_office.office.hindsight import hindsight
from bitcoin_office.office.hindsight_result import Hindsight
from bitcoin_office.office.matters import matters
from bitcoin_office.office.measures import told_by
from bitcoin_office.office.plan import plan_of, plan_result, set_up
from bitcoin_office.office.plan_result import PlanResult
from bitcoin_office.office.plan_terms import PlanFacts, PlanQuestion, last_close
from bitcoin_office.office.power_result import PowerYear
from bitcoin_office.office.power_terms import PowerFacts, PowerQuestion
from bitcoin_office.office.replay import replay
from bitcoin_office.office.replay_choice import Choice, chosen
from bitcoin_office.office.replay_hours import year_in
from bitcoin_office.office.replay_hours_schedule import HoursQuestion
from bitcoin_office.office.replay_result import Replay
from bitcoin_office.office.why import Why, why
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Kernel, Piece, trace
from bitcoin_office.terms.errors import IncompleteDataError, MissingComponentError

Progress = Callable[[int], None]
"""Told how many paths are done."""


def ask_plan(
    programme: str | Asked,
    question: PlanQuestion,
    *,
    threads: int,
    processes: int | None = None,
    office: Path | None = None,
    state: Path | None = None,
    sensitive: bool = False,
    progress: Progress = lambda _: None,
) -> PlanResult:
    """The plan of a programme (a code or a folder, with ``+overlay``); ``state`` names a file to go on from.

    ``sensitive`` adds what matters most to each series: two short runs for every assumption.

    Raises ``NotFoundError``, ``CountryDataError``, ``IncompleteDataError``, ``MissingComponentError`` without the
    compiler, and ``InterruptedRunError``.
    """
    setup = set_up(plan_facts(programme, market_for(office)), question)
    texts = shipped_texts()
    plan = plan_of(setup, texts)
    piece = run_plan(plan, question.paths, threads=threads, processes=processes, state=state, progress=progress)
    result = plan_result(
        setup, plan, piece, recorded_power, texts, watch=lambda path: trace(plan, _kernel(plan), path, 1)
    )
    if not sensitive:
        return result
    told = matters(setup, plan, lambda varied, paths: run_plan(varied, paths, threads=threads))
    return msgspec.structs.replace(result, matters=told)


def recorded_power(facts: PowerFacts, question: PowerQuestion) -> PowerYear:
    """The power year of what a plan may know."""
    return power_year(facts, question, HighsSolver())


def ask_comparison(
    programmes: tuple[str | Asked, str | Asked],
    question: PlanQuestion,
    *,
    threads: int,
    processes: int | None = None,
    office: Path | None = None,
    state: Path | None = None,
    progress: Progress = lambda _: None,
) -> Comparison:
    """Two programmes on the same futures. Raises what ``ask_plan`` does, and ``UsageError`` for two currencies."""
    market = market_for(office)
    a, b = (set_up(plan_facts(programme, market), question) for programme in programmes)
    plan = comparison_of(a, b, shipped_texts())
    piece = run_plan(plan, question.paths, threads=threads, processes=processes, state=state, progress=progress)
    return comparison(a, b, plan, piece)


def ask_backtest(programme: str | Asked, until: dt.date | None, office: Path | None = None) -> Backtest:
    """A programme's rules over the recorded past. Raises ``IncompleteDataError`` for a missing close."""
    return backtest(plan_facts(programme, market_for(office)), until, shipped_texts())


def ask_hindsight(
    programme: str | Asked,
    question: PlanQuestion,
    *,
    threads: int,
    processes: int | None = None,
    office: Path | None = None,
    state: Path | None = None,
    progress: Progress = lambda _: None,
) -> Hindsight:
    """A plan as of an earlier day, scored against what then happened. Raises what ``ask_plan`` does."""
    market = market_for(office)
    facts, texts = plan_facts(programme, market), shipped_texts()
    last = last_close(market)
    if question.until is not None and question.until > last:
        raise IncompleteDataError(f"The last close on file is of {last}.", remedy="Choose an earlier --until.")
    setup = set_up(facts, msgspec.structs.replace(question, until=question.until or last))
    plan = plan_of(setup, texts)
    piece = run_plan(plan, question.paths, threads=threads, processes=processes, state=state, progress=progress)
    return hindsight(facts, setup, plan, piece, texts)


def ask_replay(
    programme: str | Asked,
    question: PlanQuestion,
    choice: Choice,
    *,
    threads: int,
    hours: HoursQuestion | None = None,
    processes: int | None = None,
    office: Path | None = None,
    state: Path | None = None,
    progress: Progress = lambda _: None,
) -> Replay:
    """One future of a plan. By its number it needs no compiler; else the plan is run first. Raises as ``ask_plan``.

    ``hours`` asks for a budget year of it hour by hour, and raises ``UsageError`` for one that the plan does not hold.
    """
    texts = shipped_texts()
    setup = set_up(plan_facts(programme, market_for(office)), question)
    if hours is not None:
        # Before the futures are run, so that nobody waits for a year that is not there.
        year_in(setup, hours.year)
    plan = plan_of(setup, texts)
    path, how = choice.path, "by its number"
    if path is None:
        piece = run_plan(plan, question.paths, threads=threads, processes=processes, state=state, progress=progress)
        told = told_by([item.name for item in plan.layout.statistics], holds_coins=setup.holds_coins)
        asked_by = msgspec.structs.replace(choice, by=choice.by or told)
        path, how = chosen(plan, piece, _kernel(plan), asked_by)
    rules = shipped_rules_text()
    sources = texts, {rule.function: rules for rule in setup.rules.used}
    return replay(setup, plan, path, how, sources, hours=None if hours is None else (hours, HighsSolver()))


def ask_why(
    programme: str | Asked,
    question: PlanQuestion,
    series: str,
    *,
    office: Path | None = None,
    progress: Progress = lambda _: None,
) -> Why:
    """What a plan, or one of its series, rests on; no future is run. Raises what ``ask_plan`` does."""
    return why(plan_facts(programme, market_for(office)), question, series, shipped_texts(), progress)


def plan_facts(programme: str | Asked, market: Market) -> PlanFacts:
    """What is on file about a programme."""
    playbook = load_playbook(programme)
    country = asked(programme).country
    has_record = (country_folder(country) / "record").is_dir()
    return PlanFacts(
        programme=playbook.programme,
        label=playbook.label,
        digest=playbook.digest,
        settings=playbook.settings,
        record=load_record(country) if has_record else None,
        market=market,
        machines=shipped_machines(),
        shape=shipped_load_shape(),
    )


def run_plan(
    plan: Plan,
    paths: int,
    *,
    threads: int,
    processes: int | None = None,
    state: Path | None = None,
    progress: Progress = lambda _: None,
) -> Piece:
    """All paths, on threads or, where these are named, on processes.

    The same counts for any number of them, and for a run that was stopped and gone on with.
    What a ``state`` file holds of the plan is not run again; stopped by Ctrl-C, what was run is kept there, and once
    the run is whole the file is gone. Raises ``MissingComponentError`` without the compiler, ``InterruptedRunError``,
    and what ``run_state.begun`` does.
    """
    before = begun(plan, paths, state)
    try:
        if processes:
            with futures_workers.processes(plan, processes) as submit:
                piece, whole = gather(plan, submit, paths, workers=processes, begun=before, progress=progress)
        else:
            piece, whole = drive(plan, _kernel(plan), paths, threads=threads, begun=before, progress=progress)
    except KeyboardInterrupt:
        raise stopped(before, paths, state) from None
    if not whole:
        raise stopped(piece, paths, state)
    if state is not None:
        state.unlink(missing_ok=True)
    return piece


def _kernel(plan: Plan) -> Kernel:
    try:
        return compiled_kernel(plan)
    except ImportError as error:
        raise MissingComponentError(extra="plan", needed_for="A plan") from error
