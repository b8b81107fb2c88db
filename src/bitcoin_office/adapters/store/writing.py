"""Writing entries: whole batches of rows in one statement for each table, and the sums kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bitcoin_office.adapters.store.rows import entry_row, posting_rows
from bitcoin_office.adapters.store.schema import (
    DAY_TOTALS,
    ENTRIES,
    LOT_POSITIONS,
    LOTS,
    MONTH_TOTALS,
    POSTINGS,
    day_number,
)
from bitcoin_office.books.entry import Entry
from bitcoin_office.books.lots import Lot, LotPosition

# From a day such as 20250717 to its month, 202507.
DAYS_PER_MONTH_NUMBER = 100


class Writer:
    """Appends to the tables on connections of one kind of database; statements are compiled once."""

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect
        self._entries = self._append(ENTRIES)
        self._postings = self._append(POSTINGS)
        self._lots = self._append(LOTS)
        self._days = self._append(DAY_TOTALS, add=True)
        self._months = self._append(MONTH_TOTALS, add=True)
        self._positions = self._append(LOT_POSITIONS, replace=True)

    def write(
        self,
        connection: sa.Connection,
        entries: Sequence[Entry],
        lots: Iterable[Lot],
        positions: Iterable[LotPosition],
        account_ids: Mapping[str, int],
    ) -> None:
        """Appends entries with their postings and lots, and brings the sums up to date."""
        self._put(connection, self._lots, [(lot.id, lot.unit, lot.cost_unit, lot.opened_seq) for lot in lots])
        rows = [row for entry in entries for row in posting_rows(entry, account_ids)]
        self._put(connection, self._postings, rows)
        self._put(connection, self._entries, [entry_row(entry) for entry in entries])
        self._add_totals(connection, entries, account_ids)
        held = [(account_ids[p.account], p.lot, p.quantity, p.cost, day_number(p.arrived_on)) for p in positions]
        self._put(connection, self._positions, held)

    def _add_totals(self, connection: sa.Connection, entries: Iterable[Entry], account_ids: Mapping[str, int]) -> None:
        days: dict[tuple[int, str, str], int] = {}
        for entry in entries:
            day = day_number(entry.on)
            for posting in entry.postings:
                key = (day, posting.account, posting.unit)
                days[key] = days.get(key, 0) + posting.quantity
        months: dict[tuple[int, str, str], int] = {}
        for (day, account, unit), quantity in days.items():
            key = (day // DAYS_PER_MONTH_NUMBER, account, unit)
            months[key] = months.get(key, 0) + quantity
        for statement, totals in ((self._days, days), (self._months, months)):
            rows = [(span, account_ids[name], unit, quantity) for (span, name, unit), quantity in totals.items()]
            self._put(connection, statement, rows)

    def _put(self, connection: sa.Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        if self._dialect.name == "sqlite":
            connection.exec_driver_sql(statement, list(rows))
        else:
            connection.exec_driver_sql(statement, tuple(list(column) for column in zip(*rows, strict=True)))

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
