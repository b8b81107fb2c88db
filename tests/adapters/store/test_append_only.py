"""The database itself refuses to change what was booked, whoever asks."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bitcoin_office.adapters.store import SqlBooks
from bitcoin_office.adapters.store.address import parse_address
from bitcoin_office.terms.errors import StoreError
from tests.adapters.store.conftest import POSTGRESQL
from tests.bookkeeping import CASH, buy, draft, leg, move, sell, usd

HASH = "X'" + "00" * 32 + "'"
POSTGRES_HASH = "decode(repeat('00', 32), 'hex')"

TABLES = ("accounts", "entries", "lots", "postings")

CHANGES = [
    "UPDATE accounts SET name = 'Assets:Y'",
    "UPDATE entries SET narrative = 'x'",
    "UPDATE entries SET hash = hash",
    "UPDATE lots SET unit = 'msat'",
    "UPDATE postings SET quantity = quantity + 1",
    *(f"DELETE FROM {table}" for table in TABLES),
]

INSERTS = [
    "INSERT INTO postings VALUES (2, 9, 1, 5, 'USD', 5, 'USD', NULL)",
    f"INSERT INTO entries VALUES (9, 'z', 20240101, '', '', NULL, {HASH}, {HASH}, {HASH})",
    f"INSERT INTO entries VALUES (4, 'z', 20240101, '', '', NULL, {HASH}, {HASH}, {HASH})",
    f"INSERT INTO entries SELECT 4, 'z', day, '', '', NULL, hash, hash, {HASH} FROM entries WHERE seq = 3",
    f"INSERT INTO entries SELECT 4, 'a', day, '', '', NULL, hash, hash, {HASH} FROM entries WHERE seq = 3",
]

REPLACEMENTS = [
    "INSERT OR REPLACE INTO accounts SELECT id, name, 'x', units, lots FROM accounts",
    "INSERT OR REPLACE INTO lots SELECT id, 'msat', cost_unit, opened_seq FROM lots",
    "INSERT OR REPLACE INTO postings SELECT entry_seq, idx, account_id, 7, unit, 7, weight_unit, lot FROM postings",
    f"INSERT OR REPLACE INTO entries VALUES (3, 'z', 20240101, '', '', NULL, {HASH}, {HASH}, {HASH})",
    f"INSERT OR REPLACE INTO entries SELECT 4, external_id, day, '', '', NULL, hash, hash, {HASH} FROM entries",
]


@pytest.fixture
def raw(stored: SqlBooks, address: str) -> Callable[[str], None]:
    """Runs one statement on books with three entries, past all Python; foreign keys are off on SQLite."""
    stored.post([buy("a", 0, 50, 10), move("b", 1, 20), sell("c", 2, 5, 9)])
    before = (list(stored.entries()), stored.chart())

    def run(statement: str) -> None:
        engine = sa.create_engine(parse_address(address))
        if engine.dialect.name == "postgresql":
            statement = statement.replace(HASH, POSTGRES_HASH)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(statement)
        finally:
            engine.dispose()
            assert (list(stored.entries()), stored.chart()) == before
            assert stored.verify().findings == ()

    return run


@pytest.mark.parametrize("statement", CHANGES)
def test_what_was_booked_cannot_be_changed(raw: Callable[[str], None], statement: str) -> None:
    """UPDATE and DELETE are refused by triggers, past all Python."""
    with pytest.raises(DBAPIError, match="never change"):
        raw(statement)


@pytest.mark.parametrize("statement", INSERTS)
def test_nothing_is_slipped_in(raw: Callable[[str], None], statement: str) -> None:
    """A posting cannot join a sealed entry; an entry needs its place in the chain, a new id and balanced postings."""
    with pytest.raises(DBAPIError, match=r"never join|appended in order|duplicate key"):
        raw(statement)


@pytest.mark.parametrize("address", [POSTGRESQL], indirect=True)
@pytest.mark.parametrize("table", TABLES)
def test_postgresql_does_not_truncate(raw: Callable[[str], None], table: str) -> None:
    """TRUNCATE, which skips the triggers on DELETE, is refused too."""
    with pytest.raises(DBAPIError, match="never change"):
        raw(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", REPLACEMENTS)
def test_sqlite_does_not_replace(raw: Callable[[str], None], statement: str) -> None:
    """INSERT OR REPLACE, which skips the triggers on DELETE, is refused too."""
    with pytest.raises(DBAPIError, match=r"never change|never join|appended in order"):
        raw(statement)


def test_an_unbalanced_entry_is_refused_by_the_database(stored: SqlBooks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the booking were wrong, the database would not take an entry that does not balance."""
    from bitcoin_office.books import booking

    monkeypatch.setattr(booking._Booking, "_balance", lambda *_: None)
    for legs in ([leg(CASH, usd(5))], [leg(CASH, usd(5)), leg("Assets:Till", -5)]):
        with pytest.raises(StoreError, match="balanced"):
            stored.post([draft("bad", 0, *legs)])
    monkeypatch.undo()
    assert stored.head().seq == 0
    stored.post([buy("good", 0, 5, 5)])
    assert stored.verify().findings == ()


def test_overspent_lots_are_refused_by_the_database(stored: SqlBooks, address: str) -> None:
    """The kept positions cannot fall below zero."""
    stored.post([buy("a", 0, 50, 10)])
    engine = sa.create_engine(parse_address(address))
    for change in ("quantity = -1", "cost = -1", "quantity = 0"):
        with pytest.raises(DBAPIError, match="lots_are_never_overspent"), engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE lot_positions SET {change}")
    engine.dispose()


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_the_books_as_they_were(stored: SqlBooks) -> None:
    """When the database cannot grow, nothing of the batch is written, and posting goes on once there is space."""
    stored.post([buy("a", 0, 50, 10)])
    with stored._line.transaction() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
    many = [buy(f"b{number}", 0, 5, 5) for number in range(2_000)]
    with pytest.raises(StoreError, match="disk is full"):
        stored.post(many)
    assert stored.head().seq == 1
    assert stored.verify().findings == ()
    stored._engine.dispose()
    stored.post(many)
    assert stored.head().seq == 2_001


def test_a_total_beyond_64_bits_is_an_error_and_not_a_wrong_number(stored: SqlBooks) -> None:
    """Sums that do not fit are refused whole."""
    most = 2**63 - 1
    stored.post([draft("a", 0, leg("Assets:Till", most), leg("Equity:Opening", -most))])
    with pytest.raises(StoreError, match="64 bits"):
        stored.post([draft("b", 0, leg("Assets:Till", 1), leg("Equity:Opening", -1))])
    assert stored.head().seq == 1
    assert stored.verify().findings == ()
