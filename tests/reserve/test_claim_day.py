"""Dates in a sentence, and which of them date its figure."""

import datetime as dt

import pytest

from bitcoin_office.reserve.claims.day import dates
from bitcoin_office.reserve.claims.statement import read
from tests.reserve.claims_making import HOLDERS, RECORD

PUBLISHED = dt.date(2025, 7, 17)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("as of July 14, 2025", "2025-07-14", "2025-07-14"),
        ("as of 14 July", "2025-07-14", "2025-07-14"),
        ("on 14th of July 2025", "2025-07-14", "2025-07-14"),
        ("on Feb. 23", "2025-02-23", "2025-02-23"),
        ("as of 2025-07-14", "2025-07-14", "2025-07-14"),
        ("in November 2022", "2022-11-01", "2022-11-30"),
        ("in December", "2024-12-01", "2024-12-31"),
        ("on 24 December", "2024-12-24", "2024-12-24"),
        ("in July", "2025-07-01", "2025-07-17"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("at the end of 2025", "2025-01-01", "2025-07-17"),
    ],
)
def test_dates_are_read(text: str, first: str, last: str) -> None:
    """A day, a month or a year; without a year the latest before publication; none goes beyond publication."""
    (found,) = dates(text, PUBLISHED)
    assert (str(found.days.first), str(found.days.last)) == (first, last)


@pytest.mark.parametrize(
    "text", ["on 31 February", "in 2031", "on 18 July 2025", "by 2030", "in 2,000 towns", "on Monday"]
)
def test_what_is_no_past_day_is_no_date(text: str) -> None:
    """Days that are not in the calendar, or not yet."""
    assert list(dates(text, PUBLISHED)) == []


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("El Salvador held 6,237 BTC as of 14 July.", "2025-07-14"),
        ("As of 14 July, El Salvador holds 6,237 BTC.", "2025-07-14"),
        ("In November 2022 El Salvador held 2,381 BTC.", "2022-11-30"),
        ("El Salvador had 2,381 BTC in November 2022.", "2022-11-30"),
        ("El Salvador holds 6,240 BTC.", None),
        ("El Salvador, which made bitcoin legal tender in September 2021, holds 6,240 BTC.", None),
        ("In 2021 a pioneer, El Salvador now holds 6,240 BTC.", None),
        ("El Salvador held 6,240 BTC, the office said on 16 July.", None),
    ],
)
def test_only_a_date_of_the_figure_dates_it(sentence: str, day: str | None) -> None:
    """One after "as of" always; one at the start or right behind in the past tense; never one of something else."""
    (statement,) = read(sentence, holders=HOLDERS, default=RECORD.name, published=PUBLISHED).statements
    assert (None if statement.days is None else str(statement.days.last)) == day
