"""One day of a bond whose proceeds buy bitcoin: coins bought at the issue, locked, sold in parts, gains shared.

Coins are whole satoshis and money whole cents, as in the reserve's steps.
"""

from __future__ import annotations

from bitcoin_office.simulate.reserve_steps import CENTS_PER_DOLLAR, SATS_PER_COIN, whole


def bond_issued(
    bond_sats: float, bond_cost_cents: float, into_coins_cents: float, issues: float, price_usd: float
) -> tuple[float, float]:
    """On the day of issue the part for bitcoin buys coins at the day's price, as many as it pays for."""
    bought = issues * max(whole(into_coins_cents / CENTS_PER_DOLLAR / price_usd * SATS_PER_COIN - 0.5), 0.0)
    return bond_sats + bought, bond_cost_cents + whole(bought * price_usd / SATS_PER_COIN * CENTS_PER_DOLLAR)


def bond_sold(bond_sats: float, bond_proceeds_cents: float, sales_left: float, price_usd: float) -> tuple[float, float]:
    """On a day of sale an equal part of what is left is sold; ``sales_left`` counts this sale too, 0 on other days."""
    sold = whole(bond_sats / max(sales_left, 1.0)) if sales_left > 0.0 else 0.0
    return bond_sats - sold, bond_proceeds_cents + whole(sold * price_usd / SATS_PER_COIN * CENTS_PER_DOLLAR)


def bond_shared(
    bond_dividend_cents: float, bond_proceeds_cents: float, threshold_cents: float, gain_share: float
) -> float:
    """What holders have been paid of the gains: their share of all proceeds above the threshold."""
    return max(bond_dividend_cents, whole(gain_share * max(bond_proceeds_cents - threshold_cents, 0.0)))


def bond_net(
    bond_sats: float,
    bond_cost_cents: float,
    bond_proceeds_cents: float,
    price_usd: float,
    threshold_cents: float,
    gain_share: float,
) -> float:
    """Dollars that the coins leave their issuer if the rest were sold today, beyond cost and the holders' share."""
    all_cents = bond_proceeds_cents + bond_sats * price_usd / SATS_PER_COIN * CENTS_PER_DOLLAR
    holders = gain_share * max(all_cents - threshold_cents, 0.0)
    return (all_cents - holders - bond_cost_cents) / CENTS_PER_DOLLAR


def bond_flows(
    bonds_primary_before: float,
    bonds_dividend_before: float,
    bonds_cash_cents: float,
    primary_cents: float,
    dividend_cents: float,
    bonds_works_cents: float,
    bonds_interest_cents: float,
    bonds_raised_cents: float,
) -> tuple[float, float, float, float, float]:
    """What bonds of the treasury do to it today, and to its cash since the plan began.

    ``primary_cents`` and ``dividend_cents`` are sums since then: of coins sold less coins bought, and of the holders'
    share of gains. Works, coupons and what is raised, redemption taken off, are today's. Gives today's part of the
    primary balance, today's service, all cash so far, and the two sums again for tomorrow.
    """
    primary = primary_cents - bonds_primary_before - bonds_works_cents
    service = dividend_cents - bonds_dividend_before + bonds_interest_cents
    cash = bonds_cash_cents + primary - service + bonds_raised_cents
    return primary, service, cash, primary_cents, dividend_cents


def added(total: float, part: float) -> float:
    """A sum of bonds."""
    return total + part
