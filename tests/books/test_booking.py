"""Booking: how drafts become postings, and what is refused."""

import pytest

from bitcoin_office.books.account import Account, Chart, LotMethod
from bitcoin_office.books.entry import Draft, Leg, Posting
from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import MSAT, PKR, SAT
from tests.bookkeeping import (
    CASH,
    CHART,
    COLD,
    EQUITY,
    FEES,
    GAINS,
    HOT,
    POOL,
    TILL,
    buy,
    day,
    draft,
    leg,
    move,
    sell,
    usd,
)


@pytest.fixture
def books() -> MemoryBooks:
    """Books with a lot in each kind of account."""
    books = MemoryBooks(CHART)
    books.post([buy(name, 0, 100, 1000, account=at) for name, at in (("cold", COLD), ("hot", HOT), ("pool", POOL))])
    return books


def sat_leg(**fields: object) -> Leg:
    """A leg of a hundred satoshis into the till, with some fields changed."""
    return Leg(**{"account": TILL, "amount": Amount(100, SAT), **fields})


def named(value: object) -> str:
    """The part of a parameter's name that a reader wants to see."""
    return value if isinstance(value, str) and value.isprintable() else ""


BAD_LEGS = [
    ("unknown-account", "legs[0].account", "Did you mean Assets:Till?", sat_leg(account="Assets:Tall")),
    ("unknown-account", "legs[0].account", "Open it in the chart", sat_leg(account="Zzz")),
    ("unit-refused", "legs[0].amount", "It holds: USD.", sat_leg(account=CASH)),
    ("zero-leg", "legs[0].amount", "Leave the leg out.", sat_leg(amount=Amount(0, SAT))),
    ("same-unit", "legs[0].price", "another unit", sat_leg(price=Amount(5, SAT))),
    ("same-unit", "legs[0].cost", "another unit", sat_leg(account=COLD, cost=Amount(5, SAT))),
    ("negative", "legs[0].price", "the amount has the sign", sat_leg(price=usd(-5))),
    ("negative", "legs[0].cost", "the amount has the sign", sat_leg(account=COLD, cost=usd(-5))),
    ("cost-and-price", "legs[0].price", "", sat_leg(account=COLD, cost=usd(5), price=usd(5))),
    ("cost-without-lots", "legs[0].cost", "State a price instead.", sat_leg(cost=usd(5))),
    ("cost-on-outgoing", "legs[0].cost", "", sat_leg(account=COLD, amount=Amount(-5, SAT), cost=usd(5))),
    ("price-for-cost", "legs[0].price", "State it as the cost.", sat_leg(account=COLD, price=usd(5))),
    ("lot-refused", "legs[0].lot", "", sat_leg(lot="cold")),
    ("lot-refused", "legs[0].lot", "", sat_leg(account=HOT, cost=usd(5), lot="hot")),
    ("too-large", "legs[0].price", "64 bits", sat_leg(price=usd(2**63))),
    ("cost-missing", "legs[0].cost", "100 sat come in with none", sat_leg(account=COLD)),
    ("overspent", "legs[0].amount", "can give 100 sat on 2024-01-06", sat_leg(account=COLD, amount=Amount(-101, SAT))),
    ("overspent", "legs[0].amount", "can give 100 sat", sat_leg(account=POOL, amount=Amount(-101, SAT))),
    ("overspent", "legs[0].amount", "can give 100 sat", sat_leg(account=HOT, amount=Amount(-101, SAT), lot="hot")),
    ("unknown-lot", "legs[0].lot", "It holds: hot.", sat_leg(account=HOT, amount=Amount(-1, SAT), lot="hat")),
    ("unknown-lot", "legs[0].lot", "It holds: cold.", sat_leg(account=COLD, amount=Amount(-1, SAT), lot="x")),
    ("lot-missing", "legs[0].lot", "Name one of: hot.", sat_leg(account=HOT, amount=Amount(-1, SAT))),
    ("average-unit", "legs[0].cost", "in USD", sat_leg(account=POOL, cost=Amount(5, PKR))),
]


@pytest.mark.parametrize(("code", "key", "words", "bad"), BAD_LEGS, ids=named)
def test_bad_legs(books: MemoryBooks, code: str, key: str, words: str, bad: Leg) -> None:
    """Each fault has its code, says where it is and what to do; nothing is booked."""
    head, positions = books.head(), books.positions()
    with pytest.raises(BookingError) as caught:
        books.post([draft("bad", 5, bad, leg(TILL, usd(7)), balance_to=GAINS)])
    (finding,) = caught.value.findings
    assert (finding.code, finding.place.file, finding.place.key) == (code, "bad", key)
    assert words in f"{finding.message} {finding.remedy}"
    assert (books.head(), books.positions()) == (head, positions)


