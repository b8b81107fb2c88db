"""One sync at a time: a lock beside the books that is let go of however its holder ends."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Generator
from pathlib import Path

import sqlalchemy as sa

from bitcoin_office.adapters.store.address import parse_address, shown
from bitcoin_office.adapters.store.connection import BUSY_SECONDS, make_engine, translated
from bitcoin_office.terms.errors import OfficeError

# PostgreSQL's advisory lock of the sync: "sync" in ASCII.
_LOCK = int.from_bytes(b"sync", "big")


class SyncRunningError(OfficeError):
    """Another sync is at work in this office."""

    code = "sync-running"


@contextlib.contextmanager
def sync_lock(address: str | os.PathLike[str]) -> Generator[None]:
    """Held while the block runs. Raises ``SyncRunningError`` when another holds it for long.

    A file-based office locks an empty database beside the books, whose lock the system lets go of when the program
    ends in any way; a server's lock ends with the connection.
    """
    url = parse_address(os.fspath(address))
    if url.drivername == "sqlite":
        with _file_lock(Path(f"{url.database}.sync")):
            yield
    else:
        with _server_lock(url):
            yield


@contextlib.contextmanager
def _file_lock(path: Path) -> Generator[None]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise _running() from error
            raise OfficeError(
                f"Cannot lock {path}: {error}.", remedy="Check the folder and who may write to it."
            ) from error
        yield
    finally:
        connection.close()


@contextlib.contextmanager
def _server_lock(url: sa.URL) -> Generator[None]:
    engine = make_engine(url)
    try:
        with translated(engine, shown(url)), engine.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
            try:
                raw.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            except Exception as error:
                if "lock timeout" in str(error):
                    raise _running() from error
                raise
            # Nothing is waited for in a transaction that stays open for hours.
            connection.connection.commit()
            yield
    finally:
        engine.dispose()


def _running() -> SyncRunningError:
    return SyncRunningError(
        f"Another sync has been at work in this office for {BUSY_SECONDS} seconds.",
        remedy="It does the same work: let it finish, then run the command again.",
    )
