"""Digests, held against transactions that the chain or a BIP has signed."""

import dataclasses

import pytest
from btclib.script.sig_hash import legacy, segwit_v0, taproot
from btclib.tx import Tx
from btclib.tx import TxOut as LibraryTxOut

from bitcoin_office.chain.hashing import hash160
from bitcoin_office.chain.script import p2pkh
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxOut
from bitcoin_office.proof.curve import Keys
from bitcoin_office.proof.sighash import Spending
from tests.chain.test_transaction import FIRST_PAYMENT, MIXED_INPUTS
from tests.proof.locks import P2TR, P2WSH, SH_MULTI, Lock, unsigned_proof

SATS = 100_000_000
# What the first input of BIP-143's example spends: an output that pays to a key.
PAID_TO_KEY = TxOut(
    625_000_000, bytes.fromhex("2103c9f4836b9a4f77fc0d81f7bcb01b7f1b35916864b9476c241ce9fc198bd25432ac")
)


def test_the_first_payment_between_two_people_verifies() -> None:
    """Block 170's payment is signed by the key that block 9's reward went to."""
    transaction = Transaction.parse(bytes.fromhex(FIRST_PAYMENT))
    script = transaction.outputs[1].script
    spending = Spending(transaction, (TxOut(50 * SATS, script),))
    signature = transaction.inputs[0].script_sig[1:-1]
    assert Keys().ecdsa_holds(script[1:-1], signature, spending.legacy_digest(0, script))
    assert not Keys().ecdsa_holds(script[1:-1], signature, spending.legacy_digest(0, script[:-1]))


def test_bip143s_example_verifies() -> None:
    """Both inputs of BIP-143's native example: the old digest for the first, the new one for the second."""
    transaction = Transaction.parse(bytes.fromhex(MIXED_INPUTS))
    signature, key = transaction.inputs[1].witness
    spent = (PAID_TO_KEY, TxOut(6 * SATS, b"\x00\x14" + hash160(key)))
    spending = Spending(transaction, spent)
    old = spending.legacy_digest(0, spent[0].script)
    assert Keys().ecdsa_holds(spent[0].script[1:-1], transaction.inputs[0].script_sig[1:-1], old)
    new = spending.segwit_digest(1, p2pkh(hash160(key)))
    assert new.hex() == "c37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670"
    assert Keys().ecdsa_holds(key, signature[:-1], new)


def test_bip143_signs_the_amount() -> None:
    """The same transaction spending one satoshi more has another digest; the old form's digest does not change."""
    transaction = Transaction.parse(bytes.fromhex(MIXED_INPUTS))
    less = Spending(transaction, (TxOut(1, b""), TxOut(6 * SATS, b"")))
    more = Spending(transaction, (TxOut(2, b""), TxOut(6 * SATS + 1, b"")))
    assert less.segwit_digest(1, b"\x51") != more.segwit_digest(1, b"\x51")
    assert less.legacy_digest(0, b"\x51") == more.legacy_digest(0, b"\x51")
    assert less.taproot_digest(0, 0) != more.taproot_digest(0, 0)


@pytest.mark.parametrize("lock", [P2WSH, SH_MULTI, P2TR], ids=lambda lock: lock.name)
def test_digests_against_btclib(lock: Lock) -> None:
    """Every input of a proof of funds, in each of the three forms: the digest that btclib computes."""
    coins = tuple((OutPoint(bytes((number,)) * 32, number), TxOut(900 + number, lock.script)) for number in range(1, 5))
    later = dataclasses.replace(lock, options={"version": 2, "lock_time": 9, "sequence": 6})
    spending = unsigned_proof(later, b"message", coins)
    theirs = Tx.parse(spending.transaction.to_bytes())
    spent = [LibraryTxOut(each.sats, each.script) for each in spending.spent]
    for index, output in enumerate(spending.spent):
        if lock is P2TR:
            for hash_type in (0, 1):
                expected = taproot(theirs, index, spent, hash_type, 0, b"", b"")
                assert spending.taproot_digest(index, hash_type) == expected
        elif lock is P2WSH:
            expected = segwit_v0(lock.witness, theirs, index, 1, output.sats)
            assert spending.segwit_digest(index, lock.witness) == expected
        else:
            assert spending.legacy_digest(index, lock.redeem) == legacy(lock.redeem, theirs, index, 1)
