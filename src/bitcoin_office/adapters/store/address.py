"""Where a set of books is kept: a path, or a database's address."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from bitcoin_office.terms.errors import MissingComponentError, UsageError

_FORMS = "Give a path such as books.db, or postgresql://user@host/name."


def parse_address(address: str) -> sa.URL:
    """The address in SQLAlchemy's form. Raises ``UsageError``, and ``MissingComponentError`` without a driver."""
    if "://" not in address:
        return sa.URL.create("sqlite", database=str(Path(address).absolute()))
    try:
        url = sa.make_url(address)
    except (ArgumentError, ValueError):
        raise UsageError("The address of the books cannot be read.", remedy=_FORMS) from None
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        return url.set(database=str(Path(url.database).absolute()))
    if url.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        if importlib.util.find_spec("psycopg") is None:
            raise MissingComponentError(extra="postgres", needed_for="Keeping the books in PostgreSQL")
        return url.set(drivername="postgresql+psycopg")
    raise UsageError(f"Books cannot be kept in {url.drivername}.", remedy=_FORMS)


def shown(url: sa.URL) -> str:
    """The address for people to read, without a password."""
    return str(url.database) if url.drivername == "sqlite" else url.render_as_string(hide_password=True)
