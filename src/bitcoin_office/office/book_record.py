"""The procedure that books what a country's record announces."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.books.ledger import Books
from bitcoin_office.market.series import Series
from bitcoin_office.reserve.purchases import draft, priced_purchases
from bitcoin_office.reserve.record import Record


class BookedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How many announced purchases there are up to ``until``, and how many of them were new to the books."""

    schema: str = "bitcoin-office/booked-record/1"
    until: dt.date
    purchases: int
    new: int


def book_record(record: Record, closes: Series, books: Books, until: dt.date) -> BookedRecord:
    """Books every announced purchase up to and including ``until``, in order of days, in one transaction.

    Booking the same record again adds nothing. Raises ``IncompleteDataError`` when a price is missing, and
    ``ConflictError`` when a purchase is already booked with other contents.
    """
    purchases = sorted(priced_purchases(record, closes, until), key=lambda purchase: purchase.on)
    before = books.head().seq
    books.post([draft(purchase) for purchase in purchases])
    return BookedRecord(until=until, purchases=len(purchases), new=books.head().seq - before)
