"""Finds where transactions stand in the chain: each whole, with the path to its block's Merkle root."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.proof.merkle import Inclusion, leaf_of, prove_inclusions
from bitcoin_office.reserve.chain_errors import ContradictionError
from bitcoin_office.reserve.chain_port import Chain


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """A transaction, the height of its block, and its inclusion in it."""

    transaction: Transaction
    height: int
    inclusion: Inclusion


def locate(chain: Chain, wanted: Mapping[bytes, int]) -> tuple[Located, ...]:
    """Each transaction (txid in internal order) in the block at its height; every block is read once.

    Raises ``ContradictionError`` for one that is not there, and as ``Chain.block`` does.
    """
    by_height: dict[int, list[bytes]] = defaultdict(list)
    for txid, height in wanted.items():
        by_height[height].append(txid)
    return tuple(found for height in sorted(by_height) for found in _in_block(chain, height, by_height[height]))


def _in_block(chain: Chain, height: int, txids: list[bytes]) -> list[Located]:
    block = chain.block(height)
    places = {txid: place for place, txid in enumerate(block.txids)}
    missing = next((txid for txid in txids if txid not in places), None)
    if missing is not None:
        raise ContradictionError(what=f"transaction {shown(missing)} is not in the block at height {height}")
    positions = sorted(places[txid] for txid in txids)
    for position in positions:
        leaf_of(block.transactions[position])
    return [
        Located(transaction=block.transactions[position], height=height, inclusion=inclusion)
        for position, inclusion in zip(positions, prove_inclusions(block.txids, positions), strict=True)
    ]
