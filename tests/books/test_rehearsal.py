"""A rehearsed posting: what the books would do, and books that did not do it."""

import msgspec
import pytest

from bitcoin_office.books.booking import Head
from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.books.posting_report import ReportedPosting, at_lines, reported
from bitcoin_office.books.rehearsal import conflicting, rehearse
from bitcoin_office.terms.errors import ConflictError
from bitcoin_office.terms.finding import Finding, Place
from tests.bookkeeping import CASH, CHART, COLD, EQUITY, POOL, buy, draft, leg, move, sell, usd


def filled() -> MemoryBooks:
    """Cash and one lot."""
    books = MemoryBooks(CHART)
    books.post([draft("open", 0, leg(CASH, usd(90_000_00)), leg(EQUITY, usd(-90_000_00))), buy("b1", 1, 100, 30_00)])
    return books


def test_a_rehearsal_gives_the_very_entries_and_posts_nothing() -> None:
    """Hashes and all: what is rehearsed is what would be posted, known entries among it."""
    books = filled()
    head = books.head()
    drafts = [
        buy("b1", 1, 100, 30_00),
        buy("b2", 2, 50, 20_00),
        sell("s1", 3, 120, 99_00),
        move("m1", 4, 30, target=POOL),
    ]
    rehearsed = rehearse(books, drafts)
    assert books.head() == head
    assert rehearsed == books.post(drafts)


def test_a_rehearsal_finds_what_posting_would() -> None:
    """Too few coins are found without touching the lots."""
    books = filled()
    drafts = [sell("s1", 3, 60, 1_00), sell("s2", 3, 60, 1_00)]
    with pytest.raises(BookingError) as rehearsed:
        rehearse(books, drafts)
    with pytest.raises(BookingError) as posted:
        books.post(drafts)
    assert rehearsed.value.findings == posted.value.findings
    assert [position.quantity for position in books.positions(account=COLD)] == [100]


def test_drafts_that_contradict_the_books_are_named() -> None:
    """A known id with other contents is a conflict, also in a rehearsal; all such ids are found."""
    books = filled()
    drafts = [buy("b1", 1, 100, 31_00), draft("open", 0), buy("b2", 1, 1, 1)]
    with pytest.raises(ConflictError):
        rehearse(books, drafts)
    assert conflicting(books, drafts) == ("b1", "open")


def test_reports_number_only_what_is_in_the_books() -> None:
    """A dry run has no numbers for new entries; known ones keep theirs, and each knows its line."""
    books = filled()
    before = books.head()
    entries = rehearse(books, [buy("b1", 1, 100, 30_00), buy("b2", 2, 50, 20_00)])
    known, new = reported(entries, before=before, lines={"b1": 2, "b2": 3}, dry_run=True)
    assert (known.known, known.seq, known.line) == (True, 2, 2)
    assert (new.known, new.seq, new.line) == (False, None, 3)
    assert new.postings[0] == ReportedPosting(account=COLD, quantity=50, unit="sat")
    (posted,) = reported(entries[1:], before=before, lines={}, dry_run=False)
    assert (posted.seq, posted.line) == (3, None)
    assert reported(entries[:1], before=Head(), lines={}, dry_run=True)[0].seq is None


def test_findings_of_the_booking_move_to_their_lines() -> None:
    """A finding that names an entry gets the file and line; one about something else stays as it is."""
    of_entry = Finding(code="overspent", place=Place(file="s1", key="legs[0]"), message="Too few.")
    other = msgspec.structs.replace(of_entry, place=Place(file="books"))
    moved, same = at_lines([of_entry, other], file="fills.csv", lines={"s1": 7})
    assert str(moved.place) == "fills.csv:7: s1 legs[0]"
    assert same == other
