"""The steps of mining and power in a simulated day: the desks' own functions put together, and sums of the budget year.

Sums of a year begin anew with it; what is reported of a day is the year so far. Money ``local`` is the country's.
"""

from __future__ import annotations

from bitcoin_office.fiscal.yardstick import price_gap
from bitcoin_office.mining.daily import (
    earned_per_mwh,
    machines_working,
    mining_day,
    offered_power,
    others_day,
    shifted_load,
)
from bitcoin_office.mining.fleet import HOURS_A_DAY, KWH_PER_MWH
from bitcoin_office.mining.network import difficulty_of, epoch_day, halving_day

SHIFT_STEPS = 64.0
"""Places of a month in the tables of cost; ``SHIFT_STEPS / SHIFT_PER_SHARE`` is the range of the shift in them."""
SHIFT_PER_SHARE = 80.0
DAYS_A_YEAR = 365.0


def surplus_day(
    load_shift: float,
    load_shock: float,
    shift_memory: float,
    shift_deviation: float,
    month_place: float,
    offer_mw: float,
    surplus_mw: float,
    load_mw: float,
) -> tuple[float, float, float]:
    """The shift of load, the place of its cost in the tables, and the power that is offered."""
    load_shift = shifted_load(load_shift, load_shock, shift_memory, shift_deviation)
    place = min(max((load_shift * SHIFT_PER_SHARE) + SHIFT_STEPS * 0.5, 0.0), SHIFT_STEPS - 1.0)
    return load_shift, month_place + place, offered_power(offer_mw, surplus_mw, load_mw, load_shift)


def water_day(
    load_shift: float,
    load_shock: float,
    hydro_shift: float,
    hydro_shock: float,
    shift_memory: float,
    shift_deviation: float,
    hydro_memory: float,
    hydro_deviation: float,
    month_place: float,
    offer_mw: float,
    surplus_mw: float,
    load_mw: float,
    hydro_of_load: float,
) -> tuple[float, float, float, float]:
    """As ``surplus_day`` where water strays by itself: more of it than the month's figure is so much less load.

    ``hydro_shift`` is a share of the month's own water, so a dry winter strays by fewer megawatts than a wet summer.
    """
    load_shift = shifted_load(load_shift, load_shock, shift_memory, shift_deviation)
    hydro_shift = shifted_load(hydro_shift, hydro_shock, hydro_memory, hydro_deviation)
    shift = load_shift - hydro_of_load * hydro_shift
    place = min(max((shift * SHIFT_PER_SHARE) + SHIFT_STEPS * 0.5, 0.0), SHIFT_STEPS - 1.0)
    return load_shift, hydro_shift, month_place + place, offered_power(offer_mw, surplus_mw, load_mw, shift)


def indexed(base: float, dollar_share: float, local_per_usd: float, per_first_rate: float) -> float:
    """A price of which a share keeps its value in dollars."""
    return base * (1.0 + dollar_share * (local_per_usd * per_first_rate - 1.0))


def tariff_day(
    power_year_begins: float,
    rebased_rate: float,
    local_per_usd: float,
    mining_tariff: float,
    tariff_dollar_share: float,
    per_first_rate: float,
) -> tuple[float, float]:
    """The rate at which tariffs were last set, with the budget's year, and the miners' tariff at it."""
    rebased_rate = local_per_usd if power_year_begins > 0.0 else rebased_rate
    return rebased_rate, indexed(mining_tariff, tariff_dollar_share, rebased_rate, per_first_rate)


def machines_day(
    price_usd: float,
    local_per_usd: float,
    blocks_per_ehs: float,
    subsidy_btc: float,
    fees_btc: float,
    pool_keeps: float,
    tariff_local: float,
    working_share: float,
    ehs_per_mw: float,
    machine_failures: float,
    machines_due: float,
    new_ehs_per_mw: float,
    machines_usd: float,
    first_cost_usd: float,
    wear_usd_per_mwh: float,
) -> tuple[float, float, float, float]:
    """Machines that work and what a megawatt of them hashes, what was built today, the hashprice of an EH/s a day.

    Machines at the end of their life are replaced where the new ones would earn, at the hashprice of that day, their
    power and ``wear_usd_per_mwh``: their price, spread over all power offered in their life.
    """
    hashprice_ehs = blocks_per_ehs * (subsidy_btc + fees_btc) * price_usd
    kept_usd = earned_per_mwh(hashprice_ehs, new_ehs_per_mw, pool_keeps) - wear_usd_per_mwh
    pays = kept_usd * local_per_usd > tariff_local * KWH_PER_MWH
    renewed = machines_due if pays else 0.0
    built_usd = first_cost_usd + machines_usd * renewed
    ehs_per_mw = new_ehs_per_mw if renewed > 0.0 else ehs_per_mw
    return machines_working(working_share, renewed, machine_failures), ehs_per_mw, built_usd, hashprice_ehs


