"""The port ``ActivityLog``: where the office keeps what it read from the chain, and never forgets what it once read."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from bitcoin_office.chain.descriptor import WatchedScript
from bitcoin_office.reserve.chain_port import BlockStamp, TouchingTransaction
from bitcoin_office.reserve.following import Step
from bitcoin_office.terms.errors import ConflictError


class ScriptPlace(msgspec.Struct, frozen=True, gc=False):
    """Where a watched script comes from. Scripts of one ``batch`` were added together and are read together."""

    descriptor: str
    branch: int
    index: int
    batch: int


class Known(enum.StrEnum):
    """What the log knows of a block: it stands on the branch that was read, was given up since, or was never noted."""

    STANDS = "stands"
    GIVEN_UP = "given-up"
    UNKNOWN = "unknown"


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """How far the books have followed: up to the block ``at``, from inputs known by ``fingerprint``.

    ``state`` is what the next movement builds on. It can be made again from the log at any time.
    """

    at: BlockStamp
    fingerprint: str
    state: bytes


class ActivityLog(Protocol):
    """The scripts that are watched, how far each was read, and every transaction that touched them.

    What was read is only ever added to. A reorganisation is written down too; what it orphaned is kept and no longer
    told. Every implementation passes the same tests.
    """

    def scripts(self) -> Mapping[bytes, ScriptPlace]:
        """All watched scripts."""
        ...

    def watch(self, scripts: Sequence[tuple[str, Sequence[WatchedScript]]], *, after: BlockStamp | None) -> int:
        """Adds scripts, each with its descriptor, as a new batch that was never read, or read up to ``after``.

        Scripts that are watched already are passed over. Returns the batch's number.
        """
        ...

    def covers(self) -> Mapping[int, BlockStamp | None]:
        """For each batch the last block up to which it was read; ``None`` where reading has not begun."""
        ...

    def stamps(self, most: int | None = None) -> tuple[BlockStamp, ...]:
        """The known blocks of the branch that was read, lowest first; with ``most`` only so many, the highest."""
        ...

    def known(self, stamp: BlockStamp) -> Known:
        """Whether a block stands. Another one at its height, or going back below it later, has given it up."""
        ...

    def note(self, stamp: BlockStamp) -> None:
        """Adds a block of the branch that was read to those that are known, though nothing was found in it."""
        ...

    def keep(self, step: Step, batches: Collection[int]) -> None:
        """Adds what a step read for some batches, all or nothing; where blocks were orphaned, goes back first.

        Raises ``ConflictError``, and keeps nothing, when a batch does not stand where the step begins.
        """
        ...

    def transactions(self, *, above: int | None = None, upto: int | None = None) -> Iterator[TouchingTransaction]:
        """The transactions of the branch that was read, in the chain's order, above one height and up to another.

        Where a transaction was read in two ways, the one with the outputs that its inputs spend.
        """
        ...

    def checkpoint(self) -> Checkpoint | None:
        """The checkpoint kept last; ``None`` where there is none, or its block was orphaned since."""
        ...

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Puts a checkpoint in the place of the last one."""
        ...


def read_upto(covers: Mapping[int, BlockStamp | None]) -> BlockStamp | None:
    """The block up to which all batches were read; ``None`` while one of them was not, or there are none."""
    lowest: BlockStamp | None = None
    for cover in covers.values():
        if cover is None:
            return None
        lowest = cover if lowest is None or cover.height < lowest.height else lowest
    return lowest


def knowledge_of(stamp: BlockStamp, noted: Iterable[tuple[bytes, bool]]) -> Known:
    """What blocks noted at the height of ``stamp`` say of it: each by its hash, and whether it stands."""
    rows = tuple(noted)
    standing = {block_hash for block_hash, stands in rows if stands}
    if stamp.hash in standing:
        return Known.STANDS
    return Known.GIVEN_UP if standing or stamp.hash in {each for each, _ in rows} else Known.UNKNOWN


def told_once(transactions: Iterator[TouchingTransaction]) -> Iterator[TouchingTransaction]:
    """Each transaction once, of those in the chain's order: the one that knows what its inputs spend, if one does."""
    waiting: TouchingTransaction | None = None
    for each in transactions:
        if waiting is None or (waiting.txid, waiting.block) != (each.txid, each.block):
            if waiting is not None:
                yield waiting
            waiting = each
        elif each.fee_sats is not None:
            waiting = each
    if waiting is not None:
        yield waiting


def check_covers(covers: Mapping[int, BlockStamp | None], batches: Collection[int], step: Step) -> None:
    """Raises ``ConflictError`` unless each of the batches stands where the step begins."""
    for batch in batches:
        if covers[batch] != step.fork:
            raise ConflictError(
                f"Batch {batch} was read up to {covers[batch]}, and what comes now begins after {step.fork}.",
                remedy="Run the command again; another sync may have been at work.",
            )
