"""Books that somebody changed behind our back, with every guard taken off: verify says where."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bitcoin_office.adapters.store import SqlBooks
from bitcoin_office.adapters.store.address import parse_address
from bitcoin_office.books.booking import Head
from bitcoin_office.terms.errors import StoreError
from tests.bookkeeping import CASH, COLD, GAINS, HOT, POOL, buy, draft, move, sell

TABLES = ("accounts", "entries", "lots", "postings")


@pytest.fixture
def tamper(stored: SqlBooks, address: str) -> Callable[[str], None]:
    """Books of six entries, and a hand that changes them past triggers and foreign keys."""
    stored.post([buy("a", 0, 50, 10), buy("b", 1, 70, 20, account=POOL), move("c", 2, 20), sell("d", 3, 5, 9)])
    stored.post([sell("e", 40, 10, 9, account=POOL), draft("f", 41, reverses="d")])
    assert stored.verify().findings == ()

    def change(statement: str) -> None:
        engine = sa.create_engine(parse_address(address))
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
                for name in names.all():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            else:
                for table in TABLES:
                    connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
                statement = statement.replace("X'", "'\\x")
            connection.exec_driver_sql(statement)
        engine.dispose()

    return change


BOTH = (("hash", "entry 1"), ("unbalanced", "entry 1"))

TAMPERINGS = [
    ("UPDATE entries SET narrative = 'x' WHERE seq = 3", [("hash", "entry 3")]),
    (
        "UPDATE entries SET day = 20240109 WHERE seq = 6",
        [("hash", "entry 6"), ("drift", f"{COLD} 20240109")],
    ),
    ("UPDATE entries SET day = 20241399 WHERE seq = 6", [("hash", "entry 6"), ("drift", f"{COLD} 20240211")]),
    (f"UPDATE entries SET hash = X'{'00' * 32}' WHERE seq = 3", [("hash", "entry 3"), ("chain", "entry 4")]),
    (f"UPDATE entries SET previous_hash = X'{'00' * 32}' WHERE seq = 3", [("chain", "entry 3"), ("hash", "entry 3")]),
    (f"UPDATE entries SET draft_hash = X'{'00' * 32}' WHERE seq = 3", [("hash", "entry 3")]),
    ("UPDATE entries SET external_id = 'z' WHERE seq = 4", [("hash", "entry 4"), ("reversal", "entry 6")]),
    ("UPDATE entries SET seq = -9 WHERE seq = 6", [("gap", "entry -9"), ("orphans", "postings"), ("gap", "entry 1")]),
    ("UPDATE lot_positions SET arrived_day = 0 WHERE lot = 'b'", [("drift", POOL)]),
    ("UPDATE entries SET seq = 9 WHERE seq = 6", [("gap", "entry 9"), ("orphans", "postings")]),
    ("DELETE FROM entries WHERE seq = 2", [("gap", "entry 3"), ("chain", "entry 3"), ("orphans", "postings")]),
    ("DELETE FROM postings WHERE entry_seq = 3", [("hash", "entry 3"), ("unbalanced", "entry 3"), ("drift", HOT)]),
    ("UPDATE postings SET quantity = 6 WHERE entry_seq = 1 AND idx = 0", [("hash", "entry 1"), ("lot", "entry 3")]),
    (
        "UPDATE postings SET weight = 6 WHERE entry_seq = 1 AND idx = 0",
        [("hash", "entry 1"), ("unbalanced", "entry 1")],
    ),
    ("UPDATE postings SET account_id = 99 WHERE entry_seq = 5", [("hash", "entry 5"), ("account", "entry 5")]),
    ("UPDATE postings SET unit = 'PKR' WHERE entry_seq = 2 AND idx = 1", [("hash", "entry 2"), ("account", "entry 2")]),
    ("UPDATE postings SET lot = 'b' WHERE entry_seq = 3", [("hash", "entry 3"), ("lot", "entry 3")]),
    ("UPDATE postings SET lot = 'x' WHERE entry_seq = 2 AND idx = 0", [("hash", "entry 2"), ("lot", "entry 2")]),
    ("INSERT INTO postings VALUES (77, 0, 1, 5, 'sat', 5, 'sat', NULL)", [("orphans", "postings")]),
    ("UPDATE day_totals SET quantity = quantity + 1 WHERE day = 20240101", [("drift", f"{COLD} 20240101")]),
    (
        "UPDATE month_totals SET quantity = quantity + 1 WHERE month = 202402",
        [("drift", f"{GAINS} 202402"), ("drift", GAINS)],
    ),
    ("DELETE FROM month_totals", [("drift", f"{CASH} 202401"), ("drift", CASH)]),
    ("UPDATE lot_positions SET quantity = quantity + 1", [("drift", COLD), ("drift", HOT), ("drift", POOL)]),
    ("DELETE FROM lot_positions WHERE lot = 'b'", [("drift", POOL)]),
    ("UPDATE lots SET cost_unit = 'PKR' WHERE id = 'a'", [("drift", COLD), ("drift", HOT)]),
    ("UPDATE lots SET opened_seq = 2 WHERE id = 'a'", [("drift", COLD), ("drift", HOT)]),
    ("UPDATE accounts SET units = 'EUR' WHERE name = 'Assets:Cash'", [("account", "entry 1"), ("account", "entry 2")]),
]


@pytest.mark.parametrize(
    ("statement", "expected"), TAMPERINGS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_verify_says_where_it_breaks(
    stored: SqlBooks, opened: Callable[[], SqlBooks], tamper: Callable[[str], None], statement: str, expected: list
) -> None:
    """Every kind of change is found, with the entry or account where it is, also by a program that starts afresh."""
    tamper(statement)
    found = [(finding.code, finding.place.key) for finding in opened().verify().findings]
    for code, key in expected:
        assert any(code == its_code and key in its_key for its_code, its_key in found), found
    assert found[0][0] in {code for code, _ in expected}


READINGS = [
    ("UPDATE entries SET day = 20241399", lambda books: list(books.entries())),
    ("UPDATE entries SET day = 20241399", lambda books: books.positions()),
    ("UPDATE lot_positions SET arrived_day = 0", lambda books: books.post([move("m", 50, 1)])),
    ("UPDATE accounts SET lots = 'lifo'", lambda books: books.chart()),
]


@pytest.mark.parametrize(("statement", "reading"), READINGS)
def test_what_cannot_be_read_is_an_error_with_a_remedy(
    opened: Callable[[], SqlBooks], tamper: Callable[[str], None], statement: str, reading: Callable[[SqlBooks], object]
) -> None:
    """Values that make no sense stop a reader with a word on what to do, never with a traceback."""
    tamper(statement)
    with pytest.raises(StoreError, match=r"changed by something else.*Run: bitcoin-office books verify"):
        reading(opened())


def test_unknown_accounts_are_shown_by_number(stored: SqlBooks, tamper: Callable[[str], None]) -> None:
    """Sums of an account that is gone are still shown."""
    tamper("UPDATE month_totals SET account_id = 99 WHERE account_id = 1")
    assert "(account 99)" in {balance.account for balance in stored.balances()}


def test_a_recomputed_tail_needs_a_noted_head(stored: SqlBooks, tamper: Callable[[str], None]) -> None:
    """Taking the last entries away leaves a sound chain: only the kept sums, or a head noted before, tell."""
    noted = stored.head()
    tamper("DELETE FROM entries WHERE seq = 6")
    tamper("DELETE FROM postings WHERE entry_seq = 6")
    stored.rebuild_sums()
    assert stored.verify().findings == ()
    (finding,) = stored.verify([Head(2, next(iter(stored.entries(after=1))).hash), noted]).findings
    assert (finding.code, finding.place.key) == ("shortened", "entry 6")


def test_sums_can_be_rebuilt(stored: SqlBooks, tamper: Callable[[str], None]) -> None:
    """Kept sums that drifted are added up again from the postings, and posting goes on from them."""
    before = (stored.balances(), stored.positions())
    for table in ("day_totals", "month_totals", "lot_positions"):
        tamper(f"DELETE FROM {table}")
    assert stored.verify().findings != ()
    stored.rebuild_sums()
    assert (stored.balances(), stored.positions()) == before
    stored.post([sell("all", 50, 30, 9)])
    assert stored.verify().findings == ()
    assert stored.positions(account=COLD) == ()


def test_a_book_broken_everywhere_gives_the_first_places(stored: SqlBooks, tamper: Callable[[str], None]) -> None:
    """Findings stop at a hundred: a broken chain may break at every entry."""
    stored.post([buy(f"n{number}", 50, 5, 5) for number in range(150)])
    tamper("UPDATE entries SET narrative = 'x'")
    findings = stored.verify().findings
    assert len(findings) == 100
    assert findings[0].place.key == "entry 1"
