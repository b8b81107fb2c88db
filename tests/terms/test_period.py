"""Periods count their days, and months end where the calendar says."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.period import Period, month_end, next_month, parse_date

DAYS = st.dates(dt.date(2009, 1, 3), dt.date(2140, 1, 1))


@given(first=DAYS, last=DAYS)
def test_a_period_has_as_many_days_as_it_lists(first: dt.date, last: dt.date) -> None:
    """Length, membership and the listed days agree, and a period that ends before it begins is empty."""
    last = min(last, first + dt.timedelta(days=400))
    period = Period(first=first, last=last)
    days = list(period.days())
    assert len(period) == len(days)
    assert all(day in period for day in days)
    assert (first - dt.timedelta(days=1)) not in period


@given(day=DAYS)
def test_a_month_ends_where_the_calendar_says(day: dt.date) -> None:
    """The end of a month equals the calendar module's count, and the next month starts a day later."""
    assert month_end(day).day == calendar.monthrange(day.year, day.month)[1]
    assert next_month(day) == month_end(day) + dt.timedelta(days=1)


def test_a_date_that_is_none_says_how_to_write_one() -> None:
    """A malformed date is a usage error that shows the form."""
    assert parse_date("2025-07-17") == dt.date(2025, 7, 17)
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        parse_date("17/07/2025")
