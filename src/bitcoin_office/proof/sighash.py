"""What signatures sign: the digests of a transaction for legacy inputs, BIP-143 (segwit) and BIP-341 (taproot).

Only the hash types that BIP-322 allows: ``ALL``, and for taproot ``DEFAULT`` as well. Code separators, which BIP-322
forbids, are not known here either.
"""

from __future__ import annotations

import hashlib
import struct
from functools import cached_property
from typing import Final

import msgspec

from bitcoin_office.chain.hashing import sha256d, tagged_hash
from bitcoin_office.chain.reader import compact_size
from bitcoin_office.chain.transaction import Transaction, TxOut

SIGHASH_DEFAULT: Final = 0x00
SIGHASH_ALL: Final = 0x01

# BIP-341 and BIP-342.
_EPOCH: Final = b"\0"
_KEY_SPEND: Final = b"\0"
_SCRIPT_SPEND: Final = b"\2"
_KEY_VERSION: Final = b"\0"
_NO_CODE_SEPARATOR: Final = b"\xff\xff\xff\xff"

_U32: Final = struct.Struct("<I")
_U64: Final = struct.Struct("<Q")
_LEGACY_ALL: Final = _U32.pack(SIGHASH_ALL)


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


class Spending(msgspec.Struct, frozen=True, dict=True):
    """A transaction and, in order, the outputs that its inputs spend. Hashes that inputs share are computed once."""

    transaction: Transaction
    spent: tuple[TxOut, ...]

    def segwit_digest(self, index: int, script_code: bytes) -> bytes:
        """BIP-143 with ``ALL``: what an ECDSA signature of a version 0 input signs."""
        head, tail = self._segwit_frame
        each = self.transaction.inputs[index]
        code = compact_size(len(script_code)) + script_code
        middle = each.previous.to_bytes() + code + _U64.pack(self.spent[index].sats) + _U32.pack(each.sequence)
        return sha256d(head + middle + tail)

    def legacy_digest(self, index: int, script_code: bytes) -> bytes:
        """The first form, with ``ALL``: the transaction with the script in the input's place, all others empty.

        It hashes the whole transaction for every input.
        """
        stripped = self._scriptless_inputs
        each = self.transaction.inputs[index]
        mine = each.previous.to_bytes() + compact_size(len(script_code)) + script_code + _U32.pack(each.sequence)
        tx = self.transaction
        parts = (
            _U32.pack(tx.version),
            compact_size(len(stripped)),
            *stripped[:index],
            mine,
            *stripped[index + 1 :],
            compact_size(len(tx.outputs)),
            self._outputs(),
            _U32.pack(tx.lock_time),
            _LEGACY_ALL,
        )
        return sha256d(b"".join(parts))

    def taproot_digest(self, index: int, hash_type: int, leaf_hash: bytes = b"") -> bytes:
        """BIP-341 with ``DEFAULT`` or ``ALL``: key path, or with ``leaf_hash`` script path (BIP-342); no annex."""
        parts = (
            _EPOCH,
            bytes((hash_type,)),
            self._taproot_frame,
            _SCRIPT_SPEND if leaf_hash else _KEY_SPEND,
            _U32.pack(index),
            leaf_hash + _KEY_VERSION + _NO_CODE_SEPARATOR if leaf_hash else b"",
        )
        return tagged_hash("TapSighash", b"".join(parts))

    @cached_property
    def stripped_bytes(self) -> int:
        """The transaction's length without witnesses: what each legacy signature hashes."""
        return len(self.transaction.to_bytes(witness=False))

    # Each of these is needed once for a kind of input; only what comes of them is kept.
    def _previous(self) -> bytes:
        return b"".join([each.previous.to_bytes() for each in self.transaction.inputs])

    def _sequences(self) -> bytes:
        return b"".join([_U32.pack(each.sequence) for each in self.transaction.inputs])

    @cached_property
    def _scriptless_inputs(self) -> tuple[bytes, ...]:
        return tuple([each.previous.to_bytes() + b"\0" + _U32.pack(each.sequence) for each in self.transaction.inputs])

    def _outputs(self) -> bytes:
        return b"".join([each.to_bytes() for each in self.transaction.outputs])

    @cached_property
    def _segwit_frame(self) -> tuple[bytes, bytes]:
        tx = self.transaction
        head = _U32.pack(tx.version) + sha256d(self._previous()) + sha256d(self._sequences())
        return head, sha256d(self._outputs()) + _U32.pack(tx.lock_time) + _LEGACY_ALL

    @cached_property
    def _taproot_frame(self) -> bytes:
        tx = self.transaction
        parts = (
            _U32.pack(tx.version),
            _U32.pack(tx.lock_time),
            _sha256(self._previous()),
            _sha256(b"".join([_U64.pack(each.sats) for each in self.spent])),
            _sha256(b"".join([compact_size(len(each.script)) + each.script for each in self.spent])),
            _sha256(self._sequences()),
            _sha256(self._outputs()),
        )
        return b"".join(parts)
