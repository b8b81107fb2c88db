"""Out of what the engine counted: fans in a country's units, and how often a value ends above or below zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from bitcoin_office.simulate.layout import histogram_size, positive_bins
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.record import SUMS
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.summary import FanSeries, series


def fans(plan: Plan, piece: Piece, unit: Callable[[str], str], hidden: Iterable[str] = ()) -> dict[str, FanSeries]:
    """Every statistic that is not hidden, by name, in the order of the plan."""
    left_out = set(hidden)
    return {
        name: msgspec.structs.replace(fan, unit=unit(fan.unit))
        for name, fan in series(plan, piece).items()
        if name not in left_out
    }


def shares_by_sign(plan: Plan, piece: Piece, name: str) -> tuple[float, float]:
    """The shares of paths on which a signed value is below and above zero on the last report day.

    What is nearer to zero than the first bin counts as neither.
    """
    return all_shares_by_sign(plan, piece, name)[-1]


def all_shares_by_sign(plan: Plan, piece: Piece, name: str) -> tuple[tuple[float, float], ...]:
    """The same on every day on which the value is counted."""
    statistics = plan.layout.statistics
    number = next(place for place, statistic in enumerate(statistics) if statistic.name == name)
    zero = positive_bins(statistics[number])
    found: list[tuple[float, float]] = []
    for report, begin in plan.places(number):
        counts = piece.counts[begin : begin + histogram_size(statistics[number])]
        counted = max(piece.sums[(report * len(statistics) + number) * SUMS + 2], 1)
        found.append((sum(counts[:zero]) / counted, sum(counts[zero + 1 :]) / counted))
    return tuple(found)
