"""Made-up values for tests: Hypothesis strategies, and a block that is valid on the training chain."""

import msgspec
from hypothesis import strategies as st

from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import NO_HASH, merkle_root, sha256d
from bitcoin_office.chain.header import Header, target_of_bits
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.script import OP_RETURN, push, push_number
from bitcoin_office.chain.transaction import MAX_MONEY_SATS, NO_OUTPOINT, OutPoint, Transaction, TxIn, TxOut

COMMITMENT_SALT = bytes(32)


def outpoints() -> st.SearchStrategy[OutPoint]:
    """Any outpoint."""
    return st.builds(OutPoint, st.binary(min_size=32, max_size=32), st.integers(0, 2**32 - 1))


def transactions() -> st.SearchStrategy[Transaction]:
    """Any transaction that can be written, with and without witnesses."""
    witness = st.lists(st.binary(max_size=80), max_size=4).map(tuple)
    inputs = st.builds(TxIn, outpoints(), st.binary(max_size=300), st.integers(0, 2**32 - 1), witness)
    outputs = st.builds(TxOut, st.integers(0, MAX_MONEY_SATS), st.binary(max_size=300))
    return st.builds(
        Transaction,
        st.integers(0, 2**32 - 1),
        st.lists(inputs, min_size=1, max_size=4).map(tuple),
        st.lists(outputs, max_size=4).map(tuple),
        st.integers(0, 2**32 - 1),
    )


def coinbase(height: int, rest: tuple[Transaction, ...], *, commits: bool = True) -> Transaction:
    """A miner's payment that states the height and commits to the witnesses of ``rest``."""
    root = merkle_root([NO_HASH, *(each.wtxid for each in rest)])
    commitment = bytes((OP_RETURN,)) + push(bytes.fromhex("aa21a9ed") + sha256d(root + COMMITMENT_SALT))
    outputs = (TxOut(5_000_000_000, b"\x51"), *((TxOut(0, commitment),) if commits else ()))
    witness = (COMMITMENT_SALT,) if commits else ()
    return Transaction(2, (TxIn(NO_OUTPOINT, push_number(height) + b"\x00", witness=witness),), outputs)


def mined_block(transactions: tuple[Transaction, ...], previous: bytes = NO_HASH) -> Block:
    """A block of these transactions with the training chain's work done."""
    root = merkle_root([each.txid for each in transactions])
    header = Header(0x20000000, previous, root, 1_600_000_000, REGTEST.easiest_bits, 0)
    while int.from_bytes(header.hash, "little") > target_of_bits(header.bits):
        header = msgspec.structs.replace(header, nonce=header.nonce + 1)
    return Block(header, transactions)


def payment(number: int, *, witness: bool = True) -> Transaction:
    """One of many different payments."""
    spent = TxIn(OutPoint(sha256d(bytes((number,))), number), b"", witness=(b"signature", b"key") if witness else ())
    return Transaction(2, (spent,), (TxOut(1_000 + number, b"\x00\x14" + bytes(20)),))
