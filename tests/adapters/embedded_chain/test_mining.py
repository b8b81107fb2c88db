"""Blocks of the training chain."""

import pytest

from bitcoin_office.adapters.embedded_chain.mining import make_block, subsidy_sats
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxIn, TxOut

SCRIPT = b"\x51"
SPEND = Transaction(2, (TxIn(OutPoint(bytes(32), 1), witness=(b"w",)),), (TxOut(1, SCRIPT),))


@pytest.mark.parametrize("height", [1, 16, 17, 127, 128, 65_536])
def test_a_block_holds_in_itself(height: int):
    """Work, Merkle root, witness commitment and stated height hold, and its bytes read back as the same block."""
    block = make_block(bytes(32), height, script=SCRIPT, time=1_700_000_000, transactions=[SPEND], fees_sats=5)
    block.check(REGTEST)
    assert block.stated_height == height
    assert Block.parse(block.to_bytes()) == block
    assert block.coinbase.output_sats == subsidy_sats(height) + 5


def test_arguments_make_the_block():
    """The same arguments make the same block; another time, mark or script another."""
    arguments = {"script": SCRIPT, "time": 1_700_000_000}
    first = make_block(bytes(32), 1, **arguments)
    assert make_block(bytes(32), 1, **arguments) == first
    for other in ({"time": 1_700_000_001}, {"mark": b"m"}, {"script": b"\x52"}):
        assert make_block(bytes(32), 1, **{**arguments, **other}).hash != first.hash


def test_the_subsidy_halves():
    """Regtest halves every 150 blocks, and ends at nothing."""
    assert [subsidy_sats(height) for height in (0, 149, 150, 300, 5000)] == [
        5 * 10**9,
        5 * 10**9,
        25 * 10**8,
        125 * 10**7,
        0,
    ]
