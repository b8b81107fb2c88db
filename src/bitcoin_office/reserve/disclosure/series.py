"""Verifies one disclosure, or many of one office: each by itself, and that none was dropped, edited or forked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from bitcoin_office.reserve.chain_port import Chain
from bitcoin_office.reserve.disclosure import wording
from bitcoin_office.reserve.disclosure.building import disclosure_hash
from bitcoin_office.reserve.disclosure.checking import Checked, Given, Opened, Reader, check
from bitcoin_office.reserve.disclosure.document import Disclosure, Kind
from bitcoin_office.reserve.disclosure.result import FileSummary, Said, Signer, SignerStatus, Tally, Verification

_WORST_FIRST = (SignerStatus.INVALID, SignerStatus.WRONG, SignerStatus.UNKNOWN, SignerStatus.KNOWN)
_FORK = "Ask the office, in public, which one it stands by: it signed both or one is forged."
_MISSING = "Ask the office for every disclosure since the first."


class _Placed(msgspec.Struct, frozen=True):
    """A file whose form is right, with its hash."""

    opened: Opened
    disclosure: Disclosure
    sha256: str

    @property
    def name(self) -> str:
        """The file's name."""
        return self.opened.given.name


def verify(files: Sequence[Given], reader: Reader, chain: Chain | None = None) -> Verification:
    """Verifies the files of one office. The last disclosure that holds is also held against ``chain``.

    Nothing about the contents of the files raises; what ``chain`` cannot answer does.
    """
    opened = [Opened(each) for each in files]
    placed = _placed(opened)
    tally = Tally(files[0].name if len(files) == 1 else "all files")
    superseded = _check_order(placed, tally)
    by_hash = {each.sha256: each.disclosure for each in placed}
    standing = [each for each in placed if each.disclosure.number not in superseded]
    last = standing[-1].opened if standing else None
    ordered = [*(each.opened for each in placed), *(each for each in opened if each.signed is None)]
    checked = [
        check(each, reader, basis=_basis(each, by_hash), chain=chain if each is last else None) for each in ordered
    ]
    return _together(checked, tally, superseded)


def _placed(opened: Sequence[Opened]) -> list[_Placed]:
    found = [
        _Placed(each, each.signed.disclosure, disclosure_hash(each.signed.disclosure))
        for each in opened
        if each.signed is not None
    ]
    return sorted(found, key=lambda each: (each.disclosure.number, each.name))


def _basis(opened: Opened, by_hash: Mapping[str, Disclosure]) -> Disclosure | None:
    basis = opened.signed.disclosure.basis if opened.signed is not None else None
    return None if basis is None else by_hash.get(basis.sha256)


def _check_order(placed: Sequence[_Placed], tally: Tally) -> dict[int, Disclosure]:
    """Walks the numbers; returns the superseded ones with the disclosure that supersedes them."""
    superseded: dict[int, Disclosure] = {}
    standing: list[_Placed] = []
    before: _Placed | None = None
    for each in placed:
        found = each.disclosure
        if before is not None and before.sha256 == each.sha256:
            # A copy says nothing else.
            continue
        if before is not None:
            _check_next(before, each, tally)
        if found.supersedes is not None:
            first = found.supersedes.number
            superseded |= {old.disclosure.number: found for old in standing if old.disclosure.number >= first}
            standing = [old for old in standing if old.disclosure.number < first]
        _check_basis(standing, each, tally)
        standing.append(each)
        before = each
    if placed:
        _say_series(placed, tally)
    return superseded


def _check_next(before: _Placed, each: _Placed, tally: Tally) -> None:
    old, new = before.disclosure, each.disclosure
    name = each.name
    if (old.country, old.network, old.kind) != (new.country, new.network, new.kind):
        tally.wrong("series-mixed", name, f"{before.name} and {name} are of different offices.", "")
        return
    if old.number == new.number:
        message = f"{before.name} and {name} are both number {new.number} and say different things."
        tally.wrong("series-fork", name, message, _FORK)
        return
    if new.number > old.number + 1:
        first, last = old.number + 1, new.number - 1
        missing = f"Number {first} is" if first == last else f"Numbers {first} to {last} are"
        tally.wrong("series-gap", name, f"{missing} missing before {name}.", _MISSING)
    elif new.previous is not None and new.previous.sha256 != before.sha256:
        message = f"{name} follows another number {old.number} than {before.name}: one of them was changed."
        tally.wrong("series-previous", name, message, _FORK)
    if new.signer != old.signer:
        tally.leave("signer-changed", f"Why the signing key changed between numbers {old.number} and {new.number}.")


def _check_basis(standing: Sequence[_Placed], each: _Placed, tally: Tally) -> None:
    basis = each.disclosure.basis
    if not standing:
        return
    expected = standing[-1]
    stated = expected.disclosure
    if basis is None or basis.number != stated.number:
        if basis is None or basis.number in {old.disclosure.number for old in standing}:
            message = f"{each.name} does not go on from number {stated.number}, the last one that holds."
            tally.wrong("series-basis", each.name, message, _MISSING)
        return
    facts = (stated.stamp.hash, stated.stamp.height, stated.sats, expected.sha256)
    if (basis.block, basis.height, basis.sats, basis.sha256) != facts:
        message = f"{each.name} goes on from another number {basis.number} than {expected.name}."
        tally.wrong("series-basis", each.name, message, _FORK)


def _say_series(placed: Sequence[_Placed], tally: Tally) -> None:
    first, last = placed[0].disclosure.number, placed[-1].disclosure.number
    if first > 1:
        before = "number 1" if first == 2 else f"numbers 1 to {first - 1}"
        tally.leave("previous", f"Anything about {before}, on which number {first} builds: not given here.")
    if len(placed) > 1 and not tally.findings:
        count = wording.counted(len(placed), "disclosure")
        tally.prove("previous", f"{count}, numbers {first} to {last}: each names the hash of the one before.")
    tally.leave("later", f"That no later disclosure supersedes number {last}: ask the office which is its last.")


def _together(checked: Sequence[Checked], tally: Tally, superseded: Mapping[int, Disclosure]) -> Verification:
    several = len(checked) > 1
    proved: list[Said] = []
    left: list[Said] = []
    for each in checked:
        number = each.summary.number if each.summary is not None else None
        head = "" if not several else f"Number {number}: " if number is not None else "An unreadable file: "
        proved += [Said(code=said.code, text=head + said.text) for said in each.proved]
        left += [Said(code=said.code, text=head + said.text) for said in each.not_proved]
    findings = tuple(finding for each in checked for finding in each.findings) + tuple(tally.findings)
    summaries = tuple(_marked(each.summary, superseded) for each in checked if each.summary is not None)
    return Verification(
        training=any(each.kind is Kind.TRAINING for each in summaries),
        ok=not findings,
        signer=_signer(checked),
        proved=(*proved, *tally.proved),
        not_proved=(*left, *tally.not_proved),
        findings=findings,
        files=summaries,
    )


def _marked(summary: FileSummary, superseded: Mapping[int, Disclosure]) -> FileSummary:
    later = superseded.get(summary.number)
    if later is None or later.supersedes is None:
        return summary
    return msgspec.structs.replace(summary, superseded_by=later.number, superseded_because=later.supersedes.reason)


def _signer(checked: Sequence[Checked]) -> Signer:
    """The worst of all signers; among equals, that of the last file."""
    return min(reversed(checked), key=lambda each: _WORST_FIRST.index(each.signer.status)).signer
