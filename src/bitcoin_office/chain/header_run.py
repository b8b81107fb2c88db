"""Many headers in a row: linked, each with its work done, and the difficulty changed only as the rules allow."""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from bitcoin_office.chain.errors import ChainFormatError, ChainRuleError
from bitcoin_office.chain.hashing import HASH_BYTES, shown
from bitcoin_office.chain.header import (
    HEADER_BYTES,
    Header,
    bits_of_target,
    check_proof_of_work,
    target_of_bits,
    work_of_target,
)
from bitcoin_office.chain.network import Network

# Consensus: the difficulty is set anew every 2,016 blocks, so that they take two weeks, by at most a factor of four.
RETARGET_BLOCKS: Final = 2_016
RETARGET_SECONDS: Final = 14 * 24 * 60 * 60
RETARGET_FACTOR: Final = 4

# All headers of the first 35 years are 1.8 million; a longer run is a mistake or an attack on memory (160 MB).
MAX_HEADERS: Final = 2_000_000

_PREVIOUS: Final = slice(4, 36)
_TIME: Final = slice(68, 72)
_BITS: Final = slice(72, 76)


class HeaderRun(msgspec.Struct, frozen=True, kw_only=True):
    """A checked run of headers. ``data`` is 80 bytes a header; ``hashes`` their identities, 32 bytes each, in a row.

    ``work`` is the expected number of hashes that went into the run.
    """

    network: str
    first_height: int
    data: bytes
    hashes: bytes
    work: int

    @property
    def last_height(self) -> int:
        """The height of the last header."""
        return self.first_height + len(self.data) // HEADER_BYTES - 1

    def __contains__(self, height: int) -> bool:
        """Whether the run has a header at this height."""
        return self.first_height <= height <= self.last_height

    def header(self, height: int) -> Header:
        """The header at ``height``, which must be in the run."""
        start = (height - self.first_height) * HEADER_BYTES
        return Header.parse(self.data[start : start + HEADER_BYTES])

    def hash(self, height: int) -> bytes:
        """The block hash at ``height``, which must be in the run; internal order."""
        start = (height - self.first_height) * 32
        return self.hashes[start : start + 32]


def check_headers(data: bytes, first_height: int, network: Network) -> HeaderRun:
    """Checks a run of raw headers whose first is at ``first_height``.

    Each must name the one before it and meet its own target. Where the network retargets, targets may change only at
    multiples of 2,016, exactly as the times say where the run holds the whole period, else by at most a factor of
    four. Raises ``ChainFormatError`` and ``ChainRuleError``. A run says nothing about blocks before its first.
    """
    count, rest = divmod(len(data), HEADER_BYTES)
    if rest or not 0 < count <= MAX_HEADERS:
        problem = f"{len(data)} bytes, not 1 to {MAX_HEADERS} headers of {HEADER_BYTES} bytes"
        raise ChainFormatError(what="run of headers", problem=problem, offset=len(data) - rest)
    hashes, work = _link(data, first_height, network)
    return HeaderRun(network=network.name, first_height=first_height, data=data, hashes=hashes, work=work)


def _link(data: bytes, first_height: int, network: Network) -> tuple[bytes, int]:
    sha256 = hashlib.sha256
    hashes: list[bytes] = []
    previous, bits, highest, work, work_each = b"", b"", b"", 0, 0
    # A run of 200,000 headers is checked whenever a disclosure is: plain slices here are four times as fast as values.
    for index in range(len(data) // HEADER_BYTES):
        raw = data[index * HEADER_BYTES : (index + 1) * HEADER_BYTES]
        if previous and raw[_PREVIOUS] != previous:
            problem = f"The header at height {first_height + index} does not follow {shown(previous)}"
            raise ChainRuleError(rule="previous-block", problem=problem)
        previous = sha256(sha256(raw).digest()).digest()
        if raw[_BITS] != bits or (first_height + index) % RETARGET_BLOCKS == 0:
            bits = raw[_BITS]
            _check_bits(data, index, first_height, network)
            target = target_of_bits(_number(bits))
            highest, work_each = target.to_bytes(32, "big"), work_of_target(target)
        if previous[::-1] > highest:
            check_proof_of_work(previous, _number(bits), network)
        work += work_each
        hashes.append(previous)
    return b"".join(hashes), work


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


def _field(data: bytes, index: int, field: slice) -> int:
    return _number(data[index * HEADER_BYTES : (index + 1) * HEADER_BYTES][field])


def _check_bits(data: bytes, index: int, first_height: int, network: Network) -> None:
    bits = _field(data, index, _BITS)
    # Zero is a hash that meets every target: this checks the target alone.
    check_proof_of_work(bytes(HASH_BYTES), bits, network)
    if index == 0 or (network.retargets and network.resets_when_slow):
        return
    before = _field(data, index - 1, _BITS)
    if not network.retargets or (first_height + index) % RETARGET_BLOCKS:
        allowed = bits == before
    elif index < RETARGET_BLOCKS:
        old, new = target_of_bits(before), target_of_bits(bits)
        # Compact forms round down, so the bounds are compared in compact form too.
        lowest, highest = bits_of_target(old // RETARGET_FACTOR), bits_of_target(old * RETARGET_FACTOR)
        allowed = target_of_bits(lowest) <= new <= target_of_bits(highest)
    else:
        seconds = _field(data, index - 1, _TIME) - _field(data, index - RETARGET_BLOCKS, _TIME)
        allowed = bits == next_bits(before, seconds, network)
    if not allowed:
        problem = f"The target at height {first_height + index} changes from {before:#010x} to {bits:#010x}"
        raise ChainRuleError(rule="retarget", problem=problem)


def next_bits(bits: int, seconds: int, network: Network) -> int:
    """The compact target of the next period, after one at ``bits`` whose first and last block lie ``seconds`` apart.

    >>> from bitcoin_office.chain.network import MAIN
    >>> hex(next_bits(0x1d00ffff, 1262152739 - 1261130161, MAIN))
    '0x1d00d86a'
    """
    bounded = min(max(seconds, RETARGET_SECONDS // RETARGET_FACTOR), RETARGET_SECONDS * RETARGET_FACTOR)
    target = target_of_bits(bits) * bounded // RETARGET_SECONDS
    return bits_of_target(min(target, target_of_bits(network.easiest_bits)))
