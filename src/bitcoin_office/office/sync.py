"""The procedure that reads from the chain what is new about the vaults, and goes back where the chain did."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from bitcoin_office.chain.descriptor import WatchedScript, parse_descriptor
from bitcoin_office.chain.network import Network
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_errors import ChainBehindError, ChainUnreachableError
from bitcoin_office.reserve.chain_port import Activity, BlockStamp, Chain
from bitcoin_office.reserve.following import Step, follow, last_standing
from bitcoin_office.reserve.movements_log import ActivityLog
from bitcoin_office.reserve.movements_state import MovementState
from bitcoin_office.reserve.vault import Watched, wanted_range

# A reorganisation this deep has never been seen; only below it all known blocks are looked at.
_RECENT_STAMPS: Final = 1_000
# How often reading begins again because the chain changed under it, before the source is given up.
_BEGINNINGS: Final = 10


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far reading has come: up to ``height`` of ``goal``, with so many transactions found in this run."""

    height: int
    goal: int
    transactions: int


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one run read. ``orphaned_from`` is the lowest height of a block that was given up; ``null`` for none."""

    blocks: int
    transactions: int
    orphaned_from: int | None
    remarks: tuple[str, ...]


class _Run:
    """What is counted while reading."""

    def __init__(self, told: Callable[[Progress], None]) -> None:
        self.told = told
        self.blocks = 0
        self.transactions = 0
        self.orphaned_from: int | None = None
        self.remarks: dict[str, None] = {}

    def kept(self, step: Step, goal: int) -> None:
        """Counts a step that was kept."""
        activity = step.activity
        self.blocks += activity.upto.height - (step.fork.height if step.fork else 0)
        self.transactions += len(activity.transactions)
        self.remarks.update(dict.fromkeys(activity.remarks))
        self.told(Progress(height=activity.upto.height, goal=goal, transactions=self.transactions))


def watch_missing(
    chain: Chain, log: ActivityLog, watched: Sequence[Watched], used: Mapping[str, Mapping[int, int]]
) -> int:
    """Watches scripts of the vaults that are not watched yet; how many. ``used`` has the highest index in use.

    New scripts begin at their vault's first height. Raises as ``Chain.stamp`` does.
    """
    known: dict[str, int] = {}
    for place in log.scripts().values():
        known[place.descriptor] = max(known.get(place.descriptor, 0), place.index + 1)
    missing: dict[int, list[tuple[str, tuple[WatchedScript, ...]]]] = {}
    for each in watched:
        last_used = max(used.get(each.text, {}).values(), default=-1)
        wanted = wanted_range(each, known.get(each.text, 0), last_used)
        if wanted:
            scripts = parse_descriptor(each.text, chain.network).scripts(wanted.start, len(wanted))
            missing.setdefault(each.from_height, []).append((each.text, scripts))
    for from_height, scripts in sorted(missing.items()):
        log.watch(scripts, after=chain.stamp(from_height - 1) if from_height > 1 else None)
    return sum(len(found) for scripts in missing.values() for _, found in scripts)


def read_chain(
    chain: Chain, log: ActivityLog, *, upto: int | None = None, told: Callable[[Progress], None] = lambda _: None
) -> Reading:
    """Brings all that is watched to the tip, or to height ``upto``, step by step, each of them kept whole.

    Scripts that were added later are first brought to where the others are. Whoever stops it loses nothing. Raises
    what the chain raises, and ``ChainBehindError`` when it ends below what was read.
    """
    run = _Run(told)
    for _ in range(_BEGINNINGS):
        if _read_on(chain, log, run, upto):
            return Reading(
                blocks=run.blocks,
                transactions=run.transactions,
                orphaned_from=run.orphaned_from,
                remarks=tuple(run.remarks),
            )
    raise ChainUnreachableError(
        f"The chain was reorganised {_BEGINNINGS} times while it was read.", remedy="Wait until it has settled."
    )


def _read_on(chain: Chain, log: ActivityLog, run: _Run, upto: int | None) -> bool:
    """Reads until everything is read (true), or the chain changes under the reading (false)."""
    _go_back(chain, log, run)
    while True:
        covers = log.covers()
        if not covers:
            return True
        heights = {batch: cover.height if cover else 0 for batch, cover in covers.items()}
        lowest = min(heights.values())
        group = [batch for batch, height in heights.items() if height == lowest]
        beyond = sorted({height for height in heights.values() if height > lowest})
        limit = beyond[0] if beyond else upto
        lead = max((cover for cover in covers.values() if cover), default=None)
        scripts = [script for script, place in log.scripts().items() if place.batch in set(group)]
        start = covers[group[0]]
        goal = chain.tip().height if upto is None else upto
        # Scripts that lag behind are read alone: nobody is asked about the coins of the others then.
        held = _held(log, frozenset(scripts)) if len(group) == len(covers) else set[OutPoint]()
        for step in follow(chain, scripts, [start] if start else [], upto=limit, held=held):
            if step.orphaned or (beyond and lead and chain.stamp(lead.height) != lead):
                return False
            log.keep(step, group)
            run.kept(step, goal)
        if not beyond:
            return True


def _held(log: ActivityLog, scripts: frozenset[bytes]) -> set[OutPoint]:
    """The coins that are known, spent ones among them: from the checkpoint, and from what came after it."""
    kept = log.checkpoint()
    coins = set[OutPoint]() if kept is None else set(MovementState.read(kept.state).held)
    for each in log.transactions(above=None if kept is None else kept.at.height):
        coins.update(each.coins_of(scripts))
    return coins


def _go_back(chain: Chain, log: ActivityLog, run: _Run) -> None:
    """Gives up the blocks that are no longer on the best chain."""
    known = log.stamps(_RECENT_STAMPS)
    if not known:
        return
    tip = chain.tip()
    if tip.height < known[-1].height:
        raise ChainBehindError(height=tip.height, known_height=known[-1].height)
    standing = last_standing(chain, known)
    if not standing and len(known) == _RECENT_STAMPS:
        known = log.stamps()
        standing = last_standing(chain, known)
    if standing == len(known):
        return
    # Reading from the first block on has no fork: the network's first block is no place to go on from.
    fork = known[standing - 1] if standing and known[standing - 1].height else None
    nothing = Activity(after=fork, upto=fork or _first_block(chain.network), transactions=())
    log.keep(Step(fork=fork, orphaned=known[standing:], activity=nothing), ())
    first = known[standing].height
    run.orphaned_from = first if run.orphaned_from is None else min(first, run.orphaned_from)


def _first_block(network: Network) -> BlockStamp:
    return BlockStamp(0, network.genesis_hash)
