"""Amounts: exact, with their unit, never across units."""

from decimal import Decimal

import iso4217
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.terms.amount import Amount, sats, total
from bitcoin_office.terms.errors import AmountFormatError, UnitMismatchError, UnknownUnitError
from bitcoin_office.terms.units import SAT, USD, Unit, all_units, unit

UNITS = st.sampled_from(all_units())
QUANTITIES = st.integers(min_value=-(10**15), max_value=10**15)


@given(quantity=QUANTITIES, of_unit=UNITS)
def test_an_amount_is_read_back_as_it_was_written(quantity: int, of_unit: Unit) -> None:
    """Writing an amount in whole commodities and reading it gives the same integer, for every unit."""
    amount = Amount(quantity, of_unit)
    assert Amount.of(amount.plain(), of_unit) == amount
    if of_unit.code != "msat":  # "BTC" reads as satoshis
        assert Amount.parse(str(amount)) == amount


@given(left=QUANTITIES, right=QUANTITIES)
def test_sums_are_integer_sums(left: int, right: int) -> None:
    """Adding and subtracting amounts is adding and subtracting their integers."""
    assert sats(left) + sats(right) == sats(left + right)
    assert sats(left) - sats(right) == sats(left - right)
    assert total((sats(left), sats(right)), SAT) == sats(left + right)
    assert (sats(left) < sats(right)) == (left < right)


def test_units_do_not_mix() -> None:
    """A sum, difference or comparison across units is refused and says which units."""
    dollars = Amount(1, USD)
    for act in (lambda: sats(1) + dollars, lambda: sats(1) - dollars, lambda: sats(1) < dollars):
        with pytest.raises(UnitMismatchError, match="sat with USD"):
            act()


@pytest.mark.parametrize(
    "text", ["1", "x BTC", "1e3 BTC", "nan USD", "0.123456789 BTC", "1.001 USD", "1.5 sat", "", "9" * 40 + " BTC"]
)
def test_an_inexact_text_is_refused(text: str) -> None:
    """A text without a unit, with too many decimals, or that is no plain number is refused with what to do."""
    with pytest.raises(AmountFormatError) as caught:
        Amount.parse(text)
    assert "Write a number and a unit" in caught.value.remedy


def test_a_misspelt_unit_names_the_nearest() -> None:
    """An unknown unit's error offers the nearest one."""
    with pytest.raises(UnknownUnitError, match=r"Did you mean PKR\?"):
        unit("PKRR")


def test_minor_units_against_iso4217() -> None:
    """Every currency's decimals agree with the iso4217 package's copy of the published list, and none is missing."""
    published = {
        currency.code: currency.exponent
        for currency in iso4217.Currency
        if currency.exponent is not None and not currency.code.startswith("X")
    }
    ours = {item.code: item.decimals for item in all_units() if item.commodity != "BTC"}
    funds = {"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"}
    assert {code: published[code] for code in ours if code in published} == {
        code: decimals for code, decimals in ours.items() if code in published
    }
    assert set(published) - funds - set(ours) == set()


def test_amounts_show_thousands_and_decimals() -> None:
    """Amounts print in whole commodities with separators, and compare equal to their decimals."""
    assert str(Amount(624_018_000_000, SAT)) == "6,240.18000000 BTC"
    assert str(Amount(-745, USD)) == "-7.45 USD"
    assert Amount(150_000_000, SAT).decimal() == Decimal("1.5")
    assert not Amount(0, USD)
