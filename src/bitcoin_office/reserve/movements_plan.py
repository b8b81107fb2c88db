"""What the books must do so that they say what the chain says: what to undo, what to book, and on which days."""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from bitcoin_office.books.entry import Draft, Entry
from bitcoin_office.books.ledger import reversal
from bitcoin_office.books.seal import draft_hash
from bitcoin_office.reserve.movements_accounts import is_of_vaults
from bitcoin_office.reserve.movements_entries import PREFIX, not_before, takes

_UNDO = "undo "
_AGAIN = "#"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The entries of movements that were not undone, in the order of booking, and how often each was ever booked.

    ``last_day`` is the latest day of any entry on the vaults' accounts, whosever it is, ``last_undoing`` that of any
    that undid a movement.
    """

    entries: tuple[Entry, ...]
    bookings: Mapping[str, int]
    last_day: dt.date
    last_undoing: dt.date


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Drafts to post together, first those that undo. ``undone`` and ``booked`` count them."""

    drafts: tuple[Draft, ...]
    undone: int
    booked: int


def standing_in(entries: Iterable[Entry]) -> Standing:
    """The standing entries of movements among all entries of some books, in the order of booking."""
    standing: dict[str, Entry] = {}
    bookings: Counter[str] = Counter()
    last_day = last_undoing = dt.date.min
    for entry in entries:
        if any(is_of_vaults(posting.account) for posting in entry.postings):
            last_day = max(last_day, entry.on)
        if not (entry.reverses or entry.external_id).startswith(PREFIX):
            continue
        if entry.reverses is not None:
            last_undoing = max(last_undoing, entry.on)
            standing.pop(entry.reverses, None)
        else:
            standing[entry.external_id] = entry
            bookings[event_of(entry.external_id)] += 1
    return Standing(entries=tuple(standing.values()), bookings=bookings, last_day=last_day, last_undoing=last_undoing)


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


class Reach(enum.IntEnum):
    """How much is undone to mend what changed: as little as can be, all from the first change on, or everything."""

    LEAST = 0
    FROM_THERE_ON = 1
    EVERYTHING = 2


def plans(standing: Standing, target: Sequence[Draft]) -> Iterator[Plan]:
    """Ways from the standing entries to those of ``target``, the drafts of all movements in the chain's order.

    Entries that say what they should stay. The others are undone, and with them whatever took coins from their lots
    since, the latest first; then all that is missing is booked. The first way changes least: entries that only took
    coins are undone and booked anew one by one, all on their own days. Where coins have moved on since, they would seem
    to leave before they came back: so the next ways date what takes coins as late as the last that is undone, or as the
    last of all, and at last undo more. Lots keep the days on which they were opened in every way. The last way cannot
    fail, unless others have booked these coins elsewhere.
    """
    work = _Planning(standing, target)
    least = work.undone(Reach.LEAST)
    gentle = work.one_by_one(least)
    if gentle is not None:
        yield gentle
    elif work.keeps_order(least):
        yield work.at_once(least, standing.last_undoing)
    yield work.at_once(least, max([standing.last_undoing, *(entry.on for entry in least)]))
    for reach in Reach:
        yield work.at_once(work.undone(reach), standing.last_day)


