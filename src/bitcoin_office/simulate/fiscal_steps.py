"""One day of reserves, budget and reviews: what the programme's dollars move, what is measured, what the Fund pays.

Dollars are whole cents below 2**51, as in the reserve's steps, so cash is conserved to the last cent on every path;
the country's own money is a float.
"""

from __future__ import annotations

from bitcoin_office.fiscal.reserves import (
    criterion_margin,
    gross_reserves_after,
    net_reserves_after,
    primary_balance_after,
    rupee_pressure,
    with_haircut,
)
from bitcoin_office.simulate.reserve_steps import CENTS_PER_DOLLAR, SATS_PER_COIN

PERCENT_WHOLE = 100.0


def coin_dollars(spent_cents: float, received_cents: float, paid_before_cents: float) -> tuple[float, float]:
    """Cents paid for coins today less what sales brought, and the same since the plan began."""
    net_cents = spent_cents - received_cents
    return net_cents - paid_before_cents, net_cents


def reserves_day(
    gross_moved_cents: float, net_moved_cents: float, coin_cents: float, from_reserves: float
) -> tuple[float, float]:
    """How far gross and net reserves are moved, coins of today included. ``from_reserves`` is 1 or 0."""
    bought_cents = from_reserves * max(coin_cents, 0.0)
    sold_cents = from_reserves * max(-coin_cents, 0.0)
    return (
        gross_reserves_after(gross_moved_cents, bought_cents, sold_cents, 0.0, 0.0),
        net_reserves_after(net_moved_cents, bought_cents, sold_cents),
    )


def budget_of_power(
    gap_year_local: float,
    gap_before_local: float,
    power_year_begins: float,
    found_coins: float,
    price_usd: float,
    day_mining_usd: float,
    local_per_usd: float,
    budget_subsidy_share: float,
    budget_mining_share: float,
) -> tuple[float, float, float]:
    """Dollars that the budget pays of the day's gap to what power costs, and gets of what mining brings beyond power.

    ``gap_year_local`` is the gap of the budget's year so far, kept for tomorrow.
    """
    gap = gap_year_local - (0.0 if power_year_begins > 0.0 else gap_before_local)
    margin = max(found_coins * price_usd - day_mining_usd, 0.0)
    return budget_subsidy_share * max(gap, 0.0) / local_per_usd, budget_mining_share * margin, gap_year_local


def budget_day(
    budget_moved_local: float,
    budget_year_local: float,
    debt_added_local: float,
    coin_cents: float,
    subsidy_usd: float,
    income_usd: float,
    from_reserves: float,
    local_per_usd: float,
    budget_year_begins: float,
    borrowing_day: float,
) -> tuple[float, float, float]:
    """The primary balance moved since the plan began and since the budget's year did, and the debt that bears it."""
    bought = (1.0 - from_reserves) * coin_cents / CENTS_PER_DOLLAR * local_per_usd
    today = primary_balance_after(
        0.0, max(bought, 0.0), subsidy_usd * local_per_usd, income_usd * local_per_usd + max(-bought, 0.0)
    )
    year = 0.0 if budget_year_begins > 0.0 else budget_year_local
    return budget_moved_local + today, year + today, debt_added_local * (1.0 + borrowing_day) - today


def budget_of_bonds(
    budget_moved_local: float,
    budget_year_local: float,
    debt_added_local: float,
    budget_bonds_local: float,
    budget_interest_local: float,
    bonds_primary_cents: float,
    bonds_service_cents: float,
    bonds_raised_cents: float,
    local_per_usd: float,
) -> tuple[float, float, float, float, float]:
    """The budget after the day's money of the treasury's bonds: coins and works are of the primary balance.

    Coupons and holders' gains are service below it, as is what is raised and repaid; all of it moves other debt.
    """
    primary = bonds_primary_cents / CENTS_PER_DOLLAR * local_per_usd
    service = bonds_service_cents / CENTS_PER_DOLLAR * local_per_usd
    raised = bonds_raised_cents / CENTS_PER_DOLLAR * local_per_usd
    return (
        budget_moved_local + primary,
        budget_year_local + primary,
        debt_added_local - primary + service - raised,
        budget_bonds_local + primary,
        budget_interest_local + service,
    )


def budget_lines(
    budget_subsidy_local: float,
    budget_income_local: float,
    subsidy_usd: float,
    income_usd: float,
    local_per_usd: float,
) -> tuple[float, float]:
    """What the budget has paid for power and got of mining since the plan began."""
    return budget_subsidy_local + subsidy_usd * local_per_usd, budget_income_local + income_usd * local_per_usd


