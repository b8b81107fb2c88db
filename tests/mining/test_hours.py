"""Tests of a fleet hour by hour through a future: the daily step's own network, at the pace of hours."""

import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.adapters.mining_tables import shipped_load_shape
from bitcoin_office.mining.daily import earned_per_mwh, mining_day
from bitcoin_office.mining.hours import (
    DayOfFuture,
    HourOfFleet,
    MachinesOfDay,
    NetworkState,
    Reward,
    fleet_hours,
    network_hour,
)
from bitcoin_office.mining.load import LoadShape, MonthShape
from bitcoin_office.mining.network import blocks_per_ehs_day, epoch_day, halving_day
from bitcoin_office.mining.replay import MarketDay, Operation, fleet_day
from bitcoin_office.terms.source import Source

SHAPE = shipped_load_shape()
FLAT = LoadShape(
    source=Source(title="test"),
    month=tuple(
        MonthShape(month=number, day_cosine=0, day_sine=0, half_day_cosine=0, half_day_sine=0, spread_of_days=0)
        for number in range(1, 13)
    ),
)
"""Every hour alike."""
DIFFICULTY, FIRST = 116.9585e12, dt.date(2026, 12, 1)
BPE = blocks_per_ehs_day(DIFFICULTY)
STATE = NetworkState(
    blocks_per_ehs=BPE, epoch_blocks=700.5, epoch_days=5.0, blocks_to_halving=100_000.0, subsidy_btc=3.125
)
REWARD = Reward(fees_btc=0.02, pool_keeps=0.98)
DAY = DayOfFuture(
    on=FIRST,
    price_usd=100_000.0,
    local_per_usd=280.0,
    tariff_local_per_kwh=22.0,
    surplus_mw=4_000.0,
    load_mw=10_000.0,
    load_shift=0.0,
    others_ehs=840.0,
    machines=(
        MachinesOfDay(
            site=0, on_grid=True, offer_mw=2_000.0, machines_mw=1_900.0, ehs_per_mw=0.05, tariff_local_per_kwh=22.0
        ),
    ),
)


def changed(day: DayOfFuture, **changes: float) -> DayOfFuture:
    """A day with other figures, of itself or of its one batch of machines."""
    fields = set(MachinesOfDay.__struct_fields__)
    machines = msgspec.structs.replace(day.machines[0], **{n: v for n, v in changes.items() if n in fields})
    own = {name: value for name, value in changes.items() if name in DayOfFuture.__struct_fields__}
    return msgspec.structs.replace(day, machines=(machines,), **own)


def days(number: int, **changes: float) -> tuple[DayOfFuture, ...]:
    """Days that are all alike."""
    return tuple(
        msgspec.structs.replace(changed(DAY, **changes), on=FIRST + dt.timedelta(days=n)) for n in range(number)
    )


def by_day(hours: tuple[HourOfFleet, ...]) -> list[tuple[HourOfFleet, ...]]:
    """The hours of each day."""
    return [hours[place : place + 24] for place in range(0, len(hours), 24)]


@given(st.floats(0, 2015), st.floats(0.1, 40), st.floats(300, 2000))
def test_a_day_of_hours_against_the_daily_step(epoch_blocks: float, epoch_days: float, network_ehs: float) -> None:
    """Twenty-four equal hours are one day of ``epoch_day``: difficulty, the epoch, and what one EH/s finds."""
    state = msgspec.structs.replace(STATE, epoch_blocks=epoch_blocks, epoch_days=epoch_days)
    found = 0.0
    for _ in range(24):
        state, in_hour = network_hour(state, network_ehs)
        found += in_hour
    bpe, blocks, days_of_epoch, today = epoch_day(BPE, network_ehs, epoch_blocks, epoch_days)
    assert (state.blocks_per_ehs, found) == (pytest.approx(bpe), pytest.approx(today))
    assert state.epoch_blocks == pytest.approx(blocks, abs=1e-6)
    assert state.epoch_days == pytest.approx(days_of_epoch, abs=1e-6)


def test_hours_that_are_alike_against_the_daily_step() -> None:
    """Forty days of flat load, no halving: draw and coins of every day are the daily step's own."""
    state, coins, difficulty = STATE, 0.0, [BPE, STATE.epoch_blocks, STATE.epoch_days]
    for hours in by_day(fleet_hours(days(40), state, REWARD, FLAT)):
        hashprice = difficulty[0] * 3.145 * DAY.price_usd
        earned = earned_per_mwh(hashprice, 0.05, REWARD.pool_keeps)
        draws, own = mining_day(earned * 280.0, 22.0, 2_000.0, 1_900.0, 1.0, 0.05)
        *difficulty, today = epoch_day(difficulty[0], own + 840.0, difficulty[1], difficulty[2])
        assert {hour.mining_mw for hour in hours} == {draws}
        assert sum(hour.coins for hour in hours) == pytest.approx(own * today * 3.145 * 0.98)
        coins += sum(hour.coins for hour in hours)
    assert coins > 0


