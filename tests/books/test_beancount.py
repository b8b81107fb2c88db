"""The exported file, judged by Beancount: accepted without a word, the same balances to the last satoshi and cent."""

import datetime as dt
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data, inventory
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.books.account import Account, Chart, LotMethod
from bitcoin_office.books.beancount import export
from bitcoin_office.books.booking import BookingError
from bitcoin_office.books.entry import Draft, Leg
from bitcoin_office.books.ledger import Books
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.errors import NotFoundError
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import MSAT, SAT, USD, Unit, unit

JPY = unit("JPY")
KWD = unit("KWD")
BANK, YEN, HOT, COLD, POOL = "Assets:Bank:Usd", "Assets:Bank:Yen", "Assets:Hot", "Assets:Cold", "Assets:Pool"
WALLET, GAINS, FEES, OPENING = "Assets:Wallet", "Income:Gains", "Expenses:Fees", "Equity:Opening"
CHART = Chart(
    (
        Account(name=BANK, title='The "operating" account', units=("USD",)),
        Account(name=YEN, units=("JPY", "KWD")),
        Account(name=HOT, units=("sat",), lots=LotMethod.FIFO),
        Account(name=COLD, units=("sat",), lots=LotMethod.SPECIFIC),
        Account(name=POOL, units=("sat",), lots=LotMethod.AVERAGE),
        Account(name=WALLET, units=("sat", "msat")),
        Account(name=GAINS),
        Account(name=FEES),
        Account(name=OPENING),
    )
)
FIRST = dt.date(2024, 1, 1)


def draft(name: str, *legs: Leg, on: dt.date = FIRST, narrative: str = "test", balance_to: str | None = None) -> Draft:
    """A draft with the given legs."""
    return Draft(external_id=name, on=on, narrative=narrative, source="a voucher", legs=legs, balance_to=balance_to)


def leg(account: str, quantity: int, of: Unit, cost: Amount | None = None, price: Amount | None = None) -> Leg:
    """A leg of so many minor units."""
    return Leg(account=account, amount=Amount(quantity, of), cost=cost, price=price)


def purchase(name: str, account: str, coins: int, cost: Amount, on: dt.date = FIRST) -> Draft:
    """Coins bought with money that nobody looks at."""
    paid = (leg(OPENING, -cost.quantity, cost.unit),) if cost else ()
    return draft(name, leg(account, coins, SAT, cost=cost), *paid, on=on)


def text_of(books: Books, prices: tuple[Rate, ...] = ()) -> str:
    """The whole export."""
    return "".join(export(books.entries(), books.chart(), title="Test", operating=(USD,), prices=prices))


def loaded(text: str) -> tuple[list[data.Directive], dict[str, inventory.Inventory]]:
    """What Beancount makes of a file that it must accept."""
    entries, errors, _ = loader.load_string(text)
    assert [error.message for error in errors] == []
    held: dict[str, inventory.Inventory] = {}
    for entry in entries:
        for posting in entry.postings if isinstance(entry, data.Transaction) else ():
            held.setdefault(posting.account, inventory.Inventory()).add_position(posting)
    return entries, held


def assert_same(books: Books, text: str) -> None:
    """Beancount's balances and costs are ours: quantities exactly, costs exactly once rounded to the minor unit."""
    _, held = loaded(text)
    units: dict[tuple[str, str], Decimal] = {}
    for balance in books.balances():
        key = (balance.account, unit(balance.unit).commodity)
        units[key] = units.get(key, Decimal(0)) + Amount(balance.quantity, unit(balance.unit)).decimal()
    costs: dict[tuple[str, str], Decimal] = {}
    for position in books.positions():
        key = (position.account, position.cost_unit)
        costs[key] = costs.get(key, Decimal(0)) + Amount(position.cost, unit(position.cost_unit)).decimal()
    their_units: dict[tuple[str, str], Decimal] = {}
    their_costs: dict[tuple[str, str], Decimal] = {}
    for account, positions in held.items():
        for (currency, _), position in positions.items():
            key = (account, currency)
            their_units[key] = their_units.get(key, Decimal(0)) + position.units.number
            if position.cost is not None:
                key = (account, position.cost.currency)
                their_costs[key] = their_costs.get(key, Decimal(0)) + position.units.number * position.cost.number
    assert {key: number for key, number in their_units.items() if number} == {k: n for k, n in units.items() if n}
    for key in their_costs | costs:
        exact = their_costs.get(key, Decimal(0))
        rounded = exact.quantize(Decimal(1).scaleb(-unit(key[1]).decimals))
        assert rounded == costs.get(key, Decimal(0))
        assert abs(exact - rounded) < Decimal("1e-9")


