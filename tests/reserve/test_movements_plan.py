"""The ways by which books are brought up to date: as little as can be undone, on which days, under which names."""

import datetime as dt

from bitcoin_office.books.account import Chart
from bitcoin_office.books.entry import Draft, Leg
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.reserve.movements_accounts import missing_accounts, observed, unexplained
from bitcoin_office.reserve.movements_plan import Plan, event_of, numbered, plans, says_the_same, standing_in
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import USD

COLD, PLAIN = observed("Cold"), unexplained("Cold")


def on(day: int) -> dt.date:
    """A day of July."""
    return dt.date(2025, 7, day)


def bought(name: str, day: int, quantity: int, cents: int, block: str = "b") -> Draft:
    """Coins that open a lot."""
    legs = (
        Leg(account=COLD, amount=sats(quantity), cost=Amount(cents, USD)),
        Leg(account="Equity:Reserve:Purchases", amount=Amount(-cents, USD)),
    )
    return Draft(external_id=f"chain:{name}", on=on(day), narrative=name, source=f"Block {block}, {name}", legs=legs)


def paid_fee(name: str, day: int, quantity: int, block: str = "b") -> Draft:
    """Coins that leave as a fee."""
    legs = (Leg(account=COLD, amount=sats(-quantity)), Leg(account="Expenses:Network-Fees", amount=sats(quantity)))
    return Draft(external_id=f"chain:{name}", on=on(day), narrative=name, source=f"Block {block}, {name}", legs=legs)


def found(name: str, day: int, quantity: int) -> Draft:
    """Coins of unknown cost."""
    legs = (
        Leg(account=PLAIN, amount=sats(quantity)),
        Leg(account="Income:Reserve:Unexplained", amount=sats(-quantity)),
    )
    return Draft(external_id=f"chain:{name}", on=on(day), narrative=name, source=f"Block b, {name}", legs=legs)


def books_with(*drafts: Draft) -> MemoryBooks:
    """Books that hold some entries of movements, and one of somebody else."""
    books = MemoryBooks(Chart(()))
    books.open_accounts(missing_accounts(["Cold"], ()))
    books.post(drafts)
    return books


def first(books: MemoryBooks, *target: Draft) -> Plan:
    """The first way, posted."""
    way = next(iter(plans(standing_in(books.entries()), target)))
    books.post(way.drafts)
    assert books.verify().findings == ()
    again = next(iter(plans(standing_in(books.entries()), target)))
    assert again.drafts == ()
    return way


def ids(way: Plan) -> list[str]:
    """The external ids of a plan's drafts."""
    return [draft.external_id for draft in way.drafts]


def test_what_is_new_is_booked_and_nothing_undone() -> None:
    """A chain that only grew adds entries."""
    books = books_with(bought("a", 1, 100, 50))
    assert ids(first(books, bought("a", 1, 100, 50), paid_fee("b", 2, 5))) == ["chain:b"]


def test_what_is_known_better_is_undone_and_booked_on_its_own_day() -> None:
    """A voucher for coins of unknown cost: one entry undone, one booked, under the next number."""
    books = books_with(found("a", 1, 100), bought("b", 2, 7, 7))
    way = first(books, bought("a", 1, 100, 50), bought("b", 2, 7, 7))
    assert ids(way) == ["undo chain:a", "chain:a#2"]
    assert [draft.on for draft in way.drafts] == [on(1), on(1)]
    assert [(held.lot, held.acquired_on) for held in books.positions()] == [("chain:a#2", on(1)), ("chain:b", on(2))]
    assert ids(first(books, bought("a", 1, 100, 60), bought("b", 2, 7, 7))) == ["undo chain:a#2", "chain:a#3"]