class _Planning:
    """The ways from one state of the books to another."""

    def __init__(self, standing: Standing, target: Sequence[Draft]) -> None:
        self._standing = standing
        self._target = target
        self._wanted = {draft.external_id: draft for draft in target}
        self._changed = {entry.external_id for entry in standing.entries if not _holds(entry, self._wanted)}

    def undone(self, reach: Reach) -> list[Entry]:
        """What has to be undone, in the order of booking."""
        changed = self._changed
        if reach is not Reach.LEAST:
            changed = _reached(self._standing, self._target, changed, reach)
        return _with_dependents(self._standing.entries, changed)

    def one_by_one(self, undone: Sequence[Entry]) -> Plan | None:
        """Each entry undone and booked anew at once; ``None`` where one of them had put coins into a lot."""
        by_event = {event_of(entry.external_id): entry for entry in undone}
        if any(_puts(entry) for entry in undone) or not by_event.keys() <= self._wanted.keys():
            return None
        drafts: list[Draft] = []
        missing = self._missing(undone)
        earliest = dt.date.min
        for draft in missing:
            entry = by_event.get(draft.external_id)
            if entry is not None:
                drafts += _reversals([entry], self._wanted, dt.date.min)
                earliest = max(earliest, entry.on)
            # What is known better of the same block is booked on its own day; what is of a new one comes after all.
            of_same_block = entry is not None and _block(entry.source) == _block(draft.source)
            day = earliest if of_same_block else max(earliest, self._standing.last_undoing)
            drafts.append(self._numbered(not_before(draft, day)))
        return Plan(drafts=tuple(drafts), undone=len(undone), booked=len(missing))

    def keeps_order(self, undone: Sequence[Entry]) -> bool:
        """Whether nothing takes coins on an earlier day than that on which the undoing gave them back."""
        back = max((each.on for each in _reversals(undone, self._wanted, dt.date.min)), default=dt.date.min)
        return all(draft.on >= back or not takes(draft) for draft in self._missing(undone))

    def at_once(self, undone: Sequence[Entry], day: dt.date) -> Plan:
        """All undone first, then all booked; what takes coins not before the day."""
        missing = [not_before(draft, day) for draft in self._missing(undone)]
        drafts = [
            *_reversals(undone, self._wanted, day),
            *(self._numbered(draft) for draft in missing),
        ]
        return Plan(drafts=tuple(drafts), undone=len(undone), booked=len(missing))

    def _numbered(self, draft: Draft) -> Draft:
        """The draft under the name of its next booking."""
        booking = self._standing.bookings.get(draft.external_id, 0) + 1
        return msgspec.structs.replace(draft, external_id=numbered(draft.external_id, booking))

    def _missing(self, undone: Sequence[Entry]) -> list[Draft]:
        gone = {entry.external_id for entry in undone}
        kept = {event_of(each.external_id) for each in self._standing.entries if each.external_id not in gone}
        return [draft for name, draft in self._wanted.items() if name not in kept]


def _holds(entry: Entry, wanted: Mapping[str, Draft]) -> bool:
    draft = wanted.get(event_of(entry.external_id))
    return draft is not None and says_the_same(entry, draft)


def _reached(standing: Standing, target: Sequence[Draft], changed: set[str], reach: Reach) -> set[str]:
    """The entries to undo: those that changed, and all of movements that come after the first that is not booked."""
    names = {entry.external_id for entry in standing.entries}
    if reach is Reach.EVERYTHING:
        return names
    booked = {event_of(name) for name in names - changed}
    place = next((index for index, draft in enumerate(target) if draft.external_id not in booked), len(target))
    after = {draft.external_id for draft in target[place:]}
    return changed | {name for name in names if event_of(name) in after}


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


def _reversals(undone: Sequence[Entry], wanted: Mapping[str, Draft], earliest: dt.date) -> list[Draft]:
    """Undoes entries, the latest first, each on its own day, or on the day on which its coins came back."""
    back: dict[tuple[str, str], dt.date] = {}
    drafts: list[Draft] = []
    for entry in reversed(undone):
        lots = [((posting.account, posting.lot), posting.quantity) for posting in entry.postings if posting.lot]
        days = [back[place] for place, quantity in lots if quantity > 0 and place in back]
        on = max([entry.on, earliest, *days])
        for place, quantity in lots:
            if quantity < 0:
                back[place] = max(on, back.get(place, on))
        if event_of(entry.external_id) in wanted:
            why = f"Undone and booked anew, as more is known now: {entry.narrative}"
        else:
            why = f"Undone, its block is no longer on the best chain or its vault no longer watched: {entry.narrative}"
        drafts.append(reversal(entry, new_id=undo_name(entry.external_id), on=on, why=why))
    return drafts


def _puts(entry: Entry) -> bool:
    return any(posting.quantity > 0 and posting.lot is not None for posting in entry.postings)


def _block(source: str) -> str:
    """The part of an entry's source that names its block."""
    return source.partition(",")[0]
