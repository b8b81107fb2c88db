"""A PSBT (BIP-174, version 0) as bytes: its maps of typed fields, read with limits and written in one order."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from functools import cached_property
from typing import Final, Self

import msgspec

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.reader import Reader, compact_size
from bitcoin_office.chain.transaction import Transaction, TxOut
from bitcoin_office.proof.errors import ProofFormatError

MAGIC: Final = b"psbt\xff"
# Ten thousand coins with scripts, signatures and key origins take 15 MB; with whole previous transactions, several
# times that. Everything is held in memory at once.
MAX_PSBT_BYTES: Final = 64_000_000

GLOBAL_UNSIGNED_TX: Final = 0x00
GLOBAL_MESSAGE: Final = 0x09
"""BIP-322: the message to be signed."""
GLOBAL_VERSION: Final = 0xFB

IN_NON_WITNESS_UTXO: Final = 0x00
IN_WITNESS_UTXO: Final = 0x01
IN_PARTIAL_SIG: Final = 0x02
IN_SIGHASH_TYPE: Final = 0x03
IN_REDEEM_SCRIPT: Final = 0x04
IN_WITNESS_SCRIPT: Final = 0x05
IN_BIP32_DERIVATION: Final = 0x06
IN_FINAL_SCRIPT_SIG: Final = 0x07
IN_FINAL_WITNESS: Final = 0x08
IN_PREIMAGES: Final = (0x0A, 0x0B, 0x0C, 0x0D)
"""Secrets behind the four kinds of hash that scripts ask for."""
IN_TAP_KEY_SIG: Final = 0x13
IN_TAP_SCRIPT_SIG: Final = 0x14
IN_TAP_LEAF_SCRIPT: Final = 0x15
IN_TAP_BIP32_DERIVATION: Final = 0x16
IN_TAP_INTERNAL_KEY: Final = 0x17
IN_TAP_MERKLE_ROOT: Final = 0x18


class Fields(msgspec.Struct, frozen=True, dict=True):
    """One map of a PSBT: keys (type byte and key data) with their values, each key once."""

    entries: tuple[tuple[bytes, bytes], ...] = ()

    @cached_property
    def _found(self) -> dict[bytes, bytes]:
        return dict(self.entries)

    def get(self, kind: int) -> bytes | None:
        """The value of a field that has no key data; ``None`` where it is not there."""
        return self._found.get(bytes((kind,)))

    def all(self, kind: int) -> tuple[tuple[bytes, bytes], ...]:
        """Key data and value of every field of a type."""
        return tuple([(key[1:], value) for key, value in self.entries if key[0] == kind])

    def replacing(self, others: Iterable[tuple[bytes, bytes]]) -> Fields:
        """The same with these fields, which replace those of the same key."""
        return Fields(tuple(sorted({**self._found, **dict(others)}.items())))

    def to_bytes(self) -> bytes:
        """As it stands in a PSBT, the end mark included."""
        parts: list[bytes] = []
        for key, value in self.entries:
            parts += [compact_size(len(key)), key, compact_size(len(value)), value]
        return b"".join([*parts, b"\0"])


class Packet(msgspec.Struct, frozen=True, dict=True):
    """A PSBT: the transaction without signatures, the fields of the whole, of each input and of each output."""

    unsigned: Transaction
    globals: Fields
    inputs: tuple[Fields, ...]
    outputs: tuple[Fields, ...]

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Reads the binary form. Raises ``ProofFormatError``."""
        try:
            return cls._read(Reader(data, "PSBT", limit_bytes=MAX_PSBT_BYTES))
        except ChainFormatError as error:
            raise ProofFormatError(what="PSBT", problem=f"{error.problem} (at byte {error.offset})") from error

    @classmethod
    def _read(cls, reader: Reader) -> Self:
        if reader.data[: len(MAGIC)] != MAGIC:
            raise reader.error("it does not start as a PSBT does")
        reader.take(len(MAGIC))
        whole = _read_fields(reader)
        version = whole.get(GLOBAL_VERSION)
        if version is not None and version.strip(b"\0"):
            raise reader.error("a version other than 0; let the wallet export version 0")
        unsigned_bytes = whole.get(GLOBAL_UNSIGNED_TX)
        if unsigned_bytes is None:
            raise reader.error("no unsigned transaction")
        unsigned = Transaction.parse(unsigned_bytes)
        if unsigned.has_witness or any(each.script_sig for each in unsigned.inputs):
            raise reader.error("the transaction that should be unsigned is signed")
        inputs = tuple([_read_fields(reader) for _ in unsigned.inputs])
        outputs = tuple([_read_fields(reader) for _ in unsigned.outputs])
        reader.finish()
        return cls(unsigned, whole, inputs, outputs)

    def to_bytes(self) -> bytes:
        """The binary form."""
        return MAGIC + b"".join([each.to_bytes() for each in (self.globals, *self.inputs, *self.outputs)])

    def to_base64(self) -> str:
        """The text that wallets and nodes exchange."""
        return base64.b64encode(self.to_bytes()).decode("ascii")

    def spent_output(self, index: int) -> TxOut | None:
        """The output that an input spends, from either field. Raises ``ProofFormatError`` where they contradict."""
        whole, witness = self.whole_previous(index), self.inputs[index].get(IN_WITNESS_UTXO)
        stated = None if witness is None else read_output(witness)
        if whole is None:
            return stated
        previous = self.unsigned.inputs[index].previous
        if whole.txid != previous.txid or previous.index >= len(whole.outputs):
            raise ProofFormatError(what="PSBT", problem=f"input {index} spends no output of the transaction beside it")
        found = whole.outputs[previous.index]
        if stated is not None and stated != found:
            raise ProofFormatError(what="PSBT", problem=f"input {index} states its output in two ways that differ")
        return found

    def whole_previous(self, index: int) -> Transaction | None:
        """The whole transaction that an input spends from: beside it, or (BIP-322) beside another input of the same."""
        return self._beside[index] or self._shared_previous.get(self.unsigned.inputs[index].previous.txid)

    @cached_property
    def _beside(self) -> tuple[Transaction | None, ...]:
        stated = [fields.get(IN_NON_WITNESS_UTXO) for fields in self.inputs]
        return tuple([None if data is None else _previous_transaction(data) for data in stated])

    @cached_property
    def _shared_previous(self) -> dict[bytes, Transaction]:
        return {each.txid: each for each in self._beside if each is not None}


