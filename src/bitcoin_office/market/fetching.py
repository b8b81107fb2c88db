"""The port through which full series come in from outside, and what is asked of it: only missing, finished days."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

import msgspec

from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.errors import SourceError
from bitcoin_office.terms.period import Period, month_end, next_month
from bitcoin_office.terms.source import Source


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What a public source has: which series, since when, and how much one request brings.

    ``page_days`` is the longest period one request may ask for. ``reach_days`` is set where the source only goes back
    so many days from yesterday.
    """

    name: str
    kind: str
    unit: str
    step: Step
    source: Source
    first_day: dt.date
    page_days: int
    reach_days: int | None = None

    def empty(self) -> Series:
        """The series of this offer before anything is fetched."""
        return self.series(())

    def series(self, points: tuple[Point, ...]) -> Series:
        """The series of this offer with these points."""
        return Series(kind=self.kind, unit=self.unit, source=self.source, step=self.step, points=points)


class SeriesFetcher(Protocol):
    """A public source that can be asked for a period. Raises ``SourceError`` for answers that cannot be used."""

    @property
    def offer(self) -> Offer:
        """What the source has."""
        ...

    def fetch(self, asked: Period) -> tuple[Point, ...]:
        """The points the source has for at most ``offer.page_days`` days, in any order; none is a good answer."""
        ...


def pages(offer: Offer, stored: Series, first: dt.date | None, yesterday: dt.date) -> tuple[Period, ...]:
    """The requests that bring what is not stored yet, oldest first; never a day after ``yesterday``.

    ``first`` narrows the offer; without it everything that the source has is asked for.
    """
    start = max(first or offer.first_day, offer.first_day)
    if offer.reach_days is not None:
        start = max(start, yesterday - dt.timedelta(days=offer.reach_days - 1))
    return tuple(page for gap in stored.gaps(start, yesterday) for page in _split(gap, offer))


def settle(offer: Offer, points: tuple[Point, ...], asked: Period) -> tuple[Point, ...]:
    """The points of an answer in order, each day once, those outside ``asked`` left out.

    Raises ``SourceError`` when the answer gives one day two figures, or a figure that is not positive.
    """
    by_day: dict[dt.date, Point] = {}
    for point in points:
        if point.on not in asked:
            continue
        if not point.value.is_finite() or point.value <= 0:
            raise _bad(offer, point, f"the figure {point.value}")
        if by_day.setdefault(point.on, point).value != point.value:
            raise _bad(offer, point, f"two figures, {by_day[point.on].value} and {point.value}")
    return tuple(by_day[day] for day in sorted(by_day))


def merged(stored: Series, fresh: tuple[Point, ...]) -> Series:
    """``stored`` with the fresh points added; a stored day keeps its figure."""
    by_day = {point.on: point for point in (*fresh, *stored.points)}
    return msgspec.structs.replace(stored, points=tuple(by_day[day] for day in sorted(by_day)))


def _split(gap: Period, offer: Offer) -> list[Period]:
    """The gap in pieces that one request can answer: whole months for a monthly source."""
    if offer.step is Step.MONTH:
        month, pieces = gap.first.replace(day=1), list[Period]()
        while month <= gap.last:
            pieces.append(Period(first=month, last=month_end(month)))
            month = next_month(month)
        return pieces
    step = dt.timedelta(days=offer.page_days)
    starts = [gap.first + place * step for place in range(-(-len(gap) // offer.page_days))]
    return [Period(first=start, last=min(gap.last, start + step - dt.timedelta(days=1))) for start in starts]


def _bad(offer: Offer, point: Point, problem: str) -> SourceError:
    return SourceError(
        f"{offer.name} gives {problem} for {offer.kind} on {point.on}.",
        remedy="Nothing of this answer was kept; try again later or leave this source out with --sources.",
    )
