"""One day of mining inside simulated futures: what is offered, runs and is found, with difficulty answering to it.

Pure functions of floats whose arguments are values and parameters by name, compiled as they stand (see ``network``).
A day: what runs is decided at the difficulty of the morning, then ``network.epoch_day`` takes the others' hash rate and
the own one; so the own effect comes two weeks late, as in the world, and not at once as in a yearly figure.
"""

from __future__ import annotations

from bitcoin_office.mining.fleet import HOURS_A_DAY, KWH_PER_MWH, working_after_day

UNIFORM_DEVIATIONS = 3.4641016151377544
"""Standard deviations in the whole range of a uniform number: the root of 12."""
MOST_DAILY_CHANGE = 0.05
"""Other miners grow or shrink at most by this share in a day: machines are shipped, not wished for."""


def shifted_load(load_shift: float, load_shock: float, shift_memory: float, shift_deviation: float) -> float:
    """How far load less water is from the month's figure, as a share of load: it returns, and is moved by chance.

    ``load_shock`` is uniform from 0 to 1; over a memory of weeks its sum is normal for all that this is for, at a
    fraction of the time. ``shift_deviation`` is that of a day's move.
    """
    return shift_memory * load_shift + shift_deviation * UNIFORM_DEVIATIONS * (load_shock - 0.5)


def offered_power(offer_mw: float, surplus_mw: float, load_mw: float, load_shift: float) -> float:
    """What the system offers: the declared power, or less where more load leaves less than that."""
    return max(min(offer_mw, surplus_mw - load_mw * load_shift), 0.0)


def machines_working(working_share: float, renewed: float, failures_a_year: float) -> float:
    """The share of machines that works on a day: all when they are new, then less by those that failed for good."""
    return 1.0 if renewed > 0.0 else working_after_day(working_share, failures_a_year, 0.0)


def mining_day(  # noqa: PLR0917 - values and parameters by name
    earned_local_per_mwh: float,
    tariff_local_per_kwh: float,
    offered_mw: float,
    machines_mw: float,
    working_share: float,
    ehs_per_mw: float,
) -> tuple[float, float]:
    """Power that the machines draw, and their hash rate: all that is there and offered while it earns its power."""
    power_mw = min(offered_mw, machines_mw * working_share)
    runs_mw = power_mw if earned_local_per_mwh > tariff_local_per_kwh * KWH_PER_MWH else 0.0
    return runs_mw, runs_mw * ehs_per_mw


def earned_per_mwh(hashprice_per_ehs: float, ehs_per_mw: float, kept_share: float) -> float:
    """What a megawatt-hour of machines finds, in the money of the hashprice; ``kept_share`` is left by the pool."""
    return hashprice_per_ehs * ehs_per_mw * kept_share * (1.0 / HOURS_A_DAY)


def others_day(others_ehs: float, hashprice_usd_per_ehs: float, per_usual_usd: float, response_a_day: float) -> float:
    """The others' hash rate a day later.

    They grow while the hashprice is above the one at which they neither grow nor shrink (``per_usual_usd`` is one
    divided by it), and shrink while it is below: a day by ``response_a_day`` times the distance as a share.
    """
    change = response_a_day * (hashprice_usd_per_ehs * per_usual_usd - 1.0)
    return others_ehs * (1.0 + min(max(change, -MOST_DAILY_CHANGE), MOST_DAILY_CHANGE))


def tariff_by_rule(
    set_price: float, tariff_fuel_share: float, fuel_at_meter: float, tariff_floor: float, tariff_ceiling: float
) -> float:
    """The tariff of a day that follows a rule: a price that is set, a part of fuel, between a floor and a ceiling.

    >>> tariff_by_rule(1.5, 1.0, 22.5, 0.0, 23.0)
    23.0
    """
    return min(max(set_price + tariff_fuel_share * fuel_at_meter, tariff_floor), tariff_ceiling)
