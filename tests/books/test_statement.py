"""The statement of the books: a tree that adds up, coins at cost and market, and an equation that is really checked."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.books.booking import Head
from bitcoin_office.books.entry import Leg
from bitcoin_office.books.ledger import Balance
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.books.statement import (
    BooksStatement,
    Coins,
    Money,
    StatementInput,
    books_statement,
    converted,
    unexplained,
)
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import MSAT, PKR, SAT, USD
from tests.bookkeeping import (
    CASH,
    CHART,
    COLD,
    EQUITY,
    FEES,
    GAINS,
    HOT,
    POOL,
    RUPEES,
    TILL,
    buy,
    day,
    draft,
    leg,
    move,
    sell,
    usd,
)

PRICE = Rate(base=SAT, quote=USD, price=Decimal(50_000), on=day(9), source=Source(title="an example"))


def filled() -> MemoryBooks:
    """Opening cash, two lots, a sale with a gain and a fee, a move, and rupees for dollars."""
    books = MemoryBooks(CHART)
    rupees = Leg(account=RUPEES, amount=Amount(28_000_00, PKR), price=usd(100_00))
    books.post(
        [
            draft("open", 0, leg(CASH, usd(100_000_00)), leg(EQUITY, usd(-100_000_00))),
            buy("b1", 1, 100_000_000, 30_000_00),
            buy("b2", 2, 50_000_000, 20_000_00),
            sell("s1", 3, 110_000_000, 50_000_00),
            move("m1", 4, 10_000_000),
            draft("fee", 5, leg(FEES, usd(12_34)), leg(CASH, usd(-12_34))),
            draft("rupees", 6, rupees, leg(CASH, usd(-100_00))),
            draft("till", 7, leg(TILL, Amount(5_000, MSAT)), leg(EQUITY, Amount(-5_000, MSAT))),
        ]
    )
    return books


def statement(books: MemoryBooks, at: dt.date | None = None, prices: tuple[Rate, ...] = ()) -> BooksStatement:
    """As the office puts it together."""
    return books_statement(
        StatementInput(
            at=at,
            head=books.head(),
            chart=books.chart(),
            balances=books.balances(at),
            positions=books.positions(at),
            converted=converted(books.entries(last=at)),
            prices=prices,
        )
    )


def test_the_tree_adds_up_from_accounts_to_classes() -> None:
    """Every group is the sum of what is below it, in each unit, and at cost with coins turned into what they cost."""
    done = statement(filled())
    lines = {line.account: line for line in done.tree}
    assert [line.account for line in done.tree if line.depth == 0] == ["Assets", "Equity", "Income", "Expenses"]
    assert lines[COLD].title == "Cold vault"
    assert lines["Assets"].holds == (
        Money("msat", 5_000),
        Money("sat", 40_000_000),
        Money("PKR", 28_000_00),
        Money("USD", 100_000_00 - 30_000_00 - 20_000_00 + 50_000_00 - 12_34 - 100_00),
    )
    assert lines[COLD].at_cost == (Money("USD", 12_000_00),)
    assert lines[HOT].at_cost == (Money("USD", 4_000_00),)
    assert lines["Assets"].at_market == ()


def test_a_statement_of_a_day_leaves_later_entries_out() -> None:
    """On the second day both lots are there and nothing is sold."""
    lines = {line.account: line for line in statement(filled(), day(2)).tree}
    assert lines[COLD].holds == (Money("sat", 150_000_000),)
    assert GAINS not in lines


def test_coins_are_valued_at_the_price_given() -> None:
    """Market and what is not realised follow from the price, in millisatoshis too; without a price both are unknown."""
    books = filled()
    cold = Coins(
        account=COLD, unit="sat", quantity=30_000_000, cost=12_000_00, cost_unit="USD", market=None, unrealised=None
    )
    assert statement(books).coins[0] == cold
    priced = statement(books, prices=(PRICE,))
    assert (priced.coins[0].market, priced.coins[0].unrealised) == (15_000_00, 3_000_00)
    lines = {line.account: line for line in priced.tree}
    assert lines[HOT].at_market == (Money("USD", 5_000_00),)
    assert lines[TILL].at_market == ()
    assert lines[RUPEES].at_market == (Money("PKR", 28_000_00),)
    rupees = Rate(base=SAT, quote=PKR, price=Decimal(14_000_000), on=day(9), source=Source(title="an example"))
    assert statement(books, prices=(rupees,)).coins[0].market is None


def test_the_equation_holds_with_conversions_in_both_units() -> None:
    """Assets and expenses are liabilities, equity, income and what was converted, in every unit by itself."""
    done = statement(filled())
    lines = {line.unit: line for line in done.equation}
    assert done.balanced
    assert [line.unit for line in done.equation] == ["msat", "PKR", "USD"]
    assert (lines["PKR"].assets, lines["PKR"].converted) == (28_000_00, -28_000_00)
    assert lines["USD"].converted == 100_00
    assert lines["USD"].income == -(50_000_00 - 30_000_00 - 4_000_00)
    assert lines["USD"].expenses == 12_34
    for line in done.equation:
        columns = (line.assets, line.liabilities, line.equity, line.income, line.expenses, line.converted)
        assert sum(columns) == line.difference == 0


def test_a_cent_too_much_is_seen() -> None:
    """Balances that were tampered with do not balance, whatever conversions there were."""
    books = filled()
    wrong = tuple(
        Balance(held.account, held.unit, held.quantity + 1) if held.account == CASH else held
        for held in books.balances()
    )
    given = StatementInput(
        at=None,
        head=Head(),
        chart=CHART,
        balances=wrong,
        positions=books.positions(),
        converted=converted(books.entries()),
    )
    done = books_statement(given)
    assert not done.balanced
    assert [line.difference for line in done.equation if line.unit == "USD"] == [1]


def test_without_conversions_nothing_is_left_to_explain() -> None:
    """The entries need only be read where currencies were exchanged: what they exchanged is exactly what is open."""
    books = filled()
    assert unexplained(books.balances(), books.positions()) == converted(books.entries())
    assert unexplained(books.balances(day(5)), books.positions(day(5))) == ()


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([COLD, HOT, POOL]), st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 10**9)
        ),
        min_size=1,
        max_size=10,
    )
)
def test_the_equation_holds_in_any_books(trades: list[tuple[str, int, int, int]]) -> None:
    """Purchases, sales and conversions of any size leave both sides equal, and the lots' market value exact."""
    books = MemoryBooks(CHART)
    for number, (account, coins, cents, rupees) in enumerate(trades):
        books.post([buy(f"b{number}", number, coins, cents, account)])
        out = leg(account, -(1 + rupees % coins), lot=f"b{number}" if account == HOT else None)
        books.post([draft(f"s{number}", number, out, leg(CASH, usd(rupees)), balance_to=GAINS)])
        exchanged = Leg(account=RUPEES, amount=Amount(rupees, PKR), price=usd(cents))
        books.post([draft(f"c{number}", number, exchanged, leg(CASH, usd(-cents)))])
    done = statement(books, prices=(PRICE,))
    assert done.balanced
    held = sum(position.quantity for position in books.positions())
    worth = sum(coins.market or 0 for coins in done.coins)
    assert abs(worth - Decimal(held) * 5_000_000 / 100_000_000) <= len(done.coins)
