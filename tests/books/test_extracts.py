"""Extracts: journals whose running balances end where the books do, and lots with their age and unit cost."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.books.extracts import journal_lines, lot_lines, unit_cost
from bitcoin_office.books.memory import MemoryBooks
from tests.bookkeeping import CASH, CHART, COLD, EQUITY, GAINS, buy, day, draft, leg, sell, usd


def filled() -> MemoryBooks:
    """Cash, two lots, and a sale of one and a bit, booked late."""
    books = MemoryBooks(CHART)
    books.post([draft("open", 0, leg(CASH, usd(90_000_00)), leg(EQUITY, usd(-90_000_00)))])
    books.post([buy("b1", 1, 100_000_000, 30_000_00), buy("b2", 2, 50_000_000, 20_000_01)])
    books.post([sell("s1", 5, 120_000_000, 48_000_00), draft("late", 3, leg(CASH, usd(-1)), leg(EQUITY, usd(1)))])
    return books


def test_a_journal_of_one_account_runs_to_its_balance() -> None:
    """Each line's balance follows from the one before, in the order of booking, and the last is the account's own."""
    books = filled()
    lines, more = journal_lines(books.entries(account=CASH), account=CASH, last_lines=100, closing=books.balances())
    assert not more
    assert [line.quantity for line in lines] == [90_000_00, -30_000_00, -20_000_01, 48_000_00, -1]
    assert [line.balance for line in lines] == [90_000_00, 60_000_00, 39_999_99, 87_999_99, 87_999_98]
    assert lines[3].contra == (COLD, GAINS)
    assert lines[4].on == day(3)


def test_the_last_lines_keep_their_balances() -> None:
    """What is cut off at the front does not change the balances at the end, and is owned up to."""
    books = filled()
    whole, _ = journal_lines(books.entries(account=CASH), account=CASH, last_lines=100, closing=books.balances())
    cut, more = journal_lines(books.entries(account=CASH), account=CASH, last_lines=2, closing=books.balances())
    assert more
    assert cut == whole[-2:]


def test_a_journal_of_some_days_ends_at_the_balance_of_the_last() -> None:
    """Between two days, the closing balance is that of the later one."""
    books = filled()
    entries = books.entries(account=CASH, first=day(2), last=day(3))
    lines, _ = journal_lines(entries, account=CASH, last_lines=100, closing=books.balances(day(3)))
    assert [(line.external_id, line.balance) for line in lines] == [("b2", 39_999_99), ("late", 39_999_98)]


def test_a_journal_of_all_accounts_has_every_posting() -> None:
    """Without an account there are all postings and no balances; a sale from two lots has a line for each."""
    books = filled()
    lines, more = journal_lines(books.entries(), account=None, last_lines=100)
    assert not more
    assert len(lines) == sum(len(entry.postings) for entry in books.entries())
    assert {line.balance for line in lines} == {None}
    assert [line.lot for line in lines if line.external_id == "s1"] == ["b1", "b2", None, None]
    assert journal_lines(books.entries(), account=None, last_lines=3) == (lines[-3:], True)


def test_lots_have_their_age_and_unit_cost() -> None:
    """Days are counted from the acquisition; a whole coin's cost is rounded, the lot's own cost is exact."""
    books = filled()
    (lot,) = lot_lines(books.positions(), day(33))
    assert (lot.lot, lot.quantity, lot.cost, lot.age_days) == ("b2", 30_000_000, 12_000_01, 31)
    assert lot.unit_cost == Decimal("40000.03")


@given(st.integers(1, 21_000_000 * 10**8), st.integers(0, 10**17))
def test_unit_costs_are_within_half_a_cent(quantity: int, cost: int) -> None:
    """The cost of a whole coin is the exact quotient, rounded to the cent."""
    exact = Decimal(cost) * 1_000_000 / Decimal(quantity)
    assert abs(unit_cost(quantity, "sat", cost, "USD") - exact) <= Decimal("0.005")
