"""Signatures on secp256k1: their strict encoding, and their verification by libsecp256k1 through coincurve."""

from __future__ import annotations

from typing import Final

from coincurve import PublicKey, PublicKeyXOnly

from bitcoin_office.chain.hashing import tagged_hash

COMPRESSED_KEY_BYTES: Final = 33
UNCOMPRESSED_KEY_BYTES: Final = 65
X_ONLY_KEY_BYTES: Final = 32
SCHNORR_BYTES: Final = 64

_ORDER: Final = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
_HIGHEST_LOW_S: Final = (_ORDER // 2).to_bytes(32, "big")
# BIP-66: tag, length, two integers of at most 33 bytes with tag and length each; at least one byte an integer.
_DER_BYTES: Final = range(8, 73)
_SEQUENCE_TAG: Final = 0x30
_INTEGER_TAG: Final = 0x02
_SIGN_BIT: Final = 0x80

# Some 10 MB of them. A batch with more different keys than this gains nothing by keeping them.
MAX_KEPT_KEYS: Final = 20_000


class Keys:
    """Public keys read once and kept: a vault's proofs name the same keys again and again."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[bytes, PublicKey | None] = {}

    def ecdsa_holds(self, key: bytes, der: bytes, digest: bytes) -> bool:
        """Whether a strictly encoded ECDSA signature over ``digest`` is by ``key``; false for a key off the curve."""
        kept = self._kept
        if key in kept:
            found = kept[key]
        else:
            if len(kept) >= MAX_KEPT_KEYS:
                kept.clear()
            found = kept[key] = _read_key(key)
        if found is None:
            return False
        try:
            return found.verify(der, digest, hasher=None)
        except ValueError:
            return False


def schnorr_holds(key: bytes, signature: bytes, digest: bytes) -> bool:
    """Whether a BIP-340 signature of 64 bytes over ``digest`` is by an x-only key; false for a key off the curve."""
    try:
        return PublicKeyXOnly(key).verify(signature, digest)
    except ValueError:
        return False


def taproot_output_key(internal_key: bytes, merkle_root: bytes) -> tuple[bytes, int] | None:
    """The tweaked key of BIP-341 and the parity of its y; ``None`` where the internal key is off the curve.

    ``merkle_root`` is empty for an output without scripts.
    """
    tweak = tagged_hash("TapTweak", internal_key + merkle_root)
    try:
        point = PublicKey(b"\x02" + internal_key).add(tweak).format()
    except ValueError:
        return None
    return point[1:], point[0] & 1


def is_strict_der(data: bytes) -> bool:
    """Whether this is a signature in BIP-66's one encoding (without the hash type's byte)."""
    if len(data) not in _DER_BYTES or data[0] != _SEQUENCE_TAG or data[1] != len(data) - 2:
        return False
    r_length = data[3]
    if 5 + r_length >= len(data):
        return False
    s_length = data[5 + r_length]
    if r_length + s_length + 6 != len(data):
        return False
    return _is_der_integer(data, 2) and _is_der_integer(data, 4 + r_length)


def is_low_s(der: bytes) -> bool:
    """Whether the second number of a strictly encoded signature is in the lower half of its range (BIP-62, rule 5)."""
    start = 6 + der[3]
    return der[start:].rjust(32, b"\0") <= _HIGHEST_LOW_S if len(der) - start <= 32 else False


def is_plain_key(data: bytes) -> bool:
    """Whether this is a compressed or an uncompressed public key; the hybrid form is neither."""
    size = len(data)
    return (size == COMPRESSED_KEY_BYTES and data[0] in {2, 3}) or (size == UNCOMPRESSED_KEY_BYTES and data[0] == 4)


def _read_key(data: bytes) -> PublicKey | None:
    try:
        return PublicKey(data)
    except ValueError:
        return None


def _is_der_integer(data: bytes, start: int) -> bool:
    length = data[start + 1]
    if data[start] != _INTEGER_TAG or length == 0 or data[start + 2] & _SIGN_BIT:
        return False
    # A leading zero only where the number would be negative without it.
    return not (length > 1 and data[start + 2] == 0 and not data[start + 3] & _SIGN_BIT)
