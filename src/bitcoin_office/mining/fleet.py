"""A fleet of machines and halls on a day: what runs, what it draws, finds, earns and pays.

Small pure functions of floats, compiled as they stand by simulated futures (see ``network``).
"""

from __future__ import annotations

from bitcoin_office.mining.network import break_even_usd_per_kwh

WATTS_PER_MW = 1e6
TERAHASH_PER_EXAHASH = 1e6
KWH_PER_MWH = 1000.0
HOURS_A_DAY = 24.0
DAYS_A_YEAR = 365.0


def fleet_ehs(power_mw: float, j_per_th: float, overhead_share: float) -> float:
    """The hash rate that so much power runs, in EH/s: 1 MW is 1 EH/s at 1 J/TH.

    >>> fleet_ehs(2000.0, 20.0, 0.0)
    100.0
    """
    return power_mw / (j_per_th * (1.0 + overhead_share))


def fleet_power_mw(hashrate_ehs: float, j_per_th: float, overhead_share: float) -> float:
    """The power that a hash rate draws, with everything beside the machines."""
    return hashrate_ehs * j_per_th * (1.0 + overhead_share)


def working_after_day(working_share: float, failures_per_year: float, repaired_share: float) -> float:
    """The share of machines that works a day later: of those that fail, ``repaired_share`` comes back at once.

    ``failures_per_year`` is the share of working machines that fails in a year, 0 to 1.
    """
    return working_share * (1.0 - failures_per_year * (1.0 - repaired_share) / DAYS_A_YEAR)


def mining_mw(  # noqa: PLR0917 - one number each
    available_mw: float,
    machines_mw: float,
    hashprice_usd_per_ths_day: float,
    tariff_usd_per_kwh: float,
    j_per_th: float,
    overhead_share: float,
    pool_fee_share: float,
) -> float:
    """What machines of one model draw: all that is there and offered while they earn more than their power, else 0."""
    worth = break_even_usd_per_kwh(hashprice_usd_per_ths_day, j_per_th, overhead_share, pool_fee_share)
    if worth > tariff_usd_per_kwh:
        return min(available_mw, machines_mw)
    return 0.0


def least_hashprice_usd(
    tariff_usd_per_kwh: float, j_per_th: float, overhead_share: float, pool_fee_share: float
) -> float:
    """The hashprice, dollars per TH/s and day, below which a machine stands still: the other side of its break-even."""
    return tariff_usd_per_kwh / break_even_usd_per_kwh(1.0, j_per_th, overhead_share, pool_fee_share)


def fleet_coins(hashrate_ehs: float, coins_per_ths: float, pool_fee_share: float) -> float:
    """Bitcoin that a fleet is paid in a day of full work, after the pool's fee."""
    return hashrate_ehs * TERAHASH_PER_EXAHASH * coins_per_ths * (1.0 - pool_fee_share)


def power_bill(energy_mwh: float, tariff_per_kwh: float) -> float:
    """What energy costs, in the tariff's money."""
    return energy_mwh * KWH_PER_MWH * tariff_per_kwh


def hall_margin_per_mw_year(
    revenue_per_mw_year: float, uptime_share: float, power_usage: float, tariff_per_kwh: float
) -> float:
    """What a megawatt of hosted computers earns a year beyond its power.

    ``revenue_per_mw_year`` is per megawatt of computers at full uptime; ``power_usage`` the power of the whole hall for
    each unit of its computers' (PUE, at least 1).
    """
    hours = HOURS_A_DAY * DAYS_A_YEAR * uptime_share
    return revenue_per_mw_year * uptime_share - hours * KWH_PER_MWH * power_usage * tariff_per_kwh


def mining_margin_per_mw_year(  # noqa: PLR0917 - one number each
    hashprice_usd_per_ths_day: float,
    j_per_th: float,
    overhead_share: float,
    pool_fee_share: float,
    tariff_usd_per_kwh: float,
    hours: float,
) -> float:
    """What a megawatt of machines earns beyond its power in so many hours of the year; nothing where that is a loss."""
    worth = break_even_usd_per_kwh(hashprice_usd_per_ths_day, j_per_th, overhead_share, pool_fee_share)
    return max(0.0, worth - tariff_usd_per_kwh) * hours * KWH_PER_MWH


def even_hashprice_usd(  # noqa: PLR0917 - one number each
    hall_margin_usd: float,
    j_per_th: float,
    overhead_share: float,
    pool_fee_share: float,
    tariff_usd: float,
    hours: float,
) -> float:
    """The hashprice, dollars per TH/s and day, at which a megawatt of machines earns as much as one of a hall.

    Above it mining beats the hall, below it the hall beats mining. ``hours`` is how long mining may draw in the year.
    """
    worth = tariff_usd + hall_margin_usd / (hours * KWH_PER_MWH)
    return worth / break_even_usd_per_kwh(1.0, j_per_th, overhead_share, pool_fee_share)