def fleet_day(
    hashprice_ehs: float,
    local_per_usd: float,
    tariff_local: float,
    offered_mw: float,
    machines_mw: float,
    working_share: float,
    ehs_per_mw: float,
    pool_keeps: float,
) -> tuple[float, float, float]:
    """What the fleet draws and hashes, and the dollars that a megawatt-hour of it earns."""
    earned_mwh = earned_per_mwh(hashprice_ehs, ehs_per_mw, pool_keeps)
    mining_mw, own_ehs = mining_day(
        earned_mwh * local_per_usd, tariff_local, offered_mw, machines_mw, working_share, ehs_per_mw
    )
    return mining_mw, own_ehs, earned_mwh


def network_day(
    blocks_per_ehs: float,
    own_ehs: float,
    others_ehs: float,
    epoch_blocks: float,
    epoch_days: float,
    blocks_to_halving: float,
    subsidy_btc: float,
    fees_btc: float,
    pool_keeps: float,
) -> tuple[float, float, float, float, float, float, float, float]:
    """Difficulty and epoch, the next halving and its reward; coins that the fleet is paid, that all find; blocks."""
    network_ehs = own_ehs + others_ehs
    blocks_per_ehs, epoch_blocks, epoch_days, today = epoch_day(blocks_per_ehs, network_ehs, epoch_blocks, epoch_days)
    reward_btc = subsidy_btc + fees_btc
    blocks = network_ehs * today
    blocks_to_halving, subsidy_btc = halving_day(blocks_to_halving, subsidy_btc, blocks)
    coins = own_ehs * today * reward_btc * pool_keeps
    return blocks_per_ehs, epoch_blocks, epoch_days, blocks_to_halving, subsidy_btc, coins, blocks * reward_btc, blocks


def others_answer(others_ehs: float, hashprice_ehs: float, per_usual_usd: float, response_a_day: float) -> float:
    """The others' hash rate on the next morning."""
    return others_day(others_ehs, hashprice_ehs, per_usual_usd, response_a_day)


def so_far(total: float, today: float, power_year_begins: float) -> float:
    """A sum of the budget's year with this day, which may be its first."""
    return today if power_year_begins > 0.0 else total + today


def coins_of_year(
    power_year_begins: float,
    found_coins: float,
    network_coins: float,
    own_ehs: float,
    price_usd: float,
    year_coins: float,
    year_network_coins: float,
    year_revenue_usd: float,
    total_coins: float,
) -> tuple[float, float, float, float]:
    """Coins found, coins of all on days on which the fleet ran, worth on the day found; and coins since the start."""
    beside = network_coins if own_ehs > 0.0 else 0.0
    return (
        so_far(year_coins, found_coins, power_year_begins),
        so_far(year_network_coins, beside, power_year_begins),
        so_far(year_revenue_usd, found_coins * price_usd, power_year_begins),
        total_coins + found_coins,
    )


def energy_of_year(
    power_year_begins: float,
    mining_mw: float,
    offered_mw: float,
    hall_mw: float,
    tariff_local: float,
    local_per_usd: float,
    grams_per_kwh: float,
    year_mining_mwh: float,
    year_hall_mwh: float,
    year_offered_mwh: float,
    year_mining_usd: float,
    year_hall_usd: float,
    year_co2_tonnes: float,
) -> tuple[float, float, float, float, float, float, float, float]:
    """Megawatt-hours mined with, of halls and offered to miners; both bills; carbon dioxide; the day's kWh and bill."""
    usd_per_mwh = tariff_local * KWH_PER_MWH / local_per_usd
    mining_mwh = mining_mw * HOURS_A_DAY
    hall_mwh = hall_mw * HOURS_A_DAY
    bill_usd = mining_mwh * usd_per_mwh
    energy_mwh = mining_mwh + hall_mwh
    return (
        so_far(year_mining_mwh, mining_mwh, power_year_begins),
        so_far(year_hall_mwh, hall_mwh, power_year_begins),
        so_far(year_offered_mwh, offered_mw * HOURS_A_DAY, power_year_begins),
        so_far(year_mining_usd, bill_usd, power_year_begins),
        so_far(year_hall_usd, hall_mwh * usd_per_mwh, power_year_begins),
        so_far(year_co2_tonnes, energy_mwh * grams_per_kwh * 0.001, power_year_begins),
        energy_mwh * KWH_PER_MWH,
        bill_usd,
    )


def gap_of_year(
    power_year_begins: float,
    day_kwh: float,
    plant_cost: float,
    fuel_dollar_share: float,
    local_per_usd: float,
    per_first_rate: float,
    loss_factor: float,
    tariff_local: float,
    year_fuel: float,
    year_gap_low: float,
    year_gap_high: float,
) -> tuple[float, float, float]:
    """Fuel burnt for the energy without losses, and what the tariff lacks of it without and with losses.

    Used once for each view of the plants, with the view's own cost of a kilowatt-hour at the plant.
    """
    cost = indexed(plant_cost, fuel_dollar_share, local_per_usd, per_first_rate)
    return (
        so_far(year_fuel, cost * day_kwh, power_year_begins),
        so_far(year_gap_low, price_gap(cost, tariff_local) * day_kwh, power_year_begins),
        so_far(year_gap_high, price_gap(cost * loss_factor, tariff_local) * day_kwh, power_year_begins),
    )


