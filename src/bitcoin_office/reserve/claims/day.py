"""The day that a sentence dates its own figure to: "as of 14 July", "in November 2022"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import msgspec

from bitcoin_office.reserve.claims.pattern import MONTH, compiled
from bitcoin_office.terms.period import Period, month_end

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINAL = "(?:st|nd|rd|th)?"
_DATED = compiled(rf"""
    (?<![A-Za-z])(?P<lead>as of|as at|in|on|by|at the end of|end of|at end-|late|early|mid)[ -]
    (?:the end of |late |early |mid-)?(?:
    (?P<month_first>{MONTH}) (?P<day_behind>\d{{1,2}}){_ORDINAL}(?!\d)(?:,? (?P<year_1>20\d\d)(?!\d))?
    |(?P<day_first>\d{{1,2}}){_ORDINAL} (?:of )?(?P<month_behind>{MONTH})(?:,? (?P<year_2>20\d\d)(?!\d))?
    |(?P<iso>20\d\d-\d\d-\d\d)
    |(?P<month>{MONTH})(?:,? (?P<year_3>20\d\d))?(?!\w)
    |(?P<year>20\d\d)(?![\w,.]?\d)
    )(?![A-Za-z])
""")


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """A date in ``text[start:end]`` of a sentence: the days it covers, and whether "as of" leads it."""

    start: int
    end: int
    days: Period
    is_as_of: bool


def dates(text: str, published: dt.date) -> Iterator[Dated]:
    """The dates in a sentence that begin on ``published`` or before; one without a year is the latest such.

    >>> [str(found.days.first) for found in dates("Up from 8 in May, it had 9 as of 14 July.", dt.date(2025, 7, 17))]
    ['2025-05-01', '2025-07-14']
    """
    for match in _DATED.finditer(text):
        days = _days(match, published)
        if days is not None and days.first <= published:
            within = Period(first=days.first, last=min(days.last, published))
            is_as_of = match["lead"].lower().startswith("as ")
            yield Dated(start=match.start(), end=match.end(), days=within, is_as_of=is_as_of)


def _days(match: re.Match[str], published: dt.date) -> Period | None:
    """The days that a date covers; ``None`` for one that is not in the calendar."""
    if match["year"]:
        return Period(first=dt.date(int(match["year"]), 1, 1), last=dt.date(int(match["year"]), 12, 31))
    try:
        if match["iso"]:
            day = dt.date.fromisoformat(match["iso"])
            return Period(first=day, last=day)
        month = (match["month_first"] or match["month_behind"] or match["month"])[:3].lower()
        year = match["year_1"] or match["year_2"] or match["year_3"]
        number = int(match["day_behind"] or match["day_first"] or 1)
        day = dt.date(int(year) if year else published.year, _MONTHS.index(month) + 1, number)
        if not year and day > published:
            day = day.replace(year=day.year - 1)
    except ValueError:
        return None
    return Period(first=day, last=month_end(day) if match["month"] else day)
