"""The hours of a month's load, and a few blocks that stand for them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.problem import Problem
from bitcoin_office.terms.source import Source

HOURS_A_DAY = 24
MONTHS = 12
ROOT_TWO = math.sqrt(2.0)
# Sines differ in their last bits from one machine's library to another's; a plan's bytes may not.
DECIMALS = 12

_Wave = Annotated[float, Meta(ge=-1, le=1, description="A share of the mean load.")]


class MonthShape(msgspec.Struct, frozen=True, kw_only=True):
    """The waves of a month's day, as shares of the mean load, and the spread (standard deviation) of its days."""

    month: Annotated[int, Meta(ge=1, le=12, description="The month of the year.")]
    day_cosine: _Wave
    day_sine: _Wave
    half_day_cosine: _Wave
    half_day_sine: _Wave
    spread_of_days: Annotated[float, Meta(ge=0, le=0.5, description="A share of the mean load.")]


class LoadShape(msgspec.Struct, frozen=True, kw_only=True):
    """Twelve months of shapes, and whose they are."""

    source: Source
    month: Annotated[tuple[MonthShape, ...], Meta(description="January to December.")]

    def problems(self) -> Iterator[Problem]:
        """Twelve months, each once, in order."""
        if [shape.month for shape in self.month] != list(range(1, MONTHS + 1)):
            remedy = "Write every month from 1 to 12 once, in order."
            yield Problem(code="wrong-order", message="The months are not the twelve.", remedy=remedy, key=("month",))


def day_factors(shape: MonthShape, days: int) -> tuple[float, ...]:
    """How far each day of a month stands from its mean: one slow wave with the spread of the days, mean 1.

    >>> from statistics import fmean
    >>> months = MonthShape(month=1, day_cosine=0, day_sine=0, half_day_cosine=0, half_day_sine=0, spread_of_days=0.1)
    >>> round(fmean(day_factors(months, 31)), 12)
    1.0
    """
    height = shape.spread_of_days * ROOT_TWO
    return tuple(round(1.0 + height * math.sin(2.0 * math.pi * (day + 0.5) / days), DECIMALS) for day in range(days))


def hour_factors(shape: MonthShape) -> tuple[float, ...]:
    """How far each hour of a day stands from the day's mean; mean 1."""
    factors: list[float] = []
    for hour in range(HOURS_A_DAY):
        turn = 2.0 * math.pi * hour / HOURS_A_DAY
        first = shape.day_cosine * math.cos(turn) + shape.day_sine * math.sin(turn)
        second = shape.half_day_cosine * math.cos(2.0 * turn) + shape.half_day_sine * math.sin(2.0 * turn)
        factors.append(round(1.0 + first + second, DECIMALS))
    return tuple(factors)


def hours_of_month(shape: MonthShape, days: int, mean: float) -> tuple[float, ...]:
    """Every hour of a month, in order, around ``mean``; the mean of all is ``mean``."""
    hours = hour_factors(shape)
    return tuple(mean * day * hour for day in day_factors(shape, days) for hour in hours)


def blocks_of(loads: tuple[float, ...], number: int) -> tuple[float, ...]:
    """The mean load of so many equally long blocks of hours, from the lowest hours to the highest.

    Where the hours cannot be divided evenly, an hour on the edge belongs to two blocks by its parts.
    """
    ordered, length = sorted(loads), len(loads) / number
    blocks: list[float] = []
    for block in range(number):
        low, high = block * length, (block + 1) * length
        inside = range(int(low), min(len(ordered), math.ceil(high)))
        parts = [(min(hour + 1.0, high) - max(float(hour), low)) * ordered[hour] for hour in inside]
        blocks.append(math.fsum(parts) / length)
    return tuple(blocks)
