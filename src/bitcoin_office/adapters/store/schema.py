"""The tables of the books. The migrations make them; a test holds the two against each other.

Days are whole numbers such as 20250717, months such as 202507: readable in any database, and quick to compare. Hashes
are 32 bytes. ``accounts``, ``entries``, ``lots`` and ``postings`` are what the books are: triggers refuse every
change to them. The other tables are sums of the postings, kept so that a balance need not add up the whole book.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData()

# A whole number of 64 bits; SQLite's strict tables and its row numbers want the plain name.
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("units", Text, nullable=False),
    Column("lots", Text, nullable=False),
    sqlite_strict=True,
)

ENTRIES = Table(
    "entries",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("external_id", Text, nullable=False, unique=True),
    Column("day", _NUMBER, nullable=False, index=True),
    Column("narrative", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reverses", Text, ForeignKey("entries.external_id"), unique=True),
    Column("draft_hash", LargeBinary, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_strict=True,
)

# The lots' index on their entries is SQLite's: without it, a new entry would be looked for in all lots.
LOTS = Table(
    "lots",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("cost_unit", Text, nullable=False),
    Column(
        "opened_seq",
        _NUMBER,
        ForeignKey("entries.seq", deferrable=True, initially="DEFERRED"),
        nullable=False,
        index=True,
    ),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

POSTINGS = Table(
    "postings",
    METADATA,
    Column("entry_seq", _NUMBER, ForeignKey("entries.seq", deferrable=True, initially="DEFERRED"), primary_key=True),
    Column("idx", _NUMBER, primary_key=True),
    Column("account_id", _NUMBER, ForeignKey("accounts.id"), nullable=False),
    Column("quantity", _NUMBER, nullable=False),
    Column("unit", Text, nullable=False),
    Column("weight", _NUMBER, nullable=False),
    Column("weight_unit", Text, nullable=False),
    Column("lot", Text, ForeignKey("lots.id")),
    CheckConstraint("quantity <> 0", name="postings_move_something"),
    Index("postings_by_account", "account_id", "entry_seq"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index(
    "postings_by_lot",
    POSTINGS.c.lot,
    sqlite_where=POSTINGS.c.lot.is_not(None),
    postgresql_where=POSTINGS.c.lot.is_not(None),
)

DAY_TOTALS = Table(
    "day_totals",
    METADATA,
    Column("day", _NUMBER, primary_key=True, autoincrement=False),
    Column("account_id", _NUMBER, primary_key=True, autoincrement=False),
    Column("unit", Text, primary_key=True),
    Column("quantity", _NUMBER, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

MONTH_TOTALS = Table(
    "month_totals",
    METADATA,
    Column("month", _NUMBER, primary_key=True, autoincrement=False),
    Column("account_id", _NUMBER, primary_key=True, autoincrement=False),
    Column("unit", Text, primary_key=True),
    Column("quantity", _NUMBER, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

LOT_POSITIONS = Table(
    "lot_positions",
    METADATA,
    Column("account_id", _NUMBER, primary_key=True, autoincrement=False),
    Column("lot", Text, primary_key=True),
    Column("quantity", _NUMBER, nullable=False),
    Column("cost", _NUMBER, nullable=False),
    Column("arrived_day", _NUMBER, nullable=False),
    CheckConstraint("quantity >= 0 AND cost >= 0 AND (quantity > 0 OR cost = 0)", name="lots_are_never_overspent"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index(
    "lot_positions_open",
    LOT_POSITIONS.c.account_id,
    sqlite_where=LOT_POSITIONS.c.quantity > 0,
    postgresql_where=LOT_POSITIONS.c.quantity > 0,
)


def day_number(day: dt.date) -> int:
    """The day as the tables keep it: 20250717."""
    return day.year * 10_000 + day.month * 100 + day.day


def month_number(day: dt.date) -> int:
    """The day's month as the tables keep it: 202507."""
    return day.year * 100 + day.month


def day_of(number: int) -> dt.date:
    """The day that a number stands for. Raises ``ValueError`` for none."""
    return dt.date(number // 10_000, number // 100 % 100, number % 100)
