"""What all books do, in memory, in SQLite and in PostgreSQL."""

import hashlib
import json

import pytest

from bitcoin_office.books.account import Account, Chart, LotMethod
from bitcoin_office.books.booking import Head
from bitcoin_office.books.entry import Entry, Leg, Posting
from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.ledger import Balance, Books
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.terms.errors import ConflictError, NotFoundError
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


def a_week() -> list:
    """Purchases, moves between own accounts, a sale and a correction, over two months."""
    return [
        buy("buy-1", 0, 1000, 500),
        buy("buy-2", 1, 1000, 301),
        move("move-1", 2, 1500),
        move("to-pool", 3, 300, target=POOL),
        buy("buy-3", 4, 77, 11, account=POOL),
        sell("sale-1", 5, 250, 400, account=HOT, lot="buy-2"),
        sell("sale-2", 40, 100, 1, account=POOL),
        draft("undo-sale-2", 41, reverses="sale-2"),
    ]


def recomputed(entry: Entry) -> str:
    """The entry's hash as its description says, in plain Python."""
    contents = {
        "format": "bitcoin-office/entry/1",
        "seq": entry.seq,
        "external_id": entry.external_id,
        "on": entry.on.isoformat(),
        "narrative": entry.narrative,
        "source": entry.source,
        "reverses": entry.reverses,
        "draft_hash": entry.draft_hash,
        "postings": [
            {
                "account": p.account,
                "quantity": p.quantity,
                "unit": p.unit,
                "weight": p.weight,
                "weight_unit": p.weight_unit,
                "lot": p.lot,
            }
            for p in entry.postings
        ],
        "previous_hash": entry.previous_hash,
    }
    text = json.dumps(contents, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_empty_books(books: Books) -> None:
    """New books have accounts, and nothing in them; they verify."""
    assert books.head() == Head(0, "0" * 64)
    assert list(books.entries()) == []
    assert books.balances() == ()
    assert books.positions() == ()
    assert books.entry("buy-1") is None
    assert [account.name for account in books.chart().accounts] == sorted(a.name for a in CHART.accounts)
    assert books.verify().findings == ()


def test_every_kind_of_books_books_alike(books: Books) -> None:
    """The same drafts become the same entries with the same hashes, whatever keeps them, however batched."""
    other = MemoryBooks(CHART)
    one_by_one = [entry for each in a_week() for entry in books.post([each])]
    assert list(other.post(a_week())) == one_by_one
    assert list(books.entries()) == one_by_one
    assert books.head() == other.head()
    assert books.balances() == other.balances()
    assert books.positions() == other.positions()
    assert books.verify() == other.verify()
    assert books.verify().findings == ()
    assert books.verify().entries == len(a_week())


def test_balances_and_lots_of_every_day(books: Books) -> None:
    """Balances and lots at the end of any day are those of books that end there."""
    books.post(a_week())
    for number in (-1, 0, 2, 3, 4, 5, 30, 31, 39, 40, 41, 400):
        until = MemoryBooks(CHART)
        until.post([each for each in a_week() if each.on <= day(number)])
        assert books.balances(day(number)) == until.balances()
        assert books.positions(day(number)) == until.positions()
        assert books.positions(day(number), HOT) == until.positions(account=HOT)
    assert books.positions(account=HOT) == books.positions(day(41), HOT)
    assert {held.account for held in books.positions(account=HOT)} == {HOT}


def test_hashes_can_be_recomputed_without_this_program(books: Books) -> None:
    """The chain is SHA-256 over the JSON text that its description states, also for unusual characters."""
    odd = draft('id "\\/\u2028é\x01\n', 0, leg(TILL, usd(5)), leg(EQUITY, usd(-5)))
    entries = [*books.post([*a_week(), odd])]
    before = "0" * 64
    for entry in books.entries():
        assert entry.previous_hash == before
        assert entry.hash == recomputed(entry)
        before = entry.hash
    assert entries[-1].hash == before


def test_the_same_event_twice_is_one_entry(books: Books) -> None:
    """A repeated external id gives the entry that it became, alone, in a batch, and within one batch."""
    first = books.post(a_week())
    again = books.post([a_week()[3], buy("new", 50, 1, 1), a_week()[0], buy("new", 50, 1, 1)])
    assert again[0] == first[3]
    assert again[2] == first[0]
    assert again[1] == again[3]
    assert again[1].seq == len(first) + 1
    assert books.head() == Head(again[1].seq, again[1].hash)
    assert books.post([a_week()[6]]) == (first[6],)


@pytest.mark.parametrize(
    "other",
    [
        buy("buy-1", 0, 1000, 501),
        buy("buy-1", 1, 1000, 500),
        buy("buy-1", 0, 1000, 500, account=HOT),
        draft("buy-1", 0, reverses="buy-2"),
    ],
)
def test_the_same_id_with_different_contents_is_a_conflict(books: Books, other: object) -> None:
    """An external id means one event: different contents are refused, with everything posted beside them."""
    books.post(a_week()[:2])
    head = books.head()
    with pytest.raises(ConflictError, match="'buy-1' was given before"):
        books.post([buy("fine", 9, 5, 5), other])
    with pytest.raises(ConflictError):
        books.post([buy("twice", 9, 5, 5), buy("twice", 9, 5, 6)])
    assert books.head() == head
    assert books.entry("fine") is None


def test_a_batch_is_booked_whole_or_not_at_all(books: Books) -> None:
    """One bad draft keeps its whole batch out, and the lots are as if nothing had been tried."""
    books.post(a_week()[:2])
    before = (books.head(), books.balances(), books.positions())
    with pytest.raises(BookingError) as caught:
        books.post(
            [buy("b", 3, 10, 10), move("m", 3, 2005), sell("s", 3, 9999, 1), sell("t", 3, 1, 1, account="Assets:Hat")]
        )
    assert [finding.code for finding in caught.value.findings] == ["overspent", "unknown-account"]
    assert (books.head(), books.balances(), books.positions()) == before
    assert books.post([sell("all", 3, 2000, 1)])[0].seq == 3
    assert books.positions() == ()
    assert books.verify().findings == ()


def test_a_rehearsal_is_what_posting_would_be(books: Books) -> None:
    """A rehearsed posting gives the very entries, known ones among them, or the same refusal; nothing is booked."""
    books.post(a_week()[:3])
    before = (books.head(), books.balances(), books.positions())
    rehearsed = books.rehearse(a_week())
    assert (books.head(), books.balances(), books.positions()) == before
    wrong = [*a_week()[3:], sell("too-much", 50, 9999, 1)]
    with pytest.raises(BookingError, match="too-much"):
        books.rehearse(wrong)
    with pytest.raises(ConflictError):
        books.rehearse([buy("buy-1", 0, 1, 1)])
    assert books.post(a_week()) == rehearsed
    assert books.rehearse(a_week()) == rehearsed
    assert books.verify().findings == ()


def test_a_lot_moves_between_own_accounts_unchanged(books: Books) -> None:
    """Coins keep their lot, day and cost wherever they lie; the cost of all parts is the cost of the lot."""
    books.post([buy("buy-1", 0, 3, 100), move("m", 5, 1), move("n", 6, 1)])
    held = {(p.account, p.lot): p for p in books.positions()}
    assert {key: (p.quantity, p.cost) for key, p in held.items()} == {(COLD, "buy-1"): (1, 33), (HOT, "buy-1"): (2, 67)}
    assert held[HOT, "buy-1"].acquired_on == day(0)
    assert held[HOT, "buy-1"].arrived_on == day(6)


def test_entries_are_streamed_by_account_and_day(books: Books) -> None:
    """Entries come in the order of booking, after a number, of one account, of some days."""
    posted = books.post(a_week())
    assert list(books.entries(after=5)) == list(posted[5:])
    assert [e.external_id for e in books.entries(account=POOL)] == ["to-pool", "buy-3", "sale-2", "undo-sale-2"]
    assert [e.external_id for e in books.entries(account=POOL, first=day(4), last=day(40))] == ["buy-3", "sale-2"]
    assert [e.external_id for e in books.entries(first=day(40))] == ["sale-2", "undo-sale-2"]
    assert list(books.entries(account="Assets:Nowhere")) == []
    assert books.entry("buy-2") == posted[1]


def test_more_entries_than_are_read_at_once(books: Books) -> None:
    """A long book is streamed without losing or doubling an entry, and adds up."""
    many = [draft(f"d{n}", n % 70, leg(TILL, usd(n + 1)), leg(EQUITY, usd(-n - 1))) for n in range(4_100)]
    books.post(many)
    assert [entry.seq for entry in books.entries()] == list(range(1, 4_101))
    assert [entry.external_id for entry in books.entries(account=TILL, first=day(69))] == [
        f"d{n}" for n in range(4_100) if n % 70 == 69
    ]
    assert books.balances() == (
        Balance(TILL, "USD", 4_100 * 4_101 // 2),
        Balance(EQUITY, "USD", -4_100 * 4_101 // 2),
    )


def test_a_reversal_mirrors_the_entry_and_its_lots(books: Books) -> None:
    """A reversal gives back exactly what the entry took, and the entry stays."""
    books.post(a_week()[:6])
    before = (books.balances(), [(p.account, p.lot, p.quantity, p.cost) for p in books.positions()])
    sale = books.post([sell("sale", 10, 133, 99)])[0]
    undone = books.reverse("sale", new_id="undo", on=day(11), why="A wrong amount")
    assert undone.reverses == "sale"
    assert undone.narrative == "A wrong amount"
    assert undone.postings == tuple(
        Posting(p.account, -p.quantity, p.unit, -p.weight, p.weight_unit, p.lot) for p in sale.postings
    )
    assert (books.balances(), [(p.account, p.lot, p.quantity, p.cost) for p in books.positions()]) == before
    assert books.entry("sale") == sale
    assert books.reverse("sale", new_id="undo", on=day(11), why="A wrong amount") == undone
    assert books.verify().findings == ()


def test_a_reversal_and_what_is_right_go_in_one_batch(books: Books) -> None:
    """A correction is a reversal and a new entry, whole or not at all; the freed coins can be used at once."""
    books.post([buy("buy", 0, 100, 50), sell("wrong", 1, 100, 60)])
    books.post([draft("undo", 2, reverses="wrong"), sell("right", 2, 100, 66)])
    assert Balance(CASH, "USD", 16) in books.balances()
    assert books.positions() == ()


@pytest.mark.parametrize(
    ("reversal", "code"),
    [
        (draft("r", 9, reverses="nothing"), "unknown-entry"),
        (draft("r", -1, reverses="buy-1"), "reversal-too-early"),
        (draft("r", 9, reverses="buy-1"), "lot-changed"),
        (draft("r", 9, leg(TILL, 5), reverses="buy-3"), "reversal-with-legs"),
        (draft("r", 42, reverses="sale-2"), "already-reversed"),
        (draft("r", 3, reverses="to-pool"), "before-arrival"),
    ],
)
def test_reversals_that_cannot_be(books: Books, reversal: object, code: str) -> None:
    """A reversal names an entry, comes after it, once, and needs its coins to be still there."""
    books.post(a_week())
    with pytest.raises(BookingError) as caught:
        books.post([reversal])
    assert [finding.code for finding in caught.value.findings] == [code]


def test_reversing_what_is_not_there(books: Books) -> None:
    """An unknown entry cannot be reversed by name."""
    with pytest.raises(NotFoundError, match="No entry 'nothing'"):
        books.reverse("nothing", new_id="r", on=day(1), why="")


def test_accounts_are_opened_once_and_never_change(books: Books) -> None:
    """Opening the same accounts again is nothing new; one that differs is a conflict, and nothing is opened."""
    more = Account(name="Assets:Escrow", units=("sat", "USD"))
    books.open_accounts(Chart((*CHART.accounts, more)))
    books.open_accounts(Chart((Account(name="Assets:Escrow", units=("USD", "sat")),)))
    assert books.chart().get("Assets:Escrow").units == ("USD", "sat")
    for changed in (
        Account(name=COLD, title="Cold vault", units=("sat",), lots=LotMethod.AVERAGE),
        Account(name=COLD, title="Cold vault", units=(), lots=LotMethod.FIFO),
    ):
        with pytest.raises(ConflictError, match=COLD):
            books.open_accounts(Chart((Account(name="Assets:Unopened"), changed)))
    assert "Assets:Unopened" not in books.chart().by_name()


def test_a_chart_that_cannot_be(books: Books) -> None:
    """Every fault of a chart is found, and nothing of it is opened."""
    accounts = (Account(name="assets:x"), Account(name="Assets:X", units=("XBT",)), Account(name="Assets:X"))
    with pytest.raises(BookingError) as caught:
        books.open_accounts(Chart(accounts))
    assert [f.code for f in caught.value.findings] == ["account-name", "unknown-unit", "account-twice"]
    assert "Assets:X" not in books.chart().by_name()


def test_known_heads_uncover_a_rewritten_or_shortened_history(books: Books) -> None:
    """Heads noted earlier must still lie on the chain."""
    books.post(a_week()[:3])
    noted = books.head()
    books.post(a_week()[3:])
    assert books.verify([noted, books.head()]).findings == ()
    wrong = books.verify([Head(2, "ab" * 32), Head(99, "cd" * 32)])
    assert [(finding.code, finding.place.key) for finding in wrong.findings] == [
        ("rewritten", "entry 2"),
        ("shortened", "entry 99"),
    ]


def test_the_largest_amounts(books: Books) -> None:
    """Amounts up to 64 bits are kept exactly; larger ones are a finding."""
    most = 2**63 - 1
    books.post([draft("most", 0, leg(TILL, usd(most)), leg(EQUITY, usd(-most)))])
    assert books.balances() == (Balance(TILL, "USD", most), Balance(EQUITY, "USD", -most))
    with pytest.raises(BookingError) as caught:
        books.post([draft("more", 0, leg(TILL, usd(most + 1)), leg(EQUITY, usd(-most - 1)))])
    assert [finding.code for finding in caught.value.findings] == ["too-large", "too-large"]


def test_many_commodities_in_one_entry(books: Books) -> None:
    """Every unit balances by itself, and a price ties two of them."""
    entry = books.post(
        [
            draft(
                "fx",
                0,
                Leg(account=RUPEES, amount=_pkr(28_000), price=usd(100)),
                leg(CASH, usd(-101)),
                leg(FEES, usd(1)),
                leg(TILL, 7),
                leg(EQUITY, -7),
            )
        ]
    )[0]
    assert entry.postings[0] == Posting(RUPEES, 28_000, "PKR", 100, "USD")
    assert Balance(RUPEES, "PKR", 28_000) in books.balances()
    assert GAINS not in {balance.account for balance in books.balances()}


def _pkr(quantity: int) -> object:
    from bitcoin_office.terms.amount import Amount
    from bitcoin_office.terms.units import PKR

    return Amount(quantity, PKR)
