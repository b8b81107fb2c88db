"""What a programme's flows do to reserves, the budget and the rupee: bitcoin stands outside reserves.

The Balance of Payments Manual (BPM7) counts coins without an issuer as non-financial assets, so the Fund counts them
neither as gross nor as net international reserves: a dollar of reserves spent on bitcoin lowers both by a dollar.
Net reserves also deduct what is owed to the Fund, so a tranche raises gross reserves and leaves net ones as they were
(both from memory of the Fund's programme definitions). Pure functions of floats, compiled as they stand by simulated
futures; dollars unless a name says otherwise.
"""

from __future__ import annotations


def gross_reserves_after(
    gross_usd: float, bought_usd: float, sold_usd: float, tranche_usd: float, repaid_usd: float
) -> float:
    """Gross reserves after coins bought from them, proceeds of coins paid in, money from the Fund and back to it."""
    return gross_usd - bought_usd + sold_usd + tranche_usd - repaid_usd


def net_reserves_after(net_usd: float, bought_usd: float, sold_usd: float) -> float:
    """Net international reserves after the same: money of the Fund is a debt as well, so it does not count."""
    return net_usd - bought_usd + sold_usd


def primary_balance_after(balance: float, bought_from_budget: float, subsidy_paid: float, income: float) -> float:
    """The primary balance after coins that the budget bought, subsidies that it paid, and the programme's income.

    Coins are no financial asset, so buying them is expenditure, as building a road is.
    """
    return balance - bought_from_budget - subsidy_paid + income


def with_haircut(reserves_usd: float, coins: float, price_usd: float, haircut: float) -> float:
    """Reserves and coins together as a careful reader may count them: coins at their value less a haircut, 0 to 1."""
    return reserves_usd + coins * price_usd * (1.0 - haircut)


def rupee_pressure(dollars_bought_usd: float, gross_usd: float, sensitivity: float) -> float:
    """By what share the country's money falls when so many dollars are bought for the programme.

    ``sensitivity`` is the fall for dollars worth all reserves: an assumption that no source here gives, so 0 unless
    the user states one.
    """
    return sensitivity * dollars_bought_usd / gross_usd


def adequacy_metric_usd(  # noqa: PLR0917 - four stocks and their weights
    exports_usd: float,
    broad_money_usd: float,
    short_term_debt_usd: float,
    other_liabilities_usd: float,
    exports_weight: float,
    money_weight: float,
    short_debt_weight: float,
    other_weight: float,
) -> float:
    """The IMF's metric of reserve adequacy (ARA, guidance note of 2016): a weighted sum, weights 0 to 1.

    Adequate are reserves of 100 to 150 percent of it.
    """
    return (
        exports_weight * exports_usd
        + money_weight * broad_money_usd
        + short_debt_weight * short_term_debt_usd
        + other_weight * other_liabilities_usd
    )


def criterion_margin(value: float, limit: float, sense: float) -> float:
    """How far a value keeps to its side of a limit: negative where not. ``sense``: 1 for a floor, -1 for a ceiling."""
    return sense * (value - limit)