BAD_DRAFTS = [
    ("unbalanced", "0.07 USD, 5 sat is left over", draft("b", 5, leg(TILL, usd(7)), leg(TILL, 5))),
    ("no-legs", "no legs", draft("b", 5)),
    ("unknown-account", "Did you mean Income:Gains?", draft("b", 5, leg(TILL, usd(7)), balance_to="Income:Gain")),
    ("unit-refused", "does not hold sat", draft("b", 5, leg(TILL, 7), balance_to=CASH)),
    ("balance-to-lots", "keeps lots", draft("b", 5, leg(TILL, -7), balance_to=COLD)),
    ("too-large", "64 bits", draft("b", 5, *[leg(TILL, usd(2**62))] * 3, balance_to=GAINS)),
    ("external-id", "0 characters", draft("", 5, leg(TILL, 5), leg(EQUITY, -5))),
    ("external-id", "201 characters", draft("x" * 201, 5, leg(TILL, 5), leg(EQUITY, -5))),
    ("external-id", "second lot", draft("x~2", 5, leg(TILL, 5), leg(EQUITY, -5))),
    ("text", "NUL", draft("a\0b", 5, leg(TILL, 5), leg(EQUITY, -5))),
    ("text", "UTF-8", draft("a\ud800b", 5, leg(TILL, 5), leg(EQUITY, -5))),
    ("before-arrival", "came into Assets:Pool on 2024-01-01", move("b", -1, 5, source=POOL)),
    ("overspent", "can give 0 sat on 2023-12-31", move("b", -1, 5)),
]


@pytest.mark.parametrize(("code", "words", "bad"), BAD_DRAFTS, ids=named)
def test_bad_drafts(books: MemoryBooks, code: str, words: str, bad: Draft) -> None:
    """What is wrong with a draft as a whole is found, and said."""
    with pytest.raises(BookingError, match="Nothing was posted") as caught:
        books.post([bad])
    assert caught.value.findings[0].code == code
    assert words in f"{caught.value.findings[0].message} {caught.value.findings[0].remedy}"


def test_every_finding_of_every_draft_is_collected(books: MemoryBooks) -> None:
    """Findings of all legs of all drafts come back at once."""
    bad = draft("one", 5, sat_leg(account="Assets:Tall"), sat_leg(account=CASH), sat_leg(price=usd(-5)))
    with pytest.raises(BookingError) as caught:
        books.post([bad, draft("fine", 5, leg(TILL, 1), leg(EQUITY, -1)), draft("two", 5, leg(TILL, 1))])
    places = [(f.place.file, f.code) for f in caught.value.findings]
    assert places == [("one", "unknown-account"), ("one", "unit-refused"), ("one", "negative"), ("two", "unbalanced")]
    assert "(and 3 more)" in str(caught.value)


def test_a_sale_leaves_its_gain_where_the_draft_says(books: MemoryBooks) -> None:
    """Coins sold weigh what they cost; the difference goes to the balancing account."""
    (entry,) = books.post([sell("s", 1, 33, 500)])
    assert entry.postings == (
        Posting(COLD, -33, "sat", -330, "USD", "cold"),
        Posting(CASH, 500, "USD", 500, "USD"),
        Posting(GAINS, -170, "USD", -170, "USD"),
    )


def test_an_average_account_sells_at_the_mean(books: MemoryBooks) -> None:
    """The pool mixes every arrival; what leaves it costs the mean."""
    books.post([buy("more", 1, 300, 1800, account=POOL)])
    assert books.positions(account=POOL)[0].cost == 2800
    (entry,) = books.post([sell("s", 2, 100, 900, account=POOL)])
    assert entry.postings[0] == Posting(POOL, -100, "sat", -700, "USD", "pool")
    books.post([sell("rest", 3, 300, 900, account=POOL), buy("again", 4, 5, 50, account=POOL)])
    assert [(p.lot, p.quantity, p.cost) for p in books.positions(account=POOL)] == [("pool", 5, 50)]


