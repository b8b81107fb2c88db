"""The tables of people, their sessions and what they did. The migrations make them; a test holds the two together.

``people_acts`` is only ever added to: triggers refuse every change. The others say how things stand now; each change of
them stands in ``people_acts``, written in the same transaction.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, Text, text

from bitcoin_office.adapters.store.schema import METADATA

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

PEOPLE = Table(
    "people",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("totp", Text, nullable=False),
    Column("totp_step", _NUMBER, nullable=False),
    Column("disabled", _NUMBER, nullable=False),
    Column("first_until", _NUMBER, nullable=False, server_default=text("0")),
    sqlite_strict=True,
)

SESSIONS = Table(
    "people_sessions",
    METADATA,
    Column("token", LargeBinary, primary_key=True),
    Column("person", Text, nullable=False, index=True),
    Column("started", _NUMBER, nullable=False),
    Column("seen", _NUMBER, nullable=False),
    Column("proved", _NUMBER, nullable=False),
    Column("address", Text, nullable=False),
    Column("browser", Text, nullable=False),
    sqlite_strict=True,
)

# ``who`` is the hash of a name or address: what is typed at the door may be a password in the wrong field.
ATTEMPTS = Table(
    "people_attempts",
    METADATA,
    Column("who", LargeBinary, primary_key=True),
    Column("count", _NUMBER, nullable=False),
    Column("last", _NUMBER, nullable=False),
    sqlite_strict=True,
)

ACTS = Table(
    "people_acts",
    METADATA,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column("act", Text, nullable=False),
    Column("who", Text, nullable=False, index=True),
    Column("about", Text, nullable=False, index=True),
    Column("second", _NUMBER, nullable=False),
    Column("note", Text, nullable=False),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_strict=True,
)
