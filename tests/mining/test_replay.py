"""Tests of a fleet over recorded days."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.mining.replay import MarketDay, Operation, fleet_day, fleet_year

JULY = MarketDay(
    on=dt.date(2025, 7, 3), price_usd=109_620, difficulty=116.9585e12, block_reward_btc=3.125, local_per_usd=284.21
)
FLEET = Operation(
    power_mw=2000, j_per_th=20, overhead_share=0, pool_fee_share=0, tariff_local_per_kwh=22.5, elasticity=0
)


def test_the_third_of_july_2025() -> None:
    """2,000 MW at 20 J/TH find what 100 EH/s beside 837 find: their share of 450 coins; 22.5 rupees are $0.0792."""
    day = fleet_day(JULY, FLEET)
    share = 100 / (837.2 + 100)
    assert day.coins == pytest.approx(450 * share, rel=1e-4)
    assert day.network_share == pytest.approx(share, rel=1e-4)
    assert day.bill_usd == pytest.approx(48e6 * 22.5 / 284.21)
    assert day.bill_usd / 48e6 == pytest.approx(0.0792, abs=5e-5)
    assert day.break_even_usd_per_kwh == pytest.approx(0.1227 * 837.2 / 937.2, rel=1e-3)


def test_it_stands_where_power_costs_more() -> None:
    """Old machines at the same tariff draw nothing, find nothing and pay nothing; their break-even is still told."""
    day = fleet_day(JULY, msgspec.structs.replace(FLEET, j_per_th=98))
    assert (day.power_mw, day.coins, day.bill_local, day.network_share) == (0, 0, 0, 0)
    assert 0 < day.break_even_usd_per_kwh < 0.03


def test_a_year_is_the_sum_of_its_days() -> None:
    """Coins, revenue and bills add up; the days on which it ran are counted."""
    cheap = msgspec.structs.replace(JULY, price_usd=10_000.0, on=dt.date(2025, 7, 4))
    year = fleet_year((JULY, cheap, JULY), FLEET)
    one = fleet_day(JULY, FLEET)
    assert year.days_running == 2
    assert year.coins == pytest.approx(2 * one.coins)
    assert year.energy_mwh == 2 * 48_000
    assert year.revenue_usd - year.bill_usd == pytest.approx(2 * (one.revenue_usd - one.bill_usd))
    assert year.bill_local == pytest.approx(2 * one.bill_local)
