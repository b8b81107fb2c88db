"""Connections to the database of the books, set for durability, and its failures in the office's words."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import Any, Self, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bitcoin_office.terms.errors import StoreError

# How long a writer waits for another one before it gives up.
BUSY_SECONDS = 30

# A connection's execution option: its transactions write, so they take the writers' lock when they begin.
WRITES = "books_write"

# PostgreSQL's advisory lock that the writers of one database's books take one after another: "books" in ASCII.
WRITERS_LOCK = int.from_bytes(b"books", "big")

# Pages that SQLite keeps in memory, in KiB: a batch of some thousand entries fits, and is written once.
_CACHE_KIB = 65_536

_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA cache_size = -{_CACHE_KIB}",
    "PRAGMA trusted_schema = OFF",
)

# What a driver says, what we say, and what to do.
_FAILURES = (
    (
        ("database is locked", "database table is locked", "lock timeout"),
        "The books are in use by another program.",
        f"We waited {BUSY_SECONDS} seconds. Close the other program, or try again.",
    ),
    (
        ("file is not a database", "file is encrypted"),
        "This file is not a database.",
        "Restore the books from a copy, or name their file in office.toml under [books].",
    ),
    (
        ("malformed", "disk image", "invalid page"),
        "The database is damaged.",
        "Restore it from a copy; then run: bitcoin-office books verify.",
    ),
    (
        ("readonly database", "read-only", "unable to open", "permission denied"),
        "The database cannot be opened for writing.",
        "Check that the folder exists and who may write to it. To read books of others, copy the office first.",
    ),
    (
        ("disk is full", "disk i/o error", "no space left"),
        "The disk is full or failing.",
        "Free some space, then try again.",
    ),
    (
        ("integer overflow", "out of range", "cannot store real"),
        "A total does not fit into 64 bits.",
        "Nothing was written. Check the amounts and their units.",
    ),
    (
        ("connection to server", "connection is bad", "server closed", "could not translate", "terminating connection"),
        "The database server cannot be reached.",
        "Check that it runs, and the address, user and database.",
    ),
)


def make_engine(url: sa.URL) -> sa.Engine:
    """An engine for the address; nothing is opened yet. What is written stands in no message of an error."""
    if url.drivername != "sqlite":
        wait = {"connect_timeout": BUSY_SECONDS}
        engine = sa.create_engine(
            url,
            paramstyle="format",
            connect_args=wait,
            pool_pre_ping=True,
            pool_timeout=BUSY_SECONDS,
            hide_parameters=True,
        )
        event.listen(engine, "connect", _set_up_postgresql)
        event.listen(engine, "begin", _begin_on_postgresql)
        return engine
    engine = sa.create_engine(
        url,
        connect_args={"isolation_level": None, "check_same_thread": False},
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _set_up_sqlite(connection: Any, record: object) -> None:
    del record
    cursor = connection.cursor()
    for setting in (f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}", *_SETTINGS):
        cursor.execute(setting)
    cursor.close()


def _set_up_postgresql(connection: Any, record: object) -> None:
    del record
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


def _begin_on_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_on_postgresql(connection: sa.Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (WRITERS_LOCK,))
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


@contextlib.contextmanager
def transaction(engine: sa.Engine, where: str, *, writes: bool = False) -> Generator[sa.Connection]:
    """One transaction, kept whole or not at all; readers see one moment, writers come one after another.

    Raises ``StoreError`` for whatever the database cannot do.
    """
    with translated(engine, where):
        connection = engine.connect().execution_options(**{WRITES: writes})
        with connection, connection.begin():
            yield connection


class WritingLine:
    """The connection on which one set of books is written, kept open because opening one costs more than a write."""

    def __init__(self, engine: sa.Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._connection: sa.Connection | None = None

    @contextlib.contextmanager
    def transaction(self) -> Generator[sa.Connection]:
        """As ``transaction`` with ``writes``; for one thread at a time. The caller may use the driver's own cursors."""
        with translated(self._engine, self._where):
            try:
                connection, begun = self._begun()
                with begun:
                    yield connection
            except BaseException:
                self.close()
                raise

    def _begun(self) -> tuple[sa.Connection, sa.RootTransaction]:
        """A transaction on the kept connection, or on a new one when the server has closed that meanwhile."""
        if self._connection is not None:
            try:
                return self._connection, self._connection.begin()
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                self.close()
        self._connection = self._engine.connect().execution_options(**{WRITES: True})
        return self._connection, self._connection.begin()

    def close(self) -> None:
        """Gives the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Opened:
    """A part of the office's database that is open; close it, or use it in a ``with``."""

    def __init__(self, engine: sa.Engine, where: str) -> None:
        self.where = where
        self._engine = engine

    def __enter__(self) -> Self:
        """Itself; closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes it."""
        self.close()

    def close(self) -> None:
        """Gives every connection back."""
        self._engine.dispose()


@contextlib.contextmanager
def translated(engine: sa.Engine, where: str) -> Generator[None]:
    """Turns failures of the database, SQLAlchemy's and the driver's own, into ``StoreError`` about ``where``."""
    driver = cast("Any", engine.dialect.loaded_dbapi)
    try:
        yield
    except PoolTimeoutError as error:
        message = f"{where}: all connections to the books are busy."
        raise StoreError(message, remedy=f"We waited {BUSY_SECONDS} seconds. Try again.") from error
    except (DBAPIError, driver.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        told = " ".join(str(cause).split())
        for signs, message, remedy in _FAILURES:
            if any(sign in told.lower() for sign in signs):
                raise StoreError(f"{where}: {message} ({told})", remedy=remedy) from error
        if isinstance(cause, driver.IntegrityError):
            raise StoreError(
                f"The database of {where} refused an entry: {told}",
                remedy="Run: bitcoin-office books verify. Another program may have written to the books.",
            ) from error
        raise StoreError(f"{where}: the database failed ({told}).", remedy="Nothing was written.") from error
