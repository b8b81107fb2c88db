"""Puts a disclosure together from what the office knows, in the one order that the format gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header_run import HeaderRun
from bitcoin_office.chain.network import Network
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.proof.canonical import write
from bitcoin_office.proof.note import NoteKey, NoteSigner
from bitcoin_office.reserve.coins import Coin
from bitcoin_office.reserve.disclosure.document import (
    SCHEMA,
    Basis,
    ControlEntry,
    Disclosure,
    HeadersEntry,
    Kind,
    LotEntry,
    Movement,
    NetworkName,
    Previous,
    Scope,
    SignedDisclosure,
    Stamp,
    Supersedes,
    TransactionEntry,
    Valuation,
)
from bitcoin_office.reserve.disclosure.entries import block_entry, coin_entry, ordered_control

_HEAD: Final = b'{"disclosure":'
_BETWEEN: Final = b',"note":'


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the office's disclosures this is; see the format for ``previous``, ``basis`` and ``supersedes``."""

    number: int
    previous: Previous | None = None
    basis: Basis | None = None
    supersedes: Supersedes | None = None


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """All that goes into a disclosure. ``headers`` run from ``first_height`` to the stamp; ``coins`` with their vaults.

    ``transactions`` are those of every coin and movement, with their places in the chain.
    """

    country: str
    kind: Kind
    network: Network
    made_on: dt.date
    scope: Scope
    signer: NoteKey
    series: Series
    headers: HeaderRun
    coins: tuple[tuple[Coin, str], ...]
    transactions: tuple[TransactionEntry, ...]
    movements: tuple[Movement, ...] = ()
    control: tuple[ControlEntry, ...] = ()
    lots: tuple[LotEntry, ...] = ()
    valuation: Valuation | None = None


def first_height(heights: Iterable[int], stamp_height: int, basis: Basis | None) -> int:
    """Where the headers of a disclosure start: at its lowest block, or at the basis where that is lower."""
    return min((*heights, stamp_height, *((basis.height,) if basis else ())))


def assemble(material: Material) -> Disclosure:
    """The disclosure. What goes in must fit together; ``verify`` says whether it does."""
    run, series = material.headers, material.series
    heights = sorted({each.height for each in material.transactions} | {run.last_height})
    return Disclosure(
        basis=series.basis,
        blocks=tuple(block_entry(run, height) for height in heights),
        coins=tuple(coin_entry(coin, vault, material.network) for coin, vault in sorted(material.coins, key=_by_name)),
        control=ordered_control(material.control),
        country=material.country,
        headers=HeadersEntry(
            count=run.last_height - run.first_height + 1,
            first_height=run.first_height,
            sha256=sha256(run.data).hexdigest(),
        ),
        kind=material.kind,
        lots=tuple(sorted(material.lots, key=lambda lot: (lot.account, lot.lot))),
        made_on=material.made_on.isoformat(),
        movements=_ordered_movements(material),
        network=NetworkName(material.network.name),
        number=series.number,
        previous=series.previous,
        sats=sum(coin.sats for coin, _ in material.coins),
        schema=SCHEMA,
        scope=material.scope,
        signer=material.signer.text,
        stamp=Stamp(
            hash=shown(run.hash(run.last_height)), height=run.last_height, time=run.header(run.last_height).time
        ),
        supersedes=series.supersedes,
        transactions=tuple(sorted(material.transactions, key=lambda each: each.txid)),
        valuation=material.valuation,
    )


def note_text(disclosure: Disclosure) -> str:
    """The text that the office signs: it follows from the disclosure."""
    lines = (
        SCHEMA,
        f"kind: {disclosure.kind}",
        f"country: {disclosure.country}",
        f"network: {disclosure.network}",
        f"number: {disclosure.number}",
        f"height: {disclosure.stamp.height}",
        f"block: {disclosure.stamp.hash}",
        f"sha256: {disclosure_hash(disclosure)}",
    )
    return "".join(f"{line}\n" for line in lines)


def disclosure_hash(disclosure: Disclosure) -> str:
    """The hash that names a disclosure: of its canonical bytes, without the note."""
    return sha256(write(disclosure)).hexdigest()


def signed_file(disclosure: Disclosure, signer: NoteSigner) -> bytes:
    """The bytes of the file that is published."""
    return write(SignedDisclosure(disclosure=disclosure, note=signer.sign(note_text(disclosure))))


def body_bytes(file: bytes) -> bytes:
    """The part of a canonical file that is hashed."""
    return file[len(_HEAD) : file.rindex(_BETWEEN)]


def _by_name(held: tuple[Coin, str]) -> tuple[str, int]:
    outpoint: OutPoint = held[0].outpoint
    return shown(outpoint.txid), outpoint.index


def _ordered_movements(material: Material) -> tuple[Movement, ...]:
    places = {each.txid: (each.height, each.position) for each in material.transactions}
    return tuple(sorted(material.movements, key=lambda each: places[each.txid]))
