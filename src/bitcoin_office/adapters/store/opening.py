"""Opening books: the database must be ours, and its tables at the version that this program knows."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa

from bitcoin_office.adapters.factor_seal import FactorSeal
from bitcoin_office.adapters.store.address import parse_address, shown
from bitcoin_office.adapters.store.chain_log import SqlActivityLog
from bitcoin_office.adapters.store.connection import make_engine, transaction
from bitcoin_office.adapters.store.people_store import SqlPeople
from bitcoin_office.adapters.store.proposal_log import SqlProposalLog
from bitcoin_office.adapters.store.sql_books import SqlBooks
from bitcoin_office.terms.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
# The migrations in their order, the newest last: asking Alembic for them costs half a second at every start.
STEPS = ("0001", "0002", "0003", "0004", "0005")

_NO_BOOKS = "Restore them from a copy; or make a new office with: bitcoin-office init."


def open_books(address: str | os.PathLike[str], *, create: bool = False) -> SqlBooks:
    """Opens the books at a path, ``sqlite:///path`` or ``postgresql://…``; makes them when ``create`` and there are
    none.

    Tables of an older version of this program are brought up to date first. Raises ``StoreError`` when there are no
    books, for a database that is something else, damaged, locked or newer than this program.
    """
    engine, where = _opened(address, create=create)
    try:
        return SqlBooks(engine, where)
    except BaseException:
        engine.dispose()
        raise


def open_log(address: str | os.PathLike[str]) -> SqlActivityLog:
    """Opens the log of what was read from the chain, which is kept beside the books. Raises as ``open_books``."""
    return SqlActivityLog(*_opened(address, create=False))


def open_proposals(address: str | os.PathLike[str]) -> SqlProposalLog:
    """Opens the log of proposals, which is kept beside the books. Raises as ``open_books``."""
    return SqlProposalLog(*_opened(address, create=False))


def open_people(address: str | os.PathLike[str], seal: FactorSeal) -> SqlPeople:
    """Opens the people of an office, who are kept beside the books. Raises as ``open_books``."""
    return SqlPeople(*_opened(address, create=False), seal)


def _opened(address: str | os.PathLike[str], *, create: bool) -> tuple[sa.Engine, str]:
    """An engine on a database whose tables are up to date, and its name for messages."""
    url = parse_address(os.fspath(address))
    where = shown(url)
    if url.drivername == "sqlite" and not create and not Path(str(url.database)).is_file():
        raise StoreError(f"There are no books at {where}.", remedy=_NO_BOOKS)
    engine = make_engine(url)
    try:
        with transaction(engine, where) as connection:
            version = _version(connection, where)
        if version != STEPS[-1]:
            _bring_up(engine, where, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine, where


def _version(connection: sa.Connection, where: str) -> str | None:
    """The last step that the tables went through; ``None`` for an empty database. Raises for what is not ours."""
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" not in tables or "postings" not in tables:
        if tables:
            raise StoreError(
                f"{where} is a database, but not of books.", remedy="Give the books a database or file of their own."
            )
        return None
    versions = connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all()
    if len(versions) != 1:
        raise StoreError(
            f"The books at {where} do not say which program wrote them: their table of versions was changed.",
            remedy="Restore them from a copy.",
        )
    version = str(versions[0])
    if version not in STEPS:
        raise StoreError(
            f"The books at {where} were written by a newer program (step {version}; this one knows {STEPS[-1]}).",
            remedy="Update this program, or open them with the one that wrote them.",
        )
    return version


def _bring_up(engine: sa.Engine, where: str, *, create: bool) -> None:
    """Runs the missing migrations in one transaction; another program that does the same is waited for."""
    with transaction(engine, where, writes=True) as connection:
        version = _version(connection, where)
        if version is None and not create:
            raise StoreError(f"There are no books at {where}.", remedy=_NO_BOOKS)
        if version == STEPS[-1]:
            return
        from alembic import command  # noqa: PLC0415 - costs half a second, and only here it is needed
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
