"""Tests of the day of mining inside simulated futures."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.adapters.mining_tables import shipped_load_shape
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.mining.daily import mining_day, others_day
from bitcoin_office.mining.month_costs import month_costs
from bitcoin_office.mining.network import epoch_day, network_ehs
from bitcoin_office.mining.replay import MarketDay, Operation, fleet_day
from bitcoin_office.mining.supply import View
from bitcoin_office.mining.year import DayOfDemand, supply_by_hour

DIFFICULTY, PRICE, RUPEES = 116.9585e12, 109_620.0, 284.21
TERMS = (20.0, 0.0, 0.0, 22.5)


def test_the_own_effect_comes_with_the_retarget() -> None:
    """The first days bring the full share of the old difficulty; two epochs later a day is what a year's day says."""
    others = network_ehs(DIFFICULTY)
    difficulty, blocks, seconds = DIFFICULTY, 0.0, 0.0
    coins: list[float] = []
    for _ in range(40):
        own, found, _, _ = mining_day(PRICE, RUPEES, difficulty, 3.125, 2000.0, 2000.0, 1.0, *TERMS)
        coins.append(found)
        difficulty, blocks, seconds, _ = epoch_day(difficulty, others + own, blocks, seconds)
    assert coins[0] == pytest.approx(450 * 100 / others)
    steady = fleet_day(
        MarketDay(
            on=dt.date(2025, 7, 3), price_usd=PRICE, difficulty=DIFFICULTY, block_reward_btc=3.125, local_per_usd=RUPEES
        ),
        Operation(
            power_mw=2000, j_per_th=20, overhead_share=0, pool_fee_share=0, tariff_local_per_kwh=22.5, elasticity=0
        ),
    )
    assert coins[-1] == pytest.approx(steady.coins, rel=1e-9)
    assert sum(found == coins[0] for found in coins) in {12, 13}


def test_outside_the_offer_nothing_runs() -> None:
    """Without power offered, or without machines that work, nothing is found and nothing is paid."""
    for offered, working in ((0.0, 1.0), (2000.0, 0.0)):
        assert mining_day(PRICE, RUPEES, DIFFICULTY, 3.125, offered, 2000.0, working, *TERMS) == (0, 0, 0, 0)


@given(st.floats(1, 2000), st.floats(0.001, 0.5), st.floats(0.001, 0.5), st.floats(0, 1), st.floats(30, 720))
def test_others_follow_what_surprises_them(
    others: float, now: float, usual: float, elasticity: float, memory: float
) -> None:
    """Others grow above the usual hashprice and shrink below it, by at most a twentieth a day, and get used to it."""
    after, used = others_day(others, now, usual, elasticity, memory)
    assert 0.95 * others <= after <= 1.05 * others * (1 + 1e-12)
    assert (after - others) * (now - usual) >= 0
    assert min(now, usual) * (1 - 1e-9) <= used <= max(now, usual) * (1 + 1e-9)


def test_others_end_where_the_elasticity_says() -> None:
    """A small lasting rise of the hashprice ends in a hash rate higher by the elasticity times as much."""
    others, usual = 100.0, 0.05
    for _ in range(20_000):
        others, usual = others_day(others, 0.05 * 1.01, usual, 0.5, 200.0)
    assert others == pytest.approx(100.5, rel=1e-3)


@pytest.mark.parametrize("view", View)
def test_the_table_of_months_against_the_hours(view: View) -> None:
    """In winter and in summer the table's cost is within 2 percent of the hours', losses included."""
    power = load_playbook("pk").programme.power
    assert power is not None
    shape = shipped_load_shape()
    table = month_costs(power, shape, view, power_mw=2000, year=2025, losses_percent=10, blocks=4)
    assert [entry.month for entry in table] == list(range(1, 13))
    assert all(entry.unserved_share == 0 for entry in table)
    assert all(entry.emissions_g_per_kwh is None or entry.emissions_g_per_kwh > 0 for entry in table)
    for month, length in ((2, 28), (6, 30)):
        days = tuple(DayOfDemand(dt.date(2025, month, day + 1), 2000.0) for day in range(length))
        fine = supply_by_hour(power, shape, days, view, 10)
        assert fine.cost / (length * 48e6) == pytest.approx(table[month - 1].cost_per_kwh, rel=0.02)
