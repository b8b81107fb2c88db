"""A posting tried out: exactly what the books would do with drafts, without doing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bitcoin_office.books.booking import Past, book, fresh, hashes
from bitcoin_office.books.entry import Draft, Entry
from bitcoin_office.books.ledger import Books
from bitcoin_office.books.lots import Lot, LotPosition, OpenLots


class _LotsIn:
    """The lots of some books, read only."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def positions_in(self, account: str) -> Iterable[LotPosition]:
        """What the account holds of every lot."""
        return self._books.positions(account=account)

    def lot(self, lot_id: str) -> Lot | None:
        """None: only reversals ask, and drafts that people write reverse nothing."""
        del lot_id


def rehearse(books: Books, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
    """The entries that ``books.post(drafts)`` would give, for drafts that are no reversals; raises what it would
    raise.
    """
    booked: dict[str, Entry] = {}
    for draft in drafts:
        entry = books.entry(draft.external_id)
        if entry is not None:
            booked[draft.external_id] = entry
    new = fresh(drafts, hashes(drafts), {name: entry.draft_hash for name, entry in booked.items()})
    lots = OpenLots(_LotsIn(books))
    entries = book(new.values(), accounts=books.chart().by_name(), lots=lots, head=books.head(), past=Past())
    booked.update((entry.external_id, entry) for entry in entries)
    return tuple(booked[draft.external_id] for draft in drafts)


def conflicting(books: Books, drafts: Sequence[Draft]) -> tuple[str, ...]:
    """The external ids that the books know with other contents."""
    found: list[str] = []
    for draft, digest in zip(drafts, hashes(drafts), strict=True):
        entry = books.entry(draft.external_id)
        if entry is not None and entry.draft_hash != digest:
            found.append(draft.external_id)
    return tuple(found)
