"""Opening books: what is ours, what is not, and what is said about it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from bitcoin_office.adapters.store import address, open_books
from bitcoin_office.adapters.store.address import parse_address, shown
from bitcoin_office.terms.errors import MissingComponentError, StoreError, UsageError
from tests.bookkeeping import CHART, buy


def test_books_are_made_once_and_found_again(address: str) -> None:
    """What was posted is there when the books are opened again, by the same address, without making them."""
    with open_books(address, create=True) as books:
        books.open_accounts(CHART)
        entry = books.post([buy("a", 0, 5, 5)])[0]
    with open_books(address) as books:
        assert list(books.entries()) == [entry]
        assert books.chart().by_name().keys() == CHART.by_name().keys()
        assert books.verify().findings == ()


def test_books_that_are_not_there(tmp_path: Path) -> None:
    """A path without books is an error that says how to make some, and no file appears."""
    with pytest.raises(StoreError, match=r"There are no books at .* Restore them from a copy; or make a new office"):
        open_books(tmp_path / "books.db")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StoreError, match="cannot be opened"):
        open_books(tmp_path / "no" / "folder" / "books.db", create=True)


@pytest.mark.component("postgresql")
def test_an_empty_postgresql_database_is_no_books(postgres: object) -> None:
    """An empty database is not filled unless it is asked for."""
    where = postgres.new_database()
    with pytest.raises(StoreError, match="There are no books"):
        open_books(where)
    open_books(where, create=True).close()
    open_books(where).close()


@pytest.mark.component("postgresql")
def test_a_postgresql_server_that_cannot_be_reached(postgres: object, tmp_path: Path) -> None:
    """A server or database that is not there is a store error; a password is never shown."""
    with pytest.raises(StoreError, match="cannot be reached") as caught:
        open_books(f"postgresql://office:secret@/books?host={tmp_path}")
    assert "secret" not in str(caught.value)
    with pytest.raises(StoreError, match="cannot be reached"):
        open_books(postgres.new_database().replace("/books", "/nothing"))


def test_something_else_is_left_alone(tmp_path: Path) -> None:
    """A file that is no database, and a database of something else, are refused and not touched."""
    text, other = tmp_path / "text.db", tmp_path / "other.db"
    text.write_text("Not a database at all, but long enough to be looked at. " * 40)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE things (x)")
    connection.close()
    before = text.read_bytes()
    for create in (False, True):
        with pytest.raises(StoreError, match="not a database"):
            open_books(text, create=create)
        with pytest.raises(StoreError, match="a database, but not of books"):
            open_books(other, create=create)
    assert text.read_bytes() == before


def test_a_damaged_file(tmp_path: Path) -> None:
    """A database with a destroyed page is said to be damaged."""
    where = tmp_path / "books.db"
    with open_books(where, create=True) as books:
        books.open_accounts(CHART)
        books.post([buy(f"a{n}", 0, 5, 5) for n in range(500)])
    with where.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(4096 * 2)
        file.write(b"\xff" * (size - 4096 * 2))
    with pytest.raises(StoreError, match="damaged"), open_books(where) as books:
        books.verify()


def test_books_of_a_newer_program(address: str) -> None:
    """Tables that went through a step unknown here are not opened."""
    open_books(address, create=True).close()
    engine = sa.create_engine(parse_address(address))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for create in (False, True):
        with pytest.raises(StoreError, match=r"newer program.*Update this program"):
            open_books(address, create=create)


@pytest.mark.parametrize("change", ["DELETE FROM alembic_version", "INSERT INTO alembic_version VALUES ('0001')"])
def test_books_of_no_one_version(address: str, change: str) -> None:
    """A table of versions with no row or two is somebody's meddling, and is said to be."""
    open_books(address, create=True).close()
    engine = sa.create_engine(parse_address(address))
    with engine.begin() as connection:
        connection.execute(sa.text(change))
    engine.dispose()
    with pytest.raises(StoreError, match="do not say which program wrote them"):
        open_books(address)


def test_books_in_use(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer waits for another one, and then says that the books are in use; afterwards it can go on."""
    monkeypatch.setattr("bitcoin_office.adapters.store.connection.BUSY_SECONDS", 1)
    with open_books(address, create=True) as books, open_books(address) as other:
        with other._line.transaction(), pytest.raises(StoreError, match="in use by another program"):
            books.open_accounts(CHART)
        books.open_accounts(CHART)


def test_too_many_readers_at_once(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When every connection is taken, the next reader waits, and then says so."""
    monkeypatch.setattr("bitcoin_office.adapters.store.connection.BUSY_SECONDS", 1)
    with open_books(address, create=True) as books, ExitStack() as readers:
        for _ in range(15):
            readers.enter_context(books._reading())
        with pytest.raises(StoreError, match="all connections to the books are busy"):
            books.head()
        readers.close()
        assert books.head().seq == 0


@pytest.mark.component("postgresql")
def test_a_server_that_dropped_its_connections(postgres: object) -> None:
    """After a restart of the server or a dropped line, reading and posting go on by themselves."""
    where = postgres.new_database()
    with open_books(where, create=True) as books:
        books.open_accounts(CHART)
        books.post([buy("a", 0, 5, 5)])
        engine = sa.create_engine(parse_address(where))
        with engine.begin() as connection:
            drop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            connection.exec_driver_sql(f"{drop} AND pid <> pg_backend_pid()")
        engine.dispose()
        books.post([buy("b", 0, 5, 5)])
        assert books.head().seq == 2
        assert books.verify().findings == ()


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("/tmp/x/books.db", "sqlite:////tmp/x/books.db"),
        ("sqlite:////tmp/x/books.db", "sqlite:////tmp/x/books.db"),
        ("postgresql://a:b@h/d", "postgresql+psycopg://a:***@h/d"),
        ("postgres://a@h/d", "postgresql+psycopg://a@h/d"),
    ],
)
def test_addresses(written: str, understood: str) -> None:
    """Paths and addresses in their usual forms are understood."""
    assert parse_address(written).render_as_string(hide_password=True) == understood


def test_a_path_is_taken_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path counts from the current folder; what is shown has no password."""
    monkeypatch.chdir(tmp_path)
    assert parse_address("books.db").database == str(tmp_path / "books.db")
    assert parse_address("sqlite:///books.db").database == str(tmp_path / "books.db")
    assert shown(parse_address("books.db")) == str(tmp_path / "books.db")
    assert shown(parse_address("postgresql://a:secret@h/d")) == "postgresql+psycopg://a:***@h/d"


@pytest.mark.parametrize("wrong", ["mysql://h/d", "sqlite://", "sqlite:///:memory:", "://", "postgresql://h:port/d"])
def test_addresses_of_nothing(wrong: str) -> None:
    """Other databases, and addresses that cannot be read, are refused with the forms that can."""
    with pytest.raises(UsageError, match=r"Give a path such as books\.db"):
        parse_address(wrong)


def test_postgresql_without_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the driver it is said which part to install."""
    monkeypatch.setattr(address.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingComponentError, match="extra 'postgres'"):
        open_books("postgresql://h/d")


def test_the_second_opening_does_not_load_the_migrations(tmp_path: Path) -> None:
    """Alembic is loaded to make or change tables, and never just to open them."""
    where = tmp_path / "books.db"
    code = (
        "import sys\nfrom bitcoin_office.adapters.store import open_books\n"
        f"open_books({str(where)!r}, create=True).close()\nprint('alembic' in sys.modules)"
    )
    for expected in ("True", "False"):
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        assert done.stdout.strip() == expected
