"""The steps of several sites in a simulated day: each runs for itself, all of them share surplus, network and system.

The machines of a site take their steps from ``mining_steps``; what is here joins them and keeps what each site brings.
Sums of a year begin anew with the budget's year.
"""

from __future__ import annotations

from bitcoin_office.fiscal.yardstick import price_gap
from bitcoin_office.mining.daily import tariff_by_rule
from bitcoin_office.mining.fleet import HOURS_A_DAY, KWH_PER_MWH
from bitcoin_office.simulate.mining_steps import indexed, so_far


def granted_share(offered_mw: float, offer_mw: float) -> float:
    """The share of the power declared for all sites on the grid that the system has for them today."""
    return offered_mw / offer_mw if offer_mw > 0.0 else 0.0


def granted(site_offer_mw: float, granted_today: float) -> float:
    """What a site's machines are offered of it: all sites on the grid get the same share."""
    return site_offer_mw * granted_today


def one_more(total: float, more: float) -> float:
    """One more of several."""
    return total + more


def one_more_weighed(total: float, weight: float, value: float) -> float:
    """One more of several, by its weight."""
    return total + weight * value


def rule_tariff(
    set_price: float,
    tariff_floor: float,
    tariff_ceiling: float,
    tariff_fuel_share: float,
    tariff_dollar_share: float,
    rebased_rate: float,
    per_first_rate: float,
    plant_cost: float,
    fuel_dollar_share: float,
    local_per_usd: float,
    loss_factor_low: float,
) -> float:
    """A site's tariff by its rule: what is set, floor and ceiling as of the budget's year, fuel as of the day."""
    rebased = indexed(1.0, tariff_dollar_share, rebased_rate, per_first_rate)
    fuel = indexed(plant_cost, fuel_dollar_share, local_per_usd, per_first_rate) * loss_factor_low
    return tariff_by_rule(
        set_price * rebased, tariff_fuel_share, fuel, tariff_floor * rebased, tariff_ceiling * rebased
    )


def site_bill(site_mw: float, site_tariff: float) -> tuple[float, float]:
    """A site's kilowatt-hours of the day, or a hall's, and what they cost it in the country's money."""
    kwh = site_mw * HOURS_A_DAY * KWH_PER_MWH
    return kwh, kwh * site_tariff


def site_coins(found_coins: float, site_ehs: float, own_ehs: float) -> float:
    """A site's part of the coins that all sites find, by its part of their hash rate."""
    return found_coins * (site_ehs / own_ehs) if own_ehs > 0.0 else 0.0


def site_year(
    power_year_begins: float,
    site_kwh: float,
    site_found: float,
    site_bill_local: float,
    price_usd: float,
    local_per_usd: float,
    year_site_mwh: float,
    year_site_coins: float,
    year_site_margin_usd: float,
) -> tuple[float, float, float]:
    """A site's year so far: energy, coins, and what they bring beyond its power."""
    margin = site_found * price_usd - site_bill_local / local_per_usd
    return (
        so_far(year_site_mwh, site_kwh * (1.0 / KWH_PER_MWH), power_year_begins),
        so_far(year_site_coins, site_found, power_year_begins),
        so_far(year_site_margin_usd, margin, power_year_begins),
    )


def sites_year(
    power_year_begins: float,
    mining_kwh: float,
    mining_bill_local: float,
    hall_kwh: float,
    hall_bill_local: float,
    sites_offered_mw: float,
    day_co2_grams: float,
    local_per_usd: float,
    year_mining_mwh: float,
    year_mining_local: float,
    year_mining_usd: float,
    year_hall_mwh: float,
    year_hall_local: float,
    year_hall_usd: float,
    year_offered_mwh: float,
    year_co2_tonnes: float,
) -> tuple[float, float, float, float, float, float, float, float, float]:
    """The year so far of all sites and halls: energy and bills in both moneys, power offered, carbon dioxide; the bill.

    The last one is the day's bill of mining in dollars.
    """
    bill_usd = mining_bill_local / local_per_usd
    return (
        so_far(year_mining_mwh, mining_kwh * (1.0 / KWH_PER_MWH), power_year_begins),
        so_far(year_mining_local, mining_bill_local, power_year_begins),
        so_far(year_mining_usd, bill_usd, power_year_begins),
        so_far(year_hall_mwh, hall_kwh * (1.0 / KWH_PER_MWH), power_year_begins),
        so_far(year_hall_local, hall_bill_local, power_year_begins),
        so_far(year_hall_usd, hall_bill_local / local_per_usd, power_year_begins),
        so_far(year_offered_mwh, sites_offered_mw * HOURS_A_DAY, power_year_begins),
        so_far(year_co2_tonnes, day_co2_grams * 1e-6, power_year_begins),
        bill_usd,
    )


