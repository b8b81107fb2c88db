"""Follows a chain from what the office already read: in steps that can be kept one by one, through reorganisations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import msgspec

from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_errors import ChainBehindError, NotOnChainError, ReorganisedError
from bitcoin_office.reserve.chain_port import Activity, BlockStamp, Chain

# Two weeks of blocks: a step is worth keeping for its own sake, and its headers hold most of a difficulty period.
BLOCKS_A_STEP: Final = 2_016

# Each change of the chain takes a block's work, minutes of it: more of them in a row are a source that plays with us.
_CHANGES_BORNE: Final = 10


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What to do next: forget all that was read above ``fork``, then add ``activity``, both or neither.

    ``fork`` is the last known block that still stands, ``None`` where nothing was known; it is ``activity.after``.
    ``orphaned`` are the known blocks that no longer stand, lowest first.
    """

    fork: BlockStamp | None
    orphaned: tuple[BlockStamp, ...]
    activity: Activity


def last_standing(chain: Chain, known: Sequence[BlockStamp]) -> int:
    """How many of ``known``, lowest first and all of one branch, are on the best chain. Asks for few of them."""
    # One branch leaves the best chain once and never returns, so a binary search finds the place.
    low, high = 0, len(known)
    while low < high:
        # The last one stands nearly always: ask for it first.
        middle = high - 1 if high == len(known) else (low + high) // 2
        if _stands(chain, known[middle]):
            low = middle + 1
        else:
            high = middle
    return low


def follow(
    chain: Chain,
    scripts: Collection[bytes],
    known: Sequence[BlockStamp] = (),
    *,
    upto: int | None = None,
    held: Collection[OutPoint] = (),
    blocks_a_step: int = BLOCKS_A_STEP,
) -> Iterator[Step]:
    """Steps from what is known up to height ``upto`` or the tip; none where there is nothing new.

    ``known`` are stamps that the caller keeps, lowest first: at least the last block of every step; with those of all
    transactions less has to be read again after a reorganisation. ``held`` are coins of the scripts that the caller
    knows: none of them can be spent in silence. Each step is to be kept before the next is asked for; whoever stops
    between two loses nothing. Raises ``ChainBehindError`` when the chain ends below what is known.
    """
    stamps, changes = list(known), 0
    coins, wanted = set(held), frozenset(scripts)
    while True:
        tip = chain.tip()
        if stamps and tip.height < stamps[-1].height:
            raise ChainBehindError(height=tip.height, known_height=stamps[-1].height)
        standing = last_standing(chain, stamps)
        fork, orphaned = stamps[standing - 1] if standing else None, tuple(stamps[standing:])
        start = fork.height if fork else 0
        goal = tip.height if upto is None else min(upto, tip.height)
        if goal <= start and not orphaned:
            return
        try:
            last = max(start, min(start + blocks_a_step, goal))
            activity = chain.activity(scripts, after=fork, upto=last, held=coins)
        except (ReorganisedError, NotOnChainError):
            # The chain changed between two questions: look again where it forks.
            changes += 1
            if changes > _CHANGES_BORNE:
                raise
            continue
        changes = 0
        del stamps[standing:]
        stamps.append(activity.upto)
        for each in activity.transactions:
            coins.difference_update([spent.outpoint for spent in each.inputs])
            coins.update(each.coins_of(wanted))
        yield Step(fork=fork, orphaned=orphaned, activity=activity)


def _stands(chain: Chain, stamp: BlockStamp) -> bool:
    try:
        return chain.stamp(stamp.height) == stamp
    except NotOnChainError:
        return False