def test_coins_leave_a_pool_as_new_lots(books: MemoryBooks) -> None:
    """A pool has no lots to carry: what it gives to another account is a lot of that day, at the mean."""
    (entry,) = books.post([move("m", 7, 50, source=POOL, target=COLD)])
    assert [p.lot for p in entry.postings] == ["pool", "m"]
    moved = next(p for p in books.positions(account=COLD) if p.lot == "m")
    assert (moved.quantity, moved.cost, moved.acquired_on) == (50, 500, day(7))


def test_an_entry_that_opens_several_lots_numbers_them(books: MemoryBooks) -> None:
    """The first lot has the entry's id, the others a number behind it."""
    books.post([draft("two", 1, leg(COLD, 5, 10), leg(HOT, 6, 11), leg(CASH, usd(-21)))])
    assert {(p.account, p.lot) for p in books.positions()} >= {(COLD, "two"), (HOT, "two~2")}


def test_a_fee_takes_its_cost_along(books: MemoryBooks) -> None:
    """Of coins that move, those that reach an account without lots weigh there what they cost."""
    (entry,) = books.post([draft("m", 1, leg(COLD, -60), leg(HOT, 50), leg(FEES, 10))])
    assert entry.postings[1:] == (Posting(HOT, 50, "sat", 500, "USD", "cold"), Posting(FEES, 10, "sat", 100, "USD"))
    (fee,) = books.post([draft("n", 1, leg(COLD, -40), leg(HOT, 30), balance_to=FEES)])
    assert fee.postings[-1] == Posting(FEES, 100, "USD", 100, "USD")


def test_coins_owed_and_coins_owned_in_one_entry(books: MemoryBooks) -> None:
    """Where some of the coins come from lots and some do not, only the former weigh their cost."""
    (entry,) = books.post([draft("pay", 1, leg(COLD, -60), leg(GAINS, -40), leg(TILL, 100))])
    assert entry.postings[2:] == (Posting(TILL, 60, "sat", 600, "USD"), Posting(TILL, 40, "sat", 40, "sat"))


def test_a_price_marks_a_sale_beside_a_move(books: MemoryBooks) -> None:
    """Coins with a price are sold: they are not those that another account receives."""
    sale = Leg(account=COLD, amount=Amount(-40, SAT), price=usd(450))
    (entry,) = books.post([draft("both", 1, sale, leg(CASH, usd(450)), leg(COLD, -60), leg(HOT, 60), balance_to=GAINS)])
    assert entry.postings[0] == Posting(COLD, -40, "sat", -400, "USD", "cold")
    assert entry.postings[-1] == Posting(GAINS, -50, "USD", -50, "USD")
    assert sum(p.quantity for p in books.positions(account=HOT)) == 160


def test_mined_coins_at_no_cost(books: MemoryBooks) -> None:
    """Coins may come in at no cost, and their sale is all gain."""
    books.post([draft("mined", 1, leg(HOT, 50, 0)), sell("s", 2, 50, 80, account=HOT, lot="mined")])
    assert books.entry("s").postings[-1] == Posting(GAINS, -80, "USD", -80, "USD")


def test_back_dated_entries_see_only_coins_that_were_there(books: MemoryBooks) -> None:
    """Lots are taken in the order of booking, and never before they came: no day's position is below zero."""
    books.post([buy("later", 10, 100, 3000)])
    (entry,) = books.post([sell("s", 5, 100, 1)])
    assert [p.lot for p in entry.postings[:1]] == ["cold"]
    with pytest.raises(BookingError) as caught:
        books.post([sell("t", 9, 1, 1)])
    assert caught.value.findings[0].code == "overspent"
    books.post([buy("earlier", 3, 10, 30)])
    assert [p.lot for p in books.post([sell("u", 12, 11, 1)])[0].postings[:2]] == ["earlier", "later"]


def test_millisatoshis_keep_lots_of_their_own() -> None:
    """An account may hold lots in satoshis and in millisatoshis; they do not mix."""
    books = MemoryBooks(Chart((Account(name="Assets:L", lots=LotMethod.AVERAGE), Account(name=CASH))))
    msat = Leg(account="Assets:L", amount=Amount(5_000, MSAT), cost=usd(2))
    books.post([draft("a", 0, leg("Assets:L", 5, 2), msat, leg(CASH, usd(-4)))])
    assert [(p.lot, p.unit, p.quantity) for p in books.positions()] == [("a", "sat", 5), ("a~2", "msat", 5_000)]
    with pytest.raises(BookingError):
        books.post([draft("b", 1, leg("Assets:L", -6), leg(CASH, usd(1)), balance_to=CASH)])
