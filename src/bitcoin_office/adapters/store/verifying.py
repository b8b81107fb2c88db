"""Verifying the books in a database: the chain, and every sum that is kept beside the postings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from bitcoin_office.adapters.store import reading
from bitcoin_office.adapters.store.accounts import KnownAccounts
from bitcoin_office.adapters.store.rows import any_day, entries_from
from bitcoin_office.adapters.store.schema import DAY_TOTALS, ENTRIES, LOT_POSITIONS, MONTH_TOTALS, POSTINGS
from bitcoin_office.adapters.store.writing import DAYS_PER_MONTH_NUMBER
from bitcoin_office.books.audit import Audit
from bitcoin_office.books.booking import Head
from bitcoin_office.books.entry import Entry
from bitcoin_office.books.ledger import Balance, Verification

# Entries are numbered from one; whatever stands before that must be found too.
BEFORE_ALL = -(2**63)

REBUILD = "Find out what changed the database; then rebuild its sums from the postings."


def verify(connection: sa.Connection, accounts: KnownAccounts, known: Sequence[Head]) -> Verification:
    """Walks all entries within the caller's transaction."""
    audit = Audit(accounts.by_name, lambda name: _find(connection, accounts, name), known)
    audit.walk(_all_entries(connection, accounts))
    orphans = sa.select(sa.func.count()).where(POSTINGS.c.entry_seq.not_in(sa.select(ENTRIES.c.seq)))
    lost = connection.execute(orphans).scalar_one()
    if lost:
        audit.note("orphans", "postings", f"{lost:,} postings belong to no entry.")
    for day, number, unit in _drifted_days(connection):
        name = accounts.names.get(number, f"(account {number})")
        audit.note(
            "drift",
            f"{name} {day}",
            f"The kept sum of {unit} is not what the postings of that span add up to.",
            REBUILD,
        )
    names = accounts.names
    balances = [
        Balance(names.get(number, ""), unit, total) for number, unit, total in reading.balances(connection, None)
    ]
    rows = reading.kept_positions(connection, None).all()
    positions = [reading.position_from(row, names.get(row.account_id, ""), any_day) for row in rows]
    return audit.verification(balances, positions)


def _all_entries(connection: sa.Connection, accounts: KnownAccounts) -> Iterator[Entry]:
    after: int | None = BEFORE_ALL
    while after is not None:
        rows, after = reading.entry_rows(connection, after=after)
        yield from entries_from(rows, accounts.names, any_day)


def _find(connection: sa.Connection, accounts: KnownAccounts, name: str) -> Entry | None:
    return next(entries_from(reading.named_entry_rows(connection, [name]), accounts.names, any_day), None)


def _sums_of_days() -> sa.Select[*tuple[Any, ...]]:
    p = POSTINGS.c
    total = sa.cast(sa.func.sum(p.quantity), sa.BigInteger)
    joined = sa.select(ENTRIES.c.day, p.account_id, p.unit, total).join(ENTRIES, ENTRIES.c.seq == p.entry_seq)
    return joined.group_by(ENTRIES.c.day, p.account_id, p.unit)


def _sums_of_months() -> sa.Select[*tuple[Any, ...]]:
    d = DAY_TOTALS.c
    month = d.day // sa.literal_column(str(DAYS_PER_MONTH_NUMBER), sa.Integer)
    total = sa.cast(sa.func.sum(d.quantity), sa.BigInteger)
    return sa.select(month, d.account_id, d.unit, total).group_by(month, d.account_id, d.unit)


def _drifted_days(connection: sa.Connection) -> Iterator[tuple[int, int, str]]:
    """Spans whose kept sum is not the sum of the postings: days against postings, months against days."""
    for right, kept in ((_sums_of_days(), DAY_TOTALS), (_sums_of_months(), MONTH_TOTALS)):
        stated = sa.select(*kept.c)
        wrong: list[Any] = [
            *connection.execute(sa.except_(right, stated)),
            *connection.execute(sa.except_(stated, right)),
        ]
        yield from sorted({(row[0], row[1], row[2]) for row in wrong})


def rebuild_sums(connection: sa.Connection) -> None:
    """Adds up every kept sum again from the postings, within the caller's transaction."""
    for table in (DAY_TOTALS, MONTH_TOTALS, LOT_POSITIONS):
        connection.execute(sa.delete(table))
    connection.execute(sa.insert(DAY_TOTALS).from_select([c.name for c in DAY_TOTALS.c], _sums_of_days()))
    connection.execute(sa.insert(MONTH_TOTALS).from_select([c.name for c in MONTH_TOTALS.c], _sums_of_months()))
    names = [c.name for c in LOT_POSITIONS.c]
    connection.execute(sa.insert(LOT_POSITIONS).from_select(names, reading.summed_positions()))
