"""Conversions name their rounding and never lose a unit unseen."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.errors import UnitMismatchError
from bitcoin_office.terms.rate import Rate, Rounding, round_fraction
from bitcoin_office.terms.source import Quality, Source
from bitcoin_office.terms.units import PKR, SAT, USD

RATE = Rate(base=SAT, quote=USD, price=Decimal(119177), on=dt.date(2025, 7, 17), source=Source(title="test"))


@given(quantity=st.integers(min_value=-(10**15), max_value=10**15), price=st.decimals("0.01", "1e7", places=2))
def test_a_conversion_is_within_its_rounding(quantity: int, price: Decimal) -> None:
    """Half-even is within half a cent of the exact product; down and up bracket it on the sides of zero."""
    rate = Rate(base=SAT, quote=USD, price=price, on=RATE.on, source=RATE.source)
    exact = Fraction(price) * 100 * quantity / 100_000_000
    nearest, down, up = (rate.convert(sats(quantity), rounding).quantity for rounding in Rounding)
    assert abs(nearest - exact) <= Fraction(1, 2)
    assert abs(down) <= abs(exact) <= abs(up)
    assert abs(up) - abs(down) <= 1


def test_a_conversion_goes_both_ways() -> None:
    """A rate converts the base to the quote and back, and refuses any other unit."""
    assert RATE.convert(sats(100_000_000)) == Amount(11_917_700, USD)
    assert RATE.convert(Amount(11_917_700, USD)) == sats(100_000_000)
    with pytest.raises(UnitMismatchError):
        RATE.convert(Amount(1, PKR))


def test_halves_round_to_even() -> None:
    """Exact halves go to the even neighbour, so that many conversions do not drift upwards."""
    assert [round_fraction(Fraction(n, 2), Rounding.HALF_EVEN) for n in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]


def test_a_source_shows_its_quality_when_it_is_not_documented() -> None:
    """A reader sees at once that a figure is uncertain."""
    assert str(Source(title="A paper", url="https://example.org")) == "A paper <https://example.org>"
    assert str(Source(title="From memory", quality=Quality.UNCERTAIN)).endswith("[uncertain]")
