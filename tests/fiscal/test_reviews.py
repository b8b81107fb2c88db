"""Tests of the reviews of an arrangement."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.fiscal.reviews import end_of, missed, schedule
from bitcoin_office.playbook.arrangement import Arrangement
from bitcoin_office.terms.period import Period

MILLION = Decimal(1_000_000)


@pytest.fixture
def pakistan() -> Arrangement:
    """Pakistan's arrangement."""
    arrangement = load_playbook("pk").programme.arrangement
    assert arrangement is not None
    return arrangement


def test_the_arrangement_ends_by_its_length(pakistan: Arrangement) -> None:
    """37 months from 25 September 2024 end on 25 October 2027."""
    assert end_of(pakistan.facilities[0]) == dt.date(2027, 10, 25)


def test_reviews_have_the_half_year_that_is_named(pakistan: Arrangement) -> None:
    """Passed reviews have their day, coming ones their half-year."""
    due = {review.tranche: review.due for review in schedule(pakistan)}
    assert due["eff-2"] == Period(first=dt.date(2025, 5, 9), last=dt.date(2025, 5, 9))
    assert due["eff-4"] == Period(first=dt.date(2026, 1, 1), last=dt.date(2026, 6, 30))
    assert due["eff-7"] == Period(first=dt.date(2027, 7, 1), last=dt.date(2027, 12, 31))


def test_a_missed_review_delays_it_and_all_after_it(pakistan: Arrangement) -> None:
    """Missing the fourth tranche's review moves four tranches by half a year; the last falls after the end."""
    delay = missed(pakistan, "eff-4")
    assert delay is not None
    assert [review.tranche for review in delay.reviews] == ["eff-4", "eff-5", "eff-6", "eff-7"]
    assert delay.reviews[0].due == Period(first=dt.date(2026, 7, 1), last=dt.date(2026, 12, 31))
    assert [review.after_end for review in delay.reviews] == [False, False, False, True]
    assert (delay.delayed, delay.lost, delay.unit) == (3 * 760 * MILLION, 760 * MILLION, "SDR")


def test_what_is_passed_cannot_be_missed(pakistan: Arrangement) -> None:
    """A review that the Board completed, or one that is not there, delays nothing."""
    assert missed(pakistan, "eff-2") is None
    assert missed(pakistan, "eff-99") is None
