"""How sure a plan's figures are: standard errors by batches of futures, and how many futures an accuracy takes."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

import msgspec

from bitcoin_office.office.figures import rounded
from bitcoin_office.office.measures import MINING_NET, OVER_COST, Measure, day_of, measured, told_by, wilson
from bitcoin_office.office.plan import PlanSetup, manifest
from bitcoin_office.office.plan_result import Manifest
from bitcoin_office.simulate.fiscal_desk import is_inner
from bitcoin_office.simulate.plan import Plan, varied
from bitcoin_office.simulate.run import Piece, merge

BATCHES = 16
PERCENT = 100.0
FIGURES = ("mean", "p05", "p50", "p95")
LOSSES = {
    OVER_COST: "the coins end worth less than they cost",
    MINING_NET: "mining does not earn what its power, sites and machines cost",
}
"""What it is to end below zero, by the series that a programme is told by."""
BIN = 2.0 ** (1 / 64) - 1.0
"""The width of a histogram's bin: what a quantile cannot be told finer than, however many futures there are."""

Batches = Callable[[Plan, int, int], Sequence[Piece]]
"""Runs so many futures of a plan in so many batches of the same size, one after the other."""


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of a series: its value, standard error, and how it came about as futures were added.

    ``growing`` holds its value after 1/16, 1/8, 1/4, 1/2 and all of the futures. ``paths_needed`` is how many futures
    bring the standard error to the asked share of the value; ``None`` where the value is 0 or does not vary.
    """

    series: str
    measure: str
    unit: str
    value: float
    standard_error: float
    relative: float | None
    paths_needed: int | None
    growing: tuple[float, ...]


class Probability(msgspec.Struct, frozen=True, kw_only=True):
    """A share of futures with its 95 % interval."""

    says: str
    share: float
    low: float
    high: float


class Convergence(msgspec.Struct, frozen=True, kw_only=True):
    """How sure every figure is. ``accuracy_percent`` is what ``paths_needed`` is for."""

    schema: str = "bitcoin-office/convergence/1"
    finding: str
    manifest: Manifest
    paths: int
    batches: int
    accuracy_percent: float
    figures: tuple[Settled, ...]
    loss: Probability
    notes: tuple[str, ...]


NOTES = (
    "Standard errors are those of the drawn futures alone; that the assumptions are right is another question.",
    f"Quantiles come from bins {BIN:.1%} wide: no number of futures makes them finer than a part of that.",
    "Probabilities have 95 % intervals by E. B. Wilson (1927).",
)


def convergence(setup: PlanSetup, plan: Plan, accuracy_percent: float, run: Batches) -> Convergence:
    """Runs the plan's own futures in batches and asks each of them."""
    days = {day_of(plan, statistic.name) for statistic in plan.layout.statistics}
    last = varied(plan, {}, reports=tuple(sorted(days)))
    pieces = run(last, setup.question.paths, BATCHES)
    parts = [merge(pieces[: BATCHES >> halving]) for halving in (4, 3, 2, 1, 0)]
    accuracy = accuracy_percent / PERCENT
    figures = tuple(
        _settled(
            setup,
            last,
            pieces,
            parts,
            measure=Measure(series=statistic.name, of=of),
            accuracy=accuracy,
        )
        for statistic in plan.layout.statistics
        if statistic.name not in setup.hidden and not is_inner(statistic.name)
        for of in FIGURES
    )
    judged = told_by([item.name for item in plan.layout.statistics], holds_coins=setup.holds_coins)
    share = measured(last, parts[-1], Measure(series=judged, of="below:0"))
    low, high = wilson(share, parts[-1].paths)
    loss = Probability(says=LOSSES[judged], share=share, low=low, high=high)
    return Convergence(
        finding=_finding(figures, parts[-1].paths, accuracy_percent),
        manifest=manifest(setup, plan),
        paths=parts[-1].paths,
        batches=BATCHES,
        accuracy_percent=accuracy_percent,
        figures=figures,
        loss=loss,
        notes=NOTES,
    )


def _settled(
    setup: PlanSetup, plan: Plan, pieces: Sequence[Piece], parts: Sequence[Piece], *, measure: Measure, accuracy: float
) -> Settled:
    growing = tuple(measured(plan, part, measure) for part in parts)
    value = growing[-1]
    batches = [measured(plan, piece, measure) for piece in pieces]
    error = statistics.stdev(batches) / math.sqrt(len(batches))
    relative = abs(error / value) if value else None
    needed = math.ceil(parts[-1].paths * (relative / accuracy) ** 2) if relative else None
    unit = next(item.unit for item in plan.layout.statistics if item.name == measure.series)
    return Settled(
        series=measure.series,
        measure=measure.of,
        unit=setup.unit(unit),
        value=value,
        standard_error=rounded(error),
        relative=None if relative is None else rounded(relative),
        paths_needed=needed,
        growing=growing,
    )


def _finding(figures: Sequence[Settled], paths: int, accuracy_percent: float) -> str:
    """The figure that is least sure, and what it takes."""
    open_ = [item for item in figures if item.paths_needed is not None]
    if not open_:
        return f"No figure varies between batches of {paths:,} futures."
    worst = max(open_, key=lambda item: item.paths_needed or 0)
    settled = sum((item.paths_needed or 0) <= paths for item in open_)
    return (
        f"With {paths:,} futures {settled} of {len(open_)} figures are sure to {accuracy_percent:g} % (one standard "
        f"error). Least sure is {worst.measure} of {worst.series}, to {PERCENT * (worst.relative or 0.0):.2g} %: "
        f"{worst.paths_needed or 0:,} futures would do."
    )
