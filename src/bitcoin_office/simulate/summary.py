"""What was counted, as series: means, quantiles and extremes on each report day."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import math
from array import array
from fractions import Fraction

import msgspec

from bitcoin_office.simulate.layout import histogram_size, positive_bins
from bitcoin_office.simulate.parts import Statistic
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.record import LIMB, SUMS, bin_edge
from bitcoin_office.simulate.run import Piece
from bitcoin_office.terms.errors import IncompleteDataError

FIRST_PATH = 0.5
"""A level of 0 is the first path's bin, not an empty one before it."""
LEVELS = (("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95))


class Worst(msgspec.Struct, frozen=True, kw_only=True):
    """An extreme of a day: its value and the lowest number of a path that has it, to be replayed."""

    value: float
    path: int


class FanSeries(msgspec.Struct, frozen=True, kw_only=True):
    """One value over the report days. ``refused`` counts what was no number or beyond all: none, if all is well.

    Quantiles are interpolated inside bins 1.6 % wide at most and never lie outside what occurred; means are exact to
    the statistic's step.
    """

    unit: str
    dates: tuple[dt.date, ...]
    quantiles: dict[str, tuple[float, ...]]
    mean: tuple[float, ...]
    lowest: tuple[Worst, ...]
    highest: tuple[Worst, ...]
    refused: int


def series(plan: Plan, piece: Piece, levels: tuple[tuple[str, float], ...] = LEVELS) -> dict[str, FanSeries]:
    """Every statistic's series, by name. Raises ``IncompleteDataError`` for a piece without paths."""
    if not piece.paths:
        raise IncompleteDataError("No path was run.", remedy="Ask for at least one path.")
    result: dict[str, FanSeries] = {}
    for number, statistic in enumerate(plan.layout.statistics):
        result[statistic.name] = _series(plan, piece, levels, number)
    return result


def _series(plan: Plan, piece: Piece, levels: tuple[tuple[str, float], ...], number: int) -> FanSeries:
    statistics = plan.layout.statistics
    statistic, places = statistics[number], plan.places(number)
    cells = [report * len(statistics) + number for report, _ in places]
    counts = [piece.counts[begin : begin + histogram_size(statistic)] for _, begin in places]
    ends = [(piece.lows[cell], piece.highs[cell]) for cell in cells]
    asked = tuple(level for _, level in levels)
    there = [quantiles(statistic, bins, end, asked) for bins, end in zip(counts, ends, strict=True)]
    return FanSeries(
        unit=statistic.unit,
        dates=tuple(plan.span.date(plan.reports[report]) for report, _ in places),
        quantiles={name: tuple(found[place] for found in there) for place, (name, _) in enumerate(levels)},
        mean=tuple(mean(statistic, piece, cell) for cell in cells),
        lowest=tuple(Worst(value=piece.lows[cell], path=piece.low_paths[cell]) for cell in cells),
        highest=tuple(Worst(value=piece.highs[cell], path=piece.high_paths[cell]) for cell in cells),
        refused=sum(piece.sums[cell * SUMS + 3] for cell in cells),
    )


def mean(statistic: Statistic, piece: Piece, cell: int) -> float:
    """The mean of a sum's values: exact integers, divided once. Not a number where every value was refused."""
    high, low, number, _ = piece.sums[cell * SUMS : cell * SUMS + SUMS]
    if not number:
        return math.nan
    return float(Fraction((high << LIMB) + low, number << statistic.fine))


def quantile(statistic: Statistic, counts: array[int], ends: tuple[float, float], level: float) -> float:
    """The value that a share ``level`` of paths stays below, interpolated inside its bin, between the extremes.

    In the bin around zero it is 0, which most often is all that there is.
    """
    return quantiles(statistic, counts, ends, (level,))[0]


def quantiles(
    statistic: Statistic, counts: array[int], ends: tuple[float, float], levels: tuple[float, ...]
) -> tuple[float, ...]:
    """Several of them, of one histogram."""
    through = list(itertools.accumulate(counts))
    if not through[-1]:
        return (math.nan,) * len(levels)
    return tuple(_inside(statistic, counts, ends, (level * through[-1], through)) for level in levels)


def _inside(
    statistic: Statistic, counts: array[int], ends: tuple[float, float], place: tuple[float, list[int]]
) -> float:
    """Where the path with a number lies in its bin; ``place`` is the number, and how many lie up to each bin."""
    target, through = place
    number = bisect.bisect_left(through, max(target, FIRST_PATH))
    low, high = edges(statistic, number)
    if low <= 0.0 <= high and ends[0] <= 0.0 <= ends[1]:
        return 0.0
    low, high = max(low, ends[0]), min(high, ends[1])
    below = through[number] - counts[number]
    return low + (high - low) * min(max((target - below) / counts[number], 0.0), 1.0)


def edges(statistic: Statistic, number: int) -> tuple[float, float]:
    """The lower and upper edge of a bin."""
    above = positive_bins(statistic)
    place = number - (above if statistic.signed else 0)
    if place < 0:
        return -bin_edge(1 - place, statistic.low), -bin_edge(-place, statistic.low)
    if place == 0:
        first = bin_edge(1, statistic.low)
        return (-first if statistic.signed else 0.0), first
    return bin_edge(place, statistic.low), bin_edge(place + 1, statistic.low)
