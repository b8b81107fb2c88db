"""Which disclosure comes next: its number, what it goes on from, and which earlier ones it supersedes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.reserve.chain_port import BlockStamp, Chain
from bitcoin_office.reserve.disclosure.building import Series, disclosure_hash
from bitcoin_office.reserve.disclosure.document import Basis, Disclosure, Previous, Reason, Supersedes
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.terms.finding import Finding

_FOLDER: Final = "Put all earlier disclosures back into the office's folder: none may be dropped."


class DisclosureError(OfficeError):
    """A disclosure cannot be made. ``findings`` say why its own verification failed, where that is the reason."""

    code = "disclosure"

    def __init__(self, message: str, *, remedy: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message, remedy=remedy)
        self.findings = findings


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """From which number on the office takes its disclosures back, and why."""

    number: int
    why: str


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """The place of the next disclosure; ``basis`` is the one that it goes on from."""

    series: Series
    basis: Disclosure | None


def plan_series(
    earlier: Sequence[Disclosure], stamp: BlockStamp, chain: Chain, correction: Correction | None = None
) -> Planned:
    """The place of the disclosure after ``earlier``, which are in the order of their numbers and verified.

    Those whose block left the best chain are superseded, whoever asks. Raises ``DisclosureError``.
    """
    if not earlier:
        if correction is not None:
            raise DisclosureError("There is no disclosure to correct.", remedy="Leave out --corrects.")
        return Planned(series=Series(number=1), basis=None)
    _check_complete(earlier)
    last = earlier[-1]
    standing = standing_of(earlier)
    orphaned = [each for each in standing if not _holds(each, chain)]
    supersedes = _supersedes(orphaned, correction, last.number)
    kept = [each for each in standing if supersedes is None or each.number < supersedes.number]
    basis = kept[-1] if kept else None
    if basis is not None and basis.stamp.height > stamp.height:
        raise DisclosureError(
            f"Number {basis.number} already stands at height {basis.stamp.height}, above {stamp.height}.",
            remedy="Disclose at a later block.",
        )
    series = Series(
        number=last.number + 1,
        previous=Previous(number=last.number, sha256=disclosure_hash(last)),
        basis=None if basis is None else basis_entry(basis),
        supersedes=supersedes,
    )
    return Planned(series=series, basis=basis)


def standing_of(earlier: Sequence[Disclosure]) -> list[Disclosure]:
    """Those that no later one supersedes."""
    standing: list[Disclosure] = []
    for each in earlier:
        if each.supersedes is not None:
            first = each.supersedes.number
            standing = [old for old in standing if old.number < first]
        standing.append(each)
    return standing


def basis_entry(found: Disclosure) -> Basis:
    """A disclosure as the one that goes on from it names it."""
    return Basis(
        block=found.stamp.hash,
        height=found.stamp.height,
        number=found.number,
        sats=found.sats,
        sha256=disclosure_hash(found),
    )


def _check_complete(earlier: Sequence[Disclosure]) -> None:
    for place, each in enumerate(earlier, start=1):
        if each.number != place:
            raise DisclosureError(f"Disclosure number {place} is missing.", remedy=_FOLDER)
    for before, each in itertools.pairwise(earlier):
        if each.previous is None or each.previous.sha256 != disclosure_hash(before):
            raise DisclosureError(
                f"Number {each.number} follows another number {before.number} than is in the folder.", remedy=_FOLDER
            )


def _holds(found: Disclosure, chain: Chain) -> bool:
    height = found.stamp.height
    return height <= chain.tip().height and shown(chain.stamp(height).hash) == found.stamp.hash


def _supersedes(orphaned: Sequence[Disclosure], correction: Correction | None, last: int) -> Supersedes | None:
    if correction is not None and not 1 <= correction.number <= last:
        raise DisclosureError(f"There is no number {correction.number} to correct.", remedy=f"The last is {last}.")
    if orphaned and (correction is None or orphaned[0].number <= correction.number):
        stamp = orphaned[0].stamp
        text = f"Block {stamp.hash} at height {stamp.height} is no longer on the best chain."
        return Supersedes(number=orphaned[0].number, reason=Reason.REORGANISATION, text=text)
    if correction is None:
        return None
    return Supersedes(number=correction.number, reason=Reason.CORRECTION, text=correction.why)
