"""Keys and signed transactions for tests: p2wpkh only, written from BIP-143."""

import hashlib
import struct
from collections.abc import Sequence
from functools import cached_property

from coincurve import PrivateKey

from bitcoin_office.chain.hashing import hash160, sha256d
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut

SEQUENCE = 0xFFFFFFFD
SIGHASH_ALL = 1


class Key:
    """A key that only tests use, made from its name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._secret = PrivateKey(hashlib.sha256(f"tests only: {name}".encode()).digest())
        self.public = self._secret.public_key.format()

    @cached_property
    def script(self) -> bytes:
        """Its p2wpkh locking script."""
        return b"\x00\x14" + hash160(self.public)

    def sign(self, digest: bytes) -> bytes:
        """A DER signature of a digest, with the byte for SIGHASH_ALL; always the same one (RFC 6979)."""
        return self._secret.sign(digest, hasher=None) + bytes((SIGHASH_ALL,))


class Coin:
    """An output that ``key`` can spend."""

    def __init__(self, transaction: Transaction, index: int, key: Key) -> None:
        assert transaction.outputs[index].script == key.script
        self.outpoint = OutPoint(transaction.txid, index)
        self.sats = transaction.outputs[index].sats
        self.key = key


def pay(coins: Sequence[Coin], outputs: Sequence[tuple[int, bytes]]) -> Transaction:
    """Spends the coins to ``outputs`` (satoshis and script); what is left is the fee."""
    made = tuple(TxOut(sats, script) for sats, script in outputs)
    assert sum(each.sats for each in coins) >= sum(each.sats for each in made)
    outpoints = sha256d(b"".join(each.outpoint.to_bytes() for each in coins))
    sequences = sha256d(struct.pack("<I", SEQUENCE) * len(coins))
    paid = sha256d(b"".join(each.to_bytes() for each in made))
    inputs = []
    for coin in coins:
        code = b"\x19\x76\xa9\x14" + coin.key.script[2:] + b"\x88\xac"
        signed = (
            struct.pack("<I", 2) + outpoints + sequences + coin.outpoint.to_bytes() + code
            + struct.pack("<qI", coin.sats, SEQUENCE) + paid + struct.pack("<II", 0, SIGHASH_ALL)
        )  # fmt: skip
        witness = (coin.key.sign(sha256d(signed)), coin.key.public)
        inputs.append(TxIn(coin.outpoint, sequence=SEQUENCE, witness=witness))
    return Transaction(2, tuple(inputs), made)
