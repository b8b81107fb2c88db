"""Books in memory: the double that tests use, with exactly the behaviour of the books in a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from bitcoin_office.books.account import Account, Chart
from bitcoin_office.books.audit import Audit
from bitcoin_office.books.booking import Head, Past, book, fresh, hashes
from bitcoin_office.books.entry import Draft, Entry
from bitcoin_office.books.ledger import Balance, Verification, reversal
from bitcoin_office.books.lots import Lot, LotPosition, OpenLots, opened
from bitcoin_office.books.opening import newly_opened
from bitcoin_office.terms.errors import NotFoundError


class MemoryBooks:
    """Implements ``Books`` in lists and dictionaries."""

    def __init__(self, chart: Chart | None = None) -> None:
        self._accounts: dict[str, Account] = {}
        self._entries: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        self._reversed_by: dict[str, str] = {}
        self._lots = OpenLots()
        if chart is not None:
            self.open_accounts(chart)

    def post(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """As ``Books.post``."""
        booked = self._book(drafts)
        self._lots.settle()
        self._entries.extend(booked)
        self._by_id.update((entry.external_id, entry) for entry in booked)
        self._reversed_by.update((entry.reverses, entry.external_id) for entry in booked if entry.reverses is not None)
        return tuple(self._by_id[draft.external_id] for draft in drafts)

    def rehearse(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """As ``Books.rehearse``."""
        mark = self._lots.mark()
        booked = {entry.external_id: entry for entry in self._book(drafts)}
        self._lots.undo(mark)
        return tuple(booked.get(draft.external_id) or self._by_id[draft.external_id] for draft in drafts)

    def _book(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        named = [(draft.external_id, self._by_id.get(draft.external_id)) for draft in drafts]
        new = fresh(drafts, hashes(drafts), {name: entry.draft_hash for name, entry in named if entry is not None})
        past = Past(self._by_id, self._reversed_by)
        return book(new.values(), accounts=self._accounts, lots=self._lots, head=self.head(), past=past)

    def reverse(self, external_id: str, *, new_id: str, on: dt.date, why: str) -> Entry:
        """As ``Books.reverse``."""
        original = self.entry(external_id)
        if original is None:
            raise NotFoundError(kind="entry", name=external_id, known=tuple(self._by_id))
        return self.post([reversal(original, new_id=new_id, on=on, why=why)])[0]

    def entries(
        self, *, after: int = 0, account: str | None = None, first: dt.date | None = None, last: dt.date | None = None
    ) -> Iterator[Entry]:
        """As ``Books.entries``."""
        for entry in self._entries[after:]:
            of_account = account is None or any(posting.account == account for posting in entry.postings)
            if of_account and (first is None or entry.on >= first) and (last is None or entry.on <= last):
                yield entry

    def entry(self, external_id: str) -> Entry | None:
        """As ``Books.entry``."""
        return self._by_id.get(external_id)

    def balances(self, at: dt.date | None = None) -> tuple[Balance, ...]:
        """As ``Books.balances``."""
        totals: dict[tuple[str, str], int] = {}
        for entry in self.entries(last=at):
            for posting in entry.postings:
                key = (posting.account, posting.unit)
                totals[key] = totals.get(key, 0) + posting.quantity
        return tuple(Balance(*key, quantity) for key, quantity in sorted(totals.items()) if quantity)

    def positions(self, at: dt.date | None = None, account: str | None = None) -> tuple[LotPosition, ...]:
        """As ``Books.positions``."""
        held = self._lots if at is None else replayed(self.entries(last=at), self._lots)
        return in_order(position for position in held.all_positions() if account in (None, position.account))

    def head(self) -> Head:
        """As ``Books.head``."""
        return Head(self._entries[-1].seq, self._entries[-1].hash) if self._entries else Head()

    def verify(self, known: Sequence[Head] = ()) -> Verification:
        """As ``Books.verify``."""
        audit = Audit(self._accounts, self.entry, known)
        audit.walk(self._entries)
        return audit.verification(self.balances(), self.positions())

    def chart(self) -> Chart:
        """As ``Books.chart``."""
        return Chart(tuple(account for _, account in sorted(self._accounts.items())))

    def open_accounts(self, chart: Chart) -> None:
        """As ``Books.open_accounts``."""
        self._accounts.update((account.name, account) for account in newly_opened(chart, self._accounts))


def in_order(positions: Iterable[LotPosition]) -> tuple[LotPosition, ...]:
    """Positions by account, oldest lot first."""
    return tuple(sorted(positions, key=lambda held: (held.account, held.acquired_on, held.opened_seq, held.lot)))


def replayed(entries: Iterable[Entry], lots: OpenLots) -> OpenLots:
    """The positions that the postings of some entries add up to; ``lots`` knows every lot in them."""
    result = OpenLots()
    for entry in entries:
        for posting in entry.postings:
            lot: Lot | None = None if posting.lot is None else lots.lot(posting.lot)
            if lot is not None:
                result.put(opened(lot, posting.account, posting.quantity, posting.weight, entry.on))
    return result
