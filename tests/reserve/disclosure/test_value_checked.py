"""Checks of lots and value: arithmetic, and what is said that no arithmetic shows."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.reserve.disclosure.check_value import value_usd_cents
from tests.disclosing import BITCOIN, Made
from tests.reserve.disclosure.verifying import changed, codes, left, said


def test_what_the_coins_cost_and_what_nobody_says(small: Made) -> None:
    """The lots' coins have a cost by the office's word, the others have none; a price is its source's word."""
    found = changed(small)
    assert {"cost", "no-cost", "price"} <= left(found)
    assert "value" in said(found)
    sums = {each.code: each.text for each in found.not_proved}
    in_lots = sum(lot.sats for lot in small.disclosure.lots)
    assert f"{in_lots / BITCOIN:.5f} BTC cost" in sums["cost"]
    without = changed(small, lots=())
    assert without.ok
    assert "cost" not in left(without)
    assert "53.00999 BTC cost" in {each.code: each.text for each in without.not_proved}["no-cost"]


def test_lots_with_more_coins_than_there_are(small: Made) -> None:
    """By one satoshi, in one lot or in two."""
    (lot,) = small.disclosure.lots
    whole = msgspec.structs.replace(lot, sats=small.disclosure.sats)
    assert changed(small, lots=(whole,)).ok
    assert codes(changed(small, lots=(msgspec.structs.replace(lot, sats=small.disclosure.sats + 1),))) == {"lots"}
    one = msgspec.structs.replace(lot, lot="buy-2", sats=1)
    assert codes(changed(small, lots=(whole, one))) == {"lots"}


@pytest.mark.parametrize("cents", [-1, 1])
def test_a_value_that_is_not_the_sum_at_its_price(small: Made, cents: int) -> None:
    """By one cent; with another price the value has to change as well."""
    value = small.disclosure.valuation
    assert value is not None
    other = msgspec.structs.replace(value, value_usd_cents=value.value_usd_cents + cents)
    assert codes(changed(small, valuation=other)) == {"value"}
    dearer = msgspec.structs.replace(value, price_usd_cents=value.price_usd_cents * 2)
    assert codes(changed(small, valuation=dearer)) == {"value"}


def test_without_a_value_nothing_is_said_of_one(small: Made) -> None:
    """A disclosure need not be valued."""
    found = changed(small, valuation=None)
    assert found.ok
    assert not {"value", "price"} & (said(found) | left(found))


@given(st.integers(0, 21_000_000 * BITCOIN), st.integers(1, 10**10))
def test_a_value_is_the_nearest_cent(quantity_sats: int, price_usd_cents: int) -> None:
    """Never more than half a cent off the exact product."""
    exact = quantity_sats * price_usd_cents
    assert abs(value_usd_cents(quantity_sats, price_usd_cents) * BITCOIN - exact) * 2 <= BITCOIN
