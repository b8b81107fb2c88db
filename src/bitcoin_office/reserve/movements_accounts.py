"""The accounts into which movements are booked, and how they are opened where a country's chart lacks them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bitcoin_office.books.account import Account, Chart, LotMethod

# Seen on the chain under a watched script: neither announced nor proved. See decisions 3 and 9.
_OBSERVED: Final = "Assets:Reserve:Observed"
_UNEXPLAINED: Final = "Assets:Reserve:Unexplained"

FEES: Final = "Expenses:Network-Fees"
PURCHASES: Final = "Equity:Reserve:Purchases"
SALES: Final = "Equity:Reserve:Sales"
GAINS: Final = "Income:Reserve:Gains"
DONATIONS: Final = "Income:Donations"
MINED: Final = "Income:Mining"
SEIZED: Final = "Liabilities:Reserve:Seized"
PAYMENTS: Final = "Expenses:Reserve:Payments"
FOUND: Final = "Income:Reserve:Unexplained"
LOST: Final = "Expenses:Reserve:Unexplained"

_SHARED: Final = (
    Account(name=FEES, title="Fees of the network for moving coins", units=("sat", "USD")),
    Account(name=PURCHASES, title="What vouchers say was paid for coins that are on the chain", units=("USD",)),
    Account(name=SALES, title="What was had for coins sold; the coins where nobody says", units=("sat", "USD")),
    Account(name=GAINS, title="Gains on coins sold or paid out, losses against them", units=("USD",)),
    Account(name=DONATIONS, title="Gifts and dust that strangers send", units=("USD",)),
    Account(name=MINED, title="Coins mined, at their value on the day", units=("USD",)),
    Account(name=SEIZED, title="Coins seized, owed until the deed is final", units=("USD",)),
    Account(name=PAYMENTS, title="What was paid in coins", units=("sat", "USD")),
    Account(name=FOUND, title="Coins that came and nobody has said how, without a value", units=("sat", "USD")),
    Account(name=LOST, title="Coins that left and nobody has said why, at what they cost", units=("sat", "USD")),
)


def observed(part: str) -> str:
    """The account of a vault's coins whose cost is known; ``part`` is the vault's name in accounts."""
    return f"{_OBSERVED}:{part}"


def unexplained(part: str) -> str:
    """The account of a vault's coins whose cost nobody knows: satoshis without lots."""
    return f"{_UNEXPLAINED}:{part}"


def is_of_vaults(account: str) -> bool:
    """Whether an account holds coins that are seen on the chain."""
    return account.startswith((f"{_OBSERVED}:", f"{_UNEXPLAINED}:"))


def missing_accounts(parts: Collection[str], opened: Collection[str], lots: LotMethod = LotMethod.FIFO) -> Chart:
    """The accounts that the movements of some vaults need and that are not open yet."""
    of_vaults = [
        account
        for part in sorted(parts)
        for account in (
            Account(name=observed(part), title=f"Coins seen on the chain in {part}", units=("sat",), lots=lots),
            Account(name=unexplained(part), title=f"Coins seen in {part} whose cost nobody has shown", units=("sat",)),
        )
    ]
    return Chart(tuple(account for account in (*of_vaults, *_SHARED) if account.name not in opened))
