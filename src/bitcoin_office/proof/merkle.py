"""Merkle inclusion: a transaction stands in a block, shown by its position and the hashes beside its path to the root.

Inclusion is never unspentness: it says that a coin was made, not that it is still there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.hashing import HASH_BYTES, sha256d
from bitcoin_office.chain.transaction import WITNESS_SCALE, Transaction
from bitcoin_office.proof.errors import InclusionError

# A block weighs at most 4,000,000 and no transaction has fewer than 60 bytes outside its witness.
_LEAST_TRANSACTION_WEIGHT: Final = 60 * WITNESS_SCALE
MAX_LEAVES: Final = 4_000_000 // _LEAST_TRANSACTION_WEIGHT
MAX_DEPTH: Final = (MAX_LEAVES - 1).bit_length()

# Two hashes side by side: a transaction of this length could be passed off as an inner node (CVE-2017-12842).
INNER_NODE_BYTES: Final = 2 * HASH_BYTES


class Inclusion(msgspec.Struct, frozen=True, gc=False):
    """Where a transaction stands: ``position`` in its block from zero, ``branch`` the hashes beside it, leaf first."""

    position: int
    branch: tuple[bytes, ...]


def prove_inclusion(txids: Sequence[bytes], position: int) -> Inclusion:
    """The proof for one of a block's transactions (identities in internal order, in the block's order)."""
    return prove_inclusions(txids, (position,))[0]


def prove_inclusions(txids: Sequence[bytes], positions: Iterable[int]) -> tuple[Inclusion, ...]:
    """As ``prove_inclusion`` for many positions of one block; the tree is computed once.

    Raises ``InclusionError`` for a position that the block does not have.
    """
    wanted = tuple(positions)
    for position in wanted:
        if not 0 <= position < len(txids):
            raise InclusionError(problem=f"position {position} in a block of {len(txids)} transactions")
    levels = _levels(txids)
    return tuple([Inclusion(position, _branch(levels, position)) for position in wanted])


def check_inclusion(txid: bytes, inclusion: Inclusion, merkle_root: bytes) -> None:
    """Raises ``InclusionError`` unless the transaction stands at its position under the root.

    Refused are the two known ways to prove what is not there: a position in the repeated end of an odd level
    (CVE-2012-2459), and a path through a 64-byte transaction that is passed off as an inner node (CVE-2017-12842).
    """
    position, branch = inclusion.position, inclusion.branch
    if len(branch) > MAX_DEPTH:
        raise InclusionError(problem=f"{len(branch)} levels, more than the {MAX_DEPTH} of the fullest possible block")
    if not 0 <= position < 1 << len(branch):
        raise InclusionError(problem=f"position {position} does not fit in {len(branch)} levels")
    if len(txid) != HASH_BYTES or any(len(each) != HASH_BYTES for each in branch):
        raise InclusionError(problem=f"a hash that does not have {HASH_BYTES} bytes")
    node = txid
    for beside in branch:
        is_right = position & 1
        if is_right and beside == node:
            raise InclusionError(problem="the position stands in the repeated end of an odd level")
        both = beside + node if is_right else node + beside
        if _reads_as_transaction(both):
            raise InclusionError(problem="an inner node of the path is itself a transaction")
        node, position = sha256d(both), position >> 1
    if node != merkle_root:
        raise InclusionError(problem="the path does not lead to the block's Merkle root")


def leaf_of(transaction: Transaction) -> bytes:
    """The leaf of a whole transaction. Raises ``InclusionError`` for one of 64 bytes: it could be an inner node."""
    if len(transaction.to_bytes(witness=False)) == INNER_NODE_BYTES:
        raise InclusionError(problem=f"a transaction of {INNER_NODE_BYTES} bytes cannot be told from an inner node")
    return transaction.txid


def _levels(txids: Sequence[bytes]) -> list[list[bytes]]:
    levels = [list(txids)]
    while len(levels[-1]) > 1:
        level = levels[-1]
        if len(level) % 2:
            level.append(level[-1])
        levels.append([sha256d(left + right) for left, right in zip(level[::2], level[1::2], strict=True)])
    return levels[:-1]


def _branch(levels: list[list[bytes]], position: int) -> tuple[bytes, ...]:
    return tuple([level[position >> depth ^ 1] for depth, level in enumerate(levels)])


def _reads_as_transaction(data: bytes) -> bool:
    # One input and one output, with scripts of four bytes together: an honest inner node meets it once in 2 ** 42.
    if data[4] != 1:
        return False
    try:
        Transaction.parse(data)
    except ChainFormatError:
        return False
    return True
