"""Bitcoin's hashes: double SHA-256, HASH160, and the root of a Merkle tree."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bitcoin_office.chain.ripemd160 import ripemd160

HASH_BYTES = 32
NO_HASH = bytes(HASH_BYTES)

_HAS_RIPEMD160 = "ripemd160" in hashlib.algorithms_available


def sha256d(data: bytes | memoryview) -> bytes:
    """SHA-256 of SHA-256: identifies transactions and blocks, 32 bytes in internal order."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def sha256(data: bytes) -> bytes:
    """One SHA-256, 32 bytes: in scripts, never as the identity of a transaction or block."""
    return hashlib.sha256(data).digest()


def hash160(data: bytes) -> bytes:
    """RIPEMD-160 of SHA-256: 20 bytes, in addresses of keys and of scripts.

    >>> hash160(b"").hex()
    'b472a266d0bd89c13706a4132ccfb16f7c3b9fcb'
    """
    inner = hashlib.sha256(data).digest()
    # OpenSSL 3.0.0 to 3.0.6 lists RIPEMD-160 nowhere or only in a provider that is not loaded.
    if not _HAS_RIPEMD160:
        return ripemd160(inner)
    try:
        return hashlib.new("ripemd160", inner, usedforsecurity=False).digest()
    except ValueError:
        return ripemd160(inner)


def tagged_hash(tag: str, data: bytes) -> bytes:
    """BIP-340's tagged hash: SHA-256 with the tag's hash twice before the data."""
    prefix = hashlib.sha256(tag.encode("ascii")).digest()
    return hashlib.sha256(prefix + prefix + data).digest()


def shown(digest: bytes) -> str:
    """A hash as people and nodes write it: hex, bytes reversed."""
    return digest[::-1].hex()


def read_hash(text: str) -> bytes:
    """The internal form of a hash that people wrote. Raises ``ValueError`` when it is not 64 hexadecimal digits."""
    if len(text) != 2 * HASH_BYTES or not text.isascii() or not text.isalnum():
        raise ValueError(f"Not a hash of 64 hexadecimal digits: {text[:80]!r}")
    return bytes.fromhex(text)[::-1]


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root of Bitcoin's Merkle tree over hashes in internal order; 32 zero bytes for no leaf."""
    return merkle_root_checked(leaves)[0]


def merkle_root_checked(leaves: Sequence[bytes]) -> tuple[bytes, bool]:
    """The root, and whether two equal neighbours make the list ambiguous.

    A level of odd length hashes its last entry with itself, so a list that ends in a repetition can have the root
    of the shorter list (CVE-2012-2459). No valid block holds such a list: a caller must refuse it.
    """
    if not leaves:
        return NO_HASH, False
    level, doubled = list(leaves), False
    digest = hashlib.sha256
    while len(level) > 1:
        doubled = doubled or any(left == right for left, right in zip(level[::2], level[1::2], strict=False))
        if len(level) % 2:
            level.append(level[-1])
        level = [
            digest(digest(left + right).digest()).digest() for left, right in zip(level[::2], level[1::2], strict=True)
        ]
    return level[0], doubled
