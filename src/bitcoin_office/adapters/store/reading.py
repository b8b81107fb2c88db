"""Reading the books: entries as a stream, balances from the kept sums, lots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from bitcoin_office.adapters.store.rows import ENTRY_COLUMNS, POSTING_COLUMNS, sound_day
from bitcoin_office.adapters.store.schema import (
    DAY_TOTALS,
    ENTRIES,
    LOT_POSITIONS,
    LOTS,
    MONTH_TOTALS,
    POSTINGS,
    day_number,
    month_number,
)
from bitcoin_office.books.booking import Head
from bitcoin_office.books.lots import Lot, LotPosition

# Entries read at once; and names in one question, which databases limit.
CHUNK = 2_000
NAMES = 500


# Answers in one row; in the words of both databases.
LAST_ENTRY = "SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1"


def head(connection: sa.Connection) -> Head:
    """The last entry's number and hash."""
    row = connection.exec_driver_sql(LAST_ENTRY).one_or_none()
    return Head() if row is None else Head(row[0], bytes(row[1]).hex())


def entry_rows(
    connection: sa.Connection,
    *,
    after: int,
    account_id: int | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> tuple[Sequence[Any], int | None]:
    """The joined rows of some entries numbered above ``after``, and the number to go on after; ``None`` at the end."""
    chosen = sa.select(*(ENTRIES.c[name] for name in ENTRY_COLUMNS)).where(ENTRIES.c.seq > after)
    upto = None
    if account_id is not None:
        p = POSTINGS.c
        of_account = sa.select(p.entry_seq).distinct().where(p.account_id == account_id, p.entry_seq > after)
        of_account = of_account.order_by(p.entry_seq).limit(CHUNK)
        upto = connection.execute(sa.select(sa.func.max(of_account.subquery().c.entry_seq))).scalar_one()
        if upto is None:
            return (), None
        chosen = chosen.where(ENTRIES.c.seq.in_(of_account))
    if first is not None:
        chosen = chosen.where(ENTRIES.c.day >= day_number(first))
    if last is not None:
        chosen = chosen.where(ENTRIES.c.day <= day_number(last))
    rows = _with_postings(connection, chosen.order_by(ENTRIES.c.seq).limit(CHUNK))
    return rows, upto or (rows[-1].seq if rows else None)


def named_entry_rows(connection: sa.Connection, names: Sequence[str]) -> list[Any]:
    """The joined rows of the entries with these external ids."""
    rows: list[Any] = []
    for part in _parts(names):
        chosen = sa.select(*(ENTRIES.c[name] for name in ENTRY_COLUMNS)).where(ENTRIES.c.external_id.in_(part))
        rows.extend(_with_postings(connection, chosen))
    return rows


def _with_postings(connection: sa.Connection, chosen: sa.Select[*tuple[Any, ...]]) -> Sequence[Any]:
    entries = chosen.subquery("chosen")
    joined = entries.outerjoin(POSTINGS, POSTINGS.c.entry_seq == entries.c.seq)
    columns = [*entries.c, *(POSTINGS.c[name] for name in POSTING_COLUMNS)]
    return connection.execute(sa.select(*columns).select_from(joined).order_by(entries.c.seq, POSTINGS.c.idx)).all()


def reversals(connection: sa.Connection, names: Sequence[str]) -> dict[str, str]:
    """Which of the entries with these external ids were reversed, and by which."""
    known: dict[str, str] = {}
    for part in _parts(names):
        asked = sa.select(ENTRIES.c.reverses, ENTRIES.c.external_id).where(ENTRIES.c.reverses.in_(part))
        known.update((row.reverses, row.external_id) for row in connection.execute(asked))
    return known


def _parts(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + NAMES] for start in range(0, len(names), NAMES))


def balances(connection: sa.Connection, at: dt.date | None) -> list[tuple[int, str, int]]:
    """Account, unit and quantity at the end of a day: whole months, and the days of the month that ``at`` is in."""
    if at is None:
        parts = sa.select(MONTH_TOTALS.c.account_id, MONTH_TOTALS.c.unit, MONTH_TOTALS.c.quantity)
    else:
        whole, first = month_number(at), day_number(at.replace(day=1))
        parts = sa.union_all(
            sa.select(MONTH_TOTALS.c.account_id, MONTH_TOTALS.c.unit, MONTH_TOTALS.c.quantity).where(
                MONTH_TOTALS.c.month < whole
            ),
            sa.select(DAY_TOTALS.c.account_id, DAY_TOTALS.c.unit, DAY_TOTALS.c.quantity).where(
                DAY_TOTALS.c.day.between(first, day_number(at))
            ),
        )
    spans = parts.subquery()
    total = sa.func.sum(spans.c.quantity)
    summed = sa.select(spans.c.account_id, spans.c.unit, total).group_by(spans.c.account_id, spans.c.unit)
    return [(row[0], row[1], int(row[2])) for row in connection.execute(summed.having(total != 0))]


