"""The two transactions that BIP-322 makes up: ``to_spend`` holds message and script, ``to_sign`` spends it."""

from __future__ import annotations

from typing import Final

from bitcoin_office.chain.hashing import HASH_BYTES, sha256d, tagged_hash
from bitcoin_office.chain.reader import compact_size
from bitcoin_office.chain.script import OP_0, OP_RETURN
from bitcoin_office.chain.transaction import NO_OUTPOINT, OutPoint, Transaction, TxIn, TxOut

MESSAGE_TAG: Final = "BIP0322-signed-message"
# The one output that to_sign may have: nothing, to nobody.
NOTHING: Final = TxOut(0, bytes((OP_RETURN,)))

# to_spend around its two variable parts: version 0, one input that spends nothing and opens with OP_0 and the hash,
# sequence 0; one output of nothing, locked by the script; lock time 0. Written so, 1,000 of them take 5 ms.
_OPENING_BYTES: Final = 34
_BEFORE_HASH: Final = bytes(4) + b"\1" + NO_OUTPOINT.to_bytes() + bytes((_OPENING_BYTES, OP_0, HASH_BYTES))
_BEFORE_SCRIPT: Final = bytes(4) + b"\1" + bytes(8)
_AFTER: Final = bytes(4)


def message_hash(message: bytes) -> bytes:
    """BIP-322's tagged hash of a message.

    >>> message_hash(b"Hello World").hex()
    'f0eb03b1a75ac6d9847f55c624a99169b5dccba2a31f5b23bea77ba270de0a7a'
    """
    return tagged_hash(MESSAGE_TAG, message)


def to_spend(message: bytes, script: bytes) -> Transaction:
    """The transaction whose output is the challenge. It spends nothing that exists, so it is of use on no chain."""
    return Transaction.parse(_to_spend_bytes(message, script))


def challenge(message: bytes, script: bytes) -> OutPoint:
    """The output that a proof of control of ``script`` spends in its first input."""
    return OutPoint(sha256d(_to_spend_bytes(message, script)), 0)


def _to_spend_bytes(message: bytes, script: bytes) -> bytes:
    return b"".join((_BEFORE_HASH, message_hash(message), _BEFORE_SCRIPT, compact_size(len(script)), script, _AFTER))


def to_sign(
    spends: OutPoint,
    *,
    witness: tuple[bytes, ...] = (),
    script_sig: bytes = b"",
    version: int = 0,
    lock_time: int = 0,
    sequence: int = 0,
    others: tuple[TxIn, ...] = (),
) -> Transaction:
    """The transaction that is signed; ``others`` are the coins of a proof of funds."""
    first = TxIn(spends, script_sig, sequence, witness)
    return Transaction(version, (first, *others), (NOTHING,), lock_time)
