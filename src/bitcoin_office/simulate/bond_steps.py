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


def added(total: float, part: float) -> float:
    """A sum of bonds."""
    return total + part
