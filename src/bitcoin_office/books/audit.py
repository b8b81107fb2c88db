"""Verifying the books: a walk along the chain that recomputes everything and says where it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bitcoin_office.books.account import Account
from bitcoin_office.books.booking import Head
from bitcoin_office.books.entry import Entry, Posting
from bitcoin_office.books.ledger import Balance, Verification
from bitcoin_office.books.lots import Lot, LotPosition, OpenLots, opened
from bitcoin_office.books.seal import entry_hash
from bitcoin_office.terms.finding import Finding, Place

# A broken chain may break everywhere; the first places are what one needs.
MOST_FINDINGS = 100


class Audit:
    """Walks entries in order; afterwards ``totals`` and ``lots`` are what they amount to."""

    def __init__(
        self, accounts: Mapping[str, Account], find: Callable[[str], Entry | None], known: Sequence[Head] = ()
    ) -> None:
        self.totals: dict[tuple[str, str], int] = {}
        self.lots = OpenLots()
        self.findings: list[Finding] = []
        self._accounts = accounts
        self._find = find
        self._known = {head.seq: head.hash for head in known}
        self._head = Head()
        self._walked = 0
        self._reversed: set[str] = set()

    def walk(self, entries: Iterable[Entry]) -> None:
        """Checks every entry against the one before it and against itself."""
        for entry in entries:
            self._walked += 1
            for code, message in self._entry_faults(entry):
                self.note(code, f"entry {entry.seq}", message)
            self._head = Head(entry.seq, entry.hash)

    def note(self, code: str, where: str, message: str, remedy: str = "") -> None:
        """Adds a finding, unless there are plenty."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(
                Finding(code=code, place=Place(file="books", key=where), message=message, remedy=remedy)
            )

    def verification(self, balances: Iterable[Balance], positions: Iterable[LotPosition]) -> Verification:
        """The result, after a comparison with the balances and lots that the books say they have."""
        for seq, _ in sorted(self._known.items()):
            if seq > self._head.seq:
                message = f"The books were known to reach entry {seq} and end at {self._head.seq}: entries are missing."
                self.note("shortened", f"entry {seq}", message, "Restore the books from a copy that has them.")
        stated = {(balance.account, balance.unit): balance.quantity for balance in balances}
        for name, code in sorted(self.totals.keys() | stated.keys()):
            right, said = self.totals.get((name, code), 0), stated.get((name, code), 0)
            if right != said:
                self.note(
                    "drift", name, f"The kept balance is {said:,} {code}; the postings sum to {right:,}.", _REBUILD
                )
        self._compare_lots(positions)
        self.lots.settle()
        return Verification(entries=self._walked, head=self._head, findings=tuple(self.findings))

    def _compare_lots(self, positions: Iterable[LotPosition]) -> None:
        right = {(held.account, held.lot): held for held in self.lots.all_positions()}
        stated = {(held.account, held.lot): held for held in positions}
        for account, lot in sorted(right.keys() | stated.keys()):
            if right.get((account, lot)) != stated.get((account, lot)):
                said, is_so = _told(stated.get((account, lot))), _told(right.get((account, lot)))
                message = f"The kept position of lot {lot!r} is {said}; the postings make it {is_so}."
                self.note("drift", account, message, _REBUILD)

    def _entry_faults(self, entry: Entry) -> Iterator[tuple[str, str]]:
        if entry.seq != self._head.seq + 1:
            yield "gap", f"It follows entry {self._head.seq}: entries are missing or out of order."
        if entry.previous_hash != self._head.hash:
            yield (
                "chain",
                f"It names {entry.previous_hash[:16]}… as the hash before it, which is {self._head.hash[:16]}…",
            )
        if entry.hash != entry_hash(entry):
            yield "hash", f"Its contents hash to {entry_hash(entry)[:16]}…, and it carries {entry.hash[:16]}…"
        if self._known.get(entry.seq, entry.hash) != entry.hash:
            yield "rewritten", f"It was known to have the hash {self._known[entry.seq][:16]}…"
        residue: dict[str, int] = {}
        for posting in entry.postings:
            residue[posting.weight_unit] = residue.get(posting.weight_unit, 0) + posting.weight
            yield from self._posting_faults(entry, posting)
        if any(residue.values()) or not entry.postings:
            left = ", ".join(f"{quantity:,} {code}" for code, quantity in sorted(residue.items()) if quantity)
            yield "unbalanced", f"Its postings leave {left} over." if left else "It has no postings."
        yield from self._lot_faults(entry)
        if entry.reverses is not None:
            yield from self._reversal_faults(entry, entry.reverses)

    def _posting_faults(self, entry: Entry, posting: Posting) -> Iterator[tuple[str, str]]:
        key = (posting.account, posting.unit)
        self.totals[key] = self.totals.get(key, 0) + posting.quantity
        account = self._accounts.get(posting.account)
        if account is None:
            yield "account", f"It posts to {posting.account!r}, which is not open."
        elif account.units and posting.unit not in account.units:
            yield "account", f"It posts {posting.unit} to {posting.account}, which holds {', '.join(account.units)}."
        if posting.lot is None:
            return
        lot = self.lots.lot(posting.lot)
        if lot is None:
            if posting.lot != entry.external_id and not posting.lot.startswith(f"{entry.external_id}~"):
                yield "lot", f"It posts coins of lot {posting.lot!r}, which no entry opened."
            lot = Lot(
                id=posting.lot,
                unit=posting.unit,
                cost_unit=posting.weight_unit,
                acquired_on=entry.on,
                opened_by=entry.external_id,
                opened_seq=entry.seq,
            )
            self.lots.introduce(lot)
        if (posting.unit, posting.weight_unit) != (lot.unit, lot.cost_unit):
            yield (
                "lot",
                f"It posts {posting.unit} at {posting.weight_unit} of lot {lot.id!r} ({lot.unit} at {lot.cost_unit}).",
            )
        self.lots.put(opened(lot, posting.account, posting.quantity, posting.weight, entry.on))

    def _lot_faults(self, entry: Entry) -> Iterator[tuple[str, str]]:
        for account, lot in sorted({(p.account, p.lot) for p in entry.postings if p.lot is not None}):
            held = self.lots.in_account(account)[lot]
            if held.quantity < 0 or held.cost < 0 or (held.quantity == 0 and held.cost):
                yield "lot", f"It leaves {_told(held)} of lot {lot!r} in {account}."
        self.lots.settle()

    def _reversal_faults(self, entry: Entry, name: str) -> Iterator[tuple[str, str]]:
        original = self._find(name)
        if original is None or original.seq >= entry.seq:
            yield "reversal", f"It reverses {name!r}, which is no earlier entry."
            return
        if name in self._reversed:
            yield "reversal", f"It reverses {name!r}, which was reversed before."
        self._reversed.add(name)
        opposite = tuple(
            Posting(p.account, -p.quantity, p.unit, -p.weight, p.weight_unit, p.lot) for p in original.postings
        )
        if opposite != entry.postings:
            yield "reversal", f"Its postings are not the opposite of entry {original.seq}, which it reverses."


_REBUILD = "Find out what changed the database; then rebuild its totals from the postings."


def _told(held: LotPosition | None) -> str:
    return f"{held.quantity:,} {held.unit} at {held.cost:,} {held.cost_unit}" if held else "nothing"
