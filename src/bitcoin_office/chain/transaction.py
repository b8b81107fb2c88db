"""A transaction: what it spends and makes, its identities, its bytes with and without witness (BIP-141, BIP-144)."""

from __future__ import annotations

import struct
from functools import cached_property
from typing import Final, Self

import msgspec

from bitcoin_office.chain.hashing import HASH_BYTES, NO_HASH, read_hash, sha256d, shown
from bitcoin_office.chain.reader import Reader, compact_size

# Consensus: a block weighs at most 4,000,000 and a byte weighs at least 1, so no transaction can be longer.
MAX_TRANSACTION_BYTES: Final = 4_000_000
# Consensus: no output, and no sum of outputs, is above 21 million bitcoin.
MAX_MONEY_SATS: Final = 21_000_000 * 100_000_000
# Consensus: BIP-141 counts a byte outside the witness four times.
WITNESS_SCALE: Final = 4

NO_OUTPUT_INDEX: Final = 0xFFFFFFFF
FINAL_SEQUENCE: Final = 0xFFFFFFFF

# The shortest forms: outpoint, empty script, sequence; value, empty script.
_LEAST_INPUT_BYTES: Final = 36 + 1 + 4
_LEAST_OUTPUT_BYTES: Final = 8 + 1
_SEGWIT_MARKER_AND_FLAG: Final = b"\x00\x01"

_U32: Final = struct.Struct("<I")
_I64: Final = struct.Struct("<q")


