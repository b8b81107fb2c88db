"""What the series of a plan are called on a page, and what each says; one that is not listed is called by its name."""

from __future__ import annotations

SERIES: dict[str, tuple[str, str]] = {
    "value_usd": ("Worth of the coins", "What is held, at the price of the day."),
    "value_local": ("Worth in the country's money", "What is held, at the price and the rate of the day."),
    "value_over_cost_usd": ("Worth less cost", "Below zero the coins are worth less than they cost."),
    "gain_usd": ("Gain", "The worth of the coins less what was spent in the plan."),
    "deepest_usd": (
        "Deepest below cost so far",
        "How far the coins were worth less than their cost, or mining lost, at worst.",
    ),
    "spent_usd": ("Spent in the plan", "What the rules pay for coins, less what sales bring."),
    "cost_usd": ("Cost of the coins held", "Those of before the plan included."),
    "average_cost_usd": ("Average cost of a coin", "What a coin that is held cost on average."),
    "coins": ("Coins held", "What the rules come to hold."),
    "price_usd": ("Price of bitcoin", "The market that the futures draw; its drift is assumed."),
    "local_per_usd": ("Country's money for a dollar", "The rate that the futures draw."),
    "drawdown": ("Below the height", "How far the price is below its highest close."),
    "worst_drawdown": ("Deepest fall so far", "How far the price was below its height at worst since the plan began."),
    "adequacy_percent": ("Reserve adequacy", "Reserves as a share of the Fund's metric."),
    "gross_moved_usd": ("Moved of gross reserves", "By purchases and sales, and by tranches that are released."),
    "net_moved_usd": ("Moved of net reserves", "What the programme adds to net international reserves."),
    "budget_moved_local": ("Moved of the budget", "What the programme adds to the primary balance."),
    "budget_year_local": ("Moved of the budget this year", "The same since the budget's year began."),
    "budget_subsidy_local": (
        "Paid for power",
        "The budget's share of what the miners' tariff lacks, since the plan began.",
    ),
    "budget_income_local": (
        "Got of mining",
        "The budget's share of what mining earns beyond power, since the plan began.",
    ),
    "debt_added_local": ("Debt added", "What the programme makes the state borrow."),
    "reserves_usd": ("Gross reserves", "The last sourced level or path, less purchases, with tranches released."),
    "tranches_waiting_usd": ("Tranches that wait", "Planned by the arrangement by then, held back by a missed review."),
    "reserves_with_coins_usd": (
        "Reserves and coins",
        "A memorandum: coins less a haircut are no reserve of the manual's.",
    ),
    "currency_pressure": ("Pressure on the country's money", "How much dearer purchases made the dollar, as assumed."),
    "bonds_cash_usd": (
        "Cash of the treasury's bonds",
        "Raised and sold, less coins, works, service and what is repaid.",
    ),
    "budget_bonds_local": (
        "Moved of the budget by bonds",
        "Coins and works bought less coins sold, since the plan began.",
    ),
    "budget_interest_local": ("Service of bonds", "Coupons and the holders' share of gains, since the plan began."),
    "bonds_net_usd": ("Left of bonds' coins", "To the issuer, beyond their cost and the holders' share of gains."),
    "remittances_year_usd": ("Remittances", "The calendar year so far."),
    "remittances_wallet_year_usd": ("Remittances by a bitcoin wallet", "The calendar year so far."),
    "remittances_saved_year_usd": ("Saved by the wallet", "The calendar year so far, against the usual cost."),
    "trust_usd": ("Dollars of the trust", "What it can still pay for coins."),
    "trust_coins": ("Coins of the trust", "Taken from clients and not yet sold."),
    "trust_unmet_usd": ("Owed by the trust", "What it could not pay for coins that were brought."),
    "trust_depleted": ("Trust run dry", "The share of futures in which its dollars did not last so far is the mean."),
    "mining_net_usd": (
        "Left of mining",
        "Since the plan began, less power, sites and machines; coins at their day's price.",
    ),
    "hashprice_usd": ("Hashprice", "What a PH/s earns in a day, before power."),
    "break_even_local": ("Break-even tariff", "At which coins pay for their power exactly."),
    "energy_mwh": ("Energy drawn", "By the fleet of machines."),
    "network_ehs": ("Hash rate of the network", "What all miners together compute."),
}

OF_REPLAY: dict[str, tuple[str, str]] = {
    "mining_mw": ("Power drawn by machines", "The mean of each day."),
    "offered_mw": ("Power offered to miners", "The declared power, or what the system has left of it."),
    "found_coins": ("Coins found", "Each day by itself, after the pool's fee."),
    "found_usd": ("Worth of coins found", "Each day's coins at its price."),
    "mining_day_bill_usd": ("Bill for power", "Each day by itself, machines only."),
}
"""The days of a replayed future: no plan counts them, so nobody can ask for them."""

_LETTERS = {"usd": "in dollars", "local": "in the country's money", "mwh": "in MWh", "co2": "carbon dioxide"}


def of_series(name: str) -> tuple[str, str]:
    """Title and meaning of a series."""
    for known in (SERIES, OF_REPLAY):
        if name in known:
            return known[name]
    words = " ".join(_LETTERS.get(part, part) for part in name.split("_"))
    return words[:1].upper() + words[1:], ""


def called(name: str) -> str:
    """A series within a sentence.

    >>> called("value_over_cost_usd"), called("mining_net_usd")
    ('worth less cost', 'mining net in dollars')
    """
    title = of_series(name)[0]
    return title[:1].lower() + title[1:]
