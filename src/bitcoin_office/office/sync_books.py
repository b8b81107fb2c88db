"""The procedure by which the books follow the chain: each movement an entry, undone and booked anew when it changes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from bitcoin_office.books.entry import Draft, Entry
from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.ledger import Books
from bitcoin_office.reserve.chain_port import BlockStamp
from bitcoin_office.reserve.classify import ThresholdsOn
from bitcoin_office.reserve.movements import Judged, judged
from bitcoin_office.reserve.movements_accounts import missing_accounts
from bitcoin_office.reserve.movements_entries import Valuation, entry_name, kept_valuation
from bitcoin_office.reserve.movements_facts import Owners
from bitcoin_office.reserve.movements_log import ActivityLog, Checkpoint, read_upto
from bitcoin_office.reserve.movements_plan import Plan, event_of, plans, standing_in
from bitcoin_office.reserve.movements_state import MovementState
from bitcoin_office.reserve.vault import Vault, watched_of
from bitcoin_office.reserve.vault_owners import owners_of
from bitcoin_office.reserve.voucher import Voucher
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.rate import Rate

# Changes whenever the same activity would be booked otherwise than before, so that books are brought up to date.
_BOOKING_RULES = "1"


class Following(msgspec.Struct, frozen=True, kw_only=True):
    """What movements are judged and valued by. ``policy`` is a text that changes whenever ``thresholds`` do.

    ``price`` gives the market's close that serves for a day, or ``None``. Vouchers are by txid.
    """

    vaults: tuple[Vault, ...]
    vouchers: Mapping[str, Voucher]
    thresholds: ThresholdsOn
    policy: str
    price: Callable[[dt.date], Rate | None]


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """What was done: entries ``booked`` and ``undone``, up to the block ``at``; nothing where there are findings.

    ``used`` is the highest index in use by descriptor and branch.
    """

    at: BlockStamp | None
    booked: int = 0
    undone: int = 0
    used: Mapping[str, Mapping[int, int]] = {}
    findings: tuple[Finding, ...] = ()


def follow_books(log: ActivityLog, books: Books, given: Following) -> Followed:
    """Makes the books say what the log says, up to where all scripts were read. Doing it again changes nothing.

    Costs by what is new, as long as vaults, vouchers and thresholds stay as they were and the chain only grew.
    """
    at = read_upto(log.covers())
    if at is None:
        return Followed(at=None)
    work = _Work(log, books, given, at)
    return work.go_on() or work.begin_again()


class _Work:
    """One run."""

    def __init__(self, log: ActivityLog, books: Books, given: Following, at: BlockStamp) -> None:
        self._log = log
        self._books = books
        self._given = given
        self._at = at
        scripts = log.scripts()
        self._owners: Owners = owners_of(scripts, given.vaults)
        self._parts = {vault.name: vault.account_part for vault in given.vaults}
        self._fingerprint = _fingerprint(given, len(scripts))

    def go_on(self) -> Followed | None:
        """From the checkpoint; ``None`` where that is not possible."""
        kept = self._log.checkpoint()
        if kept is None or kept.fingerprint != self._fingerprint or kept.at.height > self._at.height:
            return None
        state = MovementState.read(kept.state)
        if any(self._given.price(day) is not None for day in state.unpriced):
            return None
        new = self._drafts(state, kept.at.height, {})
        if any(self._books.entry(draft.external_id) is not None for draft in new):
            return None
        try:
            return self._post(Plan(drafts=tuple(new), undone=0, booked=len(new)), state)
        except BookingError:
            return None

    def begin_again(self) -> Followed:
        """From the first movement on; the books keep what holds."""
        standing = standing_in(self._books.entries())
        by_event = {event_of(entry.external_id): entry for entry in standing.entries}
        state = MovementState()
        target = self._drafts(state, None, by_event)
        state.late_day = standing.last_undoing
        findings: tuple[Finding, ...] = ()
        for way in plans(standing, target):
            try:
                return self._post(way, state)
            except BookingError as error:
                findings = error.findings
        return Followed(at=self._at, used=state.used, findings=findings)

    def _drafts(self, state: MovementState, above: int | None, standing: Mapping[str, Entry]) -> list[Draft]:
        given = self._given
        read = self._log.transactions(above=above, upto=self._at.height)
        cases = judged(read, self._owners, given.vouchers, given.thresholds)
        return list(state.drafts(cases, self._owners, self._parts, self._value_by(standing)))

    def _value_by(self, standing: Mapping[str, Entry]) -> Callable[[Judged, int], Valuation | None]:
        """The market's value, or the one at which the movement was booked: cost does not change with later figures."""

        def value_of(case: Judged, quantity: int) -> Valuation | None:
            entry = standing.get(entry_name(case))
            kept = kept_valuation(entry, case) if entry is not None else None
            rate = self._given.price(case.facts.day) if kept is None else None
            if rate is None:
                return kept
            return Valuation(
                cents=rate.convert(sats(quantity)).quantity, source=f"{rate.price} on {rate.on}, {rate.source}"
            )

        return value_of

    def _post(self, chosen: Plan, state: MovementState) -> Followed:
        """Posts all of a plan or nothing, and notes how far the books have come."""
        self._books.open_accounts(missing_accounts(set(self._parts.values()), self._books.chart().by_name()))
        self._books.post(chosen.drafts)
        undoings = (draft.on for draft in chosen.drafts if draft.reverses is not None)
        state.late_day = max([state.late_day, *undoings])
        checkpoint = Checkpoint(at=self._at, fingerprint=self._fingerprint, state=state.written())
        self._log.keep_checkpoint(checkpoint)
        return Followed(at=self._at, booked=chosen.booked, undone=chosen.undone, used=state.used)


def _fingerprint(given: Following, scripts: int) -> str:
    """Of everything by which the same activity could be judged otherwise than before."""
    vaults = sorted((vault.name, sorted(each.text for each in watched_of(vault))) for vault in given.vaults)
    vouchers: Sequence[Voucher] = [given.vouchers[txid] for txid in sorted(given.vouchers)]
    parts: Iterable[object] = (_BOOKING_RULES, vaults, scripts, vouchers, given.policy)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