def read_output(data: bytes) -> TxOut:
    """A transaction's output alone, as a witness UTXO field holds it. Raises ``ProofFormatError``."""
    try:
        reader = Reader(data, "witness UTXO", limit_bytes=MAX_PSBT_BYTES)
        found = TxOut(reader.u64(), reader.var_bytes())
        reader.finish()
    except ChainFormatError as error:
        raise ProofFormatError(what="witness UTXO", problem=error.problem) from error
    return found


def read_base64(text: str, what: str) -> bytes:
    """The bytes of a text in base64's one canonical form. Raises ``ProofFormatError``.

    Canonical, because a proof must have one text: padding bits that mean nothing could be changed unseen.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ProofFormatError(what=what, problem="not base64") from error
    if base64.b64encode(data).decode("ascii") != text:
        raise ProofFormatError(what=what, problem="not in base64's canonical form")
    return data


def _previous_transaction(data: bytes) -> Transaction:
    try:
        return Transaction.parse(data)
    except ChainFormatError as error:
        raise ProofFormatError(what="previous transaction in the PSBT", problem=error.problem) from error


def _read_fields(reader: Reader) -> Fields:
    entries: list[tuple[bytes, bytes]] = []
    seen: set[bytes] = set()
    while True:
        key = reader.var_bytes()
        if not key:
            return Fields(tuple(entries))
        if key in seen:
            raise reader.error(f"the field {key[:1].hex()} stands twice with the same key")
        seen.add(key)
        entries.append((key, reader.var_bytes()))
