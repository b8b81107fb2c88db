"""Accounts: a name in five classes, what it may hold, and how the coins in it carry their cost."""

from __future__ import annotations

import enum
import re

import msgspec

from bitcoin_office.terms.errors import NotFoundError


class AccountClass(enum.StrEnum):
    """The five classes of double-entry bookkeeping; the first part of every account's name."""

    ASSETS = "Assets"
    LIABILITIES = "Liabilities"
    EQUITY = "Equity"
    INCOME = "Income"
    EXPENSES = "Expenses"


class LotMethod(enum.StrEnum):
    """How cost follows coins out of an account.

    ``FIFO`` takes the oldest lot first, ``SPECIFIC`` the lot that the draft names, ``AVERAGE`` keeps one pool at its
    mean cost (IAS 2, paragraph 25); ``NONE`` keeps no cost at all.
    """

    NONE = "none"
    FIFO = "fifo"
    AVERAGE = "average"
    SPECIFIC = "specific"


# Beancount's own rule for names, so that every account of ours can be exported to it unchanged.
ACCOUNT_NAME = re.compile(r"(Assets|Liabilities|Equity|Income|Expenses)(:[A-Z0-9][A-Za-z0-9-]*)+")


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One account. ``units`` are the unit codes it may hold (all, if empty); ``lots`` applies to bitcoin held in it."""

    name: str
    title: str = ""
    units: tuple[str, ...] = ()
    lots: LotMethod = LotMethod.NONE

    @property
    def account_class(self) -> AccountClass:
        """Which of the five classes the account belongs to."""
        return AccountClass(self.name.partition(":")[0])


class Chart(msgspec.Struct, frozen=True):
    """A chart of accounts."""

    accounts: tuple[Account, ...]

    def get(self, name: str) -> Account:
        """The account of this name. Raises ``NotFoundError`` with the nearest known name."""
        for account in self.accounts:
            if account.name == name:
                return account
        raise NotFoundError(kind="account", name=name, known=tuple(account.name for account in self.accounts))

    def by_name(self) -> dict[str, Account]:
        """All accounts by name."""
        return {account.name: account for account in self.accounts}
