"""One day of mining inside simulated futures: what runs, finds and pays, with difficulty answering to it.

Pure functions of floats whose arguments are values and parameters by name, compiled as they stand (see ``network``).
A day: ``mining_day`` with the difficulty of the morning, then ``network.epoch_day`` with the others' hash rate and the
own one; so the own effect comes two weeks late, as in the world, and not at once as in a yearly figure.
"""

from __future__ import annotations

from bitcoin_office.mining.fleet import HOURS_A_DAY, fleet_coins, fleet_ehs, mining_mw, power_bill
from bitcoin_office.mining.network import coins_per_ths_day

MOST_DAILY_CHANGE = 0.05
"""Other miners grow or shrink at most by this share in a day: machines are shipped, not wished for."""


def mining_day(  # noqa: PLR0917 - values and parameters by name
    price_usd: float,
    local_per_usd: float,
    difficulty: float,
    block_reward_btc: float,
    offered_mw: float,
    machines_mw: float,
    working_share: float,
    j_per_th: float,
    overhead_share: float,
    pool_fee_share: float,
    tariff_local_per_kwh: float,
) -> tuple[float, float, float, float]:
    """Hash rate that runs, coins found, the power bill in dollars, and energy in MWh.

    ``offered_mw`` is what the system offers that day (0 outside the months of the offer), ``machines_mw`` what all
    machines draw when all work, ``working_share`` the share that works. They run while they earn more than their power.
    """
    coins_per_ths = coins_per_ths_day(difficulty, block_reward_btc)
    tariff_usd = tariff_local_per_kwh / local_per_usd
    power_mw = mining_mw(
        offered_mw,
        machines_mw * working_share,
        coins_per_ths * price_usd,
        tariff_usd,
        j_per_th,
        overhead_share,
        pool_fee_share,
    )
    own_ehs = fleet_ehs(power_mw, j_per_th, overhead_share)
    energy_mwh = power_mw * HOURS_A_DAY
    return own_ehs, fleet_coins(own_ehs, coins_per_ths, pool_fee_share), power_bill(energy_mwh, tariff_usd), energy_mwh


def others_day(
    others_ehs: float,
    hashprice_usd_per_ths: float,
    usual_hashprice_usd: float,
    elasticity: float,
    days_of_memory: float,
) -> tuple[float, float]:
    """The others' hash rate a day later, and the hashprice that they have become used to.

    They grow while the hashprice is above what they are used to and shrink while it is below, by ``elasticity`` times
    the difference, spread over ``days_of_memory``; they get used to it over the same time.
    """
    surprise = hashprice_usd_per_ths / usual_hashprice_usd - 1.0
    change = min(max(elasticity * surprise / days_of_memory, -MOST_DAILY_CHANGE), MOST_DAILY_CHANGE)
    usual_usd = usual_hashprice_usd + (hashprice_usd_per_ths - usual_hashprice_usd) / days_of_memory
    return others_ehs * (1.0 + change), usual_usd
