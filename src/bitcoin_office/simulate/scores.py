"""How a value that came true stands to what a plan counted: its place in the fan, and the score of the whole forecast.

Counts lie in bins; within a bin, and between the extremes that occurred, futures are taken as spread evenly.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from bitcoin_office.simulate.layout import histogram_size
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.summary import edges

Step = tuple[float, float, float]
"""From where to where, and the share of futures there."""


def steps(plan: Plan, piece: Piece, name: str) -> tuple[tuple[Step, ...], ...]:
    """What was counted of a statistic, report by report, from low to high: only where there were futures."""
    statistics = plan.layout.statistics
    number = next(place for place, statistic in enumerate(statistics) if statistic.name == name)
    found: list[tuple[Step, ...]] = []
    for report, begin in plan.places(number):
        counts = piece.counts[begin : begin + histogram_size(statistics[number])]
        cell = report * len(statistics) + number
        low, high, total = piece.lows[cell], piece.highs[cell], sum(counts)
        ends = ((*edges(statistics[number], place), count) for place, count in enumerate(counts) if count)
        found.append(tuple((max(first, low), min(last, high), count / total) for first, last, count in ends))
    return tuple(found)


def share_below(counted: tuple[Step, ...], value: float) -> float:
    """The share of futures below a value; half of those that are equal to it."""
    return math.fsum(share * _part_below(first, last, value) for first, last, share in counted)


def _part_below(first: float, last: float, value: float) -> float:
    if first == last:
        return 0.5 if value == first else float(value > first)
    return min(max((value - first) / (last - first), 0.0), 1.0)


def crps(counted: tuple[Step, ...], value: float) -> float:
    """The continuous ranked probability score, in the value's unit; for a single future it is its distance.

    The integral of the squared difference between the share of futures below and what came true (J. E. Matheson,
    R. L. Winkler, 1976). Lower is better.
    """
    if not counted:
        return 0.0
    beyond = max(counted[0][0] - value, value - counted[-1][1], 0.0)
    return beyond + math.fsum(_piece(*line, value) for line in _lines(counted))


def _lines(counted: tuple[Step, ...]) -> Iterator[tuple[float, float, float, float]]:
    """The share of futures below as straight lines: from, to, share there and there; gaps included."""
    below, at = 0.0, counted[0][0]
    for first, last, share in counted:
        if first > at:
            yield at, first, below, below
        yield first, last, below, below + share
        below, at = below + share, last


def _piece(first: float, last: float, low: float, high: float, value: float) -> float:
    """The integral over one line: of its square below the value, of the square of what is left above it."""
    if first >= last:
        return 0.0
    if first < value < last:
        middle = low + (high - low) * (value - first) / (last - first)
        return _piece(first, value, low, middle, value) + _piece(value, last, middle, high, value)
    if value <= first:
        low, high = 1.0 - low, 1.0 - high
    return (last - first) * (low * low + low * high + high * high) / 3.0
