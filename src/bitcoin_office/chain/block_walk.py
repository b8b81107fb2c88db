"""Walks over a block's bytes to find the transactions that touch some scripts, without making values of the others."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

import msgspec

from bitcoin_office.chain.block import MAX_BLOCK_BYTES
from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import merkle_root_checked, shown
from bitcoin_office.chain.header import HEADER_BYTES, Header
from bitcoin_office.chain.reader import Reader
from bitcoin_office.chain.transaction import Transaction, read_transaction

_OUTPOINT_BYTES: Final = 36
_SEQUENCE_BYTES: Final = 4
_VALUE_BYTES: Final = 8
_EDGE_BYTES: Final = 4
_FIRST_LONG_SIZE: Final = 0xFD


class WalkedBlock(msgspec.Struct, frozen=True):
    """A block's header, and its touching transactions with their positions in it; the rest is bound but not kept."""

    header: Header
    touching: tuple[tuple[int, Transaction], ...]


def walk_block(data: bytes, scripts: frozenset[bytes], outpoints: set[bytes]) -> WalkedBlock:
    """The transactions that pay to ``scripts`` or spend ``outpoints``, 36 bytes each.

    ``outpoints`` grows by what the block pays to the scripts, so that what is spent within the block is found.
    The Merkle root binds every transaction to the header, so none can be missing; witnesses are not checked. A busy
    block is walked over some ten times as fast as it is parsed. Raises ``ChainFormatError`` and ``ChainRuleError``.
    """
    if not HEADER_BYTES < len(data) <= MAX_BLOCK_BYTES:
        raise ChainFormatError(what="block", problem=f"{len(data)} bytes cannot be one", offset=len(data))
    header = Header.parse(data[:HEADER_BYTES])
    try:
        txids, touching, end = _transactions(data, scripts, outpoints)
    except IndexError as error:
        raise ChainFormatError(what="block", problem="more is announced than follows", offset=len(data)) from error
    if end != len(data):
        raise ChainFormatError(what="block", problem="it does not end where its data does", offset=end)
    root, ambiguous = merkle_root_checked(txids)
    if root != header.merkle_root or ambiguous:
        problem = f"The transactions of block {shown(header.hash)} do not give its Merkle root"
        raise ChainRuleError(rule="merkle-root", problem=problem)
    return WalkedBlock(header, tuple([(position, _parsed(data, start)) for position, start in touching]))


def _parsed(data: bytes, start: int) -> Transaction:
    reader = Reader(data, "block", limit_bytes=MAX_BLOCK_BYTES)
    reader.offset = start
    return read_transaction(reader)


# Below, sizes of one byte are read in place: a call for each would double the time of the whole walk. Every loop reads
# a byte at its place, so counts that lie run off the end and not on for ever.


def _transactions(
    data: bytes, scripts: frozenset[bytes], outpoints: set[bytes]
) -> tuple[list[bytes], list[tuple[int, int]], int]:
    """All txids, the positions and places of what touches, and where the last transaction ends."""
    txids: list[bytes] = []
    touching: list[tuple[int, int]] = []
    count, place = _size(data, HEADER_BYTES)
    for position in range(count):
        start = place
        body = start + _EDGE_BYTES
        # A count of no inputs cannot be: here it marks a witness, and the flag follows.
        segwit = data[body] == 0
        if segwit:
            body += 2
        inputs, touches, place = _inputs(data, body, outpoints)
        ours, place = _outputs(data, place, scripts)
        if segwit:
            end = place
            place = _witnesses(data, place, inputs) + _EDGE_BYTES
            # Python slices to the end and no further: what is missing there is missed by the caller.
            head, foot = data[start : start + _EDGE_BYTES], data[place - _EDGE_BYTES : place]
            txid = sha256(sha256(head + data[body:end] + foot).digest()).digest()
        else:
            place += _EDGE_BYTES
            txid = sha256(sha256(data[start:place]).digest()).digest()
        txids.append(txid)
        if ours:
            outpoints.update([txid + index.to_bytes(4, "little") for index in ours])
        if touches or ours:
            touching.append((position, start))
    return txids, touching, place


def _size(data: bytes, place: int) -> tuple[int, int]:
    """A size of any width, and the place behind it."""
    first = data[place]
    if first < _FIRST_LONG_SIZE:
        return first, place + 1
    end = place + 1 + (2 << (first - _FIRST_LONG_SIZE))
    return int.from_bytes(data[place + 1 : end], "little"), end


def _inputs(data: bytes, place: int, outpoints: set[bytes]) -> tuple[int, bool, int]:
    """How many inputs there are, whether one spends an outpoint, and the place behind them."""
    count = data[place]
    place += 1
    if count >= _FIRST_LONG_SIZE:
        count, place = _size(data, place - 1)
    spends = False
    for _ in range(count):
        end = place + _OUTPOINT_BYTES
        if data[place:end] in outpoints:
            spends = True
        size = data[end]
        if size < _FIRST_LONG_SIZE:
            place = end + 1 + size + _SEQUENCE_BYTES
        else:
            size, end = _size(data, end)
            place = end + size + _SEQUENCE_BYTES
    return count, spends, place


def _outputs(data: bytes, place: int, scripts: frozenset[bytes]) -> tuple[list[int] | None, int]:
    """The indexes of the outputs to the scripts, ``None`` for none, and the place behind the outputs."""
    count = data[place]
    place += 1
    if count >= _FIRST_LONG_SIZE:
        count, place = _size(data, place - 1)
    ours: list[int] | None = None
    for index in range(count):
        place += _VALUE_BYTES
        size = data[place]
        if size < _FIRST_LONG_SIZE:
            place += 1
        else:
            size, place = _size(data, place)
        end = place + size
        if data[place:end] in scripts:
            ours = [*(ours or ()), index]
        place = end
    return ours, place


def _witnesses(data: bytes, place: int, inputs: int) -> int:
    """The place behind the witnesses of so many inputs."""
    for _ in range(inputs):
        items = data[place]
        place += 1
        if items >= _FIRST_LONG_SIZE:
            items, place = _size(data, place - 1)
        for _ in range(items):
            size = data[place]
            if size < _FIRST_LONG_SIZE:
                place += 1 + size
            else:
                size, place = _size(data, place)
                place += size
    return place
