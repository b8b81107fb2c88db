"""What the books must do so that they say what the chain says: what to undo, what to book, and on which days."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from bitcoin_office.books.entry import Draft, Entry
from bitcoin_office.books.ledger import reversal
from bitcoin_office.books.seal import draft_hash
from bitcoin_office.reserve.movements_accounts import is_of_vaults
from bitcoin_office.reserve.movements_entries import PREFIX

_UNDO = "undo "
_AGAIN = "#"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The entries of movements that were not undone, in the order of booking, and how often each was ever booked."""

    entries: tuple[Entry, ...]
    bookings: Mapping[str, int]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Drafts to post together, first those that undo. ``undone`` and ``booked`` count them."""

    drafts: tuple[Draft, ...]
    undone: int
    booked: int


def standing_in(entries: Iterable[Entry]) -> Standing:
    """The standing entries of movements among all entries of some books, in the order of booking."""
    standing: dict[str, Entry] = {}
    bookings: Counter[str] = Counter()
    for entry in entries:
        if entry.reverses is not None:
            standing.pop(entry.reverses, None)
        elif entry.external_id.startswith(PREFIX):
            standing[entry.external_id] = entry
            bookings[event_of(entry.external_id)] += 1
    return Standing(entries=tuple(standing.values()), bookings=bookings)


def event_of(external_id: str) -> str:
    """The event that an entry was booked for: its id without the number of the booking."""
    return external_id.partition(_AGAIN)[0]


def numbered(event: str, booking: int) -> str:
    """The external id of the so-many-th booking of an event."""
    return event if booking == 1 else f"{event}{_AGAIN}{booking}"


def undo_name(external_id: str) -> str:
    """The external id of the entry that undoes another."""
    return f"{_UNDO}{external_id}"


def says_the_same(entry: Entry, draft: Draft) -> bool:
    """Whether a booked entry is what the draft would become, be it on a later day than it could have been."""
    if entry.on < draft.on:
        return False
    twin = msgspec.structs.replace(draft, external_id=entry.external_id, on=entry.on)
    return draft_hash(twin) == entry.draft_hash


def plan(standing: Standing, target: Sequence[Draft], *, late: bool = False) -> Plan:
    """What leads from the standing entries to those of ``target``, the drafts of all movements in the chain's order.

    Entries that say what they should stay. The others are undone, and with them whatever took coins from their lots
    since, the latest first; then all that is missing is booked. With ``late`` everything is dated as the last of what
    is undone, but lots keep the days on which they were opened: for lots that have moved on, whose coins would
    otherwise seem to leave before they came back.
    """
    wanted = {draft.external_id: draft for draft in target}
    changed = {
        entry.external_id
        for entry in standing.entries
        if event_of(entry.external_id) not in wanted or not says_the_same(entry, wanted[event_of(entry.external_id)])
    }
    undone = _with_dependents(standing.entries, changed)
    last = max((entry.on for entry in undone), default=dt.date.min)
    kept = {event_of(entry.external_id) for entry in standing.entries} - {event_of(each.external_id) for each in undone}
    missing = [draft for name, draft in wanted.items() if name not in kept]
    if late:
        missing = [_not_before(draft, last) for draft in missing]
    drafts = [
        *_reversals(undone, wanted, last if late else dt.date.min),
        *(_numbered(draft, standing.bookings) for draft in missing),
    ]
    return Plan(drafts=tuple(drafts), undone=len(undone), booked=len(missing))


def _with_dependents(entries: Iterable[Entry], changed: set[str]) -> list[Entry]:
    """The changed entries, and those that later took coins from a lot where one of them had put some."""
    touched: set[tuple[str, str]] = set()
    result: list[Entry] = []
    for entry in entries:
        positions = [
            (posting.account, posting.lot or "", posting.quantity) for posting in entry.postings if posting.lot
        ]
        depends = any(quantity < 0 and (account, lot) in touched for account, lot, quantity in positions)
        if entry.external_id in changed or depends:
            result.append(entry)
            touched |= {(account, lot) for account, lot, quantity in positions if quantity > 0}
    return result


def _reversals(undone: Sequence[Entry], wanted: Mapping[str, Draft], not_before: dt.date) -> list[Draft]:
    """Undoes entries, the latest first, each on its own day, or on the day on which its coins came back."""
    back: dict[tuple[str, str], dt.date] = {}
    drafts: list[Draft] = []
    for entry in reversed(undone):
        lots = [((posting.account, posting.lot), posting.quantity) for posting in entry.postings if posting.lot]
        days = [back[place] for place, quantity in lots if quantity > 0 and place in back]
        on = max([entry.on, not_before, *days])
        for place, quantity in lots:
            if quantity < 0:
                back[place] = max(on, back.get(place, on))
        if event_of(entry.external_id) in wanted:
            why = f"Undone and booked anew, as more is known now: {entry.narrative}"
        else:
            why = f"Undone, its block is no longer on the best chain or its vault no longer watched: {entry.narrative}"
        drafts.append(reversal(entry, new_id=undo_name(entry.external_id), on=on, why=why))
    return drafts


def _not_before(draft: Draft, day: dt.date) -> Draft:
    """The draft on a later day, unless it only brings coins in."""
    takes = any(leg.amount.quantity < 0 and is_of_vaults(leg.account) for leg in draft.legs)
    return msgspec.structs.replace(draft, on=max(draft.on, day)) if takes else draft


def _numbered(draft: Draft, bookings: Mapping[str, int]) -> Draft:
    booking = bookings.get(draft.external_id, 0) + 1
    return msgspec.structs.replace(draft, external_id=numbered(draft.external_id, booking))