def busy_books() -> MemoryBooks:
    """Every kind of entry that the books know."""
    books = MemoryBooks(CHART)
    day = [FIRST + dt.timedelta(days=number) for number in range(20)]
    books.post(
        [
            draft("open", leg(BANK, 10_000_000_00, USD), leg(OPENING, -10_000_000_00, USD)),
            draft("buy-1", leg(HOT, 100_000_003, SAT, cost=Amount(42_000_07, USD)), leg(BANK, -42_000_07, USD)),
            purchase("buy-2", HOT, 33_333_333, Amount(14_000_01, USD), day[1]),
            purchase("buy-yen", HOT, 7, Amount(1_000, JPY), day[1]),
            purchase("found", COLD, 21, Amount(0, USD), day[2]),
            purchase("pool-1", POOL, 3, Amount(10, USD), day[2]),
            purchase("pool-2", POOL, 4, Amount(20, USD), day[3]),
            draft(
                "sell", leg(HOT, -110_000_000, SAT), leg(BANK, 70_000_00, USD), leg(FEES, 5_00, USD),
                on=day[4], balance_to=GAINS,
            ),
            draft("move", leg(HOT, -20_000_000, SAT), leg(COLD, 12_345_678, SAT), leg(COLD, 7_654_322, SAT), on=day[5]),
            draft("average", leg(HOT, -1_000, SAT), leg(POOL, 1_000, SAT), on=day[6]),
            draft("sell-pool", leg(POOL, -502, SAT), leg(BANK, 3, USD), on=day[7], balance_to=GAINS),
            draft(
                "convert", leg(YEN, 1_500_000, JPY, price=Amount(10_000_00, USD)), leg(BANK, -10_000_00, USD), on=day[8]
            ),
            draft("dinars", leg(YEN, 3_001, KWD, price=Amount(10_00, USD)), leg(BANK, -10_00, USD), on=day[8]),
            draft("yen", leg(YEN, -500, JPY), leg(FEES, 500, JPY), on=day[8]),
            draft("spend", leg(HOT, -500, SAT), leg(FEES, 500, SAT), on=day[9]),
            draft("lightning", leg(WALLET, 5_000, MSAT), leg(OPENING, -5_000, MSAT), on=day[9]),
            draft(
                "words", leg(BANK, 1, USD), leg(OPENING, -1, USD), on=day[10],
                narrative='El "Zonte" \\ peaje\tñ 漢字 🪙\nsecond line {{ ; " @@',
            ),
        ]
    )  # fmt: skip
    books.reverse("words", new_id="words-undone", on=day[11], why="Entered twice")
    books.reverse("spend", new_id="spend-undone", on=day[11], why="Never left")
    books.reverse("convert", new_id="convert-undone", on=day[11], why='Wrong "rate"')
    return books


def test_every_kind_of_entry_against_beancount() -> None:
    """Purchases, sales with gain, moved lots, averages, conversions and reversals: no errors, the same balances."""
    books = busy_books()
    assert_same(books, text_of(books))


def test_accounts_are_opened_on_their_first_day_with_what_they_hold() -> None:
    """Also when a later entry is dated earlier; accounts with lots are opened so that their exact costs stand."""
    books = busy_books()
    books.post([draft("late", leg(GAINS, 5, USD), leg(FEES, -5, USD), on=FIRST - dt.timedelta(days=400))])
    entries, _ = loaded(text_of(books))
    opened = {entry.account: entry for entry in entries if isinstance(entry, data.Open)}
    assert opened[GAINS].date == opened[FEES].date == FIRST - dt.timedelta(days=400)
    assert opened[HOT].date == FIRST
    assert opened[HOT].booking is data.Booking.NONE
    assert opened[BANK].booking is None
    assert opened[BANK].meta["title"] == 'The "operating" account'
    assert opened[BANK].currencies == ["USD"]
    assert set(opened[FEES].currencies) == {"USD", "JPY", "BTC"}


