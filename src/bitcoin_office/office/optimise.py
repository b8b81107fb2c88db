"""The best value of one or two numbers of a policy, and what is left of it on futures that it was not chosen on.

The best of many is also the luckiest: it was chosen because these futures favoured it. So the chosen value and the
declared one are asked again on fresh seeds, and that is the honest figure.
"""

from __future__ import annotations

import datetime as dt
import enum
import itertools
import math
import statistics
from collections.abc import Callable, Sequence

import msgspec

from bitcoin_office.office.figures import figure, rounded
from bitcoin_office.office.measures import Measure, check_measure, day_of, measured, unit_of
from bitcoin_office.office.plan import PlanSetup, manifest
from bitcoin_office.office.plan_result import Manifest
from bitcoin_office.office.sensitivity import Run
from bitcoin_office.simulate.plan import Plan, varied
from bitcoin_office.terms.errors import UsageError

MOST_VARIED = 2
CLOSER = 5
"""Places along each axis of the second grid, which lies about the best place of the first."""


class Direction(enum.StrEnum):
    """Whether more or less is better."""

    MAX = "max"
    MIN = "min"


class Varied(msgspec.Struct, frozen=True, kw_only=True):
    """A number that is varied between two ends; ``declared`` is ``None`` where only the programme's files know it."""

    name: str
    low: float
    high: float
    declared: float | None


class OptimiseQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What is best: the figure and its direction, places along each axis, and how many fresh seeds are asked."""

    measure: Measure
    direction: Direction
    varied: tuple[Varied, ...]
    steps: int = 9
    seeds: int = 5


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One place and its figure on the futures that the best is chosen on."""

    values: tuple[float, ...]
    figure: float


class Fresh(msgspec.Struct, frozen=True, kw_only=True):
    """A figure on fresh seeds: mean, its standard error, and each seed's own."""

    mean: float
    standard_error: float
    figures: tuple[float, ...]


class Optimum(msgspec.Struct, frozen=True, kw_only=True):
    """The best place. ``luck`` is how much better it looked where it was chosen than on fresh seeds.

    ``gain`` is the best less the declared, seed by seed, on fresh seeds only.
    """

    schema: str = "bitcoin-office/optimum/1"
    finding: str
    manifest: Manifest
    series: str
    measure: str
    direction: Direction
    unit: str
    on: dt.date
    varied: tuple[Varied, ...]
    best: tuple[float, ...]
    chosen_on: float
    declared_there: float
    fresh_best: Fresh
    fresh_declared: Fresh
    gain: Fresh
    luck: float
    at_edge: bool
    tried: tuple[Tried, ...]
    notes: tuple[str, ...]


PlanAt = Callable[[Sequence[float]], Plan]
"""The plan with the varied numbers at these values."""


def parse_goal(text: str) -> tuple[Direction, str]:
    """``max:p05`` as a direction and what of the series. Raises ``UsageError``."""
    direction, sign, of = text.partition(":")
    if direction not in tuple(Direction) or not sign or not of:
        raise UsageError(f"{text!r} is no goal.", remedy="Write max:p05, min:mean, min:below:0 or the like.")
    return Direction(direction), of


def optimise(setup: PlanSetup, plan: Plan, question: OptimiseQuestion, at: PlanAt, run: Run) -> Optimum:
    """The best place of two grids, the second about the best of the first, and both figures on fresh seeds."""
    if not 1 <= len(question.varied) <= MOST_VARIED:
        raise UsageError("One or two numbers can be varied.", remedy="Give --vary once or twice.")
    check_measure(question.measure, plan)
    seed, paths, day = setup.question.seed, setup.question.paths, day_of(plan, question.measure.series)

    def ask(made: Plan, on: int) -> float:
        last = varied(made, {}, reports=(day,), seed=on)
        return measured(last, run(last, paths), question.measure)

    sign = 1.0 if question.direction is Direction.MAX else -1.0
    ends = [(item.low, item.high) for item in question.varied]
    tried = {values: ask(at(values), seed) for values in _grid(ends, question.steps)}
    about = _about(ends, _best(tried, sign), question.steps)
    tried |= {values: ask(at(values), seed) for values in about if values not in tried}
    best = _best(tried, sign)
    fresh = [(ask(at(best), on), ask(plan, on)) for on in range(seed + 1, seed + 1 + question.seeds)]
    fresh_best, fresh_declared = (_fresh([pair[side] for pair in fresh]) for side in (0, 1))
    gain = _fresh([sign * (chosen - declared) for chosen, declared in fresh])
    unit = setup.unit(unit_of(plan, question.measure))
    at_edge = any(value in pair for value, pair in zip(best, ends, strict=True))
    return Optimum(
        finding=_finding(question, unit, best, (fresh_best, fresh_declared, gain)),
        manifest=manifest(setup, plan),
        series=question.measure.series,
        measure=question.measure.of,
        direction=question.direction,
        unit=unit,
        on=setup.span.date(day),
        varied=question.varied,
        best=best,
        chosen_on=tried[best],
        declared_there=ask(plan, seed),
        fresh_best=fresh_best,
        fresh_declared=fresh_declared,
        gain=gain,
        luck=sign * (tried[best] - fresh_best.mean),
        at_edge=at_edge,
        tried=tuple(Tried(values=values, figure=found) for values, found in sorted(tried.items())),
        notes=_notes(at_edge),
    )


def _best(tried: dict[tuple[float, ...], float], sign: float) -> tuple[float, ...]:
    """The best place; of several that are as good, the one with the smallest numbers."""
    return max(tried, key=lambda values: (sign * tried[values], [-value for value in values]))


def _grid(ends: Sequence[tuple[float, float]], steps: int) -> list[tuple[float, ...]]:
    axes = [[rounded(low + (high - low) * step / (steps - 1)) for step in range(steps)] for low, high in ends]
    return list(itertools.product(*axes))


def _about(ends: Sequence[tuple[float, float]], best: tuple[float, ...], steps: int) -> list[tuple[float, ...]]:
    """A grid one step of the first about its best place, within the ends."""
    closer: list[tuple[float, float]] = []
    for (low, high), value in zip(ends, best, strict=True):
        step = (high - low) / (steps - 1)
        closer.append((max(low, value - step), min(high, value + step)))
    return _grid(closer, CLOSER)


def _fresh(figures: Sequence[float]) -> Fresh:
    spread = statistics.stdev(figures) / math.sqrt(len(figures)) if len(figures) > 1 else 0.0
    return Fresh(mean=statistics.fmean(figures), standard_error=spread, figures=tuple(figures))


def _notes(at_edge: bool) -> tuple[str, ...]:  # noqa: FBT001 - what it is about
    notes = ["Chosen on one seed; the figures to trust are those on fresh seeds, which played no part in the choice."]
    if at_edge:
        notes.append("The best lies at an end of its range: a wider range may hold a better one.")
    return tuple(notes)


def _finding(question: OptimiseQuestion, unit: str, best: tuple[float, ...], fresh: tuple[Fresh, Fresh, Fresh]) -> str:
    """The best, in words, and whether it is better than what is declared."""
    there, declared, gain = fresh
    values = ", ".join(f"{item.name} = {value:g}" for item, value in zip(question.varied, best, strict=True))
    says = (
        f"Best of what was tried is {values}: on fresh futures {question.measure.words} is {figure(there.mean, unit)}, "
        f"against {figure(declared.mean, unit)} as declared"
    )
    if gain.mean > 2.0 * gain.standard_error:
        return f"{says}."
    return f"{says}; the difference is not more than chance."
