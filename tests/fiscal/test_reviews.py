"""Tests of the reviews of an arrangement."""

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.fiscal.reviews import end_of, overdue, schedule, slots
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


def test_slots_are_the_ends_of_half_years_and_the_arrangements_end(pakistan: Arrangement) -> None:
    """In February 2026 four tranches are ahead; the last half-year ends with the arrangement."""
    found = slots(pakistan, pakistan.facilities[0], dt.date(2026, 2, 1))
    assert [slot.tranche for slot in found] == ["eff-4", "eff-5", "eff-6", "eff-7"]
    days = [dt.date(2026, 6, 30), dt.date(2026, 12, 31), dt.date(2027, 6, 30), dt.date(2027, 10, 25)]
    assert [slot.on for slot in found] == days
    assert [slot.since for slot in found] == [dt.date(2025, 12, 8), *days[:-1]]


def test_a_missed_review_is_made_up_while_the_arrangement_runs(pakistan: Arrangement) -> None:
    """The facility that ends in September 2027 has half-years beyond its one tranche in which it can be made up."""
    arrangement = msgspec.structs.replace(
        pakistan,
        tranches=tuple(msgspec.structs.replace(item, reviewed_on=None) for item in pakistan.tranches),
    )
    found = slots(arrangement, arrangement.facilities[1], dt.date(2025, 7, 17))
    assert [(slot.tranche, slot.on) for slot in found] == [
        ("rsf-1", dt.date(2025, 12, 31)),
        ("", dt.date(2026, 6, 30)),
        ("", dt.date(2026, 12, 31)),
        ("", dt.date(2027, 6, 30)),
    ]


def test_a_review_that_is_overdue_has_no_slot(pakistan: Arrangement) -> None:
    """A half-year that has passed without a completed review on file is not ahead."""
    found = slots(pakistan, pakistan.facilities[0], dt.date(2026, 7, 1))
    assert [slot.tranche for slot in found] == ["eff-5", "eff-6", "eff-7"]
    late = overdue(pakistan, pakistan.facilities[0], dt.date(2026, 7, 1))
    assert [(slot.tranche, slot.since, slot.on) for slot in late] == [
        ("eff-4", dt.date(2025, 12, 8), dt.date(2026, 6, 30))
    ]
    assert found[0].since == late[0].on
    assert not overdue(pakistan, pakistan.facilities[0], dt.date(2026, 6, 29))
