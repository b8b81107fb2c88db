"""Verdicts on a figure, and the days that a report's figures may be of."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import msgspec

from bitcoin_office.reserve.claims.admitted import Extent
from bitcoin_office.reserve.claims.tolerance import tolerance
from bitcoin_office.terms.period import Period


class Verdict(enum.StrEnum):
    """How a claim, its count or its price stands to what is known."""

    CONSISTENT = "consistent"
    STALE = "stale"
    INCONSISTENT = "inconsistent"
    UNKNOWN = "unknown"


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict and the sentence that gives its reason. ``days``: earlier days that the figure fits, oldest first."""

    verdict: Verdict
    says: str
    days: tuple[dt.date, ...] = ()


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as a text shows it ("over 6,240 BTC"), its value, and what it admits."""

    shown: str
    value: Decimal
    extent: Extent


def fresh_days(days: Period, published: dt.date) -> Period:
    """The days whose figures may pass for those of ``days``: some before, for writing takes time, and one after."""
    lag, ahead = (int(tolerance(name, published)) for name in ("lag_days", "ahead_days"))
    return Period(first=shifted(days.first, -lag), last=shifted(days.last, ahead))


def shifted(day: dt.date, days: int) -> dt.date:
    """The day so many days later, or earlier for a negative number; never beyond the ends of the calendar."""
    ordinal = min(max(day.toordinal() + days, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(ordinal)


def last_run(days: tuple[dt.date, ...]) -> int:
    """Where the last stretch of days without a gap begins in ``days``."""
    start = len(days) - 1
    while start > 0 and (days[start] - days[start - 1]).days == 1:
        start -= 1
    return start
