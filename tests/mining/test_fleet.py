"""Tests of a fleet's day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.mining.fleet import (
    even_hashprice_usd,
    fleet_coins,
    fleet_ehs,
    fleet_power_mw,
    hall_margin_per_mw_year,
    least_hashprice_usd,
    mining_margin_per_mw_year,
    mining_mw,
    power_bill,
    working_after_day,
)


@given(st.floats(1, 5000), st.floats(5, 100), st.floats(0, 0.5))
def test_power_and_hash_rate_are_each_others_inverse(power: float, efficiency: float, overhead: float) -> None:
    """2,000 MW at 20 J/TH are 100 EH/s, and back."""
    assert fleet_ehs(2000, 20, 0) == 100
    assert fleet_power_mw(fleet_ehs(power, efficiency, overhead), efficiency, overhead) == pytest.approx(power)


@given(st.floats(0.001, 0.5), st.floats(5, 100), st.floats(0, 0.5), st.floats(0, 0.1))
def test_it_runs_exactly_above_the_least_hashprice(
    tariff: float, efficiency: float, overhead: float, fee: float
) -> None:
    """A hair above the least hashprice all machines run, a hair below none."""
    least = least_hashprice_usd(tariff, efficiency, overhead, fee)
    terms = (tariff, efficiency, overhead, fee)
    assert mining_mw(300.0, 200.0, least * 1.000001, *terms) == 200.0
    assert mining_mw(100.0, 200.0, least * 1.000001, *terms) == 100.0
    assert mining_mw(300.0, 200.0, least * 0.999999, *terms) == 0.0


def test_coins_and_bill() -> None:
    """100 EH/s at 5.375e-7 BTC find 53.75 coins less the fee; 48,000 MWh at 23 rupees cost 1.104 billion."""
    assert fleet_coins(100, 5.375e-7, 0.02) == pytest.approx(53.75 * 0.98)
    assert power_bill(48_000, 23) == pytest.approx(1.104e9)


def test_machines_wear() -> None:
    """Where a tenth fails a year and half of them are repaired, 95 % work after the year (compounded by day)."""
    working = 1.0
    for _ in range(365):
        working = working_after_day(working, 0.1, 0.5)
    assert working == pytest.approx(0.9512, abs=1e-4)
    assert working_after_day(1.0, 0.0, 0.0) == 1.0


def test_mining_per_megawatt_year_of_july_2025() -> None:
    """At 58.92 dollars and free power a megawatt at 20 J/TH earns 1.08 million a year, 0.97 after its own effect."""
    assert mining_margin_per_mw_year(0.05892, 20, 0, 0, 0, 8760) == pytest.approx(1.08e6, rel=0.005)
    assert mining_margin_per_mw_year(0.05892 * 0.9, 20, 0, 0, 0, 8760) == pytest.approx(0.97e6, rel=0.005)


@given(st.floats(0.01, 0.2), st.floats(10, 40), st.floats(1, 2), st.floats(1000, 8760))
def test_even_is_even(tariff: float, efficiency: float, power_usage: float, hours: float) -> None:
    """At the even hashprice a megawatt of machines earns what one of a hall does; a percent more and mining leads."""
    hall = hall_margin_per_mw_year(4.0e6, 0.999, power_usage, tariff)
    even = even_hashprice_usd(hall, efficiency, 0.0, 0.0, tariff, hours)
    assert mining_margin_per_mw_year(even, efficiency, 0, 0, tariff, hours) == pytest.approx(hall, rel=1e-9)
    assert mining_margin_per_mw_year(even * 1.01, efficiency, 0, 0, tariff, hours) > hall
