"""One day of a reserve: what is observed, what a rule's wish becomes, and what is reported.

Holdings are whole satoshis and money is whole cents, kept in floats that hold integers below 2**51 exactly: so coins
and cash are conserved to the last unit on every path, and a day's purchase here is the purchase that the office books.
"""

from __future__ import annotations

from bitcoin_office.simulate.elementary import exp, nearest

SATS_PER_COIN = 100000000.0
CENTS_PER_DOLLAR = 100.0
# What can be bought or sold in a day is cut here, far above all bitcoin and all money, so that integers stay exact.
MOST_UNITS = 2100000000000000.0


def observed_price(log_price: float, height_usd: float) -> tuple[float, float, float]:
    """The price, the highest so far, and how far below it the price is, 0 to 1."""
    price_usd = exp(log_price)
    height_usd = max(height_usd, price_usd)
    return price_usd, height_usd, 1.0 - price_usd / height_usd


def whole(units: float) -> float:
    """The nearest whole number of units, cut to what stays exact."""
    return nearest(min(max(units, -MOST_UNITS), MOST_UNITS))


def all_may_go_ahead() -> float:
    """What may be bought before any rule stops purchases: everything."""
    return 1.0


def mined_into(sats: float, mined_total: float, mined_coins: float) -> tuple[float, float, float]:
    """Coins mined today come into the reserve, at no cost of purchase."""
    mined_sats = whole(mined_coins * SATS_PER_COIN)
    return sats + mined_sats, mined_total + mined_sats, mined_sats


def spendable(cash_cents: float, credit_usd: float) -> float:
    """Dollars that may still be spent: the programme's cash and what the treasury lends it."""
    return max(cash_cents / CENTS_PER_DOLLAR + credit_usd, 0.0)


def ordered(
    wanted: float,
    may_buy: float,
    price_usd: float,
    sats: float,
    cash_cents: float,
    credit_usd: float,
) -> tuple[float, float]:
    """Satoshis bought (sold when negative) and cents paid for them, within what is held and what may be spent."""
    wanted_sats = whole(wanted * may_buy * SATS_PER_COIN if wanted > 0.0 else wanted * SATS_PER_COIN)
    affordable = spendable(cash_cents, credit_usd) / price_usd * SATS_PER_COIN
    # Half a satoshi less: rounding to the nearest must not spend what is not there.
    traded = max(min(wanted_sats, max(whole(min(affordable, MOST_UNITS) - 0.5), 0.0)), -sats)
    return traded, whole(traded * price_usd / SATS_PER_COIN * CENTS_PER_DOLLAR)


def settled(
    traded: float,
    paid_cents: float,
    sats: float,
    cost_cents: float,
    cash_cents: float,
    bought_sats: float,
    sold_sats: float,
    spent_cents: float,
    received_cents: float,
) -> tuple[float, float, float, float, float, float, float]:
    """The reserve after a trade: coins, cost, cash, and four running totals. A sale takes its share of the cost."""
    share = -traded / sats if traded < 0.0 else 0.0
    gone = whole(cost_cents * share)
    return (
        sats + traded,
        cost_cents + (paid_cents if traded > 0.0 else -gone),
        cash_cents - paid_cents,
        bought_sats + max(traded, 0.0),
        sold_sats + max(-traded, 0.0),
        spent_cents + max(paid_cents, 0.0),
        received_cents + max(-paid_cents, 0.0),
    )


def gathered(since: float, today: float) -> float:
    """What has come together since a rule was last due, today included."""
    return since + today


def kept_since(since: float, due: float) -> float:
    """What is carried to the next day: nothing, once the rule was due."""
    return 0.0 if due > 0.0 else since


def within(day_number: float, first_day: float, last_day: float) -> float:
    """1 on the days on which a rule holds, else 0."""
    return 1.0 if first_day <= day_number <= last_day else 0.0


def reserve_report(
    sats: float, cost_cents: float, spent_cents: float, received_cents: float, price_usd: float, local_per_usd: float
) -> tuple[float, float, float, float, float, float, float]:
    """Coins, value in dollars and in the country's money, cost, spent net of sales, gain over that, average cost."""
    coins = sats / SATS_PER_COIN
    value_usd = coins * price_usd
    cost_usd = cost_cents / CENTS_PER_DOLLAR
    spent_usd = (spent_cents - received_cents) / CENTS_PER_DOLLAR
    average_usd = cost_usd / max(coins, 1.0 / SATS_PER_COIN)
    return coins, value_usd, value_usd * local_per_usd, cost_usd, spent_usd, value_usd - spent_usd, average_usd


def worst_fall(worst_drawdown: float, drawdown: float) -> float:
    """The deepest fall from the height so far."""
    return max(worst_drawdown, drawdown)


def over_now(sats: float, cost_cents: float, price_usd: float) -> float:
    """Dollars that the coins are worth today beyond what they cost; negative below it."""
    return sats * price_usd / SATS_PER_COIN - cost_cents / CENTS_PER_DOLLAR


def lowest_so_far(deepest_usd: float, deepest_day: float, now_usd: float, day_number: float) -> tuple[float, float]:
    """The lowest below zero so far and its day, counted from 1; both 0 while it was never below zero."""
    return min(deepest_usd, now_usd), (day_number + 1.0 if now_usd < deepest_usd else deepest_day)
