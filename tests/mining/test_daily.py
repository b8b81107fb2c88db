"""Tests of the day of mining inside simulated futures."""

import datetime as dt
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.adapters.mining_tables import shipped_load_shape
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.mining.daily import (
    earned_per_mwh,
    machines_working,
    mining_day,
    offered_power,
    others_day,
    shifted_load,
)
from bitcoin_office.mining.month_costs import ExtraDemand, extra_costs
from bitcoin_office.mining.network import blocks_per_ehs_day, epoch_day, network_ehs
from bitcoin_office.mining.replay import MarketDay, Operation, fleet_day
from bitcoin_office.mining.supply import View
from bitcoin_office.mining.year import DayOfDemand, supply_by_hour

DIFFICULTY, PRICE, RUPEES, EHS_PER_MW = 116.9585e12, 109_620.0, 284.21, 0.05


def test_the_own_effect_comes_with_the_retarget() -> None:
    """The first days bring the full share of the old difficulty; two epochs later a day is what a year's day says."""
    others = network_ehs(DIFFICULTY)
    per_ehs, blocks, days = blocks_per_ehs_day(DIFFICULTY), 0.0, 0.0
    coins: list[float] = []
    for _ in range(40):
        earned = earned_per_mwh(per_ehs * 3.125 * PRICE * RUPEES, EHS_PER_MW, 1.0)
        power, own = mining_day(earned, 22.5, 2000.0, 2000.0, 1.0, EHS_PER_MW)
        assert (power, own) == (2000.0, 100.0)
        per_ehs, blocks, days, today = epoch_day(per_ehs, others + own, blocks, days)
        coins.append(own * today * 3.125)
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


@given(st.floats(1, 1e6), st.floats(1, 1000), st.floats(0, 3000), st.floats(0, 3000), st.floats(0, 1))
def test_machines_run_while_they_earn_their_power(
    earned: float, tariff: float, offered: float, machines: float, working: float
) -> None:
    """All that is offered, there and working runs where a megawatt-hour earns more than it costs; else nothing."""
    power, own = mining_day(earned, tariff, offered, machines, working, EHS_PER_MW)
    assert power == (min(offered, machines * working) if earned > tariff * 1000.0 else 0.0)
    assert own == power * EHS_PER_MW


def test_more_load_leaves_less_to_offer() -> None:
    """The declared power is offered while the surplus is larger; then the surplus, and never less than nothing."""
    offers = [offered_power(2000.0, 3000.0, 10_000.0, shift) for shift in (-0.1, 0.0, 0.1, 0.2, 0.5)]
    assert offers == [2000.0, 2000.0, 2000.0, 1000.0, 0.0]


def test_load_strays_and_returns() -> None:
    """Without chance a shift fades with its memory; new machines all work, then those that failed are gone."""
    assert shifted_load(0.1, 0.5, 0.9, 0.5) == pytest.approx(0.09)
    chances = [(number + 0.5) / 1000 for number in range(1000)]
    moves = [shifted_load(0.0, chance, 0.9, 0.01) for chance in chances]
    assert statistics.fmean(moves) == pytest.approx(0.0, abs=1e-12)
    assert statistics.pstdev(moves) == pytest.approx(0.01, rel=1e-4)
    assert machines_working(0.5, 1.0, 0.365) == 1.0
    assert machines_working(0.5, 0.0, 0.365) == pytest.approx(0.4995)


@given(st.floats(1, 2000), st.floats(1, 500), st.floats(1, 500), st.floats(0, 5))
def test_others_follow_what_surprises_them(others: float, now: float, usual: float, response: float) -> None:
    """Others grow above the usual hashprice and shrink below it, by at most a twentieth a day."""
    after = others_day(others, now, 1.0 / usual, response)
    assert 0.95 * others * (1 - 1e-12) <= after <= 1.05 * others * (1 + 1e-12)
    assert (after - others) * (now - usual) >= -1e-9 * others


def test_others_end_where_mining_is_usual() -> None:
    """A lasting rise of the price by half ends in half as much more hashing, at the usual hashprice."""
    others, income = 100.0, 100.0 * 30.0 * 1.5
    for _ in range(20 * 365):
        others = others_day(others, income / others, 1.0 / 30.0, 0.5 / 365)
    assert others == pytest.approx(150.0, rel=1e-3)


@pytest.mark.parametrize("view", View)
def test_the_table_of_months_against_the_hours(view: View) -> None:
    """In winter and in summer the table's cost is within 2 percent of the hours'; a higher load costs no less."""
    power = load_playbook("pk").programme.power
    assert power is not None
    shape = shipped_load_shape()
    for month, length in ((2, 28), (6, 30)):
        demand = ExtraDemand(power_mw=2000, year=2025, month=month, blocks=4)
        lower, here, higher = extra_costs(power, shape, view, demand, (-0.1, 0.0, 0.1))
        assert lower.cost_per_kwh <= here.cost_per_kwh * (1 + 1e-9) <= higher.cost_per_kwh * (1 + 2e-9)
        assert here.unserved_share == 0
        assert here.emissions_g_per_kwh is None or here.emissions_g_per_kwh > 0
        days = tuple(DayOfDemand(dt.date(2025, month, day + 1), 2000.0) for day in range(length))
        fine = supply_by_hour(power, shape, days, view, 0.0)
        assert fine.cost / (length * 48e6) == pytest.approx(here.cost_per_kwh, rel=0.02)
