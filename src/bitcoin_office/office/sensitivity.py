"""Which assumption matters most: a figure of a plan, asked again and again with its assumptions changed.

First everything by the screening of M. D. Morris (1991), then what matters most by the variances of I. M. Sobol (2001).
All runs draw the same futures, so what differs is the assumption; and none compiles anything, as only numbers change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import msgspec

from bitcoin_office.office.assumptions import Assumption, assumptions_of, chosen
from bitcoin_office.office.figures import figure, rounded
from bitcoin_office.office.measures import Measure, check_measure, day_of, measured, unit_of
from bitcoin_office.office.plan import PlanSetup, manifest
from bitcoin_office.office.plan_result import Manifest
from bitcoin_office.simulate.designs import Designs, Index, Screened, Shared
from bitcoin_office.simulate.plan import Plan, varied
from bitcoin_office.simulate.run import Piece

MOST_FOR_SOBOL = 6
"""Assumptions that are looked at by variances, those that Morris ranks first: each costs as many runs again."""

SURE = 0.25
"""A share of variance with an interval wider than this is not told in words."""

STILL = Screened(effect=Index(value=0.0, give_or_take=0.0), spread=0.0)
"""An assumption that moves nothing."""

Run = Callable[[Plan, int], Piece]
"""Runs so many futures of a plan."""


class SensitivityQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """The figure, which assumptions (none: all) with which ranges, and how many runs are spent on them."""

    measure: Measure
    assumptions: tuple[str, ...] = ()
    trajectories: int = 8
    samples: int = 64


class Influence(msgspec.Struct, frozen=True, kw_only=True):
    """How much one assumption matters: the figure at both ends of its range, Morris, and Sobol where looked at."""

    name: str
    says: str
    unit: str
    declared: float
    low: float
    high: float
    why: str
    at_low: float
    at_high: float
    screened: Screened
    shared: Shared | None


class Sensitivity(msgspec.Struct, frozen=True, kw_only=True):
    """What matters, the most first. ``runs`` is how often the plan was run, ``paths`` on how many futures each."""

    schema: str = "bitcoin-office/sensitivity/1"
    finding: str
    manifest: Manifest
    series: str
    measure: str
    unit: str
    on: dt.date
    declared: float
    runs: int
    paths: int
    influences: tuple[Influence, ...]
    notes: tuple[str, ...]


NOTES = (
    "Ranges are assumptions too: what is unsure twice as far matters more. Change one with --vary NAME=LOW..HIGH.",
    "Morris' effect is the mean change of the figure from one end of a range to the other, with all others anywhere.",
    "An assumption that moves the figure at neither end of its range, alone, is left out of both.",
    "Sobol's shares are of the figure's variance when all assumptions looked at move at once within their ranges.",
)


class Asker:
    """Asks one figure of a plan with its assumptions changed, on the same futures; counts how often."""

    def __init__(self, plan: Plan, measure: Measure, paths: int, run: Run) -> None:
        check_measure(measure, plan)
        self.day = day_of(plan, measure.series)
        self.plan = varied(plan, {}, reports=(self.day,))
        self.numbers, self.measure, self.paths, self.run, self.runs = plan.numbers, measure, paths, run, 0

    def __call__(self, items: Sequence[Assumption], point: Sequence[float], *, seed: int | None = None) -> float:
        """The figure with each of these assumptions at its place."""
        changed: dict[str, float] = {}
        for item, value in zip(items, point, strict=True):
            # One after the other, each on what the one before set: two may move the same number.
            changed |= item.sets(value, self.numbers | changed)
        self.runs += 1
        plan = varied(self.plan, changed, seed=seed)
        return measured(plan, self.run(plan, self.paths), self.measure)


def sensitivity(setup: PlanSetup, plan: Plan, question: SensitivityQuestion, designs: Designs, run: Run) -> Sensitivity:
    """Asks the plan at every point of both designs. Raises ``NotFoundError`` for an unknown series or assumption."""
    ask = Asker(plan, question.measure, setup.question.paths, run)
    known = assumptions_of(setup, plan)
    asked = chosen(known, question.assumptions, plan) if question.assumptions else known
    declared = ask((), ())
    ends = {item.name: (ask((item,), (item.low,)), ask((item,), (item.high,))) for item in asked}
    moving = [item for item in asked if ends[item.name] != (declared, declared)]
    screened = dict.fromkeys((item.name for item in asked), STILL)
    screened |= _screened(ask, moving, question.trajectories, designs, setup.question.seed)
    ranked = sorted(asked, key=lambda item: (-screened[item.name].effect.value, item.name))
    first = [item for item in ranked if screened[item.name].effect.value > 0.0][:MOST_FOR_SOBOL]
    shares = _shares(ask, first, question.samples, designs, setup.question.seed)
    influences = tuple(_influence(item, ends[item.name], screened[item.name], shares.get(item.name)) for item in ranked)
    unit = setup.unit(unit_of(plan, question.measure))
    return Sensitivity(
        finding=_finding(question.measure, unit, influences),
        manifest=manifest(setup, plan),
        series=question.measure.series,
        measure=question.measure.of,
        unit=unit,
        on=setup.span.date(ask.day),
        declared=declared,
        runs=ask.runs,
        paths=ask.paths,
        influences=influences,
        notes=NOTES,
    )


def _screened(
    ask: Asker, moving: Sequence[Assumption], trajectories: int, designs: Designs, seed: int
) -> dict[str, Screened]:
    if not moving:
        return {}
    bounds = [(item.low, item.high) for item in moving]
    points = designs.morris_points(bounds, trajectories, seed)
    found = designs.morris(bounds, points, [ask(moving, point) for point in points], seed)
    return {item.name: screened for item, screened in zip(moving, found, strict=True)}


def _shares(ask: Asker, first: Sequence[Assumption], samples: int, designs: Designs, seed: int) -> dict[str, Shared]:
    if not samples or not first:
        return {}
    bounds = [(item.low, item.high) for item in first]
    points = designs.sobol_points(bounds, samples, seed)
    found = designs.sobol(bounds, [ask(first, point) for point in points], seed)
    return {item.name: share for item, share in zip(first, found, strict=True)}


def _influence(item: Assumption, ends: tuple[float, float], screened: Screened, shared: Shared | None) -> Influence:
    return Influence(
        name=item.name,
        says=item.says,
        unit=item.unit,
        declared=rounded(item.declared),
        low=rounded(item.low),
        high=rounded(item.high),
        why=item.why,
        at_low=ends[0],
        at_high=ends[1],
        screened=screened,
        shared=shared,
    )


def _finding(measure: Measure, unit: str, influences: Sequence[Influence]) -> str:
    """What matters most, in words."""
    if not influences or not influences[0].screened.effect.value:
        return f"No assumption moves {measure.words}."
    most = influences[0]
    ends, figures = (most.low, most.high), (most.at_low, most.at_high)
    over = " to ".join(figure(value, most.unit) for value in ends)
    moved = " to ".join(figure(value, unit) for value in figures)
    says = f"{most.says} matters most to {measure.words}: over {over} the figure goes from {moved}"
    if most.shared is not None and most.shared.total.give_or_take < SURE:
        says += f", and it makes {min(most.shared.total.value, 1.0):.0%} of what is open"
    then = "; ".join(item.says for item in influences[1:3] if item.screened.effect.value)
    return f"{says[0].upper()}{says[1:]}.{f' Then: {then}.' if then else ''}"
