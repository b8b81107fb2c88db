"""Booking: drafts become entries. Pure: what the books hold comes in, the entries that would follow go out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from bitcoin_office.books import faults
from bitcoin_office.books.account import Account, LotMethod
from bitcoin_office.books.entry import Draft, Entry, Posting
from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.legs import LegWork, keeps_lots, leg_findings
from bitcoin_office.books.lots import OpenLots, opened
from bitcoin_office.books.seal import GENESIS, draft_hash, seal
from bitcoin_office.terms.errors import ConflictError
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.units import unit

LONGEST_EXTERNAL_ID = 200
# The second and later lots of one entry are named by its external id and such an ending.
RESERVED_ENDING = re.compile(r"~[0-9]+\Z")


class Head(msgspec.Struct, frozen=True):
    """The last entry's number and hash; number zero and a hash of zeros for empty books."""

    seq: int = 0
    hash: str = GENESIS


class Past(msgspec.Struct, frozen=True):
    """The entries that a batch's reversals name, and which of them were reversed already, by which entry."""

    entries: dict[str, Entry] = msgspec.field(default_factory=dict[str, Entry])
    reversed_by: dict[str, str] = msgspec.field(default_factory=dict[str, str])


def hashes(drafts: Iterable[Draft]) -> list[str]:
    """The hash of each draft. Raises ``BookingError`` for texts that no database keeps."""
    findings: list[Finding] = []
    result: list[str] = []
    for draft in drafts:
        try:
            result.append(draft_hash(draft))
        except UnicodeEncodeError:
            message, remedy = "A text has characters that cannot be written as UTF-8.", "Remove them."
            findings.append(faults.fault(draft, None, "narrative", "text", message, remedy))
    if findings:
        raise BookingError(tuple(findings))
    return result


def fresh(
    drafts: Sequence[Draft], draft_hashes: Sequence[str], known: Mapping[str, str]
) -> dict[str, tuple[Draft, str]]:
    """The drafts that are not booked yet, each once, by external id; ``known`` has the draft hashes of booked ones.

    Raises ``ConflictError`` for an external id that was given before with different contents.
    """
    result: dict[str, tuple[Draft, str]] = {}
    for draft, digest in zip(drafts, draft_hashes, strict=True):
        name = draft.external_id
        before = known.get(name) or (result[name][1] if name in result else None)
        if before is None:
            result[name] = (draft, digest)
        elif before != digest:
            raise ConflictError(
                f"The external id {name!r} was given before, with different contents.",
                remedy="Give a new event a new id; correct a booked entry by reversing it.",
            )
    return result


def book(
    drafts: Iterable[tuple[Draft, str]], *, accounts: Mapping[str, Account], lots: OpenLots, head: Head, past: Past
) -> tuple[Entry, ...]:
    """The entries for drafts (each with its hash) that follow ``head``, all or none; moves ``lots`` along.

    Raises ``BookingError`` with everything that is wrong with any of them, and leaves ``lots`` as they were.
    """
    start = lots.mark()
    booking = _Booking(accounts, lots, head, past)
    for draft, digest in drafts:
        booking.add(draft, digest)
    if booking.findings:
        lots.undo(start)
        raise BookingError(tuple(booking.findings))
    return tuple(booking.entries)


