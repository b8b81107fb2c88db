"""Finds with a node's help which blocks touch some scripts and what they spend of them; the wallet is never asked."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from bitcoin_office.adapters.bitcoin_core.answers import (
    DescriptorActivity,
    Receive,
    ScanResult,
    Spend,
    VerboseBlock,
    hash_of,
    output_of,
    prevouts_of,
)
from bitcoin_office.adapters.bitcoin_core.blocks import INVALID_PARAMETER, block_missing, grouped
from bitcoin_office.adapters.bitcoin_core.errors import AnswerTooLongError, NodeAnswerError, NodeMethodMissingError
from bitcoin_office.adapters.bitcoin_core.rpc import NodeClient
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header_run import HeaderRun
from bitcoin_office.chain.transaction import OutPoint, TxOut
from bitcoin_office.reserve.chain_errors import ChainUnreachableError, ContradictionError
from bitcoin_office.reserve.chain_port import BlockStamp

NO_FILTERS: Final = (
    "The node has no block filter index (blockfilterindex=1), so every block was read: slow, and the same."
)
NO_ACTIVITY: Final = "The node has no getdescriptoractivity (Bitcoin Core 29 has it), so blocks were read whole: slow."

_FILTER_INDEX = "basic block filter index"

# A scan says nothing until it ends; on the main network this many blocks take a node about half a minute.
_BLOCKS_A_SCAN = 10_000
# The node reads each of these from its disk, some 20 ms a full block, and answers when the last is read.
_BLOCKS_AN_ACTIVITY = 100


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a node says about a block: the outputs that it spends, ours at least, and ours that it makes.

    ``received`` is ``None`` where the node was not asked: the block itself shows what it makes.
    """

    stamp: BlockStamp
    spent: dict[OutPoint, TxOut]
    received: dict[OutPoint, TxOut] | None


