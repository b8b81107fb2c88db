"""An activity log in memory: the double that tests use, with exactly the behaviour of the one in a database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from bitcoin_office.chain.descriptor import WatchedScript
from bitcoin_office.reserve.chain_port import BlockStamp, TouchingTransaction
from bitcoin_office.reserve.following import Step
from bitcoin_office.reserve.movements_log import (
    Checkpoint,
    Known,
    ScriptPlace,
    check_covers,
    knowledge_of,
    told_once,
)


class MemoryLog:
    """Implements ``ActivityLog`` in lists and dictionaries."""

    def __init__(self) -> None:
        self._scripts: dict[bytes, ScriptPlace] = {}
        self._covers: dict[int, BlockStamp | None] = {}
        self._steps: list[tuple[int, BlockStamp]] = []
        self._read: list[tuple[int, TouchingTransaction]] = []
        self._rewinds: list[tuple[int, int]] = []
        self._checkpoint: tuple[int, Checkpoint] | None = None
        self._number = 0

    def scripts(self) -> Mapping[bytes, ScriptPlace]:
        """As ``ActivityLog.scripts``."""
        return dict(self._scripts)

    def watch(self, scripts: Sequence[tuple[str, Sequence[WatchedScript]]], *, after: BlockStamp | None) -> int:
        """As ``ActivityLog.watch``."""
        batch = len(self._covers) + 1
        for descriptor, found in scripts:
            for each in found:
                self._scripts.setdefault(each.script, ScriptPlace(descriptor, each.branch, each.index, batch))
        self._covers[batch] = after
        if after is not None:
            self._number += 1
            self._steps.append((self._number, after))
        return batch

    def covers(self) -> Mapping[int, BlockStamp | None]:
        """As ``ActivityLog.covers``."""
        return dict(self._covers)

    def stamps(self, most: int | None = None) -> tuple[BlockStamp, ...]:
        """As ``ActivityLog.stamps``."""
        known = {stamp for number, stamp in self._steps if self._stands(number, stamp.height)}
        known |= {each.block for number, each in self._read if self._stands(number, each.block.height)}
        ordered = tuple(sorted(known))
        return ordered if most is None else ordered[max(0, len(ordered) - most) :]

    def known(self, stamp: BlockStamp) -> Known:
        """As ``ActivityLog.known``."""
        noted = [(number, each) for number, each in self._steps if each.height == stamp.height]
        noted += [(number, each.block) for number, each in self._read if each.block.height == stamp.height]
        return knowledge_of(stamp, [(each.hash, self._stands(number, each.height)) for number, each in noted])

    def note(self, stamp: BlockStamp) -> None:
        """As ``ActivityLog.note``."""
        self._number += 1
        self._steps.append((self._number, stamp))

    def keep(self, step: Step, batches: Collection[int]) -> None:
        """As ``ActivityLog.keep``."""
        back = step.fork if step.orphaned else None
        floor = 0 if back is None else back.height
        covers = dict(self._covers)
        if step.orphaned:
            covers = {
                batch: back if cover is not None and cover.height > floor else cover for batch, cover in covers.items()
            }
        check_covers(covers, batches, step)
        self._number += 1
        if step.orphaned:
            self._rewinds.append((self._number, floor))
        self._covers = {**covers, **dict.fromkeys(batches, step.activity.upto)}
        self._steps.append((self._number, step.activity.upto))
        self._read.extend((self._number, each) for each in step.activity.transactions)

    def transactions(self, *, above: int | None = None, upto: int | None = None) -> Iterator[TouchingTransaction]:
        """As ``ActivityLog.transactions``."""
        standing = [each for number, each in self._read if self._stands(number, each.block.height)]
        chosen = (
            each
            for each in standing
            if (above is None or each.block.height > above) and (upto is None or each.block.height <= upto)
        )
        return told_once(iter(sorted(chosen, key=lambda each: (each.block.height, each.position))))

    def checkpoint(self) -> Checkpoint | None:
        """As ``ActivityLog.checkpoint``."""
        if self._checkpoint is None:
            return None
        number, kept = self._checkpoint
        return kept if self._stands(number, kept.at.height) else None

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """As ``ActivityLog.keep_checkpoint``."""
        self._checkpoint = self._number, checkpoint

    def _stands(self, number: int, height: int) -> bool:
        return not any(rewind > number and floor < height for rewind, floor in self._rewinds)