def test_entries_keep_their_number_id_source_and_hash() -> None:
    """Beancount's transactions lead back to ours, words and all; a reversal is tagged and names what it reverses."""
    books = busy_books()
    entries, _ = loaded(text_of(books))
    theirs = {entry.meta["seq"]: entry for entry in entries if isinstance(entry, data.Transaction)}
    for ours in books.entries():
        their = theirs[Decimal(ours.seq)]
        assert (their.date, their.narration) == (ours.on, ours.narrative)
        meta = [their.meta[key] for key in ("external-id", "source", "hash")]
        assert meta == [ours.external_id, ours.source, ours.hash]
        assert (their.meta.get("reverses"), "reversal" in their.tags) == (ours.reverses, ours.reverses is not None)


def test_prices_and_the_operating_currency_are_stated() -> None:
    """Prices that are given stand in the file, exactly."""
    price = Rate(base=SAT, quote=USD, price=Decimal("118000.50"), on=FIRST, source=Source(title="an example"))
    text = text_of(busy_books(), (price,))
    entries, _ = loaded(text)
    assert [entry.amount.number for entry in entries if isinstance(entry, data.Price)] == [Decimal("118000.50")]
    assert 'option "operating_currency" "USD"' in text


def test_an_entry_that_is_one_minor_unit_off_is_refused() -> None:
    """The tolerance that the file asks for does not hide a cent, a yen or a fils."""
    for amount, wrong in (("5.00 USD", "-4.99 USD"), ("5 JPY", "-4 JPY"), ("5.000 KWD", "-4.999 KWD")):
        header = "".join(export((), CHART))
        text = f'{header}2024-01-01 open Assets:A\n2024-01-01 * "x"\n  Assets:A  {amount}\n  Assets:A  {wrong}\n'
        _, errors, _ = loader.load_string(text)
        assert ["does not balance" in error.message for error in errors] == [True]


_OPERATIONS = st.tuples(
    st.sampled_from(["buy", "sell", "move", "convert", "spend", "reverse"]),
    st.sampled_from([HOT, COLD, POOL]),
    st.sampled_from([HOT, COLD, POOL]),
    st.integers(1, 21_000_000 * 10**8),
    st.integers(0, 10**14),
    st.sampled_from([USD, JPY, KWD]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_OPERATIONS, min_size=3, max_size=15), st.text(max_size=30))
def test_generated_books_against_beancount(operations: list[tuple], words: str) -> None:
    """Any sequence of entries that the books accept is accepted by Beancount with the same balances and costs."""
    books = MemoryBooks(CHART)
    for number, account in enumerate((HOT, HOT, COLD, POOL, POOL)):
        books.post([purchase(f"start{number}", account, 7 * 11**number, Amount(3 * 13**number, USD))])
    for number, operation in enumerate(operations):
        try:
            _carry_out(books, number, operation, words)
        except (BookingError, NotFoundError):
            continue
    assert_same(books, text_of(books))


