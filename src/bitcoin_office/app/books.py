"""Wires the books to one office: extracts, the statement, verification, reversal and the Beancount file."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import msgspec

from bitcoin_office.app.office_dir import OfficeDir, OfficeKind
from bitcoin_office.books.account import Chart
from bitcoin_office.books.beancount import export
from bitcoin_office.books.booking import Head
from bitcoin_office.books.extracts import Balances, Journal, Lots, journal_lines, lot_lines
from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.ledger import Books, Verification
from bitcoin_office.books.posting_report import PostingReport, reported
from bitcoin_office.books.statement import (
    BooksStatement,
    Money,
    StatementInput,
    books_statement,
    converted,
    unexplained,
)
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError, StoreError
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.units import SAT, USD, Unit, unit

if TYPE_CHECKING:
    from bitcoin_office.adapters.store import SqlBooks

# A few entries booked by others meanwhile are read around; a store that never rests for the length of one query is not.
MOST_READINGS = 10

# Entries that a journal reads at first, and how much further it reads when they do not fill its lines: all steps but
# the last together are then a seventh of it.
FIRST_WINDOW, WINDOW_GROWTH = 1_000, 8

T = TypeVar("T")


def open_office_books(office: OfficeDir) -> SqlBooks:
    """The office's books. Raises ``StoreError`` when there are none."""
    from bitcoin_office.adapters.store import open_books  # noqa: PLC0415 - half a second that --help does not pay

    return open_books(office.books_url())


def balances(office: OfficeDir, *, at: dt.date | None, account: str | None) -> Balances:
    """What the accounts hold; with an ``account``, that one and those below it. Raises ``NotFoundError``."""
    with open_office_books(office) as books:
        group = None if account is None else _group(books, account)

        def read(head: Head) -> Balances:
            held = books.balances(at)
            chosen = held if group is None else tuple(balance for balance in held if balance.account in group)
            return Balances(at=at, head=head, balances=chosen)

        return _at_rest(books, read)


def journal(
    office: OfficeDir, *, account: str | None, first: dt.date | None, last: dt.date | None, last_lines: int
) -> Journal:
    """The last lines of the journal, of one account or all. Raises ``NotFoundError``."""
    with open_office_books(office) as books:
        if account is not None:
            books.chart().get(account)

        def read(head: Head) -> Journal:
            # Most often the last lines stand in the last entries; the window grows for an account that is used less.
            window = max(FIRST_WINDOW, last_lines + 1)
            closing = books.balances(last) if account is not None else ()
            while True:
                after = max(0, head.seq - window)
                entries = books.entries(after=after, account=account, first=first, last=last)
                lines, more = journal_lines(entries, account=account, last_lines=last_lines, closing=closing)
                if more or after == 0:
                    return Journal(account=account, first=first, last=last, head=head, lines=lines, more=more)
                window *= WINDOW_GROWTH

        return _at_rest(books, read)


def lots(office: OfficeDir, *, at: dt.date | None, aged_on: dt.date, account: str | None) -> Lots:
    """The lots held, in one account and those below it or in all. Raises ``NotFoundError``."""
    with open_office_books(office) as books:
        group = None if account is None else _group(books, account)

        def read(head: Head) -> Lots:
            held = (position for position in books.positions(at) if group is None or position.account in group)
            return Lots(at=at, aged_on=aged_on, head=head, lots=lot_lines(held, aged_on))

        return _at_rest(books, read)


def statement(office: OfficeDir, *, at: dt.date | None, prices: tuple[Rate, ...]) -> BooksStatement:
    """The statement of the books."""
    with open_office_books(office) as books:

        def read(head: Head) -> StatementInput:
            held, positions = books.balances(at), books.positions(at)
            exchanged: tuple[Money, ...] = ()
            if unexplained(held, positions):
                exchanged = converted(books.entries(last=at))
            return StatementInput(
                at=at,
                head=head,
                chart=books.chart(),
                balances=held,
                positions=positions,
                converted=exchanged,
                prices=prices,
            )

        return books_statement(_at_rest(books, read))


