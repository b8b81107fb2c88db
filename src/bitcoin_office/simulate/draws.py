"""Every random value of the house and its stream. A stream is given once and never again to anything else.

Adding one to a programme leaves all others as they were, so a baseline and its reform are compared on the same futures.
"""

from __future__ import annotations

from bitcoin_office.simulate.parts import Chance, Draw

PRICE_SHOCK = Draw(name="price_shock", stream=0, chance=Chance.NORMAL)
VARIANCE_SHOCK = Draw(name="variance_shock", stream=1, chance=Chance.NORMAL)
JUMP_CHANCE = Draw(name="jump_chance", stream=2, chance=Chance.UNIFORM)
JUMP_SHOCK = Draw(name="jump_shock", stream=3, chance=Chance.NORMAL, beside="jump_chance", below="jumps_day")
PAST_DAY = Draw(name="past_day", stream=4, chance=Chance.UNIFORM)
BLOCK_CHANCE = Draw(name="block_chance", stream=5, chance=Chance.UNIFORM)
DRIFT_SHOCK = Draw(name="drift_shock", stream=6, chance=Chance.NORMAL)
RUPEE_SHOCK = Draw(name="rupee_shock", stream=7, chance=Chance.NORMAL)
RUPEE_JUMP_CHANCE = Draw(name="rupee_jump_chance", stream=8, chance=Chance.UNIFORM)
RUPEE_JUMP_SHOCK = Draw(
    name="rupee_jump_shock", stream=9, chance=Chance.NORMAL, beside="rupee_jump_chance", below="rate_jumps_day"
)
RUPEE_DRIFT_SHOCK = Draw(name="rupee_drift_shock", stream=10, chance=Chance.NORMAL)
LOAD_SHOCK = Draw(name="load_shock", stream=11, chance=Chance.UNIFORM)
HYDRO_SHOCK = Draw(name="hydro_shock", stream=12, chance=Chance.UNIFORM)
REMITTANCE_SHOCK = Draw(name="remittance_shock", stream=40, chance=Chance.NORMAL)
TRUST_SHOCK = Draw(name="trust_shock", stream=41, chance=Chance.NORMAL)

_FIRST_BASELINE, _FIRST_BASELINE_START = 1024, 2048
"""Streams from 1024 on are kept for baselines of criteria: a daily one and one at the start for each."""


def baseline_shock(number: int) -> Draw:
    """The daily shock of a baseline."""
    return Draw(name=f"baseline_shock_{number}", stream=_FIRST_BASELINE + number, chance=Chance.NORMAL)


def baseline_start(number: int) -> Draw:
    """How far a baseline strayed before the plan's first day."""
    return Draw(name=f"baseline_start_{number}", stream=_FIRST_BASELINE_START + number, chance=Chance.NORMAL)


ALL = (
    PRICE_SHOCK, VARIANCE_SHOCK, JUMP_CHANCE, JUMP_SHOCK, PAST_DAY, BLOCK_CHANCE, DRIFT_SHOCK, RUPEE_SHOCK,
    RUPEE_JUMP_CHANCE, RUPEE_JUMP_SHOCK, RUPEE_DRIFT_SHOCK, LOAD_SHOCK, HYDRO_SHOCK, REMITTANCE_SHOCK,
    TRUST_SHOCK,
)  # fmt: skip
