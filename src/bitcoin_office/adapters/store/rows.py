"""Entries and lots as rows of the tables, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from bitcoin_office.adapters.store.schema import day_number, day_of
from bitcoin_office.books.account import Account, LotMethod
from bitcoin_office.books.entry import Entry, Posting
from bitcoin_office.terms.errors import StoreError

# Positions in the rows that ``entries_from`` reads: the entry's columns, then the posting's.
ENTRY_COLUMNS = ("seq", "external_id", "day", "narrative", "source", "reverses", "draft_hash", "previous_hash", "hash")
POSTING_COLUMNS = ("account_id", "quantity", "unit", "weight", "weight_unit", "lot")
_FIRST_OF_POSTING = len(ENTRY_COLUMNS)


def entry_row(entry: Entry) -> tuple[int, str, int, str, str, str | None, bytes, bytes, bytes]:
    """The row of ``entries``, in the order of its columns."""
    return (
        entry.seq,
        entry.external_id,
        day_number(entry.on),
        entry.narrative,
        entry.source,
        entry.reverses,
        bytes.fromhex(entry.draft_hash),
        bytes.fromhex(entry.previous_hash),
        bytes.fromhex(entry.hash),
    )


def sound_day(number: int) -> dt.date:
    """The day that a number stands for. Raises ``StoreError`` for none."""
    try:
        return day_of(number)
    except ValueError:
        raise _changed(f"{number} stands for no day") from None


def any_day(number: int) -> dt.date:
    """The day, or the first of all days for a number that is none: for a walk that must not stop."""
    try:
        return day_of(number)
    except ValueError:
        return dt.date.min


def _changed(what: str) -> StoreError:
    return StoreError(
        f"The database of the books was changed by something else: {what}.", remedy="Run: bitcoin-office books verify."
    )


def entries_from(
    rows: Iterable[Any], account_names: Mapping[int, str], read_day: Callable[[int], dt.date] = sound_day
) -> Iterator[Entry]:
    """Entries from joined rows, ordered by entry and posting; one without postings has a row without an account."""
    for _, group in groupby(rows, key=itemgetter(0)):
        postings: list[Posting] = []
        row: Any = None
        for row in group:
            account_id, quantity, unit, weight, weight_unit, lot = row[_FIRST_OF_POSTING:]
            if account_id is not None:
                name = account_names.get(account_id, f"(account {account_id})")
                postings.append(Posting(name, quantity, unit, weight, weight_unit, lot))
        seq, external_id, day, narrative, source, reverses, draft_hash, previous_hash, its_hash = row[
            :_FIRST_OF_POSTING
        ]
        yield Entry(
            seq=seq,
            external_id=external_id,
            on=read_day(day),
            narrative=narrative,
            source=source,
            postings=tuple(postings),
            reverses=reverses,
            previous_hash=bytes(previous_hash).hex(),
            hash=bytes(its_hash).hex(),
            draft_hash=bytes(draft_hash).hex(),
        )


def account_row(number: int, account: Account) -> dict[str, object]:
    """The row of ``accounts``."""
    units = " ".join(account.units)
    return {"id": number, "name": account.name, "title": account.title, "units": units, "lots": account.lots.value}


def account_from(row: Any) -> Account:
    """The account in a row of ``accounts``. Raises ``StoreError`` for a way to keep lots that there is not."""
    if row.lots not in {method.value for method in LotMethod}:
        raise _changed(f"{row.name} keeps lots as {row.lots!r}")
    return Account(name=row.name, title=row.title, units=tuple(row.units.split()), lots=LotMethod(row.lots))
