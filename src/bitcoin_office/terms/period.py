"""Stretches of calendar days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import msgspec

from bitcoin_office.terms.errors import UsageError

_HALF = re.compile(r"(first|second) half of (\d{4})")


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Calendar days (UTC) from ``first`` to ``last``, both included."""

    first: dt.date
    last: dt.date

    def __len__(self) -> int:
        """How many days; zero when ``last`` is before ``first``."""
        return max(0, (self.last - self.first).days + 1)

    def __contains__(self, day: dt.date) -> bool:
        """Whether the day falls into the period."""
        return self.first <= day <= self.last

    def days(self) -> Iterator[dt.date]:
        """Every day, in order."""
        return (self.first + dt.timedelta(days=offset) for offset in range(len(self)))


def half_year(words: str) -> Period | None:
    """The half-year that is named, such as ``first half of 2027``; ``None`` where none is.

    >>> half_year("due in the second half of 2026").last.isoformat()
    '2026-12-31'
    """
    named = _HALF.search(words)
    if named is None:
        return None
    year = int(named[2])
    if named[1] == "first":
        return Period(first=dt.date(year, 1, 1), last=dt.date(year, 6, 30))
    return Period(first=dt.date(year, 7, 1), last=dt.date(year, 12, 31))


def month_end(day: dt.date) -> dt.date:
    """The last day of the month that ``day`` is in."""
    return next_month(day) - dt.timedelta(days=1)


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after the one that ``day`` is in."""
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def parse_date(text: str) -> dt.date:
    """An ISO 8601 calendar date. Raises ``UsageError`` that shows the form."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"Cannot read the date {text!r}.", remedy="Write it as YYYY-MM-DD, such as 2025-07-17."
        ) from None
