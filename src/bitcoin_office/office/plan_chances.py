"""How often something happened in the futures of a plan, and how sure that makes one of its chance."""

from __future__ import annotations

import datetime as dt
import math

from bitcoin_office.simulate.layout import histogram_size
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.summary import edges

NINETY_FIVE = 1.959963984540054
"""The normal quantile of an interval that covers 95 times of 100."""

Counts = dict[int, int]
"""Paths by whole number."""


def wilson(times: int, paths: int) -> tuple[float, float]:
    """The 95 percent interval of a chance seen so many times (E. B. Wilson, 1927): never empty, never beyond 0 and 1.

    >>> [round(end, 4) for end in wilson(0, 100)], [round(end, 4) for end in wilson(50, 100)]
    ([0.0, 0.037], [0.4038, 0.5962])
    """
    share, square = times / paths, NINETY_FIVE**2 / paths
    middle = share + square / 2.0
    spread = NINETY_FIVE * math.sqrt(share * (1.0 - share) / paths + square / (4.0 * paths))
    low, high = (middle - spread) / (1.0 + square), (middle + spread) / (1.0 + square)
    return (0.0 if times == 0 else low), (1.0 if times == paths else high)


def report_on(plan: Plan, day: dt.date) -> int | None:
    """The place of the first report on a day or after it; ``None`` after the last."""
    number = plan.span.number(day)
    return next((place for place, report in enumerate(plan.reports) if report >= number), None)


def counts_of(plan: Plan, piece: Piece, name: str, report: int) -> Counts:
    """How many paths had each whole number, 0 to 64, on a report day: every one of them has a bin of its own."""
    statistics = plan.layout.statistics
    number = next(place for place, statistic in enumerate(statistics) if statistic.name == name)
    begin = dict(plan.places(number))[report]
    counts = piece.counts[begin : begin + histogram_size(statistics[number])]
    found: Counts = {}
    for place, count in enumerate(counts):
        if count:
            found[round(edges(statistics[number], place)[0])] = count
    return found


def at_level(counts: Counts, level: float) -> int:
    """The number that a share ``level`` of paths does not exceed."""
    target, below = level * sum(counts.values()), 0
    for number in sorted(counts):
        below += counts[number]
        if below >= target:
            return number
    return max(counts)