def test_two_sales_vouched_late_keep_their_days() -> None:
    """Entries that only took coins are undone and booked one by one, so that no lot seems to have been away."""
    books = books_with(bought("a", 1, 100, 100), paid_fee("b", 5, 10), paid_fee("c", 9, 10))
    way = first(books, bought("a", 1, 100, 100), paid_fee("b", 5, 11), paid_fee("c", 9, 11))
    assert ids(way) == ["undo chain:b", "chain:b#2", "undo chain:c", "chain:c#2"]
    assert [draft.on for draft in way.drafts] == [on(5), on(5), on(9), on(9)]


def test_orphaned_blocks_are_undone_the_latest_first() -> None:
    """What the new branch lacks is undone, what it has anew is booked anew; nothing is deleted."""
    books = books_with(bought("a", 1, 100, 100), bought("b", 2, 50, 99), paid_fee("c", 3, 120))
    way = first(books, bought("a", 1, 100, 100), bought("b", 2, 50, 99, block="other"))
    assert ids(way) == ["undo chain:c", "undo chain:b", "chain:b#2"]
    assert [(held.lot, held.quantity) for held in books.positions()] == [("chain:a", 100), ("chain:b#2", 50)]
    assert len(list(books.entries())) == 6


def test_what_took_from_a_changed_lot_is_undone_with_it() -> None:
    """The cost of a lot that has been drawn on is corrected together with what drew on it."""
    books = books_with(bought("a", 1, 100, 100), paid_fee("b", 2, 10))
    target = bought("a", 1, 100, 300), paid_fee("b", 2, 10)
    ways = list(plans(standing_in(books.entries()), target))
    for way in ways:
        assert ids(way)[:2] == ["undo chain:b", "undo chain:a"]
    first(books, *target)
    [lot] = books.positions()
    assert (lot.quantity, lot.cost, lot.acquired_on) == (90, 270, on(1))


def test_a_later_way_dates_what_takes_but_never_what_comes() -> None:
    """In the ways after the first, spending waits for the last day there is; lots keep the day of their purchase."""
    books = books_with(bought("a", 1, 100, 100), paid_fee("b", 2, 10), paid_fee("z", 20, 1))
    target = bought("a", 1, 100, 300), paid_fee("b", 2, 10), paid_fee("z", 20, 1)
    late = list(plans(standing_in(books.entries()), target))[-1]
    days = {draft.external_id: draft.on for draft in late.drafts}
    assert days["chain:a#2"] == on(1)
    assert days["chain:b#2"] == on(20)
    books.post(late.drafts)
    assert next(iter(plans(standing_in(books.entries()), target))).drafts == ()


def test_an_entry_on_a_later_day_says_the_same() -> None:
    """An entry that had to wait is not booked again; one that is earlier than it may be is."""
    [entry] = books_with(bought("a", 5, 100, 100)).entries()
    assert says_the_same(entry, bought("a", 3, 100, 100))
    assert not says_the_same(entry, bought("a", 6, 100, 100))
    assert not says_the_same(entry, bought("a", 5, 100, 101))


def test_names_of_bookings() -> None:
    """The first booking has the event's own name, later ones a number; the event is read back from any."""
    for booking in (1, 2, 10):
        assert event_of(numbered("chain:ab:unexplained", booking)) == "chain:ab:unexplained"


def test_entries_of_others_are_left_alone() -> None:
    """Whatever else stands in the books is neither undone nor counted; its days are, where it moved these coins."""
    books = books_with(bought("a", 1, 100, 100))
    other = Draft(
        external_id="hand", on=on(2), narrative="x", source="x", reverses=None,
        legs=(Leg(account=PLAIN, amount=sats(1)), Leg(account="Income:Reserve:Unexplained", amount=sats(-1))),
    )  # fmt: skip
    books.post([other])
    books.reverse("hand", new_id="undo hand", on=on(9), why="x")
    standing = standing_in(books.entries())
    assert [entry.external_id for entry in standing.entries] == ["chain:a"]
    assert (standing.last_day, standing.last_undoing) == (on(9), dt.date.min)
