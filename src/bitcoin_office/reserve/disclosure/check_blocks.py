"""Checks of blocks and headers: work, links, and blocks that this program knows."""

from __future__ import annotations

from hashlib import sha256

from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header import HEADER_BYTES
from bitcoin_office.chain.header_run import HeaderRun, check_headers
from bitcoin_office.chain.known_blocks import known_blocks, least_work
from bitcoin_office.reserve.disclosure import wording
from bitcoin_office.reserve.disclosure.document import BlockEntry
from bitcoin_office.reserve.disclosure.evidence import Evidence
from bitcoin_office.reserve.disclosure.result import Tally

_ASK_AGAIN = "Get the sidecar again from where the disclosure was published."


def check_blocks(evidence: Evidence, tally: Tally) -> None:
    """Each block by itself: its header has its hash and meets its target; the stamp is one of them."""
    found = evidence.disclosure
    for place, entry in enumerate(found.blocks):
        evidence.add_block(entry)
        try:
            evidence.headers[entry.height].check_proof_of_work(evidence.network)
        except ChainRuleError as error:
            evidence.block_faults.setdefault(
                entry.height, f"the header of its block, at height {entry.height}, lacks its proof of work"
            )
            tally.wrong(error.code, f"blocks[{place}]", f"{error.problem}.", error.remedy)
        else:
            _check_least_work(evidence, place, entry, tally)
    for place, entry in enumerate(found.blocks):
        fault = evidence.block_faults.get(entry.height)
        if fault is not None and fault.endswith("another hash"):
            tally.wrong("block-hash", f"blocks[{place}]", f"The header at height {entry.height} has another hash.")
    stamp = evidence.headers[found.stamp.height]
    if (shown(stamp.hash), stamp.time) != (found.stamp.hash, found.stamp.time):
        tally.wrong("stamp", "stamp", f"The stamp is not the block at height {found.stamp.height}.")
    if not evidence.block_faults:
        count = wording.counted(len(found.blocks), "block")
        tally.prove("work", f"{count}: each header has the proof of work that it asks for.")


def _check_least_work(evidence: Evidence, place: int, entry: BlockEntry, tally: Tally) -> None:
    """A header alone meets whatever target it names; one that is far too easy for its height is an invention."""
    took, least = evidence.headers[entry.height].work, least_work(evidence.network.name, entry.height)
    if took < least:
        evidence.block_faults.setdefault(entry.height, f"the block at height {entry.height} is made up")
        message = (
            f"The block at height {entry.height:,} is made up: it took {wording.work(took)} hashes, where each of "
            f"Bitcoin's took more than {wording.work(least)}."
        )
        tally.wrong("work", f"blocks[{place}]", message, "Rely on nothing of this file.")


def check_sidecar(evidence: Evidence, data: bytes | None, tally: Tally) -> HeaderRun | None:
    """The headers from the sidecar, linked; ``None`` without them or where they are wrong."""
    if data is None:
        return None
    stated = evidence.disclosure.headers
    if len(data) != stated.count * HEADER_BYTES:
        message = f"The sidecar has {len(data):,} bytes, not {stated.count:,} headers of {HEADER_BYTES}."
        tally.wrong("sidecar-length", "headers", message, _ASK_AGAIN)
        return None
    if sha256(data).hexdigest() != stated.sha256:
        tally.wrong("sidecar-hash", "headers.sha256", "The sidecar is not the one that was signed.", _ASK_AGAIN)
        return None
    try:
        return check_headers(data, stated.first_height, evidence.network)
    except (ChainFormatError, ChainRuleError) as error:
        tally.wrong(error.code, "headers", f"The headers are no chain: {error.problem}.", error.remedy)
        return None


def check_run(evidence: Evidence, run: HeaderRun | None, tally: Tally, *, source: str = "of the sidecar") -> None:
    """Holds every block against the linked headers, and these against blocks that this program knows."""
    found = evidence.disclosure
    if run is None:
        named = wording.heights([each.height for each in found.blocks])
        tally.leave(
            "blocks-not-linked",
            f"That the blocks at heights {named} belong to one chain: the headers that link them were not given.",
        )
        return
    before = len(tally.findings)
    _check_range(evidence, run, tally)
    for place, entry in enumerate(found.blocks):
        if entry.height in run and shown(run.hash(entry.height)) != entry.hash:
            evidence.block_faults.setdefault(entry.height, f"its block is not the one at height {entry.height}")
            message = f"The headers have another block at height {entry.height}: {shown(run.hash(entry.height))}."
            tally.wrong("block-not-in-run", f"blocks[{place}]", message)
    if len(tally.findings) > before:
        return
    count = wording.counted(len(run.data) // HEADER_BYTES, "header")
    tally.prove(
        "headers",
        f"The {count} {source}, heights {run.first_height:,} to {run.last_height:,}, link all blocks in one chain; "
        f"making them took about {wording.work(run.work)} hashes.",
    )
    _check_known(run, tally)


def _check_range(evidence: Evidence, run: HeaderRun, tally: Tally) -> None:
    found = evidence.disclosure
    heights = [each.height for each in found.blocks]
    basis = found.basis
    first = min([*heights, basis.height]) if basis else min(heights)
    if (run.first_height, run.last_height) != (first, found.stamp.height):
        message = f"The headers run from {run.first_height} to {run.last_height}, not from {first} to the stamp."
        tally.wrong("headers-range", "headers", message)
    elif basis is not None and shown(run.hash(basis.height)) != basis.block:
        message = f"The basis, number {basis.number}, stands on a block that is not in this chain."
        tally.wrong("basis-orphaned", "basis.block", message, "Ask the office which disclosure holds.")


def _check_known(run: HeaderRun, tally: Tally) -> None:
    known = {height: known for height, known in known_blocks(run.network).items() if height in run}
    for height, block_hash in known.items():
        if run.hash(height) != block_hash:
            message = f"The block at height {height} is not the one of the chain that everybody knows."
            tally.wrong("known-block", "headers", message, "These headers are made up.")
            return
    if known:
        height = max(known)
        tally.prove("anchor", f"The headers pass through block {height:,} as this program knows it.")
    else:
        tally.leave(
            "anchor",
            f"The heights: they are counted from {run.first_height:,}, as the office states it; none of these blocks "
            "is one that this program knows.",
        )
