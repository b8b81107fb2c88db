"""What breaks it? The smallest change of one assumption that brings a figure of a plan to a line, on the same futures.

From the declared value each assumption is moved towards an end, in steps until the line is crossed, then by bisection.
Nothing else changes, and all runs draw the same chance: so the answer is the assumption's, not the dice's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import msgspec

from bitcoin_office.office.assumptions import Assumption, assumptions_of, chosen
from bitcoin_office.office.figures import figure, rounded
from bitcoin_office.office.measures import Measure, unit_of
from bitcoin_office.office.plan import PlanSetup, manifest
from bitcoin_office.office.plan_result import Manifest
from bitcoin_office.office.reverse_history import in_history
from bitcoin_office.office.sensitivity import Asker, Run
from bitcoin_office.simulate.plan import Plan

STEPS, HALVINGS = 8, 12
FALL_TO, GROWTH_TO, VOLATILITY_TO = 0.05, -70.0, 3.0
"""How far the price, its growth and its volatility are moved: to a twentieth, to -70 % a year, to three times."""


class BreakQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """The figure, the line, whether it breaks above it, and which assumptions are moved (none: the market's)."""

    measure: Measure
    line: float = 0.0
    above: bool = False
    assumptions: tuple[str, ...] = ()


class Break(msgspec.Struct, frozen=True, kw_only=True):
    """Where one assumption breaks a figure: its value there, or ``None`` up to ``end`` with the figure ``at_end``.

    ``history`` says what was on record of such a value.
    """

    name: str
    says: str
    unit: str
    declared: float
    end: float
    breaks_at: float | None
    figure_there: float
    at_end: float
    history: str


class ReverseStress(msgspec.Struct, frozen=True, kw_only=True):
    """What breaks a figure, one assumption at a time."""

    schema: str = "bitcoin-office/reverse-stress/1"
    finding: str
    manifest: Manifest
    series: str
    measure: str
    unit: str
    on: dt.date
    line: float
    above: bool
    declared: float
    broken: bool
    breaks: tuple[Break, ...]
    notes: tuple[str, ...]


NOTES = (
    "One assumption moves, all others stay as declared; two that move together break sooner.",
    "A price that falls does so on the first day and stays there, and then moves as assumed.",
)


def reverse_stress(setup: PlanSetup, plan: Plan, question: BreakQuestion, run: Run) -> ReverseStress:
    """Where each assumption breaks the figure. Raises ``NotFoundError`` for an unknown series or assumption."""
    ask = Asker(plan, question.measure, setup.question.paths, run)
    known = assumptions_of(setup, plan)
    moved = _moved(known, chosen(known, question.assumptions, plan))
    declared, unit = ask((), ()), setup.unit(unit_of(plan, question.measure))

    def broken(value: float) -> bool:
        return value > question.line if question.above else value < question.line

    found: tuple[Break, ...] = ()
    if not broken(declared):
        found = tuple(_break(setup, ask, broken, item, end) for item, end in moved)
    return ReverseStress(
        finding=_finding(question, unit, declared, broken(declared), found),
        manifest=manifest(setup, plan),
        series=question.measure.series,
        measure=question.measure.of,
        unit=unit,
        on=setup.span.date(ask.day),
        line=question.line,
        above=question.above,
        declared=declared,
        broken=broken(declared),
        breaks=found,
        notes=NOTES,
    )


def _moved(known: Sequence[Assumption], asked: Sequence[Assumption]) -> list[tuple[Assumption, float]]:
    """What is moved, and how far: each asked one to both ends, or price and growth down and volatility up."""
    if asked:
        return [(item, end) for item in asked for end in (item.low, item.high) if end != item.declared]
    by_name = {item.name: item for item in known}
    ends = {"price": by_name["price"].declared * FALL_TO, "growth": GROWTH_TO, "volatility": VOLATILITY_TO}
    return [(by_name[name], end) for name, end in ends.items() if name in by_name]


def _break(setup: PlanSetup, ask: Asker, broken: Callable[[float], bool], item: Assumption, end: float) -> Break:
    def at(share: float) -> float:
        return item.declared + share * (end - item.declared)

    whole, there = 0.0, 0.0
    for step in range(1, STEPS + 1):
        whole, there = step / STEPS, ask((item,), (at(step / STEPS),))
        if broken(there):
            break
    breaks, at_end = broken(there), there if whole == 1.0 else ask((item,), (end,))
    if breaks:
        safe = whole - 1.0 / STEPS
        for _ in range(HALVINGS):
            middle = (safe + whole) / 2.0
            value = ask((item,), (at(middle),))
            safe, whole, there = (safe, middle, value) if broken(value) else (middle, whole, there)
    return Break(
        name=item.name,
        says=item.says,
        unit=item.unit,
        declared=rounded(item.declared),
        end=rounded(end),
        breaks_at=rounded(at(whole)) if breaks else None,
        figure_there=there,
        at_end=at_end,
        history=in_history(setup, item.name, item.declared, at(whole)) if breaks else "",
    )


def _finding(question: BreakQuestion, unit: str, declared: float, broken: bool, found: Sequence[Break]) -> str:  # noqa: FBT001 - one of its words
    side = "above" if question.above else "below"
    line = figure(question.line, unit)
    words = question.measure.words
    if broken:
        return f"As declared, {words} is {figure(declared, unit)}: already {side} {line}."
    breaks = [item for item in found if item.breaks_at is not None]
    if not breaks:
        return f"Nothing that was moved brings {words} {side} {line}; as declared it is {figure(declared, unit)}."
    ways = [
        f"{item.says} of {figure(item.breaks_at or 0.0, item.unit)} instead of {figure(item.declared, item.unit)}"
        for item in breaks
    ]
    says = f"{words[0].upper()}{words[1:]} is {figure(declared, unit)}."
    return f"{says} It goes {side} {line} by any of: {'; '.join(ways)}."
