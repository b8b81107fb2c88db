"""Inclusion proofs: every position of every size, and the known ways to prove what is not there."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.chain.hashing import merkle_root, sha256d
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut
from bitcoin_office.proof.errors import InclusionError
from bitcoin_office.proof.merkle import (
    MAX_DEPTH,
    Inclusion,
    check_inclusion,
    leaf_of,
    prove_inclusion,
    prove_inclusions,
)


def leaves(count: int) -> list[bytes]:
    """That many different hashes."""
    return [hashlib.sha256(b"leaf %d" % number).digest() for number in range(count)]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 33])
def test_every_transaction_of_a_block_is_proved_at_its_position(count: int) -> None:
    """Blocks of all shapes, the odd ones that repeat their last entry included."""
    txids = leaves(count)
    root = merkle_root(txids)
    for position, inclusion in enumerate(prove_inclusions(txids, range(count))):
        assert inclusion.position == position
        check_inclusion(txids[position], inclusion, root)


@given(st.integers(1, 40), st.data())
def test_a_proof_holds_for_nothing_else(count: int, data: st.DataObject) -> None:
    """Another transaction, another position, another root or one changed bit of the branch: refused."""
    txids = leaves(count)
    root = merkle_root(txids)
    position = data.draw(st.integers(0, count - 1))
    inclusion = prove_inclusion(txids, position)
    other = data.draw(st.integers(0, 2**MAX_DEPTH).filter(lambda number: number != position))
    with pytest.raises(InclusionError):
        check_inclusion(txids[position], Inclusion(other, inclusion.branch), root)
    with pytest.raises(InclusionError):
        check_inclusion(sha256d(txids[position]), inclusion, root)
    with pytest.raises(InclusionError):
        check_inclusion(txids[position], inclusion, sha256d(root))
    if inclusion.branch:
        level = data.draw(st.integers(0, len(inclusion.branch) - 1))
        bit = data.draw(st.integers(0, 255))
        changed = list(inclusion.branch)
        changed[level] = (int.from_bytes(changed[level], "big") ^ 1 << bit).to_bytes(32, "big")
        with pytest.raises(InclusionError):
            check_inclusion(txids[position], Inclusion(position, tuple(changed)), root)


def test_the_repeated_end_of_an_odd_level_is_no_second_place() -> None:
    """CVE-2012-2459: three transactions have the root of four with the last twice; position 3 is refused."""
    txids = leaves(3)
    root = merkle_root(txids)
    assert root == merkle_root([*txids, txids[2]])
    forged = prove_inclusion([*txids, txids[2]], 3)
    with pytest.raises(InclusionError, match="repeated end"):
        check_inclusion(txids[2], forged, root)


def sixty_four_bytes(previous: bytes, tail: bytes) -> Transaction:
    """A transaction as long as two hashes: one input, one output, four bytes of script."""
    made = Transaction(2, (TxIn(OutPoint(previous, 0), b"", 0),), (TxOut(0, tail),), 0)
    assert len(made.to_bytes()) == 64
    return made


def test_a_transaction_cannot_pass_as_an_inner_node() -> None:
    """CVE-2017-12842: a 64-byte transaction in a block would prove its second half as one more transaction below it."""
    trojan = sixty_four_bytes(leaves(1)[0], b"\x6a\x01\x01\x01")
    raw = trojan.to_bytes()
    txids = [leaves(5)[4], trojan.txid]
    root = merkle_root(txids)
    below = Inclusion(0b11, (raw[:32], txids[0]))
    assert sha256d(txids[0] + sha256d(raw[:32] + raw[32:])) == root
    with pytest.raises(InclusionError, match="itself a transaction"):
        check_inclusion(raw[32:], below, root)


def test_a_transaction_of_64_bytes_is_no_leaf() -> None:
    """The other way round: an inner node that someone made readable as a transaction is not believed to be one."""
    with pytest.raises(InclusionError, match="inner node"):
        leaf_of(sixty_four_bytes(leaves(1)[0], b"\x6a\x01\x01\x01"))
    longer = sixty_four_bytes(leaves(1)[0], b"\x6a\x01\x01\x01")
    longer = Transaction(2, longer.inputs, (TxOut(0, b"\x6a\x02\x01\x01\x01"),), 0)
    assert leaf_of(longer) == longer.txid


def test_depth_positions_and_hashes_are_bounded() -> None:
    """No block is deeper than the limit, no position outside its tree, no hash of another length."""
    (txid,) = leaves(1)
    with pytest.raises(InclusionError, match="levels"):
        check_inclusion(txid, Inclusion(0, tuple(leaves(MAX_DEPTH + 1))), txid)
    with pytest.raises(InclusionError, match="does not fit"):
        check_inclusion(txid, Inclusion(1, ()), txid)
    with pytest.raises(InclusionError, match="32 bytes"):
        check_inclusion(txid[:31], Inclusion(0, ()), txid)
    with pytest.raises(InclusionError, match="position 3"):
        prove_inclusion(leaves(3), 3)
