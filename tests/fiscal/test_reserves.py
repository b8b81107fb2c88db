"""Tests of reserves, the budget and tranches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.fiscal.reserves import (
    adequacy_metric_usd,
    criterion_margin,
    gross_reserves_after,
    net_reserves_after,
    primary_balance_after,
    rupee_pressure,
    with_haircut,
)

BILLIONS = st.floats(0, 1e11)


@given(BILLIONS, BILLIONS)
def test_a_dollar_of_bitcoin_is_a_dollar_of_reserves_less(gross: float, bought: float) -> None:
    """Coins bought with reserves lower gross and net ones by as much, and selling them again restores both."""
    assert gross_reserves_after(gross, bought, 0, 0, 0) == gross - bought
    assert net_reserves_after(gross, bought, 0) == gross - bought
    assert net_reserves_after(net_reserves_after(gross, bought, 0), 0, bought) == pytest.approx(gross, abs=1e-3)


def test_a_tranche_raises_gross_reserves_alone() -> None:
    """Money of the Fund is a debt to it: gross reserves rise, net ones do not; repaying undoes it."""
    assert gross_reserves_after(14.5e9, 0, 0, 1.023e9, 0) == pytest.approx(15.523e9)
    assert gross_reserves_after(15.523e9, 0, 0, 0, 1.023e9) == pytest.approx(14.5e9)


def test_coins_that_the_budget_buys_are_expenditure() -> None:
    """The primary balance falls by coins and subsidies and rises by income."""
    assert primary_balance_after(2435, 100, 50, 20) == 2305


def test_haircut() -> None:
    """A thousand coins at 100,000 dollars with half off count as 50 million."""
    assert with_haircut(1e9, 1000, 100_000, 0.5) == 1.05e9


def test_pressure_needs_an_assumption() -> None:
    """Without a stated sensitivity nothing moves the rupee; with 0.5, buying a tenth of reserves moves it 5 percent."""
    assert rupee_pressure(1e9, 1e10, 0.0) == 0
    assert rupee_pressure(1e9, 1e10, 0.5) == pytest.approx(0.05)


def test_adequacy_of_pakistan_2024() -> None:
    """29.9 billion dollars by the World Bank's figures of 2024; reserves of 18.4 are 61 percent of it (fixed: 41)."""
    gdp, short, debt = 371.747e9, 9.609e9, 129.7175e9
    stocks = (gdp * 0.103855, gdp * 0.382115, short, debt - short)
    floating = adequacy_metric_usd(*stocks, 0.05, 0.05, 0.30, 0.15)
    assert floating == pytest.approx(29.9e9, abs=0.05e9)
    assert 18.4077e9 / floating == pytest.approx(0.61, abs=0.006)
    assert 18.4077e9 / adequacy_metric_usd(*stocks, 0.10, 0.10, 0.30, 0.20) == pytest.approx(0.41, abs=0.006)


def test_margins_have_the_sign_of_their_sense() -> None:
    """Above a floor and below a ceiling is positive, also where both are negative stocks."""
    assert criterion_margin(-8.0, -8.6, 1) == pytest.approx(0.6)
    assert criterion_margin(-9.0, -8.6, 1) == pytest.approx(-0.4)
    assert criterion_margin(5, 8, -1) == 3
