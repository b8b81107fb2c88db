"""Scripts made at random for comparison with other engines: mostly sensible operations on mostly sensible items."""

from __future__ import annotations

import hashlib

from hypothesis import strategies as st

from bitcoin_office.chain.hashing import hash160, tagged_hash
from bitcoin_office.chain.script import p2sh, push, push_number, witness_script
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.proof.bip322.virtual import NOTHING
from bitcoin_office.proof.curve import taproot_output_key
from bitcoin_office.proof.script.program import leaf_hash
from bitcoin_office.proof.sighash import Spending
from tests.proof.locks import key, public

SATS = 5_000
_SMALL = st.binary(max_size=3)
_ITEMS = st.one_of(
    st.sampled_from(
        [b"", b"\1", b"\2", b"\x81", b"\0", b"\x80", b"abc", public(1), public(2), public(1)[1:], b"\1" * 32]
    ),
    _SMALL,
)
_PUSHES = st.one_of(
    st.integers(-1, 20).map(push_number),
    _ITEMS.map(push),
    st.sampled_from([b"\x4c\x01a", b"\x01\x05", b"\x4d\x01\0a", b"\x50"]),
)
_COMMON = (0x51, 0x63, 0x64, 0x67, 0x68, 0x69, 0x75, 0x76, 0x7C, 0x87, 0x88, 0xA9, 0xAC, 0xAD, 0xAE, 0xB1, 0xB2, 0xBA)
_OPERATIONS = st.one_of(st.sampled_from(_COMMON), st.integers(0x61, 0xBB)).map(lambda code: bytes((code,)))
SCRIPTS = st.lists(st.one_of(_PUSHES, _OPERATIONS, _OPERATIONS), max_size=14).map(b"".join)
# A signature is put in where a witness says so, made by one of the keys.
STACKS = st.lists(st.one_of(_ITEMS, st.sampled_from([1, 2])), max_size=6)
FORMS = st.sampled_from(["wsh", "sh", "tap"])


def spending_of(form: str, script: bytes, stack: list[bytes | int], sequence: int, lock_time: int) -> Spending:
    """A transaction that spends an output locked by ``script`` in this form, opened by ``stack``."""
    leaf, internal = leaf_hash(script), public(7)[1:]
    tweaked = taproot_output_key(internal, leaf)
    assert tweaked is not None
    locking = {
        "wsh": witness_script(0, hashlib.sha256(script).digest()),
        "sh": p2sh(hash160(script)),
        "tap": witness_script(1, tweaked[0]),
    }[form]
    previous = OutPoint(tagged_hash("test", script), 1)

    def transaction(script_sig: bytes, witness: tuple[bytes, ...]) -> Transaction:
        return Transaction(2, (TxIn(previous, script_sig, sequence, witness),), (NOTHING,), lock_time)

    spending = Spending(transaction(b"", ()), (TxOut(SATS, locking),))
    items = tuple(item if isinstance(item, bytes) else _signature(form, spending, script, leaf, item) for item in stack)
    if form == "sh":
        script_sig = b"".join(
            push_number(item[0]) if 0 < len(item) < 2 and 0 < item[0] < 17 else _push(item) for item in items
        )
        return Spending(transaction(script_sig + push(script), ()), spending.spent)
    control = (script, bytes((0xC0 | tweaked[1],)) + internal) if form == "tap" else (script,)
    return Spending(transaction(b"", (*items, *control)), spending.spent)


def _push(item: bytes) -> bytes:
    return b"\x4f" if item == b"\x81" else push(item)


def _signature(form: str, spending: Spending, script: bytes, leaf: bytes, signer: int) -> bytes:
    if form == "tap":
        return key(signer).sign_schnorr(spending.taproot_digest(0, 0, leaf), b"\0" * 32)
    digest = spending.segwit_digest(0, script) if form == "wsh" else spending.legacy_digest(0, script)
    return key(signer).sign(digest, hasher=None) + b"\1"