def _carry_out(books: MemoryBooks, number: int, operation: tuple, words: str) -> None:
    kind, account, other, size, money, of = operation
    name, on = f"e{number}", FIRST + dt.timedelta(days=number)
    held = books.positions(account=account)
    there = held[0].quantity if held and account == COLD else sum(position.quantity for position in held)
    coins = 1 + size % max(1, there)
    out = Leg(account=account, amount=sats(-coins), lot=held[0].lot if held and account == COLD else None)
    match kind:
        case "buy":
            books.post([purchase(name, account, size, Amount(money, of), on)])
        case "sell":
            proceeds = leg(OPENING, money + 1, of)
            books.post([draft(name, out, proceeds, on=on, narrative=words or "none", balance_to=GAINS)])
        case "move":
            parts = (coins // 3, coins - coins // 3)
            books.post([draft(name, out, *(leg(other, part, SAT) for part in parts if part), on=on)])
        case "convert":
            value = Amount(money + 1, JPY if of is USD else USD)
            books.post(
                [draft(name, leg(GAINS, size, of, price=value), leg(OPENING, -value.quantity, value.unit), on=on)]
            )
        case "spend":
            books.post([draft(name, out, leg(FEES, coins, SAT), on=on)])
        case _:
            books.reverse(f"e{size % (number + 1)}", new_id=name, on=on, why="a slip")


_TRADES = st.lists(
    st.tuples(st.integers(1, 10**12), st.integers(0, 10**12), st.integers(0, 100)), min_size=1, max_size=8
)


@settings(max_examples=60, deadline=None)
@given(_TRADES)
def test_fifo_against_beancount(trades: list[tuple[int, int, int]]) -> None:
    """The same purchases and sales, booked first in first out by Beancount itself, leave the same lots.

    Coins and days are equal exactly. Beancount carries fractions of cents along and we round to the cent at every
    sale, so that a lot's cost may differ by half a cent for each sale that it took part in, and the gains by as much
    for each lot.
    """
    books = MemoryBooks(CHART)
    lines = [f'{FIRST} open Assets:Hot BTC "FIFO"', f"{FIRST} open Equity:Opening", f"{FIRST} open Income:Gains"]
    for number, (coins, cents, percent) in enumerate(trades):
        on = FIRST + dt.timedelta(days=number)
        cost = Amount(cents, USD)
        books.post([purchase(f"b{number}", HOT, coins, cost, on)])
        lines += [
            f'{on} * "bought"',
            f'  Assets:Hot  {sats(coins).plain()} BTC {{{{{cost.plain()} USD, {on}, "b{number}"}}}}',
            f"  Equity:Opening  {(-cost).plain()} USD",
        ]
        held = sum(position.quantity for position in books.positions())
        sold = held * percent // 100
        if sold:
            money = leg(OPENING, cents + 1, USD)
            books.post([draft(f"s{number}", leg(HOT, -sold, SAT), money, on=on, balance_to=GAINS)])
            lines += [
                f'{on} * "sold"',
                f"  Assets:Hot  {sats(-sold).plain()} BTC {{}}",
                f"  Equity:Opening  {Amount(cents + 1, USD).plain()} USD",
                "  Income:Gains",
            ]
    _, held = loaded("\n".join(lines) + "\n")
    theirs = {position.cost.label: position for position in held["Assets:Hot"]}
    ours = {position.lot: position for position in books.positions()}
    assert ours.keys() == theirs.keys()
    tolerance = Decimal("0.005") * len(trades) + Decimal("1e-9")
    for name, position in ours.items():
        their = theirs[name]
        assert (sats(position.quantity).decimal(), position.acquired_on) == (their.units.number, their.cost.date)
        cost = Amount(position.cost, USD).decimal()
        assert abs(cost - their.units.number * their.cost.number) <= tolerance
    gains = sum(balance.quantity for balance in books.balances() if balance.account == GAINS)
    their_gains = held["Income:Gains"].get_currency_units("USD").number if "Income:Gains" in held else Decimal(0)
    assert abs(Amount(gains, USD).decimal() - their_gains) <= tolerance * len(trades)


def test_the_file_against_bean_check(tmp_path: Path) -> None:
    """Beancount's own checker accepts the file without a word."""
    file = tmp_path / "books.beancount"
    file.write_text(text_of(busy_books()), encoding="utf-8")
    checker = Path(sys.executable).parent / "bean-check"
    done = subprocess.run([checker, "--no-cache", file], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def fava(tmp_path: Path) -> Iterator[str]:
    """Fava, showing our file on a free port of this machine; its address."""
    file = tmp_path / "books.beancount"
    file.write_text(text_of(busy_books()), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).parent / "fava"
    process = subprocess.Popen(
        [program, "--host", "127.0.0.1", "--port", str(port), file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=30)


def fetched(address: str) -> str:
    """A page of a server that may still be starting."""
    # Not through a proxy: the server is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(150):
        try:
            with opener.open(address, timeout=30) as answer:
                return answer.read().decode()
        except urllib.error.URLError as error:
            if isinstance(error, urllib.error.HTTPError):
                raise
            time.sleep(0.2)
    pytest.fail(f"{address} never answered")


def test_the_file_against_fava(fava: str) -> None:
    """Fava opens the file, finds no errors in it, and shows our accounts and coins in its balance sheet."""
    page = fetched(f"{fava}/")
    ledger = json.loads(
        re.search(r'<script type="application/json" id="ledger-data">(.*?)</script>', page, re.DOTALL)[1]
    )
    assert ledger["errors"] == []
    assert HOT in ledger["accounts"]
    sheet = fetched(f"{fava}/test/api/balance_sheet")
    assert HOT in sheet
