"""Walks over a block's bytes to find the transactions that touch some scripts, without making values of the others."""

from __future__ import annotations

from typing import Final

import msgspec

from bitcoin_office.chain.block import MAX_BLOCK_BYTES
from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import merkle_root_checked, sha256d, shown
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
    block is walked over some five times as fast as it is parsed. Raises ``ChainFormatError`` and ``ChainRuleError``.
    """
    if not HEADER_BYTES < len(data) <= MAX_BLOCK_BYTES:
        raise ChainFormatError(what="block", problem=f"{len(data)} bytes cannot be one", offset=len(data))
    header = Header.parse(data[:HEADER_BYTES])
    walk = _Walk(data, scripts, outpoints)
    try:
        walk.transactions()
    except IndexError as error:
        raise ChainFormatError(what="block", problem="more is announced than follows", offset=len(data)) from error
    if walk.place != len(data):
        raise ChainFormatError(what="block", problem="it does not end where its data does", offset=walk.place)
    root, ambiguous = merkle_root_checked(walk.txids)
    if root != header.merkle_root or ambiguous:
        problem = f"The transactions of block {shown(header.hash)} do not give its Merkle root"
        raise ChainRuleError(rule="merkle-root", problem=problem)
    return WalkedBlock(header, tuple([(position, _parsed(data, start)) for position, start in walk.touching]))


def _parsed(data: bytes, start: int) -> Transaction:
    reader = Reader(data, "block", limit_bytes=MAX_BLOCK_BYTES)
    reader.offset = start
    return read_transaction(reader)


class _Walk:
    """One walk. Every loop reads a byte at its place, so counts that lie run off the end and not on for ever."""

    __slots__ = ("data", "outpoints", "place", "scripts", "touching", "txids")

    def __init__(self, data: bytes, scripts: frozenset[bytes], outpoints: set[bytes]) -> None:
        self.data = data
        self.scripts = scripts
        self.outpoints = outpoints
        self.place = HEADER_BYTES
        self.txids: list[bytes] = []
        self.touching: list[tuple[int, int]] = []

    def transactions(self) -> None:
        """All of them."""
        for position in range(self._size()):
            start = self.place
            if self._transaction():
                self.touching.append((position, start))

    def _size(self) -> int:
        first = self.data[self.place]
        if first < _FIRST_LONG_SIZE:
            self.place += 1
            return first
        width = 2 << (first - _FIRST_LONG_SIZE)
        self.place += 1 + width
        return int.from_bytes(self.data[self.place - width : self.place], "little")

    def _transaction(self) -> bool:
        data, start = self.data, self.place
        body = start + _EDGE_BYTES
        # A count of no inputs cannot be: here it marks a witness, and the flag follows.
        segwit = data[body] == 0
        if segwit:
            body += 2
        self.place = body
        inputs, spends = self._inputs()
        ours = self._outputs()
        end = self.place
        if segwit:
            self._witnesses(inputs)
        self.place += _EDGE_BYTES
        parts = data[start : start + _EDGE_BYTES] + data[body:end] + data[self.place - _EDGE_BYTES : self.place]
        txid = sha256d(parts)
        self.txids.append(txid)
        self.outpoints.update([txid + index.to_bytes(4, "little") for index in ours])
        return spends or bool(ours)

    # The three below spell sizes of one byte out: a call for each would double the time of the whole walk.

    def _inputs(self) -> tuple[int, bool]:
        data, outpoints, spends = self.data, self.outpoints, False
        count = self._size()
        place = self.place
        for _ in range(count):
            if data[place : place + _OUTPOINT_BYTES] in outpoints:
                spends = True
            place += _OUTPOINT_BYTES
            size = data[place]
            if size < _FIRST_LONG_SIZE:
                place += 1 + size + _SEQUENCE_BYTES
            else:
                self.place = place
                place = self._size() + self.place + _SEQUENCE_BYTES
        self.place = place
        return count, spends

    def _outputs(self) -> list[int]:
        data, scripts, ours = self.data, self.scripts, list[int]()
        count = self._size()
        place = self.place
        for index in range(count):
            place += _VALUE_BYTES
            size = data[place]
            if size < _FIRST_LONG_SIZE:
                place += 1
            else:
                self.place = place
                size = self._size()
                place = self.place
            if data[place : place + size] in scripts:
                ours.append(index)
            place += size
        self.place = place
        return ours

    def _witnesses(self, inputs: int) -> None:
        data, place = self.data, self.place
        for _ in range(inputs):
            self.place = place
            items = self._size()
            place = self.place
            for _ in range(items):
                size = data[place]
                if size < _FIRST_LONG_SIZE:
                    place += 1 + size
                else:
                    self.place = place
                    place = self._size() + self.place
        self.place = place
