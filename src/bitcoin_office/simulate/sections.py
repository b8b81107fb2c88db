"""What a desk or a weather brings to a plan: parts of the day, and the numbers that these take."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.playbook.wording import Interval
from bitcoin_office.simulate.parts import Day

Numbers = tuple[tuple[str, float], ...]
Columns = tuple[tuple[str, tuple[float, ...]], ...]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Parts and their numbers. Parameters are one float each, calendar columns one a day, tables any length.

    Numbers are no part of the code: changing one compiles nothing anew.
    """

    day: Day
    parameters: Numbers = ()
    calendar: Columns = ()
    tables: Columns = ()

    def __add__(self, other: Section) -> Section:
        """Both, one after the other; a number that both bring under one name must be the same."""
        return Section(
            day=self.day + other.day,
            parameters=tuple(dict.fromkeys(self.parameters + other.parameters)),
            calendar=tuple(dict.fromkeys(self.calendar + other.calendar)),
            tables=tuple(dict.fromkeys(self.tables + other.tables)),
        )


class Span(msgspec.Struct, frozen=True):
    """The days of a plan: the first one, and how many."""

    first: dt.date
    days: int

    def number(self, day: dt.date) -> int:
        """A day's number, counted from 0; negative before the first."""
        return (day - self.first).days

    def date(self, number: int) -> dt.date:
        """The day with a number."""
        return self.first + dt.timedelta(days=number)

    def column(self, interval: Interval) -> tuple[float, ...]:
        """1 on the first day of each interval, else 0: Mondays, first days of months, quarters and years."""
        return tuple(1.0 if begins(interval, self.date(number)) else 0.0 for number in range(self.days))

    def month_ends(self) -> tuple[int, ...]:
        """The numbers of the last days of months, and of the last day of all."""
        last = self.days - 1
        ends = [number for number in range(self.days) if begins(Interval.MONTH, self.date(number + 1))]
        return tuple(dict.fromkeys([*ends, last]))


def begins(interval: Interval, day: dt.date) -> bool:
    """Whether an interval begins on a day."""
    match interval:
        case Interval.DAY:
            return True
        case Interval.WEEK:
            return day.weekday() == 0
        case Interval.MONTH:
            return day.day == 1
        case Interval.QUARTER:
            return day.day == 1 and day.month % 3 == 1
        case Interval.YEAR:
            return day.day == 1 and day.month == 1
