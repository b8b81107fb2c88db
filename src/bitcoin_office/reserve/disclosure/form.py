"""The form of a disclosure beyond its types: orders, doubles, texts, days, and fields that must agree."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from bitcoin_office.proof.canonical import CanonicalError, read
from bitcoin_office.reserve.disclosure.document import (
    LIMITS,
    AuditorFile,
    Disclosure,
    Kind,
    NetworkName,
    SignedDisclosure,
)
from bitcoin_office.reserve.disclosure.entries import proof_order
from bitcoin_office.reserve.disclosure.result import Tally
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.period import parse_date

T = TypeVar("T")

# Characters that cannot be seen, or that turn the direction of what follows: two texts that look alike must be alike.
_HIDDEN: Final = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb"
    "\\U000e0000-\\U000e007f]"
)
_REMEDY: Final = "The office must make the disclosure again; nothing in it can be relied on."


def read_disclosure(data: bytes, tally: Tally) -> SignedDisclosure | None:
    """The file, where its form is right; else ``None`` with findings."""
    try:
        signed = read(data, SignedDisclosure, LIMITS, "disclosure")
    except CanonicalError as error:
        _unreadable(error, tally)
        return None
    before = len(tally.findings)
    _check_agreement(signed.disclosure, tally)
    _check_orders(signed.disclosure, tally)
    _check_texts(signed.disclosure, tally)
    if len(tally.findings) > before:
        return None
    tally.prove("form", f"The file is in its one byte form and has the shape of {signed.disclosure.schema}.")
    return signed


def read_auditor_file(data: bytes, tally: Tally) -> AuditorFile | None:
    """The auditor's file, where its form is right; else ``None`` with findings."""
    try:
        found = read(data, AuditorFile, LIMITS, "auditor's file")
    except CanonicalError as error:
        _unreadable(error, tally)
        return None
    before = len(tally.findings)
    _ordered(found.proofs, lambda each: (each.message, each.script, each.proof), "proofs", tally)
    return found if len(tally.findings) == before else None


def coin_order(outpoint: str) -> tuple[str, int]:
    """What coins are ordered by: the txid as text, then the index as a number."""
    txid, _, index = outpoint.partition(":")
    return txid, int(index)


def _unreadable(error: CanonicalError, tally: Tally) -> None:
    key = (error.key or "").removeprefix("$.")
    place = f" (at byte {error.offset})" if error.offset is not None else ""
    tally.wrong(error.code, key, f"Not a valid {error.what}: {error.problem}{place}.", error.remedy)


def _wrong(tally: Tally, key: str, message: str) -> None:
    tally.wrong("form", key, message, _REMEDY)


def _check_agreement(found: Disclosure, tally: Tally) -> None:
    if (found.kind is Kind.RECORD) != (found.network is NetworkName.MAIN):
        _wrong(tally, "kind", f"The kind {found.kind} does not go with the network {found.network}.")
    previous = found.previous
    if (previous is None) != (found.number == 1) or (previous and previous.number != found.number - 1):
        _wrong(tally, "previous", f"Number {found.number} must name number {found.number - 1} before it.")
    _check_basis(found, tally)
    for key, day in _days(found):
        try:
            parse_date(day)
        except UsageError:
            _wrong(tally, key, f"There is no day {day}.")


def _check_basis(found: Disclosure, tally: Tally) -> None:
    previous, basis, supersedes = found.previous, found.basis, found.supersedes
    # Without a correction a disclosure goes on from the one before; with one, from before the first corrected.
    until = found.number if supersedes is None else supersedes.number
    if supersedes is not None and supersedes.number >= found.number:
        _wrong(tally, "supersedes", f"Number {found.number} cannot supersede number {supersedes.number}.")
    if basis is None:
        if supersedes is None and previous is not None:
            _wrong(tally, "basis", f"Number {found.number} supersedes nothing, so it needs a basis.")
        return
    if basis.number >= until or basis.height > found.stamp.height:
        _wrong(tally, "basis", "The basis is not an earlier disclosure that still holds, at an earlier block.")
    if supersedes is None and basis.number != found.number - 1:
        _wrong(tally, "basis", f"Number {found.number} supersedes nothing, so number {found.number - 1} is its basis.")
    if previous is not None and basis.number == previous.number and basis.sha256 != previous.sha256:
        _wrong(tally, "basis.sha256", "The basis is the previous disclosure, and has another hash than that.")


