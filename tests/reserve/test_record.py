"""A record says what was disclosed on a day, and calls a line between two figures a line."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.reserve.record import DisclosureKind, disclosed_on
from tests.reserve.making import day, disclosed

TWO = (disclosed(10, "100"), disclosed(20, "300"))


def test_nothing_is_disclosed_before_the_first_disclosure() -> None:
    """Before the first figure there is no band at all."""
    assert disclosed_on(TWO, day(9)) is None


def test_a_disclosed_day_is_exact() -> None:
    """On the day of a disclosure the band is that figure and exact."""
    band = disclosed_on(TWO, day(10))
    assert band is not None
    assert band.exact
    assert (band.low_sats, band.mid_sats, band.high_sats) == (100 * 10**8,) * 3


def test_between_two_figures_lies_a_labelled_line() -> None:
    """Half way between two figures the middle is half way, and the band is the two figures, not exact."""
    band = disclosed_on(TWO, day(15))
    assert band is not None
    assert not band.exact
    assert (band.low_sats, band.mid_sats, band.high_sats) == (100 * 10**8, 200 * 10**8, 300 * 10**8)
    assert (band.before.on, band.after.on if band.after else None) == (day(10), day(20))


def test_after_the_last_figure_it_grows_old() -> None:
    """After the last figure the band is that figure, not exact, with nothing after it."""
    band = disclosed_on(TWO, day(400))
    assert band is not None
    assert (band.mid_sats, band.exact, band.after) == (300 * 10**8, False, None)


def test_a_tracker_discloses_nothing() -> None:
    """What someone else counted is not a disclosure."""
    assert disclosed_on((disclosed(1, "50", kind=DisclosureKind.TRACKER),), day(5)) is None


@given(offset=st.integers(min_value=10, max_value=20))
def test_the_line_stays_inside_its_band(offset: int) -> None:
    """On every day the middle lies in the band, and it never falls while the figures rise."""
    band, next_day = disclosed_on(TWO, day(offset)), disclosed_on(TWO, day(offset + 1))
    assert band is not None
    assert next_day is not None
    assert band.low_sats <= band.mid_sats <= band.high_sats
    assert band.mid_sats <= next_day.mid_sats


def test_dates_are_dates() -> None:
    """A disclosure's day is a calendar day, so that no clock or zone can move it."""
    assert type(TWO[0].on) is dt.date
