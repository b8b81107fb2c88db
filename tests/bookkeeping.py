"""A small chart of accounts and short words for drafts, for every test that keeps books."""

import datetime as dt

from bitcoin_office.books.account import Account, Chart, LotMethod
from bitcoin_office.books.entry import Draft, Leg
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import SAT, USD

COLD, HOT, POOL = "Assets:Cold", "Assets:Hot", "Assets:Pool"
CASH, RUPEES, TILL = "Assets:Cash", "Assets:Rupees", "Assets:Till"
GAINS, FEES, EQUITY = "Income:Gains", "Expenses:Fees", "Equity:Opening"

CHART = Chart(
    (
        Account(name=COLD, title="Cold vault", units=("sat",), lots=LotMethod.FIFO),
        Account(name=HOT, units=("sat",), lots=LotMethod.SPECIFIC),
        Account(name=POOL, units=("USD", "sat"), lots=LotMethod.AVERAGE),
        Account(name=CASH, units=("USD",)),
        Account(name=RUPEES, units=("PKR",)),
        Account(name=TILL),
        Account(name=GAINS),
        Account(name=FEES),
        Account(name=EQUITY),
    )
)

START = dt.date(2024, 1, 1)


def day(number: int) -> dt.date:
    """So many days after the first of January 2024."""
    return START + dt.timedelta(days=number)


def usd(cents: int) -> Amount:
    """So many cents."""
    return Amount(cents, USD)


def leg(account: str, amount: int | Amount, cost: int | None = None, lot: str | None = None) -> Leg:
    """A leg of satoshis, or of any amount; its cost in cents."""
    of = Amount(amount, SAT) if isinstance(amount, int) else amount
    return Leg(account=account, amount=of, cost=None if cost is None else usd(cost), lot=lot)


def draft(name: str, on: int, *legs: Leg, balance_to: str | None = None, reverses: str | None = None) -> Draft:
    """A draft on the day of that number."""
    return Draft(
        external_id=name,
        on=day(on),
        narrative=f"What {name} is for",
        source="a test",
        legs=legs,
        balance_to=balance_to,
        reverses=reverses,
    )


def buy(name: str, on: int, quantity: int, cents: int, account: str = COLD) -> Draft:
    """Coins for cash."""
    return draft(name, on, leg(account, quantity, cents), leg(CASH, usd(-cents)))


def sell(name: str, on: int, quantity: int, cents: int, *, account: str = COLD, lot: str | None = None) -> Draft:
    """Coins for cash; what they gained or lost goes where gains go."""
    return draft(name, on, leg(account, -quantity, lot=lot), leg(CASH, usd(cents)), balance_to=GAINS)


def move(name: str, on: int, quantity: int, *, source: str = COLD, target: str = HOT, lot: str | None = None) -> Draft:
    """Coins from one own account to another."""
    return draft(name, on, leg(source, -quantity, lot=lot), leg(target, quantity))