def kept_positions(
    connection: sa.Connection, account_id: int | None, *, emptied: bool = False, lot: str | None = None
) -> sa.Result[*tuple[Any, ...]]:
    """The kept positions, joined with their lots; with those whose coins are gone when ``emptied``."""
    asked = _lot_columns(LOT_POSITIONS.c.quantity, LOT_POSITIONS.c.cost, LOT_POSITIONS.c.arrived_day, LOT_POSITIONS)
    if not emptied:
        asked = asked.where(LOT_POSITIONS.c.quantity > 0)
    if lot is not None:
        asked = asked.where(LOT_POSITIONS.c.lot == lot)
    if account_id is not None:
        asked = asked.where(LOT_POSITIONS.c.account_id == account_id)
    return connection.execute(asked)


def positions_at(connection: sa.Connection, at: dt.date, account_id: int | None) -> sa.Result[*tuple[Any, ...]]:
    """The positions at the end of a day, added up from the postings."""
    summed = summed_positions().where(ENTRIES.c.day <= day_number(at))
    if account_id is not None:
        summed = summed.where(POSTINGS.c.account_id == account_id)
    found = summed.having(sa.func.sum(POSTINGS.c.quantity) != 0).subquery("found")
    return connection.execute(_lot_columns(found.c.quantity, found.c.cost, found.c.arrived_day, found))


def summed_positions() -> sa.Select[*tuple[Any, ...]]:
    """What the postings of every lot in every account add up to, in the columns of the kept positions."""
    p = POSTINGS.c
    return (
        sa.select(
            p.account_id,
            p.lot,
            sa.cast(sa.func.sum(p.quantity), sa.BigInteger).label("quantity"),
            sa.cast(sa.func.sum(p.weight), sa.BigInteger).label("cost"),
            sa.func.max(sa.case((p.quantity > 0, ENTRIES.c.day))).label("arrived_day"),
        )
        .join(ENTRIES, ENTRIES.c.seq == p.entry_seq)
        .where(p.lot.is_not(None))
        .group_by(p.account_id, p.lot)
    )


def _lot_columns(
    quantity: sa.ColumnElement[int], cost: sa.ColumnElement[int], arrived: sa.ColumnElement[int], held: sa.FromClause
) -> sa.Select[*tuple[Any, ...]]:
    opening = ENTRIES.alias("opening")
    return (
        sa.select(
            held.c.account_id,
            held.c.lot,
            LOTS.c.unit,
            quantity.label("quantity"),
            cost.label("cost"),
            LOTS.c.cost_unit,
            opening.c.day.label("acquired_day"),
            arrived.label("arrived_day"),
            LOTS.c.opened_seq,
        )
        .select_from(held)
        .join(LOTS, LOTS.c.id == held.c.lot)
        .join(opening, opening.c.seq == LOTS.c.opened_seq)
    )


def position_from(row: Any, account: str, read_day: Callable[[int], dt.date] = sound_day) -> LotPosition:
    """The position in a row of ``kept_positions`` or ``positions_at``."""
    return LotPosition(
        account=account,
        lot=row.lot,
        unit=row.unit,
        quantity=int(row.quantity),
        cost=int(row.cost),
        cost_unit=row.cost_unit,
        acquired_on=read_day(row.acquired_day),
        arrived_on=read_day(row.arrived_day),
        opened_seq=row.opened_seq,
    )


def lot(connection: sa.Connection, lot_id: str) -> Lot | None:
    """The lot of this name."""
    asked = sa.select(LOTS, ENTRIES.c.day, ENTRIES.c.external_id).join(ENTRIES, ENTRIES.c.seq == LOTS.c.opened_seq)
    row = connection.execute(asked.where(LOTS.c.id == lot_id)).one_or_none()
    if row is None:
        return None
    return Lot(
        id=row.id,
        unit=row.unit,
        cost_unit=row.cost_unit,
        acquired_on=sound_day(row.day),
        opened_by=row.external_id,
        opened_seq=row.opened_seq,
    )
