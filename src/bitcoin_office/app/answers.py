"""Wires answers about futures to country folders, the market, the compiled engine and what draws the designs."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from bitcoin_office.adapters.compiled_engine import compiled_kernel, shipped_texts
from bitcoin_office.adapters.salib_designs import SalibDesigns
from bitcoin_office.adapters.shipped_weather import shipped_stresses
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import Progress, plan_facts, run_plan
from bitcoin_office.app.playbook import Asked
from bitcoin_office.office.assumptions import Assumption, assumptions_of, chosen, ends_of
from bitcoin_office.office.convergence import Batches, Convergence, convergence
from bitcoin_office.office.measures import Measure, told_by
from bitcoin_office.office.optimise import Direction, OptimiseQuestion, Optimum, PlanAt, Varied, optimise
from bitcoin_office.office.plan import PlanSetup, plan_of, set_up
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.reverse_stress import BreakQuestion, ReverseStress, reverse_stress
from bitcoin_office.office.sensitivity import Run, Sensitivity, SensitivityQuestion, sensitivity
from bitcoin_office.office.stress import StressResult, named, stress_result
from bitcoin_office.simulate.plan import Plan, varied
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import Piece, run_piece
from bitcoin_office.simulate.weather.stresses import Stress, parse_stresses
from bitcoin_office.terms.errors import NotFoundError, UsageError


def planned(programme: str | Asked, question: PlanQuestion, office: Path | None) -> tuple[PlanSetup, Plan]:
    """A programme's plan, ready to be asked. Raises what ``ask_plan`` does."""
    setup = set_up(plan_facts(programme, market_for(office)), question)
    return setup, plan_of(setup, shipped_texts())


def runner(threads: int, progress: Progress = lambda _: None) -> Run:
    """Runs plans one after the other; ``progress`` is told how many runs are done."""
    done = [0]

    def run(plan: Plan, paths: int) -> Piece:
        piece = run_plan(plan, paths, threads=threads)
        done[0] += 1
        progress(done[0])
        return piece

    return run


def ask_sensitivity(
    programme: str | Asked,
    question: PlanQuestion,
    asked: SensitivityQuestion,
    *,
    threads: int,
    office: Path | None = None,
    progress: Progress = lambda _: None,
) -> Sensitivity:
    """Which assumption matters most to a figure. Raises ``MissingComponentError`` without SALib or the compiler."""
    designs = SalibDesigns()
    setup, plan = planned(programme, question, office)
    asked = msgspec.structs.replace(asked, measure=_told(setup, plan, asked.measure))
    return sensitivity(setup, plan, asked, designs, runner(threads, progress))


def ask_stress(
    programme: str | Asked,
    question: PlanQuestion,
    names: tuple[str, ...],
    office: Path | None = None,
    file: Path | None = None,
) -> StressResult:
    """Named stresses, or all, on a programme: in plain Python, so that no compiler is needed.

    A ``file`` of one's own stands before the shipped ones; without names it alone is asked. Raises ``NotFoundError``
    and ``IncompleteDataError`` for one that cannot be read.
    """
    setup = set_up(plan_facts(programme, market_for(office)), question)
    own = _own_stresses(file) if file is not None else ()
    known = own if own and not names else (*own, *shipped_stresses())
    return stress_result(setup, shipped_texts(), named(known, names), plain_kernel)