def customer_gap(
    customer_kwh: float,
    customer_tariff: float,
    plant_cost: float,
    fuel_dollar_share: float,
    local_per_usd: float,
    per_first_rate: float,
    loss_factor_low: float,
    loss_factor_high: float,
    day_fuel_low: float,
    day_fuel_high: float,
    day_gap_low: float,
    day_gap_high: float,
) -> tuple[float, float, float, float]:
    """One more customer's fuel with the least and the most that is lost on the way; what its tariff lacks of it."""
    cost = indexed(plant_cost, fuel_dollar_share, local_per_usd, per_first_rate)
    low, high = cost * loss_factor_low, cost * loss_factor_high
    return (
        day_fuel_low + low * customer_kwh,
        day_fuel_high + high * customer_kwh,
        day_gap_low + price_gap(low, customer_tariff) * customer_kwh,
        day_gap_high + price_gap(high, customer_tariff) * customer_kwh,
    )


def customers_year(
    power_year_begins: float,
    day_fuel_low: float,
    day_fuel_high: float,
    day_gap_low: float,
    day_gap_high: float,
    year_fuel_low: float,
    year_fuel_high: float,
    year_gap_low: float,
    year_gap_high: float,
) -> tuple[float, float, float, float]:
    """A view's year so far."""
    return (
        so_far(year_fuel_low, day_fuel_low, power_year_begins),
        so_far(year_fuel_high, day_fuel_high, power_year_begins),
        so_far(year_gap_low, day_gap_low, power_year_begins),
        so_far(year_gap_high, day_gap_high, power_year_begins),
    )


def customer_reference(
    day_gap: float,
    customer_kwh: float,
    customer_tariff: float,
    reference: float,
    reference_dollar_share: float,
    rebased_rate: float,
    per_first_rate: float,
) -> float:
    """One more customer's gap to a reference price that is set anew with the budget's year."""
    price = indexed(reference, reference_dollar_share, rebased_rate, per_first_rate)
    return day_gap + price_gap(price, customer_tariff) * customer_kwh


def kept_by_machines(
    total: float, weight: float, earned_mwh: float, customer_tariff: float, local_per_usd: float, working_share: float
) -> float:
    """One more model's part of what a megawatt of machines keeps on a day on which it may run, by its weight."""
    kept = max(earned_mwh - customer_tariff * KWH_PER_MWH / local_per_usd, 0.0)
    return total + weight * kept * HOURS_A_DAY * working_share


def uses_of_sites(
    power_year_begins: float,
    day_one_mw_usd: float,
    tariff_local: float,
    local_per_usd: float,
    year_one_mw_usd: float,
    year_hall_power_usd: float,
) -> tuple[float, float]:
    """A megawatt of the mean machine that may run every day: what it keeps; and what a hall's megawatt costs."""
    power = tariff_local * KWH_PER_MWH / local_per_usd * HOURS_A_DAY
    return (
        so_far(year_one_mw_usd, day_one_mw_usd, power_year_begins),
        so_far(year_hall_power_usd, power, power_year_begins),
    )


def sites_report(
    year_mining_mwh: float,
    year_mining_local: float,
    year_mining_usd: float,
    year_hall_mwh: float,
    year_hall_local: float,
    year_hall_usd: float,
    year_offered_mwh: float,
    year_revenue_usd: float,
    year_coins: float,
    year_network_coins: float,
    tariff_local: float,
    local_per_usd: float,
) -> tuple[float, float, float, float, float, float, float]:
    """The year so far: all energy, its mean rate, revenue in local money, margin, use, share; the mean tariff paid."""
    paid_local = year_mining_local + year_hall_local
    paid_usd = year_mining_usd + year_hall_usd
    mean_rate = paid_local / paid_usd if paid_usd > 0.0 else local_per_usd
    mining_kwh = year_mining_mwh * KWH_PER_MWH
    return (
        year_mining_mwh + year_hall_mwh,
        mean_rate,
        year_revenue_usd * mean_rate,
        year_revenue_usd - year_mining_usd,
        year_mining_mwh / max(year_offered_mwh, 1.0),
        year_coins / max(year_network_coins, 1e-9),
        year_mining_local / mining_kwh if mining_kwh > 0.0 else tariff_local,
    )


def customers_report(
    year_fuel_low: float,
    year_fuel_high: float,
    year_gap_low: float,
    year_gap_high: float,
    year_system_local: float,
    mean_rate: float,
) -> tuple[float, float, float, float, float, float]:
    """One view's subsidy with the least and the most losses, then in dollars; its contribution, the lower one first."""
    return (
        year_gap_low,
        year_gap_high,
        year_gap_low / mean_rate,
        year_gap_high / mean_rate,
        year_system_local - year_fuel_high,
        year_system_local - year_fuel_low,
    )


def in_both_moneys(year_gap: float, mean_rate: float) -> tuple[float, float]:
    """A year's gap in the country's money and in dollars."""
    return year_gap, year_gap / mean_rate
