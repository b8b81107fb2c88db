"""What is asked for: exactly the missing finished days, in pages that the source accepts."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.market.fetching import Offer, merged, pages, settle
from bitcoin_office.market.series import Point, Step
from bitcoin_office.terms.errors import SourceError
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Source

FIRST = dt.date(2024, 1, 1)


def offer(page_days: int = 10, reach_days: int | None = None, step: Step = Step.DAY) -> Offer:
    """A source that begins on 1 January 2024."""
    return Offer(
        name="a", kind="k", unit="u", step=step, source=Source(title="a"),
        first_day=FIRST, page_days=page_days, reach_days=reach_days,
    )  # fmt: skip


def at(*offsets: int) -> tuple[Point, ...]:
    """Points so many days after the first."""
    return tuple(Point(on=FIRST + dt.timedelta(days=offset), value=Decimal(offset + 1)) for offset in offsets)


@given(st.sets(st.integers(0, 60)), st.integers(1, 25), st.integers(0, 60), st.integers(-10, 60))
def test_pages_are_the_missing_days_once_each(known: set[int], page_days: int, until: int, first: int):
    """Every missing day from the asked start to yesterday is in one page, no other day is, no page is too long."""
    source, yesterday = offer(page_days), FIRST + dt.timedelta(days=until)
    start = max(FIRST, FIRST + dt.timedelta(days=first))
    asked = pages(source, source.series(at(*sorted(known))), FIRST + dt.timedelta(days=first), yesterday)
    assert all(len(page) <= page_days for page in asked)
    missing = [day for day in Period(first=start, last=yesterday).days() if (day - FIRST).days not in known]
    assert [day for page in asked for day in page.days()] == missing


def test_months_are_asked_for_whole():
    """A monthly source is asked for calendar months, from the one that the start is in."""
    monthly = offer(step=Step.MONTH)
    asked = pages(monthly, monthly.series(at(31)), dt.date(2024, 1, 20), dt.date(2024, 4, 2))
    assert [(page.first.month, page.last.day) for page in asked] == [(1, 31), (3, 31), (4, 30)]


def test_a_source_of_short_reach_is_not_asked_for_more():
    """Where a source only goes back so far, older days are not asked for."""
    asked = pages(offer(page_days=30, reach_days=3), offer().empty(), None, dt.date(2024, 3, 10))
    assert asked == (Period(first=dt.date(2024, 3, 8), last=dt.date(2024, 3, 10)),)


def test_an_answer_is_put_in_order():
    """Repeated, unsorted and unasked-for days become one sorted figure a day."""
    asked = Period(first=FIRST, last=FIRST + dt.timedelta(days=2))
    assert settle(offer(), at(2, 0, 1, 0, 7), asked) == at(0, 1, 2)


def test_a_day_with_two_figures_is_refused():
    """A source that contradicts itself within an answer is not believed."""
    with pytest.raises(SourceError, match="two figures, 1 and 9 for k on 2024-01-01"):
        settle(offer(), (*at(0), Point(on=FIRST, value=Decimal(9))), Period(first=FIRST, last=FIRST))


def test_stored_figures_are_not_rewritten():
    """What was fetched before stands; only new days are added."""
    stored = offer().series(at(0, 2))
    again = merged(stored, (Point(on=FIRST, value=Decimal(99)), *at(1)))
    assert again.points == at(0, 1, 2)