class OutPoint(msgspec.Struct, frozen=True, order=True, gc=False):
    """Which output: ``txid`` in internal order and the output's index, from zero."""

    txid: bytes
    index: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads ``<txid in hex>:<index>``. Raises ``ValueError``."""
        txid, colon, index = text.partition(":")
        if not colon or not (index.isascii() and index.isdigit()) or len(index) > 10 or int(index) > NO_OUTPUT_INDEX:
            raise ValueError(f"Not an outpoint (txid:index): {text[:90]!r}")
        return cls(read_hash(txid), int(index))

    def __str__(self) -> str:
        """As people and nodes write it: ``<txid in hex>:<index>``."""
        return f"{shown(self.txid)}:{self.index}"

    def to_bytes(self) -> bytes:
        """The 36 bytes of it."""
        return self.txid + _U32.pack(self.index)


NO_OUTPOINT: Final = OutPoint(NO_HASH, NO_OUTPUT_INDEX)


class TxIn(msgspec.Struct, frozen=True, gc=False):
    """An input: the output that it spends, and what it shows for it."""

    previous: OutPoint
    script_sig: bytes = b""
    sequence: int = FINAL_SEQUENCE
    witness: tuple[bytes, ...] = ()

    def to_bytes(self) -> bytes:
        """Its bytes outside the witness."""
        script = self.script_sig
        return self.previous.to_bytes() + compact_size(len(script)) + script + _U32.pack(self.sequence)


class TxOut(msgspec.Struct, frozen=True, gc=False):
    """An output: ``sats`` satoshis, locked by ``script``."""

    sats: int
    script: bytes

    def to_bytes(self) -> bytes:
        """Its bytes."""
        return _I64.pack(self.sats) + compact_size(len(self.script)) + self.script


class Transaction(msgspec.Struct, frozen=True, dict=True):
    """``version`` (unsigned, as recent nodes show it), inputs, outputs and ``lock_time``.

    Identities and sizes are computed once and kept; a parsed transaction has them from the bytes that it was read from.
    """

    version: int
    inputs: tuple[TxIn, ...]
    outputs: tuple[TxOut, ...]
    lock_time: int = 0

    @staticmethod
    def parse(data: bytes) -> Transaction:
        """Reads exactly one transaction. Raises ``ChainFormatError``."""
        reader = Reader(data, "transaction", limit_bytes=MAX_TRANSACTION_BYTES)
        found = read_transaction(reader)
        reader.finish()
        return found

    def to_bytes(self, *, witness: bool = True) -> bytes:
        """Its bytes on the wire; without ``witness`` the form that the txid covers."""
        segwit = witness and self.has_witness
        parts = [_U32.pack(self.version), _SEGWIT_MARKER_AND_FLAG if segwit else b"", compact_size(len(self.inputs))]
        parts.extend(each.to_bytes() for each in self.inputs)
        parts.append(compact_size(len(self.outputs)))
        parts.extend(each.to_bytes() for each in self.outputs)
        if segwit:
            parts.extend(witness_bytes(each.witness) for each in self.inputs)
        parts.append(_U32.pack(self.lock_time))
        return b"".join(parts)

    @property
    def has_witness(self) -> bool:
        """Whether any input carries a witness."""
        return any(each.witness for each in self.inputs)

    @property
    def is_coinbase(self) -> bool:
        """Whether this pays a block's miner: one input that spends nothing."""
        return len(self.inputs) == 1 and self.inputs[0].previous == NO_OUTPOINT

    @cached_property
    def txid(self) -> bytes:
        """Its identity without witness, internal order."""
        return sha256d(self.to_bytes(witness=False))

    @cached_property
    def wtxid(self) -> bytes:
        """Its identity with witness, internal order; the txid where there is none."""
        return sha256d(self.to_bytes()) if self.has_witness else self.txid

    @cached_property
    def weight(self) -> int:
        """BIP-141's weight: bytes outside the witness count four times."""
        stripped = len(self.to_bytes(witness=False))
        return stripped * (WITNESS_SCALE - 1) + len(self.to_bytes())

    @property
    def vsize(self) -> int:
        """A quarter of the weight, rounded up: what fee rates are per."""
        return -(-self.weight // WITNESS_SCALE)

    @property
    def output_sats(self) -> int:
        """The sum of its outputs, satoshis."""
        return sum(each.sats for each in self.outputs)

    def outpoint(self, index: int) -> OutPoint:
        """The name of its output ``index``."""
        return OutPoint(self.txid, index)


def witness_bytes(witness: tuple[bytes, ...]) -> bytes:
    """A witness stack with its counts, as it stands in a transaction."""
    parts = [compact_size(len(witness))]
    for item in witness:
        parts.append(compact_size(len(item)))
        parts.append(item)
    return b"".join(parts)


def read_witness(reader: Reader) -> tuple[bytes, ...]:
    """One input's witness stack. Raises ``ChainFormatError``."""
    count = reader.count(1, "witness items")
    return tuple([reader.var_bytes() for _ in range(count)]) if count else ()


def read_transaction(reader: Reader) -> Transaction:
    """The transaction at the reader's place. Raises ``ChainFormatError``.

    One without inputs is refused: no valid transaction lacks them, and its bytes could also mean a witness marker.
    """
    data, start = reader.data, reader.offset
    version = reader.u32()
    segwit = data[reader.offset : reader.offset + 2] == _SEGWIT_MARKER_AND_FLAG
    if segwit:
        reader.offset += 2
    body_start = reader.offset
    inputs = [_read_input(reader) for _ in range(reader.count(_LEAST_INPUT_BYTES, "inputs"))]
    if not inputs:
        raise reader.error("no inputs")
    outputs = tuple([_read_output(reader) for _ in range(reader.count(_LEAST_OUTPUT_BYTES, "outputs"))])
    body_end = reader.offset
    if segwit:
        inputs = [
            TxIn(each.previous, each.script_sig, each.sequence, witness) if witness else each
            for each, witness in [(each, read_witness(reader)) for each in inputs]
        ]
        if reader.offset - body_end == len(inputs):
            raise reader.error("a witness is announced, and no input has one")
    lock_time = reader.u32()
    transaction = Transaction(version, tuple(inputs), outputs, lock_time)
    stripped = data[start : start + 4] + data[body_start:body_end] + data[reader.offset - 4 : reader.offset]
    _remember(transaction, stripped, data[start : reader.offset] if segwit else stripped)
    return transaction


def _read_input(reader: Reader) -> TxIn:
    head = reader.take(HASH_BYTES + 4)
    previous = OutPoint(head[:HASH_BYTES], _U32.unpack_from(head, HASH_BYTES)[0])
    return TxIn(previous, reader.var_bytes(), reader.u32())


def _read_output(reader: Reader) -> TxOut:
    sats = reader.u64()
    if sats > MAX_MONEY_SATS:
        raise reader.error(f"an output of {sats} satoshis, more than there can be")
    return TxOut(sats, reader.var_bytes())


def _remember(transaction: Transaction, stripped: bytes, whole: bytes) -> None:
    # The bytes are at hand here; writing them again for each identity would double the time to read a block.
    kept = vars(transaction)
    kept["txid"] = sha256d(stripped)
    kept["wtxid"] = sha256d(whole) if whole is not stripped else kept["txid"]
    kept["weight"] = len(stripped) * (WITNESS_SCALE - 1) + len(whole)