def _own_stresses(path: Path) -> tuple[Stress, ...]:
    try:
        return parse_stresses(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise NotFoundError(kind="file of stresses", name=str(path), remedy="Check the name.") from error


def ask_breaks(
    programme: str | Asked,
    question: PlanQuestion,
    asked: BreakQuestion,
    *,
    threads: int,
    office: Path | None = None,
    progress: Progress = lambda _: None,
) -> ReverseStress:
    """What breaks a figure, one assumption at a time."""
    setup, plan = planned(programme, question, office)
    asked = msgspec.structs.replace(asked, measure=_told(setup, plan, asked.measure))
    return reverse_stress(setup, plan, asked, runner(threads, progress))


def _told(setup: PlanSetup, plan: Plan, measure: Measure) -> Measure:
    """The measure with a series: the programme's own where none is named."""
    counted = {statistic.name for statistic in plan.layout.statistics}
    return msgspec.structs.replace(measure, series=measure.series or told_by(counted, holds_coins=setup.holds_coins))


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be optimised, as it is asked: ``NAME=LOW..HIGH`` once or twice, and the goal."""

    vary: tuple[str, ...]
    measure: Measure
    direction: Direction
    steps: int
    seeds: int


def ask_optimum(
    programme: Asked,
    question: PlanQuestion,
    sought: Sought,
    *,
    threads: int,
    office: Path | None = None,
    progress: Progress = lambda _: None,
) -> Optimum:
    """The best of one or two numbers. A name is an assumption of the plan, or a key of the programme as in ``--set``.

    An assumption changes numbers of the prepared plan; a key sets the programme anew, with whatever hangs on it.
    """
    setup, plan = planned(programme, question, office)
    known = {item.name: item for item in assumptions_of(setup, plan)}
    by_assumption = [text for text in sought.vary if text.partition("=")[0] in known.keys() | plan.numbers.keys()]
    if len(by_assumption) not in {0, len(sought.vary)}:
        raise UsageError("An assumption and a key of the programme cannot be varied together.")
    items = chosen(tuple(known.values()), tuple(by_assumption), plan)
    varied_items = tuple(_varied(text, items) for text in sought.vary)
    asked = OptimiseQuestion(
        measure=_told(setup, plan, sought.measure),
        direction=sought.direction,
        varied=varied_items,
        steps=sought.steps,
        seeds=sought.seeds,
    )
    at = _by_numbers(plan, items) if items else _by_keys(programme, question, varied_items, office)
    return optimise(setup, plan, asked, at, runner(threads, progress))


def _varied(text: str, items: Sequence[Assumption]) -> Varied:
    name, (low, high) = text.partition("=")[0], ends_of(text)
    declared = next((item.declared for item in items if item.name == name), None)
    return Varied(name=name, low=low, high=high, declared=declared)


def _by_numbers(plan: Plan, items: Sequence[Assumption]) -> PlanAt:
    def at(values: Sequence[float]) -> Plan:
        changed: dict[str, float] = {}
        for item, value in zip(items, values, strict=True):
            changed |= item.sets(value, plan.numbers | changed)
        return varied(plan, changed)

    return at


def _by_keys(programme: Asked, question: PlanQuestion, items: Sequence[Varied], office: Path | None) -> PlanAt:
    def at(values: Sequence[float]) -> Plan:
        settings = tuple(f"{item.name}={value:.12g}" for item, value in zip(items, values, strict=True))
        changed = msgspec.structs.replace(programme, settings=(*programme.settings, *settings))
        return planned(changed, question, office)[1]

    return at


def ask_convergence(
    programme: str | Asked,
    question: PlanQuestion,
    accuracy_percent: float,
    *,
    threads: int,
    office: Path | None = None,
    progress: Progress = lambda _: None,
) -> Convergence:
    """How sure a plan's figures are with its number of futures."""
    setup, plan = planned(programme, question, office)
    return convergence(setup, plan, accuracy_percent, batches(threads, progress))


def batches(threads: int, progress: Progress = lambda _: None) -> Batches:
    """Runs a plan's futures in stretches of the same length, each counted by itself."""

    def run(plan: Plan, paths: int, number: int) -> Sequence[Piece]:
        kernel, size = compiled_kernel(plan), max(paths // number, 1)

        def batch(place: int) -> Piece:
            return run_piece(plan, kernel, place * size, size)

        with ThreadPoolExecutor(threads) as pool:
            pieces: list[Piece] = []
            for piece in pool.map(batch, range(number)):
                pieces.append(piece)
                progress(len(pieces) * size)
            return pieces

    return run
