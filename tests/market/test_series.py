"""Series: exact days, stated carrying, explicit gaps."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Source

FIRST = dt.date(2024, 1, 1)


def series(*days: str, step: Step = Step.DAY, agreeing: int = 2) -> Series:
    """A price series of 100, 101, ... dollars on these days."""
    points = tuple(
        Point(on=dt.date.fromisoformat(day), value=Decimal(100 + place), agreeing=agreeing)
        for place, day in enumerate(days)
    )
    return Series(kind="btc_usd_close", unit="USD/BTC", source=Source(title="a test"), step=step, points=points)


def test_a_day_without_a_figure_is_none_and_not_its_neighbour():
    """``on`` answers for exact days only."""
    known = series("2024-01-01", "2024-01-03")
    assert known.on(dt.date(2024, 1, 2)) is None
    observed = known.on(dt.date(2024, 1, 3))
    assert observed is not None
    assert (observed.value, observed.on, observed.unit) == (Decimal(101), dt.date(2024, 1, 3), "USD/BTC")


def test_carrying_shows_the_age_and_stops_at_the_stated_limit():
    """A figure may be carried as far as the caller says, and says how old it is."""
    known = series("2024-01-01", "2024-01-03")
    carried = known.carried(dt.date(2024, 1, 6), max_age_days=3)
    assert carried is not None
    assert (carried.observation.on, carried.age_days) == (dt.date(2024, 1, 3), 3)
    assert known.carried(dt.date(2024, 1, 7), max_age_days=3) is None
    assert known.carried(dt.date(2023, 12, 31), max_age_days=1000) is None


def test_the_source_says_one_source_where_no_second_series_agrees():
    """A figure that only one series supports is marked as such wherever its source is printed."""
    alone = series("2024-01-01", agreeing=1).on(FIRST)
    agreed = series("2024-01-01", agreeing=2).on(FIRST)
    assert alone is not None
    assert agreed is not None
    assert "one source" in str(alone.source)
    assert "one source" not in str(agreed.source)


def test_a_point_of_another_origin_keeps_its_own_source():
    """In a merged series each observation names where its own figure comes from."""
    other = Point(on=FIRST, value=Decimal(1), agreeing=2, source=Source(title="elsewhere"))
    merged = Series(kind="k", unit="u", source=Source(title="mostly"), step=Step.DAY, points=(other,))
    observed = merged.on(FIRST)
    assert observed is not None
    assert observed.source.title == "elsewhere"


def test_points_out_of_order_are_a_programmers_mistake():
    """A series never holds unsorted or repeated days."""
    with pytest.raises(AssertionError, match="order"):
        series("2024-01-02", "2024-01-01")
    with pytest.raises(AssertionError, match="twice"):
        series("2024-01-02", "2024-01-02")


def test_gaps_of_a_monthly_series_are_months():
    """A monthly figure covers its month, so only months without one are gaps."""
    known = series("2024-01-01", "2024-03-01", step=Step.MONTH)
    assert known.gaps(dt.date(2024, 1, 20), dt.date(2024, 3, 20)) == (
        Period(first=dt.date(2024, 2, 1), last=dt.date(2024, 2, 29)),
    )
    assert series("2023-10-01", step=Step.QUARTER).gaps(dt.date(2023, 11, 15), dt.date(2024, 1, 2)) == (
        Period(first=dt.date(2024, 1, 1), last=dt.date(2024, 1, 2)),
    )


@given(st.sets(st.integers(0, 60)), st.integers(0, 60), st.integers(0, 60))
def test_gaps_and_points_together_are_every_day_once(known: set[int], start: int, length: int):
    """In a daily series each day is either known or in exactly one gap, and gaps are as long as they can be."""
    days = [FIRST + dt.timedelta(days=offset) for offset in sorted(known)]
    daily = series(*(day.isoformat() for day in days))
    first, last = FIRST + dt.timedelta(days=start), FIRST + dt.timedelta(days=start + length)
    gaps = daily.gaps(first, last)
    in_gaps = [day for gap in gaps for day in gap.days()]
    have = [point.on for point in daily.between(first, last)]
    assert sorted(in_gaps + have) == [first + dt.timedelta(days=offset) for offset in range(length + 1)]
    assert all(before.last + dt.timedelta(days=1) < after.first for before, after in itertools.pairwise(gaps))


@given(st.sets(st.integers(0, 40), min_size=1), st.integers(0, 40), st.integers(0, 40))
def test_carried_is_the_newest_that_is_young_enough(known: set[int], day: int, age: int):
    """``carried`` agrees with a plain search through all the points."""
    daily = series(*((FIRST + dt.timedelta(days=offset)).isoformat() for offset in sorted(known)))
    asked = FIRST + dt.timedelta(days=day)
    candidates = [offset for offset in known if offset <= day and day - offset <= age]
    carried = daily.carried(asked, age)
    assert (None if carried is None else carried.age_days) == (day - max(candidates) if candidates else None)


def test_nearest_names_the_known_days_around():
    """For a message about a missing day: the last known before and the first known after."""
    known = series("2024-01-01", "2024-01-05")
    assert known.nearest(dt.date(2024, 1, 3)) == (dt.date(2024, 1, 1), dt.date(2024, 1, 5))
    assert known.nearest(dt.date(2024, 2, 3)) == (dt.date(2024, 1, 5),)
    assert series().nearest(FIRST) == ()
