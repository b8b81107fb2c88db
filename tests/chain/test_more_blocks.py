"""Further real blocks, too large to keep here, from a folder of one's own.

OFFICE_BLOCKS names a folder with ``*.raw``, each a block of the main network as nodes serve it (``getblock HASH 0``).
"""

import os
from pathlib import Path

import pytest

from bitcoin_office.chain.block import Block
from bitcoin_office.chain.block_walk import walk_block
from bitcoin_office.chain.hashing import merkle_root
from bitcoin_office.chain.network import MAIN
from bitcoin_office.proof.merkle import check_inclusion, prove_inclusion

FOLDER = os.environ.get("OFFICE_BLOCKS")
FILES = sorted(Path(FOLDER).glob("*.raw")) if FOLDER else []


@pytest.mark.skipif(not FILES, reason="OFFICE_BLOCKS names no folder with further blocks (*.raw)")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_real_block_holds(file: Path) -> None:
    """Every byte comes back; work, Merkle root and witness commitment hold; the walk finds what the parser finds."""
    raw = file.read_bytes()
    block = Block.parse(raw)
    block.check(MAIN)
    assert block.to_bytes() == raw
    assert merkle_root(block.txids) == block.header.merkle_root
    scripts = frozenset(each.outputs[0].script for each in block.transactions[::7])
    touching = walk_block(raw, scripts, set()).touching
    assert {position for position, _ in touching} >= set(range(0, len(block.transactions), 7))
    assert all(block.transactions[position] == transaction for position, transaction in touching)
    for position in (0, len(block.transactions) // 2, len(block.transactions) - 1):
        txid = block.transactions[position].txid
        check_inclusion(txid, prove_inclusion(block.txids, position), block.header.merkle_root)