def uses_of_year(
    power_year_begins: float,
    earned_mwh: float,
    tariff_local: float,
    local_per_usd: float,
    working_share: float,
    year_one_mw_usd: float,
    year_hall_power_usd: float,
) -> tuple[float, float]:
    """A megawatt of machines that may run every day of the year: what it keeps; and what a megawatt's power costs."""
    usd_per_mwh = tariff_local * KWH_PER_MWH / local_per_usd
    kept = max(earned_mwh - usd_per_mwh, 0.0) * HOURS_A_DAY * working_share
    return (
        so_far(year_one_mw_usd, kept, power_year_begins),
        so_far(year_hall_power_usd, usd_per_mwh * HOURS_A_DAY, power_year_begins),
    )


def network_report(blocks_per_ehs: float, hashprice_ehs: float) -> tuple[float, float]:
    """Difficulty, and the hashprice of a PH/s a day."""
    return difficulty_of(blocks_per_ehs), hashprice_ehs * 0.001


def result_day(
    total_net_usd: float, found_coins: float, price_usd: float, day_mining_usd: float, built_usd: float
) -> float:
    """What mining has brought since the start beyond its power and what was built for it, coins at the day's price."""
    return total_net_usd + (found_coins * price_usd - day_mining_usd) - built_usd


def year_report(
    year_mining_mwh: float,
    year_hall_mwh: float,
    year_offered_mwh: float,
    year_mining_usd: float,
    year_hall_usd: float,
    year_revenue_usd: float,
    year_coins: float,
    year_network_coins: float,
    tariff_local: float,
    local_per_usd: float,
) -> tuple[float, float, float, float, float, float, float, float]:
    """The year so far: energy in MWh, its mean rate; of mining the bill and revenue in local money, margin, use, share.

    Tariffs change with the year, so a year's bill in local money is its energy at the tariff; the mean rate is that
    of the energy. The last two are utilisation of the power offered to miners, and the fleet's share of all coins found
    while it ran.
    """
    energy_kwh = (year_mining_mwh + year_hall_mwh) * KWH_PER_MWH
    paid_usd = year_mining_usd + year_hall_usd
    mean_rate = energy_kwh * tariff_local / paid_usd if paid_usd > 0.0 else local_per_usd
    return (
        year_mining_mwh + year_hall_mwh,
        mean_rate,
        year_mining_mwh * KWH_PER_MWH * tariff_local,
        year_revenue_usd * mean_rate,
        year_revenue_usd - year_mining_usd,
        year_mining_mwh / max(year_offered_mwh, 1.0),
        year_coins / max(year_network_coins, 1e-9),
        energy_kwh,
    )


def break_even_report(hashprice_ehs: float, ehs_per_mw: float, pool_keeps: float, local_per_usd: float) -> float:
    """The tariff at which coins pay for their power exactly on this day: a kilowatt-hour, in the country's money."""
    return earned_per_mwh(hashprice_ehs, ehs_per_mw, pool_keeps) / KWH_PER_MWH * local_per_usd


def as_it_is(value: float) -> float:
    """A value under another name."""
    return value


def view_report(
    year_fuel: float,
    year_gap_low: float,
    year_gap_high: float,
    loss_factor: float,
    tariff_local: float,
    energy_kwh: float,
    mean_rate: float,
) -> tuple[float, float, float, float, float, float]:
    """One view's subsidy against marginal cost, and its contribution to capacity charges in the country's money.

    The subsidy without and with losses, then in dollars; the contribution, the tariff less fuel, with and without.
    """
    paid = energy_kwh * tariff_local
    return (
        year_gap_low,
        year_gap_high,
        year_gap_low / mean_rate,
        year_gap_high / mean_rate,
        paid - year_fuel * loss_factor,
        paid - year_fuel,
    )


def reference_report(
    reference: float,
    reference_dollar_share: float,
    rebased_rate: float,
    per_first_rate: float,
    tariff_local: float,
    energy_kwh: float,
    mean_rate: float,
) -> tuple[float, float]:
    """What the tariff lacks of a reference price that is set anew with the budget's year; local money and dollars."""
    gap = price_gap(indexed(reference, reference_dollar_share, rebased_rate, per_first_rate), tariff_local)
    return gap * energy_kwh, gap * energy_kwh / mean_rate


def uses_report(
    year_one_mw_usd: float,
    year_hall_power_usd: float,
    power_year_days: float,
    hall_revenue_usd: float,
    hall_uptime: float,
    hall_usage: float,
    hall_build_ratio: float,
) -> tuple[float, float, float, float]:
    """A megawatt of machines, and of a hall, each all year: what it keeps; mining less hall, by power and by cost."""
    hall = hall_uptime * (hall_revenue_usd * power_year_days / DAYS_A_YEAR - hall_usage * year_hall_power_usd)
    return year_one_mw_usd, hall, year_one_mw_usd - hall, year_one_mw_usd * hall_build_ratio - hall
