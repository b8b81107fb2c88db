"""The tables of what was read from the chain. The migrations make them; a test holds the two against each other.

Hashes are 32 bytes in internal order. What was read is only ever added: triggers refuse every change to all tables but
``chain_batches`` (how far each batch of scripts was read) and ``chain_checkpoint`` (how far the books have followed),
which say where to go on and can be made again from the others.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from bitcoin_office.adapters.store.schema import METADATA

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

DESCRIPTORS = Table(
    "watched_descriptors",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False, unique=True),
    sqlite_strict=True,
)

BATCHES = Table(
    "chain_batches",
    METADATA,
    Column("batch", _NUMBER, primary_key=True, autoincrement=False),
    Column("height", _NUMBER),
    Column("hash", LargeBinary),
    sqlite_strict=True,
)

SCRIPTS = Table(
    "watched_scripts",
    METADATA,
    Column("script", LargeBinary, primary_key=True),
    Column("batch", _NUMBER, ForeignKey("chain_batches.batch"), nullable=False),
    Column("descriptor_id", _NUMBER, ForeignKey("watched_descriptors.id"), nullable=False),
    Column("branch", _NUMBER, nullable=False),
    Column("idx", _NUMBER, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# One row a reading. ``goes_back`` is 1 where all that earlier steps read above the fork was given up.
STEPS = Table(
    "chain_steps",
    METADATA,
    Column("step", _NUMBER, primary_key=True, autoincrement=False),
    Column("goes_back", _NUMBER, nullable=False),
    Column("fork_height", _NUMBER, nullable=False),
    Column("height", _NUMBER, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_strict=True,
)
Index("chain_steps_by_height", STEPS.c.height)
Index(
    "chain_steps_that_go_back",
    STEPS.c.step,
    sqlite_where=STEPS.c.goes_back == 1,
    postgresql_where=STEPS.c.goes_back == 1,
)

TRANSACTIONS = Table(
    "chain_transactions",
    METADATA,
    Column("step", _NUMBER, ForeignKey("chain_steps.step"), primary_key=True),
    Column("idx", _NUMBER, primary_key=True),
    Column("height", _NUMBER, nullable=False),
    Column("position", _NUMBER, nullable=False),
    Column("block_hash", LargeBinary, nullable=False),
    Column("block_time", _NUMBER, nullable=False),
    Column("txid", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_strict=True,
)
Index("chain_transactions_in_order", TRANSACTIONS.c.height, TRANSACTIONS.c.position)

CHECKPOINT = Table(
    "chain_checkpoint",
    METADATA,
    Column("id", _NUMBER, primary_key=True, autoincrement=False),
    Column("step", _NUMBER, nullable=False),
    Column("height", _NUMBER, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
    sqlite_strict=True,
)
