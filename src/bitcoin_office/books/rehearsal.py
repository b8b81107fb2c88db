"""A posting tried out: exactly what the books would do with drafts, without doing it."""

from __future__ import annotations

from collections.abc import Sequence

from bitcoin_office.books.booking import hashes
from bitcoin_office.books.entry import Draft, Entry
from bitcoin_office.books.ledger import Books


def rehearse(books: Books, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
    """The entries that ``books.post(drafts)`` would give; raises what it would raise."""
    return books.rehearse(drafts)


def conflicting(books: Books, drafts: Sequence[Draft]) -> tuple[str, ...]:
    """The external ids that the books know with other contents."""
    found: list[str] = []
    for draft, digest in zip(drafts, hashes(drafts), strict=True):
        entry = books.entry(draft.external_id)
        if entry is not None and entry.draft_hash != digest:
            found.append(draft.external_id)
    return tuple(found)