def _days(found: Disclosure) -> Iterable[tuple[str, str]]:
    yield "made_on", found.made_on
    if found.valuation is not None:
        yield "valuation.on", found.valuation.on
    for place, lot in enumerate(found.lots):
        yield f"lots[{place}].acquired_on", lot.acquired_on


def _check_orders(found: Disclosure, tally: Tally) -> None:
    _ordered(found.blocks, lambda each: each.height, "blocks", tally)
    _ordered(found.coins, lambda each: coin_order(each.outpoint), "coins", tally)
    _ordered(found.transactions, lambda each: each.txid, "transactions", tally)
    _ordered(found.lots, lambda each: (each.account, each.lot), "lots", tally)
    _ordered(found.control, lambda each: each.message, "control", tally)
    for place, entry in enumerate(found.control):
        _ordered(entry.proofs, proof_order, f"control[{place}].proofs", tally)
        for inner, proof in enumerate(entry.proofs):
            if (proof.proof is None) == (proof.commitment is None):
                key = f"control[{place}].proofs[{inner}]"
                _wrong(tally, key, "Either the proof or the commitment to it must be given, not both.")
    positions = {each.txid: (each.height, each.position) for each in found.transactions}
    missing = [place for place, each in enumerate(found.movements) if each.txid not in positions]
    for place in missing:
        _wrong(tally, f"movements[{place}].txid", "The movement's transaction is not in the file.")
    if not missing:
        _ordered(found.movements, lambda each: positions[each.txid], "movements", tally)
    for place, movement in enumerate(found.movements):
        _ordered(movement.outputs, lambda each: each.index, f"movements[{place}].outputs", tally)
    wanted = {each.height for each in found.transactions} | {found.stamp.height}
    if wanted != {each.height for each in found.blocks}:
        _wrong(tally, "blocks", "The blocks are not exactly those of the transactions and the stamp.")
    used = {each.outpoint.partition(":")[0] for each in found.coins} | {each.txid for each in found.movements}
    for place, each in enumerate(found.transactions):
        if each.txid not in used:
            _wrong(tally, f"transactions[{place}]", f"No coin and no movement needs the transaction {each.txid}.")


def _ordered(items: Sequence[T], order: Callable[[T], Any], key: str, tally: Tally) -> None:
    for place in range(1, len(items)):
        before, after = order(items[place - 1]), order(items[place])
        if not before < after:
            what = "stands twice" if before == after else "stands in the wrong place"
            _wrong(tally, f"{key}[{place}]", f"The element {what}.")
            return


def _check_texts(found: Disclosure, tally: Tally) -> None:
    for key, text in _texts(found):
        hidden = _HIDDEN.search(text)
        if hidden is not None:
            _wrong(tally, key, f"The text has a character that cannot be seen: U+{ord(hidden[0]):04X}.")


def _texts(found: Disclosure) -> Iterable[tuple[str, str]]:
    if found.supersedes is not None:
        yield "supersedes.text", found.supersedes.text
    if found.valuation is not None:
        yield "valuation.source.title", found.valuation.source.title
        yield "valuation.source.url", found.valuation.source.url
    for place, movement in enumerate(found.movements):
        yield f"movements[{place}].evidence", movement.evidence
    for place, lot in enumerate(found.lots):
        yield f"lots[{place}].account", lot.account
        yield f"lots[{place}].lot", lot.lot


def day_of(text: str) -> dt.date:
    """A day that the form has checked."""
    return parse_date(text)