def pressure_day(
    currency_pressure: float, coin_cents: float, reserves_usd: float, currency_sensitivity: float
) -> float:
    """The share by which dollars bought for the programme have made the dollar dearer; sales do not take it back."""
    dollars = max(coin_cents, 0.0) / CENTS_PER_DOLLAR
    return currency_pressure + rupee_pressure(dollars, max(reserves_usd, 1.0), currency_sensitivity)


def pressed_rate(local_per_usd: float, currency_pressure: float) -> float:
    """The rate under the pressure of the days before."""
    return local_per_usd * (1.0 + currency_pressure)


def beyond_first(sats: float, first_sats: float) -> float:
    """Bitcoin held more than on the evening before the plan."""
    return (sats - first_sats) / SATS_PER_COIN


def ever_above(accumulated: float, sats: float, first_sats: float) -> float:
    """1 once more coins were held than when the plan began."""
    return 1.0 if sats > first_sats else accumulated


def in_dollars(cents: float) -> float:
    """Cents as dollars."""
    return cents / CENTS_PER_DOLLAR


def first_strain(gap_deviation: float, first_shock: float) -> float:
    """How far a baseline has strayed between its own day and the plan's first."""
    return gap_deviation * first_shock


def strain_day(strain: float, deviation_day: float, shock: float, begins_anew: float) -> float:
    """How far a baseline strays from its path: a walk, begun anew with each budget year for what is summed in one."""
    return (0.0 if begins_anew > 0.0 else strain) + deviation_day * shock


def measured(
    kept: float, moved: float, scale: float, base: float, strain: float, limit: float, sense: float, tests: float
) -> tuple[float, float, float]:
    """The margin to the limit; whether the criterion was kept when last measured; 1 if it is measured and missed."""
    margin = criterion_margin(base + moved / scale + strain, limit, sense)
    holds = 1.0 if margin >= 0.0 else 0.0
    return margin, (holds if tests > 0.0 else kept), (tests if margin < 0.0 else 0.0)


def never_missed(unbroken: float, missed: float) -> float:
    """1 as long as a criterion that is measured every day was never missed."""
    return 0.0 if missed > 0.0 else unbroken


def review_day(
    slot: float,
    failing: float,
    released: float,
    passed: float,
    missed_reviews: float,
    tranches: float,
    sum_cents: float,
) -> tuple[float, float, float, float, float]:
    """A review: passed if nothing was missed since the one before; it releases the next tranche, or all wait.

    Gives tranches released, whether the last review was passed, reviews missed, what is missed from now on, and cents
    paid. On other days nothing happens.
    """
    held = slot > 0.0 and released < tranches
    passes = held and failing <= 0.0
    return (
        released + 1.0 if passes else released,
        (1.0 if passes else 0.0) if held else passed,
        missed_reviews + 1.0 if held and not passes else missed_reviews,
        0.0 if slot > 0.0 else failing,
        sum_cents if passes else 0.0,
    )


def tranche_paid(gross_moved_cents: float, fund_cents: float, paid_cents: float) -> tuple[float, float]:
    """Money of the Fund comes into gross reserves and not into net ones."""
    return gross_reserves_after(gross_moved_cents, 0.0, 0.0, paid_cents, 0.0), fund_cents + paid_cents


def waiting_money(fund_cents: float, expected_cents: float) -> float:
    """Dollars that the arrangement had planned by now and that were not paid."""
    return max(expected_cents - fund_cents, 0.0) / CENTS_PER_DOLLAR


def reserves_level(gross_base_usd: float, gross_moved_cents: float) -> float:
    """Gross reserves in dollars."""
    return gross_base_usd + gross_moved_cents / CENTS_PER_DOLLAR


def coins_beside(reserves_usd: float, sats: float, price_usd: float, coin_haircut: float) -> float:
    """Reserves and coins after a haircut: a memorandum, no reserve of the manual's."""
    return with_haircut(reserves_usd, sats / SATS_PER_COIN, price_usd, coin_haircut)


def adequacy_day(
    adequacy_base_usd: float,
    gross_moved_cents: float,
    adequacy_metric: float,
    fund_cents: float,
    adequacy_debt_weight: float,
    adequacy_bonds_usd: float,
) -> tuple[float, float]:
    """Reserves with gold in percent of the metric of reserve adequacy, and by how many points that is moved.

    The Fund's money and the programme's bonds are debt abroad: they are in the metric, by their weights.
    """
    metric = adequacy_metric + adequacy_debt_weight * fund_cents / CENTS_PER_DOLLAR + adequacy_bonds_usd
    percent = PERCENT_WHOLE * (adequacy_base_usd + gross_moved_cents / CENTS_PER_DOLLAR) / metric
    return percent, percent - PERCENT_WHOLE * adequacy_base_usd / adequacy_metric
