"""The books in a database."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

import sqlalchemy as sa

from bitcoin_office.adapters.store import reading
from bitcoin_office.adapters.store.accounts import KnownAccounts
from bitcoin_office.adapters.store.connection import Opened, WritingLine, transaction
from bitcoin_office.adapters.store.rows import entries_from
from bitcoin_office.adapters.store.verifying import rebuild_sums, verify
from bitcoin_office.adapters.store.writing import Writer
from bitcoin_office.books.account import Chart, LotMethod
from bitcoin_office.books.booking import Head, Past, book, fresh, hashes
from bitcoin_office.books.entry import Draft, Entry
from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.ledger import Balance, Verification, reversal
from bitcoin_office.books.lots import Lot, LotPosition, OpenLots
from bitcoin_office.books.memory import in_order
from bitcoin_office.terms.errors import NotFoundError


class _LotReader:
    """Reads lots for the booking, within the transaction that posts."""

    def __init__(self, connection: sa.Connection, accounts: KnownAccounts) -> None:
        self.connection = connection
        self._accounts = accounts

    def positions_in(self, account: str) -> Iterable[LotPosition]:
        """As ``LotSource.positions_in``."""
        number = self._accounts.ids[account]
        pooled = self._accounts.by_name[account].lots is LotMethod.AVERAGE
        rows = reading.kept_positions(self.connection, number, emptied=pooled)
        return [reading.position_from(row, account) for row in rows]

    def position(self, account: str, lot_id: str) -> LotPosition | None:
        """As ``LotSource.position``."""
        rows = reading.kept_positions(self.connection, self._accounts.ids[account], emptied=True, lot=lot_id)
        return next((reading.position_from(row, account) for row in rows), None)

    def lot(self, lot_id: str) -> Lot | None:
        """As ``LotSource.lot``."""
        return reading.lot(self.connection, lot_id)


class SqlBooks(Opened):
    """Implements ``Books`` in SQLite or PostgreSQL. Made by ``open_books``; close it, or use it in a ``with`` block.

    Several threads and programs may use the same books at once: writers take turns, readers see whole batches only.
    """

    def __init__(self, engine: sa.Engine, where: str) -> None:
        super().__init__(engine, where)
        self._writer = Writer(engine.dialect)
        self._posting = threading.Lock()
        self._line = WritingLine(engine, where)
        self._accounts = KnownAccounts()
        self._lots: tuple[OpenLots, _LotReader] | None = None
        self._lots_head = Head()
        with self._reading() as connection:
            self._accounts.refresh(connection)

    def close(self) -> None:
        """Gives every connection back."""
        self._line.close()
        super().close()

    def post(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """As ``Books.post``: one transaction, on the disk when this returns."""
        if not drafts:
            return ()
        digests = hashes(drafts)
        with self._posting:
            try:
                with self._line.transaction() as connection:
                    entries = self._booked(connection, drafts, digests, keep=True)
            except BaseException:
                self._lots = None
                raise
        return entries

    def rehearse(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """As ``Books.rehearse``."""
        digests = hashes(drafts)
        with self._reading() as connection:
            self._accounts.refresh(connection)
            return self._booked(connection, drafts, digests, keep=False)

    def _booked(
        self, connection: sa.Connection, drafts: Sequence[Draft], digests: Sequence[str], *, keep: bool
    ) -> tuple[Entry, ...]:
        """The entries of all drafts, new ones and known ones; the new ones are written down when ``keep``."""
        names = [draft.external_id for draft in drafts]
        cursor = connection.connection.cursor()
        by_name: dict[str, Entry] = {}
        new = fresh(drafts, digests, self._writer.known_drafts(cursor, names))
        if new:
            head = self._writer.head(cursor)
            lots = self._open_lots(connection, head) if keep else OpenLots(_LotReader(connection, self._accounts))
            entries = self._book(connection, list(new.values()), lots, head)
            by_name = {entry.external_id: entry for entry in entries}
            if keep:
                opened, changed = lots.settle()
                self._writer.write(cursor, entries, opened, changed, self._accounts.ids)
                self._lots_head = Head(entries[-1].seq, entries[-1].hash)
        repeated = [name for name in dict.fromkeys(names) if name not in by_name]
        if repeated:
            self._accounts.refresh(connection)
            by_name.update((entry.external_id, entry) for entry in self._named(connection, repeated))
        return tuple(by_name[name] for name in names)

    def _book(
        self, connection: sa.Connection, drafts: Sequence[tuple[Draft, str]], lots: OpenLots, head: Head
    ) -> tuple[Entry, ...]:
        past = self._past(connection, [draft.reverses for draft, _ in drafts if draft.reverses is not None])
        try:
            return book(drafts, accounts=self._accounts.by_name, lots=lots, head=head, past=past)
        except BookingError:
            # Another program may have opened the account that is missing here.
            if not self._accounts.refresh(connection):
                raise
            return book(drafts, accounts=self._accounts.by_name, lots=lots, head=head, past=past)

    def _past(self, connection: sa.Connection, names: Sequence[str]) -> Past:
        """The entries that reversals name."""
        if not names:
            return Past()
        self._accounts.refresh(connection)
        originals = {entry.external_id: entry for entry in self._named(connection, names)}
        return Past(originals, reading.reversals(connection, names))

    def _open_lots(self, connection: sa.Connection, head: Head) -> OpenLots:
        """The lots as seen before, unless somebody else has written since."""
        if self._lots is None or self._lots_head != head:
            reader = _LotReader(connection, self._accounts)
            self._lots = OpenLots(reader), reader
            self._lots_head = head
        lots, reader = self._lots
        reader.connection = connection
        return lots

    def reverse(self, external_id: str, *, new_id: str, on: dt.date, why: str) -> Entry:
        """As ``Books.reverse``."""
        original = self.entry(external_id)
        if original is None:
            raise NotFoundError(kind="entry", name=external_id, remedy="Name a booked entry by its external id.")
        return self.post([reversal(original, new_id=new_id, on=on, why=why)])[0]

    def entries(
        self, *, after: int = 0, account: str | None = None, first: dt.date | None = None, last: dt.date | None = None
    ) -> Iterator[Entry]:
        """As ``Books.entries``: read in chunks, so that no transaction stays open between two entries."""
        following: int | None = after
        while following is not None:
            with self._reading() as connection:
                self._accounts.refresh(connection)
                number = None if account is None else self._accounts.ids.get(account, 0)
                rows, following = reading.entry_rows(
                    connection, after=following, account_id=number, first=first, last=last
                )
            yield from entries_from(rows, self._accounts.names)

    def entry(self, external_id: str) -> Entry | None:
        """As ``Books.entry``."""
        with self._reading() as connection:
            self._accounts.refresh(connection)
            return next(self._named(connection, [external_id]), None)

    def _named(self, connection: sa.Connection, names: Sequence[str]) -> Iterator[Entry]:
        return entries_from(reading.named_entry_rows(connection, names), self._accounts.names)

    def balances(self, at: dt.date | None = None) -> tuple[Balance, ...]:
        """As ``Books.balances``."""
        with self._reading() as connection:
            self._accounts.refresh(connection)
            rows = reading.balances(connection, at)
        return tuple(Balance(*row) for row in sorted((self._named_account(row[0]), row[1], row[2]) for row in rows))

    def positions(self, at: dt.date | None = None, account: str | None = None) -> tuple[LotPosition, ...]:
        """As ``Books.positions``: those of today are kept, those of another day are added up."""
        with self._reading() as connection:
            self._accounts.refresh(connection)
            number = None if account is None else self._accounts.ids.get(account, 0)
            if at is None:
                rows = reading.kept_positions(connection, number).all()
            else:
                rows = reading.positions_at(connection, at, number).all()
        return in_order(reading.position_from(row, self._named_account(row.account_id)) for row in rows)

    def head(self) -> Head:
        """As ``Books.head``."""
        with self._reading() as connection:
            return reading.head(connection)

    def verify(self, known: Sequence[Head] = ()) -> Verification:
        """As ``Books.verify``, and the kept sums against the postings; all of one moment."""
        with self._reading() as connection:
            self._accounts.refresh(connection)
            return verify(connection, self._accounts, known)

    def rebuild_sums(self) -> None:
        """Adds the kept balances and lots up again from the postings."""
        with self._posting, transaction(self._engine, self.where, writes=True) as connection:
            self._lots = None
            rebuild_sums(connection)

    def chart(self) -> Chart:
        """As ``Books.chart``."""
        with self._reading() as connection:
            self._accounts.refresh(connection)
        return Chart(tuple(account for _, account in sorted(self._accounts.by_name.items())))

    def open_accounts(self, chart: Chart) -> None:
        """As ``Books.open_accounts``."""
        with transaction(self._engine, self.where, writes=True) as connection:
            self._accounts.open(connection, chart)
        with self._reading() as connection:
            self._accounts.refresh(connection)

    def _named_account(self, number: int) -> str:
        return self._accounts.names.get(number, f"(account {number})")

    def _reading(self) -> AbstractContextManager[sa.Connection]:
        return transaction(self._engine, self.where)
