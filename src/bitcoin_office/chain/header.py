"""Block headers: 80 bytes each, their proof of work, and runs of them that link."""

from __future__ import annotations

import struct
from functools import cached_property
from typing import Final, Self

import msgspec

from bitcoin_office.chain.errors import ChainRuleError
from bitcoin_office.chain.hashing import sha256d, shown
from bitcoin_office.chain.network import Network
from bitcoin_office.chain.reader import Reader

HEADER_BYTES: Final = 80
_LAYOUT: Final = struct.Struct("<i32s32sIII")

_MANTISSA_MASK: Final = 0x007FFFFF
_SIGN_BIT: Final = 0x00800000
_HASH_SPACE: Final = 1 << 256


class Header(msgspec.Struct, frozen=True, dict=True):
    """Hashes in internal order, ``time`` in seconds since 1970, ``bits`` the compact target."""

    version: int
    previous: bytes
    merkle_root: bytes
    time: int
    bits: int
    nonce: int

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Reads exactly 80 bytes. Raises ``ChainFormatError``."""
        reader = Reader(data, "block header", limit_bytes=HEADER_BYTES)
        fields = _LAYOUT.unpack(reader.take(HEADER_BYTES))
        return cls(*fields)

    def to_bytes(self) -> bytes:
        """Its 80 bytes."""
        return _LAYOUT.pack(self.version, self.previous, self.merkle_root, self.time, self.bits, self.nonce)

    @cached_property
    def hash(self) -> bytes:
        """The block's identity, internal order."""
        return sha256d(self.to_bytes())

    @property
    def work(self) -> int:
        """How many hashes its target asks for on average. Raises ``ChainRuleError`` where the target is none."""
        return work_of_target(target_of_bits(self.bits))

    def check_proof_of_work(self, network: Network) -> None:
        """Raises ``ChainRuleError`` unless the hash meets the header's target, and that is as hard as it must be."""
        check_proof_of_work(self.hash, self.bits, network)


def target_of_bits(bits: int) -> int:
    """The 256-bit target that a compact form means. Raises ``ChainRuleError`` for negative, zero and too large ones.

    The compact form is a one-byte length and a signed three-byte mantissa, as nodes read it.

    >>> hex(target_of_bits(0x1b0404cb))
    '0x404cb000000000000000000000000000000000000000000000000'
    """
    size, mantissa = bits >> 24, bits & _MANTISSA_MASK
    target = mantissa >> 8 * (3 - size) if size <= 3 else mantissa << 8 * (size - 3)
    if bits & _SIGN_BIT and mantissa:
        raise ChainRuleError(rule="bits", problem=f"The compact target {bits:#010x} is negative")
    if target == 0:
        raise ChainRuleError(rule="bits", problem=f"The compact target {bits:#010x} is zero")
    if target >= _HASH_SPACE:
        raise ChainRuleError(rule="bits", problem=f"The compact target {bits:#010x} does not fit in 256 bits")
    return target


def bits_of_target(target: int) -> int:
    """The compact form of a target, rounded down as nodes do.

    >>> hex(bits_of_target(target_of_bits(0x1d00ffff)))
    '0x1d00ffff'
    """
    size = (target.bit_length() + 7) // 8
    mantissa = target << 8 * (3 - size) if size <= 3 else target >> 8 * (size - 3)
    if mantissa & _SIGN_BIT:
        mantissa, size = mantissa >> 8, size + 1
    return size << 24 | mantissa


def work_of_target(target: int) -> int:
    """The expected number of hashes to meet ``target``."""
    return _HASH_SPACE // (target + 1)


def check_proof_of_work(block_hash: bytes, bits: int, network: Network) -> None:
    """Raises ``ChainRuleError`` unless the hash meets ``bits`` and ``bits`` is no easier than the network allows."""
    target = target_of_bits(bits)
    if target > target_of_bits(network.easiest_bits):
        raise ChainRuleError(
            rule="easiest-target", problem=f"The target {bits:#010x} is easier than {network.title} allows"
        )
    if int.from_bytes(block_hash, "little") > target:
        raise ChainRuleError(
            rule="proof-of-work", problem=f"The hash {shown(block_hash)} does not meet its target {bits:#010x}"
        )
