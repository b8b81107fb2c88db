"""Extended keys (BIP-32) made for the tests, from which vaults with ranges are made and coins under them signed for."""

from __future__ import annotations

import hashlib
import hmac
import struct

from coincurve import PrivateKey

from bitcoin_office.chain.base58 import encode_base58_check
from bitcoin_office.chain.hashing import hash160
from bitcoin_office.chain.network import REGTEST
from tests.proof.locks import ORDER


class Master:
    """A master key made from a name, or a child of one without hardening."""

    def __init__(self, name: str) -> None:
        digest = hmac.new(b"Bitcoin seed", name.encode(), hashlib.sha512).digest()
        self.secret, self.chain_code = int.from_bytes(digest[:32]), digest[32:]

    @property
    def key(self) -> PrivateKey:
        """Its private key."""
        return PrivateKey.from_int(self.secret)

    @property
    def public(self) -> bytes:
        """Its public key."""
        return self.key.public_key.format()

    @property
    def extended(self) -> str:
        """Its public key with the chain code, as descriptors hold it."""
        return encode_base58_check(REGTEST.public_key_version + bytes(9) + self.chain_code + self.public)

    @property
    def with_origin(self) -> str:
        """The same, behind the fingerprint that devices know it by."""
        return f"[{hash160(self.public)[:4].hex()}]{self.extended}"

    def child(self, *path: int) -> Master:
        """The key at the end of a path."""
        if not path:
            return self
        digest = hmac.new(self.chain_code, self.public + struct.pack(">I", path[0]), hashlib.sha512).digest()
        found = object.__new__(Master)
        found.secret = (int.from_bytes(digest[:32]) + self.secret) % ORDER
        found.chain_code = digest[32:]
        return found.child(*path[1:])
