"""A sorted series of daily, monthly or quarterly figures; gaps stay gaps until somebody states how far to carry."""

from __future__ import annotations

import bisect
import datetime as dt
import enum
import itertools
from decimal import Decimal

import msgspec

from bitcoin_office.terms.observation import Observation
from bitcoin_office.terms.period import Period, next_month
from bitcoin_office.terms.source import Source


class Step(enum.StrEnum):
    """How often a complete series has a figure."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"


class Point(msgspec.Struct, frozen=True, gc=False):
    """The figure for one UTC day. ``agreeing`` counts the series that say so, within a tolerance.

    ``source`` is set where a point comes from elsewhere than the rest of its series.
    """

    on: dt.date
    value: Decimal
    agreeing: int = 1
    source: Source | None = None


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """An observation used for a later day than its own, and how many days old it is then."""

    observation: Observation
    age_days: int


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """Points in order of their days, one a day at most, of one ``kind`` (``btc_usd_close``) and ``unit`` (``USD/BTC``).

    Nothing here fills a gap: ``on`` knows exact days only, and ``carried`` asks how old a figure may be.
    """

    kind: str
    unit: str
    source: Source
    step: Step
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        if any(before.on >= after.on for before, after in itertools.pairwise(self.points)):
            raise AssertionError(f"the points of {self.kind} are not in order, or a day stands twice")

    @property
    def first(self) -> dt.date | None:
        """The first day with a figure; ``None`` for an empty series."""
        return self.points[0].on if self.points else None

    @property
    def last(self) -> dt.date | None:
        """The last day with a figure; ``None`` for an empty series."""
        return self.points[-1].on if self.points else None

    def on(self, day: dt.date) -> Observation | None:
        """The figure of exactly this day, or ``None``: never a neighbour's."""
        point = self._at_or_before(day)
        return self.observation(point) if point is not None and point.on == day else None

    def carried(self, day: dt.date, max_age_days: int) -> Carried | None:
        """The latest figure of this day or at most ``max_age_days`` earlier, with its age, or ``None``."""
        point = self._at_or_before(day)
        if point is None or (day - point.on).days > max_age_days:
            return None
        return Carried(observation=self.observation(point), age_days=(day - point.on).days)

    def between(self, first: dt.date, last: dt.date) -> tuple[Point, ...]:
        """The points from ``first`` to ``last``, both included."""
        start = bisect.bisect_left(self.points, first, key=_day)
        return self.points[start : bisect.bisect_right(self.points, last, key=_day)]

    def nearest(self, day: dt.date) -> tuple[dt.date, ...]:
        """The last known day before and the first known day after ``day``: none, one or two days."""
        place = bisect.bisect_left(self.points, day, key=_day)
        around = self.points[max(0, place - 1) : place] + self.points[place : place + 1]
        return tuple(point.on for point in around if point.on != day)

    def gaps(self, first: dt.date, last: dt.date) -> tuple[Period, ...]:
        """The stretches from ``first`` to ``last`` without a figure; one covers the day, month or quarter it is in."""
        missing: list[Period] = []
        day = first
        for point in self.between(_step_of(first, self.step).first, last):
            covered = _step_of(point.on, self.step)
            if day < covered.first:
                missing.append(Period(first=day, last=covered.first - dt.timedelta(days=1)))
            day = max(day, covered.last + dt.timedelta(days=1))
        if day <= last:
            missing.append(Period(first=day, last=last))
        return tuple(missing)

    def observation(self, point: Point) -> Observation:
        """A point of this series as an observation; its source says "one source" where no second series agrees."""
        source = point.source or self.source
        if point.agreeing < 2:
            source = msgspec.structs.replace(source, title=f"{source.title} (one source)")
        return Observation(kind=self.kind, value=point.value, unit=self.unit, on=point.on, source=source)

    def _at_or_before(self, day: dt.date) -> Point | None:
        place = bisect.bisect_right(self.points, day, key=_day)
        return self.points[place - 1] if place else None


def _day(point: Point) -> dt.date:
    return point.on


def _step_of(day: dt.date, step: Step) -> Period:
    """The day, calendar month or calendar quarter that ``day`` is in."""
    if step is Step.DAY:
        return Period(first=day, last=day)
    month = day.month if step is Step.MONTH else day.month - (day.month - 1) % 3
    first = dt.date(day.year, month, 1)
    after = next_month(first)
    if step is Step.QUARTER:
        after = next_month(next_month(after))
    return Period(first=first, last=after - dt.timedelta(days=1))
