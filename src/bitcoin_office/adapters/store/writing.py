"""Writing entries: whole batches of rows in one statement for each table, and the sums kept beside them.

This is the hot path, so it speaks to the driver's cursor: for a single entry, SQLAlchemy's own work on eight short
statements would take longer than the database does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bitcoin_office.adapters.store.reading import LAST_ENTRY, NAMES
from bitcoin_office.adapters.store.rows import entry_row
from bitcoin_office.adapters.store.schema import (
    DAY_TOTALS,
    ENTRIES,
    LOT_POSITIONS,
    LOTS,
    MONTH_TOTALS,
    POSTINGS,
    day_number,
)
from bitcoin_office.books.booking import Head
from bitcoin_office.books.entry import Entry
from bitcoin_office.books.lots import Lot, LotPosition

# From a day such as 20250717 to its month, 202507.
DAYS_PER_MONTH_NUMBER = 100


class Writer:
    """Appends to the tables through cursors of one kind of driver; statements are compiled once."""

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect
        self._entries = self._append(ENTRIES)
        self._postings = self._append(POSTINGS)
        self._lots = self._append(LOTS)
        self._days = self._append(DAY_TOTALS, add=True)
        self._months = self._append(MONTH_TOTALS, add=True)
        self._positions = self._append(LOT_POSITIONS, replace=True)

    def head(self, cursor: Any) -> Head:
        """The last entry's number and hash, under the writers' lock."""
        row = cursor.execute(LAST_ENTRY).fetchone()
        return Head() if row is None else Head(row[0], bytes(row[1]).hex())

    def known_drafts(self, cursor: Any, names: Sequence[str]) -> dict[str, str]:
        """The draft hashes of those of the external ids that are booked."""
        known: dict[str, str] = {}
        for start in range(0, len(names), NAMES):
            part = names[start : start + NAMES]
            asked = "SELECT external_id, draft_hash FROM entries WHERE external_id "
            if self._dialect.name == "sqlite":
                cursor.execute(f"{asked} IN ({','.join('?' * len(part))})", part)
            else:
                cursor.execute(f"{asked} = ANY(%s)", (part,))
            known.update((name, bytes(digest).hex()) for name, digest in cursor.fetchall())
        return known

    def write(
        self,
        cursor: Any,
        entries: Sequence[Entry],
        lots: Iterable[Lot],
        positions: Iterable[LotPosition],
        account_ids: Mapping[str, int],
    ) -> None:
        """Appends entries with their postings and lots, and brings the sums up to date."""
        self._put(cursor, self._lots, [(lot.id, lot.unit, lot.cost_unit, lot.opened_seq) for lot in lots])
        entry_rows: list[tuple[object, ...]] = []
        posting_rows: list[tuple[object, ...]] = []
        days: dict[tuple[int, int, str], int] = {}
        for entry in entries:
            row = entry_row(entry)
            seq, _, day, *_ = row
            entry_rows.append(row)
            for index, p in enumerate(entry.postings):
                number, unit = account_ids[p.account], p.unit
                posting_rows.append((seq, index, number, p.quantity, unit, p.weight, p.weight_unit, p.lot))
                days[day, number, unit] = days.get((day, number, unit), 0) + p.quantity
        self._put(cursor, self._postings, posting_rows)
        self._put(cursor, self._entries, entry_rows)
        self._add_totals(cursor, days)
        held = [(account_ids[p.account], p.lot, p.quantity, p.cost, day_number(p.arrived_on)) for p in positions]
        self._put(cursor, self._positions, held)

    def _add_totals(self, cursor: Any, days: Mapping[tuple[int, int, str], int]) -> None:
        months: dict[tuple[int, int, str], int] = {}
        for (day, number, unit), quantity in days.items():
            month = day // DAYS_PER_MONTH_NUMBER
            months[month, number, unit] = months.get((month, number, unit), 0) + quantity
        for statement, totals in ((self._days, days), (self._months, months)):
            self._put(cursor, statement, [(*key, quantity) for key, quantity in totals.items()])

    def _put(self, cursor: Any, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        if self._dialect.name == "sqlite":
            cursor.executemany(statement, rows)
        else:
            cursor.execute(statement, tuple(list(column) for column in zip(*rows, strict=True)))

    def _append(self, table: sa.Table, *, add: bool = False, replace: bool = False) -> str:
        """The statement that inserts rows: one row at a time for SQLite, whole columns as arrays for PostgreSQL.

        ``add`` adds the last column to the one that is there already, ``replace`` takes the place of every other
        column.
        """
        names = [column.name for column in table.columns]
        if self._dialect.name == "sqlite":
            insert = sqlite.insert(table).values({name: sa.bindparam(name) for name in names})
        else:
            arrays = sa.func.unnest(*(sa.bindparam(c.name, type_=postgresql.ARRAY(c.type)) for c in table.columns))
            rows = arrays.table_valued(*names).render_derived()
            insert = postgresql.insert(table).from_select(names, sa.select(rows))
        keys = [column.name for column in table.primary_key.columns]
        if add:
            last = names[-1]
            insert = insert.on_conflict_do_update(
                index_elements=keys, set_={last: table.c[last] + insert.excluded[last]}
            )
        elif replace:
            others = {name: insert.excluded[name] for name in names if name not in keys}
            insert = insert.on_conflict_do_update(index_elements=keys, set_=others)
        return str(insert.compile(dialect=self._dialect))
