"""What the network pays for hashing, how difficulty answers, and what a large fleet does to its own income.

Small pure functions of floats, which simulated futures compile as they stand: no loop without a fixed end, no
logarithm, no exception. Formulas are Bitcoin's consensus rules unless a function says otherwise.
"""

from __future__ import annotations

import math

HASHES_PER_DIFFICULTY_ONE = 4294967296.0
"""Expected hashes for a block of difficulty 1: 2**32."""
HASHES_PER_TERAHASH = 1e12
HASHES_PER_EXAHASH = 1e18
SECONDS_A_DAY = 86400.0
EPOCH_BLOCKS = 2016.0
EPOCH_SECONDS = 1209600.0
"""Two weeks: 2,016 blocks of ten minutes."""
EPOCHS_A_DAY = 1.0 / 14.0
MOST_RETARGET = 4.0
"""Difficulty changes at most by this factor, up or down, at one retarget."""
FIRST_SUBSIDY_BTC = 50.0
HALVING_BLOCKS = 210000.0
HALVINGS = 33
"""After so many halvings the subsidy is below one satoshi."""
KWH_PER_J_PER_TH_DAY = 0.024
"""Kilowatt-hours that one TH/s draws in a day for each joule per terahash: 86,400 J/TH / 3.6e6 J/kWh."""


def block_subsidy_btc(height: float) -> float:
    """New coins of the block at this height: 50, halved every 210,000 blocks."""
    subsidy_btc = FIRST_SUBSIDY_BTC
    for halving in range(1, HALVINGS + 1):
        if height >= halving * HALVING_BLOCKS:
            subsidy_btc = subsidy_btc * 0.5
    return subsidy_btc


def coins_per_ths_day(difficulty: float, block_reward_btc: float) -> float:
    """Bitcoin that one TH/s is expected to find in a day, ``block_reward_btc`` being subsidy and fees of a block.

    >>> f"{coins_per_ths_day(116.9585e12, 3.125):.3e}"
    '5.375e-07'
    """
    return HASHES_PER_TERAHASH * SECONDS_A_DAY / (difficulty * HASHES_PER_DIFFICULTY_ONE) * block_reward_btc


def network_ehs(difficulty: float) -> float:
    """The hash rate at which blocks of this difficulty come every ten minutes, in EH/s."""
    return difficulty * HASHES_PER_DIFFICULTY_ONE / (EPOCH_SECONDS / EPOCH_BLOCKS) / HASHES_PER_EXAHASH


def block_seconds(difficulty: float, hashrate_ehs: float) -> float:
    """Expected seconds between blocks at a hash rate: 600 where difficulty fits it."""
    return difficulty * HASHES_PER_DIFFICULTY_ONE / (hashrate_ehs * HASHES_PER_EXAHASH)


def retargeted(difficulty: float, epoch_seconds: float) -> float:
    """The difficulty after an epoch of 2,016 blocks that took so long; at most four times as much or as little."""
    return difficulty * min(max(EPOCH_SECONDS / epoch_seconds, 1.0 / MOST_RETARGET), MOST_RETARGET)


def blocks_per_ehs_day(difficulty: float) -> float:
    """Blocks that one EH/s is expected to find in a day.

    >>> round(blocks_per_ehs_day(116.9585e12), 3)
    0.172
    """
    return HASHES_PER_EXAHASH * SECONDS_A_DAY / (difficulty * HASHES_PER_DIFFICULTY_ONE)


def difficulty_of(blocks_per_ehs: float) -> float:
    """The difficulty at which one EH/s finds so many blocks a day: the other side of ``blocks_per_ehs_day``."""
    return HASHES_PER_EXAHASH * SECONDS_A_DAY / (blocks_per_ehs * HASHES_PER_DIFFICULTY_ONE)


def epoch_day(
    blocks_per_ehs: float, hashrate_ehs: float, epoch_blocks: float, epoch_days: float
) -> tuple[float, float, float, float]:
    """One day of the network: blocks per EH/s and day, blocks and days of the running epoch at its end, and the day's.

    ``blocks_per_ehs`` is difficulty in the form that costs one division a day. Blocks come evenly at the expected pace.
    A day holds at most one retarget: the part of the day after it runs at the new difficulty, so the last number, what
    one EH/s finds on this very day, lies between the old and the new one. Two bounds hold, at most four times as easy
    or as hard. (An epoch of less than a day, fourteen times the pace, cannot be; what were left is counted then.)
    """
    needed_days = (EPOCH_BLOCKS - epoch_blocks) / (hashrate_ehs * blocks_per_ehs)
    if needed_days > 1.0:
        found = hashrate_ehs * blocks_per_ehs
        return blocks_per_ehs, epoch_blocks + found, epoch_days + 1.0, blocks_per_ehs
    eased = min(max((epoch_days + needed_days) * EPOCHS_A_DAY, 1.0 / MOST_RETARGET), MOST_RETARGET)
    new_blocks_per_ehs = blocks_per_ehs * eased
    left_days = 1.0 - needed_days
    today = needed_days * blocks_per_ehs + left_days * new_blocks_per_ehs
    return new_blocks_per_ehs, left_days * hashrate_ehs * new_blocks_per_ehs, left_days, today


def halving_day(blocks_to_halving: float, subsidy_btc: float, blocks: float) -> tuple[float, float]:
    """Blocks left to the next halving, and the new coins of a block, on the morning after a day of so many blocks."""
    left = blocks_to_halving - blocks
    if left > 0.0:
        return left, subsidy_btc
    return left + HALVING_BLOCKS, subsidy_btc * 0.5


def hash_price_factor(own_ehs: float, others_ehs: float, elasticity: float) -> float:
    """What is left of the hashprice once a fleet has joined, difficulty has answered and dear miners have left.

    ``others_ehs`` is the hash rate of all others before. ``elasticity`` is d ln(others) / d ln(hashprice), 0 to 1: 0
    for miners who all stay. With s = own/others, the network grows to x times its size where x = x**-e + s, and the
    hashprice falls to 1/x. The power is replaced by (1 + (1-e)/2 u) / (1 + (1+e)/2 u), u = x - 1 (its Pade
    approximant), which leaves a quadratic: exact for e of 0 and 1, within 0.001 for fleets up to half the network.

    >>> [round(hash_price_factor(100.0, 903.5, e), 3) for e in (0.0, 0.25, 0.5, 1.0)]
    [0.9, 0.918, 0.93, 0.946]
    """
    share = own_ehs / others_ehs
    slope = 0.5 * (1.0 + elasticity)
    linear = 1.0 + elasticity - slope * share
    growth = 2.0 * share / (linear + math.sqrt(linear * linear + 4.0 * slope * share))
    return 1.0 / (1.0 + growth)


def others_after_ehs(own_ehs: float, others_ehs: float, elasticity: float) -> float:
    """The hash rate of all others that is left once a fleet of so much has joined."""
    return others_ehs / hash_price_factor(own_ehs, others_ehs, elasticity) - own_ehs


def break_even_usd_per_kwh(
    hashprice_usd_per_ths_day: float, j_per_th: float, overhead_share: float, pool_fee_share: float
) -> float:
    """The price of power at which a machine earns exactly its power.

    ``overhead_share`` is the power beside the machines for each unit of theirs, 0 to 1.

    >>> round(break_even_usd_per_kwh(0.05892, 20.0, 0.0, 0.0), 4)
    0.1227
    """
    earned = hashprice_usd_per_ths_day * (1.0 - pool_fee_share)
    return earned / (KWH_PER_J_PER_TH_DAY * j_per_th * (1.0 + overhead_share))