def test_load_keeps_its_mean_and_follows_the_shift() -> None:
    """A month's hours are the month's load on average; a shift of a twentieth moves each by a twentieth."""
    still = fleet_hours(days(31), STATE, REWARD, SHAPE)
    assert sum(hour.load_mw for hour in still) / len(still) == pytest.approx(10_000.0)
    higher = fleet_hours(days(31, load_shift=0.05), STATE, REWARD, SHAPE)
    assert all(b.load_mw == pytest.approx(1.05 * a.load_mw) for a, b in zip(still, higher, strict=True))


def test_an_hour_of_high_load_leaves_less() -> None:
    """Where the surplus is little, hours above the mean offer less than the declared power, all others all of it."""
    hours = fleet_hours(days(31, surplus_mw=2_000.0), STATE, REWARD, SHAPE)
    for hour in hours:
        left = 2_000.0 - (hour.load_mw - 10_000.0)
        assert hour.offered_mw == pytest.approx(min(2_000.0, max(left, 0.0)))
        assert hour.mining_mw == min(hour.offered_mw, 1_900.0)
    assert min(hour.offered_mw for hour in hours) < 1_000.0
    assert max(hour.offered_mw for hour in hours) == 2_000.0


def test_a_fleet_may_stop_within_a_day() -> None:
    """At a tariff just below what an hour earns, the fleet stops at the hour at which difficulty rises, not before."""
    easy = msgspec.structs.replace(STATE, epoch_blocks=1_950.0, epoch_days=12.0)
    earned = earned_per_mwh(BPE * 3.145 * DAY.price_usd, 0.05, REWARD.pool_keeps)
    hours = fleet_hours(days(1, tariff_local_per_kwh=earned * 0.28 * 0.99), easy, REWARD, FLAT)
    running = [hour.hour for hour in hours if hour.mining_mw > 0]
    assert running == list(range(len(running)))
    assert 0 < len(running) < 24


def test_the_halving_takes_effect_at_its_hour() -> None:
    """Coins of an hour halve, fees apart, in the hour after the last block before the halving."""
    before = msgspec.structs.replace(STATE, blocks_to_halving=30.0)
    hours = fleet_hours(days(1, tariff_local_per_kwh=0.0), before, REWARD, FLAT)
    rewards = [hour.reward_btc for hour in hours]
    changed = rewards.index(1.5625 + 0.02)
    assert rewards == [3.145] * changed + [1.5825] * (24 - changed)
    blocks = [hour.network_coins / hour.reward_btc for hour in hours]
    assert sum(blocks[: changed - 1]) < 30.0 <= sum(blocks[:changed])
    assert halving_day(30.0, 3.125, sum(blocks[:changed]))[1] == 1.5625


def test_hours_against_the_annual_plans_day() -> None:
    """A fleet too small to move difficulty finds in a day of hours what the annual plan's day has, and pays as much."""
    small = {"offer_mw": 1.0, "machines_mw": 1.0, "others_ehs": 1.0 / BPE * 144.0}
    state = msgspec.structs.replace(STATE, epoch_blocks=0.0, epoch_days=0.0)
    (hours,) = by_day(fleet_hours(days(1, **small), state, REWARD, FLAT))
    market = MarketDay(
        on=FIRST, price_usd=100_000.0, difficulty=DIFFICULTY, block_reward_btc=3.145, local_per_usd=280.0
    )
    terms = Operation(
        power_mw=1.0,
        j_per_th=20.0,
        overhead_share=0.0,
        pool_fee_share=0.02,
        tariff_local_per_kwh=22.0,
        elasticity=0.0,
    )
    planned = fleet_day(market, terms)
    assert sum(hour.mining_mw for hour in hours) == planned.power_mw * 24
    # Its own share of the network, 0.006 percent, is what difficulty has not answered to within the day.
    assert sum(hour.coins for hour in hours) == pytest.approx(planned.coins, rel=1e-4)


def test_sites_share_the_grid_and_the_network() -> None:
    """Two sites on the grid get the same share of a small surplus, one with its own plant all of its power; each runs
    by its own price, and their coins are divided by hash rate.
    """
    north, south, own = (
        MachinesOfDay(
            site=place, on_grid=place < 2, offer_mw=power, machines_mw=power, ehs_per_mw=ehs, tariff_local_per_kwh=price
        )
        for place, (power, ehs, price) in enumerate([(1_000.0, 0.05, 22.0), (500.0, 0.02, 22.0), (50.0, 0.05, 4.0)])
    )
    day = msgspec.structs.replace(DAY, surplus_mw=900.0, machines=(north, south, own))
    hours = fleet_hours((day,), STATE, REWARD, FLAT)
    for hour in hours:
        assert hour.offered == (pytest.approx(600.0), pytest.approx(300.0), 50.0)
        assert hour.drawn == (hour.offered[0], 0.0, 50.0)
        assert hour.offered_mw == pytest.approx(950.0)
        assert hour.site_coins(0) / hour.site_coins(2) == pytest.approx(600.0 / 50.0)
        assert hour.site_coins(1) == 0.0
        assert sum(hour.site_coins(place) for place in range(3)) == pytest.approx(hour.coins)
