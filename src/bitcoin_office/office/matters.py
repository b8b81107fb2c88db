"""What matters most to each series of a plan: every assumption alone, from one end of its range to the other.

The quick answer beside a plan: two runs for each assumption, on the same futures, say it for all series at once. How
assumptions work together, and how sure it all is, is what ``sensitivity`` is for.
"""

from __future__ import annotations

from collections.abc import Sequence

from bitcoin_office.office.assumptions import assumptions_of
from bitcoin_office.office.figures import rounded
from bitcoin_office.office.measures import Measure, day_of, measured
from bitcoin_office.office.plan import PlanSetup
from bitcoin_office.office.plan_result import Matter
from bitcoin_office.office.sensitivity import Run
from bitcoin_office.simulate.fiscal_desk import is_inner
from bitcoin_office.simulate.plan import Plan, varied
from bitcoin_office.simulate.run import Piece

MOST_PATHS = 500
"""Futures of each run: a middle that moves is seen on few."""
MOST_TOLD = 5
MIDDLE = "p50"


def matters(setup: PlanSetup, plan: Plan, run: Run) -> dict[str, tuple[Matter, ...]]:
    """The assumptions that move the middle of each series most, the most first; none for what nothing moves."""
    days = {day_of(plan, statistic.name) for statistic in plan.layout.statistics}
    few, numbers = varied(plan, {}, reports=tuple(sorted(days))), plan.numbers
    units = {
        item.name: setup.unit(item.unit)
        for item in plan.layout.statistics
        if item.name not in setup.hidden and not is_inner(item.name)
    }
    names = list(units)
    paths = min(setup.question.paths, MOST_PATHS)
    found: dict[str, list[Matter]] = {name: [] for name in names}
    for item in assumptions_of(setup, plan):
        ends = [_asked(few, item.sets(value, numbers), run, paths) for value in (item.low, item.high)]
        for name, at_low, at_high in zip(names, *(_middles(few, piece, names) for piece in ends), strict=True):
            if at_low != at_high:
                matter = Matter(
                    name=item.name, says=item.says, unit=item.unit, declared=rounded(item.declared),
                    low=rounded(item.low), high=rounded(item.high), at_low=at_low, at_high=at_high,
                    series_unit=units[name],
                )  # fmt: skip
                found[name].append(matter)
    return {name: _most(told) for name, told in found.items() if told}


def _asked(plan: Plan, numbers: dict[str, float], run: Run, paths: int) -> Piece:
    return run(varied(plan, numbers), paths)


def _middles(plan: Plan, piece: Piece, names: Sequence[str]) -> list[float]:
    return [measured(plan, piece, Measure(series=name, of=MIDDLE)) for name in names]


def _most(told: list[Matter]) -> tuple[Matter, ...]:
    return tuple(sorted(told, key=lambda item: (-abs(item.at_high - item.at_low), item.name))[:MOST_TOLD])
