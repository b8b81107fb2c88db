"""Tests of the network's formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.mining.network import (
    EPOCH_BLOCKS,
    EPOCH_SECONDS,
    SECONDS_A_DAY,
    block_seconds,
    block_subsidy_btc,
    blocks_per_ehs_day,
    break_even_usd_per_kwh,
    coins_per_ths_day,
    difficulty_of,
    epoch_day,
    halving_day,
    hash_price_factor,
    network_ehs,
    others_after_ehs,
    retargeted,
)

JULY_2025 = 116.9585e12
PRICE = 109_620.0


def test_hashprice_of_july_2025() -> None:
    """On 3 July 2025 one TH/s found 5.375e-7 BTC a day, and one PH/s earned 58.92 dollars without fees."""
    coins = coins_per_ths_day(JULY_2025, 3.125)
    assert coins == pytest.approx(5.375e-7, rel=1e-4)
    assert coins * 1000 * PRICE == pytest.approx(58.92, rel=1e-3)


@pytest.mark.parametrize(("j_per_th", "expected"), [(20, 0.1227), (17.5, 0.1403), (15, 0.1637), (13.5, 0.1819)])
def test_break_even_of_july_2025(j_per_th: float, expected: float) -> None:
    """The break-even price of power by efficiency, at a hashprice of 58.92 dollars per PH/s and day."""
    assert break_even_usd_per_kwh(0.05892, j_per_th, 0.0, 0.0) == pytest.approx(expected, abs=1.1e-4)


def test_break_even_with_overhead_and_fee() -> None:
    """Ten percent of overhead and two of pool fee take their shares of the break-even."""
    plain = break_even_usd_per_kwh(0.05, 20, 0, 0)
    assert break_even_usd_per_kwh(0.05, 20, 0.1, 0.02) == pytest.approx(plain * 0.98 / 1.1)


@pytest.mark.parametrize(
    ("height", "subsidy"),
    [(0, 50), (209_999, 50), (210_000, 25), (839_999, 6.25), (840_000, 3.125), (6_930_000, 50 / 2**33)],
)
def test_halvings(height: int, subsidy: float) -> None:
    """The subsidy halves every 210,000 blocks, exactly."""
    assert block_subsidy_btc(float(height)) == subsidy


@pytest.mark.parametrize(("elasticity", "factor"), [(0, 0.900), (0.25, 0.918), (0.5, 0.930), (1, 0.946)])
def test_a_hundred_exahashes_lower_their_own_price(elasticity: float, factor: float) -> None:
    """100 EH/s beside 903.5 leave 90.0 % of the hashprice, more where others leave."""
    assert hash_price_factor(100, 903.5, elasticity) == pytest.approx(factor, abs=6e-4)


def test_a_hundred_exahashes_share() -> None:
    """They are 9.97 % of the network and find 44.85 of 450 coins a day, not 49.81."""
    factor = hash_price_factor(100, 903.5, 0)
    assert 100 / 903.5 * factor == pytest.approx(0.0997, abs=5e-5)
    assert 450 * 100 / 903.5 * factor == pytest.approx(44.85, abs=0.01)
    assert pytest.approx(49.81, abs=0.01) == 450 * 100 / 903.5


@given(st.floats(0.001, 0.5), st.floats(0, 1))
def test_the_factor_solves_its_equation(share: float, elasticity: float) -> None:
    """X = x**-e + s within 0.001 of the hashprice, for fleets up to half the network; exactly at both ends."""
    low, high = 1.0, 1.0 + share
    for _ in range(200):
        middle = (low + high) / 2
        if middle > middle**-elasticity + share:
            high = middle
        else:
            low = middle
    assert hash_price_factor(share, 1.0, elasticity) == pytest.approx(1 / low, abs=1e-3)
    for exact in (0.0, 1.0):
        growth = 1 / hash_price_factor(share, 1.0, exact)
        assert growth == pytest.approx(growth**-exact + share, rel=1e-12)


@given(st.floats(0, 2000), st.floats(1, 2000), st.floats(0, 1))
def test_others_never_grow(own: float, others: float, elasticity: float) -> None:
    """A fleet's arrival makes no other miner larger, and with elasticity 0 none smaller."""
    after = others_after_ehs(own, others, elasticity)
    assert 0 < after <= others * (1 + 1e-9)
    assert others_after_ehs(own, others, 0.0) == pytest.approx(others)


def test_retarget_is_clamped() -> None:
    """Difficulty at most quadruples and at least quarters; an epoch of two weeks leaves it."""
    assert retargeted(100.0, EPOCH_SECONDS) == 100.0
    assert retargeted(100.0, EPOCH_SECONDS / 10) == 400.0
    assert retargeted(100.0, EPOCH_SECONDS * 10) == 25.0
    assert retargeted(100.0, EPOCH_SECONDS / 2) == 200.0


def test_difficulty_finds_its_hash_rate() -> None:
    """At the hash rate that a difficulty is set for, blocks take 600 seconds; at a ninth more, 540."""
    rate = network_ehs(JULY_2025)
    assert rate == pytest.approx(837.2, abs=0.1)
    assert block_seconds(JULY_2025, rate) == pytest.approx(600)
    assert block_seconds(JULY_2025, rate * 600 / 540) == pytest.approx(540)


@given(st.floats(0.3, 3.5))
def test_days_add_up_to_epochs(pace: float) -> None:
    """Day by day, a steady hash rate ends the first epoch when 2,016 blocks are full, and the next lasts two weeks."""
    rate = network_ehs(JULY_2025) * pace
    per_ehs, blocks, days, found = blocks_per_ehs_day(JULY_2025), 0.0, 0.0, 0.0
    for day in range(1, 120):
        before = days
        per_ehs, blocks, days, today = epoch_day(per_ehs, rate, blocks, days)
        found += today * rate
        if days < before:
            assert day == pytest.approx(14.0 / pace, abs=1)
            assert found == pytest.approx(EPOCH_BLOCKS + blocks)
            assert difficulty_of(per_ehs) == pytest.approx(JULY_2025 * pace, rel=1e-9)
            assert block_seconds(difficulty_of(per_ehs), rate) == pytest.approx(600, rel=1e-9)
            return
    raise AssertionError("no retarget in 120 days")


@given(st.floats(0.01, 13.0))
def test_a_retarget_is_the_clamped_one(pace: float) -> None:
    """Whatever the pace, the new difficulty is the consensus rule's for the time that the epoch took."""
    per_ehs, before = blocks_per_ehs_day(JULY_2025), 0.0
    rate = network_ehs(JULY_2025) * pace
    blocks, days = 0.0, 0.0
    while days >= before:
        before = days
        per_ehs, blocks, days, _ = epoch_day(per_ehs, rate, blocks, days)
    taken = 14.0 / pace
    assert difficulty_of(per_ehs) == pytest.approx(retargeted(JULY_2025, taken * SECONDS_A_DAY), rel=1e-6)


def test_halvings_come_by_blocks() -> None:
    """Day by day at 150 blocks, the reward halves when 210,000 are full, and the count goes on with what is over."""
    left, reward, blocks = 300.0, 3.125, 0.0
    for _ in range(1500):
        left, reward = halving_day(left, reward, 150.0)
        blocks += 150.0
        assert reward == (3.125 if blocks < 300 else 1.5625 if blocks < 210_300 else 0.78125)
    assert left == 300.0 + 2 * 210_000 - blocks
