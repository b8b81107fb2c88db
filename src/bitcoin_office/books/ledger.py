"""The books as the rest of the house sees them, whatever database keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from bitcoin_office.books.account import Chart
from bitcoin_office.books.booking import Head
from bitcoin_office.books.entry import Draft, Entry
from bitcoin_office.books.lots import LotPosition
from bitcoin_office.terms.finding import Finding


class Balance(msgspec.Struct, frozen=True):
    """So much of a unit in an account: satoshis, or minor units of a currency."""

    account: str
    unit: str
    quantity: int


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What a walk along the chain found: how many entries, where it ended, and everything that does not hold."""

    schema: str = "bitcoin-office/books-verification/1"
    entries: int
    head: Head
    findings: tuple[Finding, ...]


class Books(Protocol):
    """Double-entry books: append-only, balanced, chained by hash. Every implementation passes the same tests."""

    def post(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """Books all drafts or none, and returns their entries in the same order.

        A draft whose external id is booked already with the same contents gives the entry it became. Raises
        ``BookingError`` with every finding, and ``ConflictError`` for a known external id with different contents.
        """
        ...

    def rehearse(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """What ``post`` would return or raise now, without posting."""
        ...

    def reverse(self, external_id: str, *, new_id: str, on: dt.date, why: str) -> Entry:
        """Books the exact opposite of an entry, lots included. Raises as ``post`` does, and ``NotFoundError``."""
        ...

    def entries(
        self, *, after: int = 0, account: str | None = None, first: dt.date | None = None, last: dt.date | None = None
    ) -> Iterator[Entry]:
        """Entries numbered above ``after`` in the order of booking; of one account, of some days. Streamed."""
        ...

    def entry(self, external_id: str) -> Entry | None:
        """The entry of this external id."""
        ...

    def balances(self, at: dt.date | None = None) -> tuple[Balance, ...]:
        """What every account holds at the end of the day ``at`` (of all days, if not given), sorted; no zeros."""
        ...

    def positions(self, at: dt.date | None = None, account: str | None = None) -> tuple[LotPosition, ...]:
        """The lots that lie in every account, or in one, at the end of a day; by account, oldest first."""
        ...

    def head(self) -> Head:
        """The last entry's number and hash."""
        ...

    def verify(self, known: Sequence[Head] = ()) -> Verification:
        """Walks the whole chain and says where it breaks.

        ``known`` are earlier heads that were noted outside the books (published, anchored): the chain must still pass
        through them, so that a rewritten or shortened history cannot hide.
        """
        ...

    def chart(self) -> Chart:
        """All accounts, sorted by name."""
        ...

    def open_accounts(self, chart: Chart) -> None:
        """Opens the accounts that are not open yet. Raises ``ConflictError`` for one that is open and differs."""
        ...


def reversal(original: Entry, *, new_id: str, on: dt.date, why: str) -> Draft:
    """The draft that reverses an entry; its source is the entry's own."""
    return Draft(
        external_id=new_id, on=on, narrative=why, source=original.source, legs=(), reverses=original.external_id
    )