class _Booking:
    """One batch on its way into the books."""

    def __init__(self, accounts: Mapping[str, Account], lots: OpenLots, head: Head, past: Past) -> None:
        self.entries: list[Entry] = []
        self.findings: list[Finding] = []
        self._accounts = accounts
        self._lots = lots
        self._head = head
        self._past = past
        self._booked: dict[str, Entry] = {}
        self._reversed_by: dict[str, str] = {}

    def add(self, draft: Draft, digest: str) -> None:
        """Books one draft, or notes what is wrong with it and leaves no trace."""
        seq = self._head.seq + 1
        postings = self._quick_postings(draft)
        if postings is None:
            mark = self._lots.mark()
            wrong = list(_text_findings(draft))
            postings = self._careful_postings(draft, seq, wrong)
            if not wrong:
                self._balance(draft, postings, wrong)
            if wrong:
                self._lots.undo(mark)
                self.findings.extend(wrong)
                return
        entry = seal(draft, digest, tuple(postings), seq, self._head.hash)
        self._head = Head(seq, entry.hash)
        self.entries.append(entry)
        if draft.reverses is not None:
            self._reversed_by[draft.reverses] = draft.external_id
        self._booked[draft.external_id] = entry

    def _quick_postings(self, draft: Draft) -> list[Posting] | None:
        """The postings of a draft that is sound, plain and balanced in one unit; ``None`` if it needs more care."""
        if draft.reverses is not None or draft.balance_to is not None or not _texts_are_plain(draft):
            return None
        accounts = self._accounts
        postings: list[Posting] = []
        total, moved, first = 0, 0, draft.legs[0].amount.unit if draft.legs else None
        for leg in draft.legs:
            amount = leg.amount
            quantity, of_unit = amount.quantity, amount.unit
            account = accounts.get(leg.account)
            if (
                account is None
                or account.lots is not LotMethod.NONE
                or leg.cost is not None
                or leg.price is not None
                or leg.lot is not None
                or not quantity
                or (of_unit is not first and of_unit != first)
                or (account.units and of_unit.code not in account.units)
            ):
                return None
            total += quantity
            moved += abs(quantity)
            postings.append(Posting(leg.account, quantity, of_unit.code, quantity, of_unit.code))
        return postings if postings and not total and moved <= faults.INT64_MAX else None

    def _careful_postings(self, draft: Draft, seq: int, wrong: list[Finding]) -> list[Posting]:
        if draft.reverses is not None:
            return self._reversal(draft, draft.reverses, wrong)
        if not draft.legs:
            wrong.append(faults.fault(draft, None, "legs", "no-legs", "The draft has no legs.", "Add at least two."))
        wrong.extend(leg_findings(draft, self._accounts))
        if wrong:
            return []
        work = LegWork(draft, self._accounts, self._lots, seq)
        postings = work.postings()
        wrong.extend(work.findings)
        return postings

    def _balance(self, draft: Draft, postings: list[Posting], wrong: list[Finding]) -> None:
        """Adds what the balancing account takes; notes what is left over when there is none."""
        residue: dict[str, int] = {}
        moved: dict[str, int] = {}
        for posting in postings:
            code = posting.weight_unit
            residue[code] = residue.get(code, 0) + posting.weight
            moved[code] = moved.get(code, 0) + abs(posting.weight)
        for code, quantity in moved.items():
            if quantity + abs(residue[code]) > 2 * faults.INT64_MAX:
                message = f"The amounts of {code} that the entry moves do not fit into 64 bits together."
                wrong.append(faults.fault(draft, None, "legs", "too-large", message, "Check the amounts."))
        if draft.balance_to is not None and draft.reverses is None:
            self._balance_to(draft, draft.balance_to, residue, postings, wrong)
        elif any(residue.values()):
            wrong.append(faults.unbalanced(draft, residue))

    def _balance_to(
        self, draft: Draft, name: str, residue: dict[str, int], postings: list[Posting], wrong: list[Finding]
    ) -> None:
        account = self._accounts.get(name)
        if account is None:
            wrong.append(faults.unknown_account(draft, None, name, self._accounts))
            return
        for code, left in residue.items():
            if not left:
                continue
            if account.units and code not in account.units:
                wrong.append(faults.unit_refused(draft, None, name, code, account.units))
            elif keeps_lots(account, unit(code)):
                message = f"{name} keeps lots, and cannot take the difference of {faults.money(left, code)}."
                remedy = "Name an account of income or expenses."
                wrong.append(faults.fault(draft, None, "balance_to", "balance-to-lots", message, remedy))
            postings.append(Posting(name, -left, code, -left, code))

    def _reversal(self, draft: Draft, name: str, wrong: list[Finding]) -> list[Posting]:
        """The exact opposite of an entry's postings, lots included."""
        wrong.extend(self._reversal_findings(draft, name))
        if wrong:
            return []
        postings = [
            Posting(p.account, -p.quantity, p.unit, -p.weight, p.weight_unit, p.lot)
            for p in (self._booked.get(name) or self._past.entries[name]).postings
        ]
        changes: dict[tuple[str, str], tuple[int, int]] = {}
        for posting in postings:
            if posting.lot is not None:
                quantity, cost = changes.get((posting.account, posting.lot), (0, 0))
                changes[posting.account, posting.lot] = (quantity + posting.quantity, cost + posting.weight)
        for (account, lot_id), (quantity, cost) in changes.items():
            wrong.extend(self._gone(draft, account, lot_id, quantity, cost))
        for p in postings:
            lot = None if p.lot is None else self._lots.lot(p.lot)
            if lot is not None and not wrong:
                self._lots.put(opened(lot, p.account, p.quantity, p.weight, draft.on))
        return postings

    def _reversal_findings(self, draft: Draft, name: str) -> Iterator[Finding]:
        original = self._booked.get(name) or self._past.entries.get(name)
        by = self._reversed_by.get(name) or self._past.reversed_by.get(name)
        if draft.legs or draft.balance_to is not None:
            message, remedy = "A reversal has no legs of its own.", "Post what is right as a draft with its own id."
            yield faults.fault(draft, None, "legs", "reversal-with-legs", message, remedy)
        if original is None:
            message, remedy = f"No entry {name!r} to reverse.", "Name a booked entry by its external id."
            yield faults.fault(draft, None, "reverses", "unknown-entry", message, remedy)
            return
        if draft.on < original.on:
            message, remedy = (
                f"The reversal is dated before its entry, {original.on}.",
                f"Date it {original.on} or later.",
            )
            yield faults.fault(draft, None, "on", "reversal-too-early", message, remedy)
        if by is not None:
            message = f"The entry {name!r} was reversed already, by {by!r}."
            yield faults.fault(draft, None, "reverses", "already-reversed", message, "Leave this reversal out.")

    def _gone(self, draft: Draft, account: str, lot_id: str, quantity: int, cost: int) -> Iterator[Finding]:
        """A finding when the coins that a reversal would move are no longer there, or came later."""
        held = self._lots.in_account(account).get(lot_id)
        there = (held.quantity, held.cost) if held else (0, 0)
        left = (there[0] + quantity, there[1] + cost)
        if min(left) < 0 or (left[0] == 0 and left[1]):
            lot = self._lots.lot(lot_id)
            assert lot is not None, "a booked posting names a lot that exists"  # noqa: S101
            told = [
                f"{faults.money(q, lot.unit)} at {faults.money(c, lot.cost_unit)}"
                for q, c in ((-quantity, -cost), there)
            ]
            yield faults.lot_changed(draft, account, lot_id, *told)
        elif quantity < 0 and held and held.arrived_on > draft.on:
            yield faults.not_there_yet(draft, None, account, lot_id, held.arrived_on)


def _texts_are_plain(draft: Draft) -> bool:
    """Whether there is certainly nothing wrong with the texts: the quick way past ``_text_findings``."""
    name = draft.external_id
    return (
        0 < len(name) <= LONGEST_EXTERNAL_ID and "~" not in name and "\0" not in name + draft.narrative + draft.source
    )


def _text_findings(draft: Draft) -> Iterator[Finding]:
    name = draft.external_id
    if not name or len(name) > LONGEST_EXTERNAL_ID:
        message = f"The external id has {len(name)} characters; it needs 1 to {LONGEST_EXTERNAL_ID}."
        yield faults.fault(draft, None, "external_id", "external-id", message, "Name the event by an id of its source.")
    elif "~" in name and RESERVED_ENDING.search(name):
        message = "The external id ends like the name of an entry's second lot."
        yield faults.fault(draft, None, "external_id", "external-id", message, "Do not end it in ~ and a number.")
    for field, text in (("external_id", name), ("narrative", draft.narrative), ("source", draft.source)):
        if "\0" in text:
            yield faults.fault(draft, None, field, "text", "The text has a NUL character.", "Remove it.")
