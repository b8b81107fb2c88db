"""The table of the log of proposals. The migrations make it; a test holds the two against each other.

Hashes are 32 bytes. Entries are only ever added: triggers refuse every change.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, Text

from bitcoin_office.adapters.store.schema import METADATA

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

# ``proposal`` is empty where an entry is about none.
PROPOSALS = Table(
    "proposal_log",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("act", Text, nullable=False),
    Column("proposal", LargeBinary, nullable=False),
    Column("who", Text, nullable=False),
    Column("second", _NUMBER, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_strict=True,
)