def market_price(office: OfficeDir, day: dt.date) -> Rate:
    """The office's own close of bitcoin in US dollars for a day. Raises ``IncompleteDataError`` where none is near."""
    from bitcoin_office.app.market import MAX_PRICE_AGE_DAYS, market_for  # noqa: PLC0415 - as above

    carried = market_for(office.path).btc_usd.carried(day, MAX_PRICE_AGE_DAYS)
    if carried is None:
        raise IncompleteDataError(
            f"No close of bitcoin is known on {day} or up to {MAX_PRICE_AGE_DAYS} days before.",
            remedy='Fetch it: bitcoin-office market update; or state one: --price "BTC=118000 USD".',
        )
    seen = carried.observation
    return Rate(base=SAT, quote=USD, price=seen.value, on=seen.on, source=seen.source)


def verify(office: OfficeDir, known: tuple[Head, ...] = ()) -> Verification:
    """Walks the whole chain of entries, through the heads that are ``known``."""
    with open_office_books(office) as books:
        return books.verify(known)


def reverse(office: OfficeDir, external_id: str, *, on: dt.date, why: str, new_id: str | None) -> PostingReport:
    """Books the opposite of an entry. Raises ``NotFoundError`` and ``ConflictError``."""
    name = new_id or f"reversal of {external_id}"
    with open_office_books(office) as books:
        before = books.head()
        try:
            entry = books.reverse(external_id, new_id=name, on=on, why=why)
        except BookingError as error:
            return PostingReport(
                file="", dry_run=False, new=0, known=0, skipped=0, head=before, entries=(), findings=error.findings
            )
        new = entry.seq > before.seq
        return PostingReport(
            file="",
            dry_run=False,
            new=int(new),
            known=int(not new),
            skipped=0,
            head=books.head(),
            entries=reported([entry], before=before, lines={}, dry_run=False),
            findings=(),
        )


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """What was written for Beancount: so many ``entries``, up to the entry that ``head`` names."""

    schema: str = "bitcoin-office/books-export/1"
    format: str = "beancount"
    entries: int
    head: Head


@contextmanager
def beancount_file(
    office: OfficeDir, *, operating: tuple[Unit, ...] = (), prices: tuple[Rate, ...] = ()
) -> Generator[tuple[Export, Iterator[str]]]:
    """The books as a Beancount file in pieces, open while the block runs.

    Reports lead with the ``operating`` currencies; without any, with those that the chart of accounts names.
    """
    with open_office_books(office) as books:
        head = books.head()
        entries = (entry for entry in books.entries() if entry.seq <= head.seq)
        made_up = " (training: all of it is made up)" if office.settings.kind is OfficeKind.TRAINING else ""
        title = f"Bitcoin Office {office.settings.country_name()}{made_up}"
        chart = books.chart()
        leading = operating or _currencies(chart)
        pieces = export(entries, chart, title=title, operating=leading, prices=prices)
        yield Export(entries=head.seq, head=head), pieces


def _currencies(chart: Chart) -> tuple[Unit, ...]:
    """The currencies that accounts are restricted to, the most common first."""
    named = Counter(code for account in chart.accounts for code in account.units)
    units = (unit(code) for code, _ in named.most_common())
    return tuple(of for of in units if of.commodity != SAT.commodity)


def _group(books: Books, account: str) -> set[str]:
    """The account of this name and all below it. Raises ``NotFoundError`` with the nearest known name."""
    names = [known.name for known in books.chart().accounts]
    group = {name for name in names if name == account or name.startswith(f"{account}:")}
    if not group:
        raise NotFoundError(kind="account", name=account, known=tuple(names))
    return group


def _at_rest(books: Books, read: Callable[[Head], T]) -> T:
    """What ``read`` gives while nothing is booked, so that all its figures are of one moment. Raises ``StoreError``."""
    for _ in range(MOST_READINGS):
        head = books.head()
        result = read(head)
        if books.head() == head:
            return result
    raise StoreError(
        f"Entries were booked during each of {MOST_READINGS} readings, so that no figures of one moment could be had.",
        remedy="Try again, or ask for an earlier day from a copy of the books.",
    )
