"""Moves of price and rate that are given day by day: recorded paths, growth by a schedule; and chance held still.

A push comes before the weather's own step and goes with any weather. With chance held at its middle and no volatility
nothing else moves: one path then is the whole plan.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from bitcoin_office.simulate.elementary import log
from bitcoin_office.simulate.parts import Day, Part
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.sources import SourceTexts, source_texts

_STILL = """
def fill_normals(chances, offset, lanes, start, days, stream, seed_low, seed_high):
    for place in range(4 * lanes):
        chances[offset + place] = 0.0

def fill_rare_normals(
    chances, offset, lanes, start, days, stream, seed_low, seed_high, beside, below, room, chosen
):
    for place in range(4 * lanes):
        chances[offset + place] = 0.0

def fill_uniforms(chances, offset, lanes, start, days, stream, seed_low, seed_high):
    for place in range(4 * lanes):
        chances[offset + place] = 0.5
"""


def still(texts: SourceTexts) -> SourceTexts:
    """The texts with every chance at its middle: no shock, no jump, nothing drawn."""
    return SourceTexts({**texts.nodes, **source_texts([_STILL]).nodes})


def price_pushes(moves: tuple[float, ...]) -> Section:
    """Given moves of the log price, one a day of the plan; stands before the price's own section."""
    return _pushes("pushed_price", "log_price", "price_push", moves)


def rate_pushes(moves: tuple[float, ...]) -> Section:
    """Given moves of the log rate, one a day of the plan; stands before the rate's own section."""
    return _pushes("pushed_rate", "log_rate", "rate_push", moves)


def _pushes(function: str, value: str, column: str, moves: tuple[float, ...]) -> Section:
    part = Part(function=function, gives=(value,))
    return Section(day=Day(state=(), draws=(), steps=(part,), statistics=()), calendar=((column, moves),))


def moves_along(points: Sequence[tuple[int, float]], days: int) -> tuple[float, ...]:
    """The daily log moves of a path through points (day's number from 0 on, value), even in between; then none.

    The first point is the value before the first move, so a path's first day is one after its first point's.
    """
    moves = [0.0] * days
    for (begin, before), (end, after) in itertools.pairwise(points):
        step = (log(after) - log(before)) / (end - begin)
        for day in range(begin, min(end, days)):
            moves[day] = step
    return tuple(moves)


def growth_pushes(span: Span, percents: Sequence[float]) -> tuple[float, ...]:
    """Daily moves of a growth that is given year by year, in percent; the last one goes on.

    A year is spread evenly over its days, from one anniversary of the plan's first day to the next.
    """
    moves: list[float] = []
    first = span.first
    for year in itertools.count():
        begin, end = (_anniversary(first.year + number, first.month, first.day) for number in (year, year + 1))
        growth = log(1.0 + percents[min(year, len(percents) - 1)] / 100.0)
        moves += [growth / (end - begin)] * (end - begin)
        if len(moves) >= span.days:
            return tuple(moves[: span.days])
    raise AssertionError("years do not end")


def _anniversary(year: int, month: int, day: int) -> int:
    """A day's number; the 29th of February is the 1st of March in other years."""
    try:
        return dt.date(year, month, day).toordinal()
    except ValueError:
        return dt.date(year, month + 1, 1).toordinal()
