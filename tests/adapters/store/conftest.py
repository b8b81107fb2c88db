"""Empty books of every kind."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bitcoin_office.adapters.store import SqlBooks, open_books
from bitcoin_office.books.ledger import Books
from bitcoin_office.books.memory import MemoryBooks
from tests.bookkeeping import CHART

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.component("postgresql"))


@pytest.fixture(params=["sqlite", POSTGRESQL])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is not there yet, or empty."""
    if request.param == "sqlite":
        return str(tmp_path / "books.db")
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture
def opened(address: str) -> Iterator[Callable[[], SqlBooks]]:
    """Opens the same database as often as it is called."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(open_books(address, create=True))


@pytest.fixture
def stored(opened: Callable[[], SqlBooks]) -> SqlBooks:
    """Empty books in a database, with the accounts of the tests."""
    books = opened()
    books.open_accounts(CHART)
    return books


@pytest.fixture(params=["memory", "sqlite", POSTGRESQL])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Books]:
    """Empty books of every kind, with the accounts of the tests."""
    if request.param == "memory":
        yield MemoryBooks(CHART)
        return
    is_file = request.param == "sqlite"
    where = str(tmp_path / "books.db") if is_file else request.getfixturevalue("postgres").new_database()
    with open_books(where, create=True) as kept:
        kept.open_accounts(CHART)
        yield kept