class NodeScan:
    """One search for ``scripts``. ``remarks`` collect what a reader should know about how it was done."""

    def __init__(self, client: NodeClient, scripts: frozenset[bytes], *, patience_seconds: float) -> None:
        self._client = client
        self._objects = [f"raw({script.hex()})" for script in sorted(scripts)]
        self._patience_seconds = patience_seconds
        self._has_activity = True
        self.remarks: list[str] = []

    def located(self, run: HeaderRun, first: int, last: int) -> list[BlockStamp]:
        """The blocks from ``first`` to ``last`` that may touch the scripts: by the filters, or all of them."""
        if not self._filters_reach(run.hash(last)):
            self._remark(NO_FILTERS)
            return [BlockStamp(height, run.hash(height)) for height in range(first, last + 1)]
        heights = {run.hash(height): height for height in range(first, last + 1)}
        found: list[BlockStamp] = []
        for start in range(first, last + 1, _BLOCKS_A_SCAN):
            for block_hash in self._scanned(start, min(start + _BLOCKS_A_SCAN - 1, last)):
                if block_hash not in heights:
                    raise ContradictionError(what=f"scanblocks names {shown(block_hash)}, which is not on the chain")
                found.append(BlockStamp(heights[block_hash], block_hash))
        return sorted(set(found))

    def found(self, stamps: Sequence[BlockStamp]) -> Iterable[list[Found]]:
        """What the node says about each of the blocks, in groups, in their order."""
        for group in grouped(stamps, _BLOCKS_AN_ACTIVITY):
            if self._has_activity:
                try:
                    yield self._activity(group)
                    continue
                except NodeMethodMissingError:
                    self._has_activity = False
                    self._remark(NO_ACTIVITY)
            for stamp in group:
                yield [self._read(stamp)]

    def _filters_reach(self, block_hash: bytes) -> bool:
        """Whether the node has filters up to this block; waits a while for an index that is not far behind.

        ``scanblocks`` passes over blocks without a filter in silence, so the last one's must be there. The index is
        built in the chain's order: who has that one has all before it on its branch.
        """
        try:
            if _FILTER_INDEX not in self._client.call(dict[str, msgspec.Raw], "getindexinfo"):
                return False
        except NodeMethodMissingError:
            return False
        until = time.monotonic() + self._patience_seconds
        pause = 0.05
        while True:
            try:
                self._client.call(dict[str, str], "getblockfilter", shown(block_hash), "basic")
            except NodeAnswerError:
                if time.monotonic() > until:
                    return False
            else:
                return True
            time.sleep(pause)
            pause = min(2 * pause, 1.0)

    def _scanned(self, first: int, last: int) -> list[bytes]:
        """The blocks that the filters point to. A node does one scan at a time: another's is waited for."""
        until = time.monotonic() + self._patience_seconds
        while True:
            try:
                result = self._client.call(ScanResult, "scanblocks", "start", self._objects, first, last, slow=True)
                break
            except NodeAnswerError as error:
                if error.rpc_code != INVALID_PARAMETER:
                    raise
                if time.monotonic() > until:
                    raise ChainUnreachableError(
                        f"The node will not scan blocks: {error.message}",
                        remedy="If another scan runs, wait for its end or stop it: bitcoin-cli scanblocks abort.",
                    ) from error
            time.sleep(0.5)
        if not result.completed or (result.from_height, result.to_height) != (first, last):
            raise ChainUnreachableError(
                f"The node broke off its scan of the blocks {first} to {last}.", remedy="Run the same command again."
            )
        return [hash_of(text, "scanblocks") for text in result.relevant_blocks]

    def _activity(self, group: list[BlockStamp]) -> list[Found]:
        try:
            with block_missing(group[0]):
                answer = self._client.call(
                    DescriptorActivity,
                    "getdescriptoractivity",
                    [shown(each.hash) for each in group],
                    self._objects,
                    False,  # noqa: FBT003 - the node's parameter: without its unconfirmed transactions
                    slow=True,
                )
        except AnswerTooLongError:
            if len(group) == 1:
                raise
            middle = len(group) // 2
            return [*self._activity(group[:middle]), *self._activity(group[middle:])]
        return _by_block(group, answer.activity)

    def _read(self, stamp: BlockStamp) -> Found:
        with block_missing(stamp):
            block = self._client.call(VerboseBlock, "getblock", shown(stamp.hash), 3)
        if hash_of(block.hash, "getblock") != stamp.hash:
            raise ContradictionError(what=f"asked for block {stamp}, it gave {block.hash}")
        spent: dict[OutPoint, TxOut] = {}
        for transaction in block.tx:
            told = prevouts_of(transaction, "getblock")
            if len(told) != sum(each.txid is not None for each in transaction.vin):
                raise NodeAnswerError(
                    f"The node at {self._client.where} does not say what block {stamp} spends.",
                    method="getblock",
                    remedy="Use Bitcoin Core 23 or newer that keeps its undo data (rev*.dat).",
                )
            spent |= told
        return Found(stamp=stamp, spent=spent, received=None)

    def _remark(self, text: str) -> None:
        if text not in self.remarks:
            self.remarks.append(text)


def _by_block(group: list[BlockStamp], activity: list[Receive | Spend]) -> list[Found]:
    found = {each.hash: Found(stamp=each, spent={}, received={}) for each in group}
    method = "getdescriptoractivity"
    for event in activity:
        block = found.get(hash_of(event.blockhash, method))
        if block is None or block.received is None:
            raise ContradictionError(what=f"{method} tells of block {event.blockhash}, which was not asked for")
        if isinstance(event, Spend):
            outpoint = OutPoint(hash_of(event.prevout_txid, method), event.prevout_vout)
            told, output = block.spent, output_of(event.amount, event.prevout_spk, method)
        else:
            outpoint = OutPoint(hash_of(event.txid, method), event.vout)
            told, output = block.received, output_of(event.amount, event.output_spk, method)
        if outpoint in told:
            raise ContradictionError(what=f"{method} tells of {outpoint} twice")
        told[outpoint] = output
    return list(found.values())
