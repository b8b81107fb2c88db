"""The port ``Chain`` on a Bitcoin Core or Knots node: read without a wallet, every answer held against the chain."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from bitcoin_office.adapters.bitcoin_core.answers import (
    MAYBE_UNSPENT,
    VerboseTransaction,
    held_against_the_rules,
    output_of,
    prevouts_of,
)
from bitcoin_office.adapters.bitcoin_core.blocks import NodeBlocks, block_missing
from bitcoin_office.adapters.bitcoin_core.errors import NodeAnswerError
from bitcoin_office.adapters.bitcoin_core.rpc import NodeClient
from bitcoin_office.adapters.bitcoin_core.scan import Found, NodeScan
from bitcoin_office.adapters.bitcoin_core.settings import NodeSettings
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header_run import HeaderRun
from bitcoin_office.chain.network import Network
from bitcoin_office.chain.transaction import OutPoint, TxOut
from bitcoin_office.reserve import block_reading
from bitcoin_office.reserve.chain_errors import (
    BlockUnavailableError,
    ChainUnreachableError,
    ContradictionError,
    NotOnChainError,
    ReorganisedError,
)
from bitcoin_office.reserve.chain_port import Activity, BlockStamp, TouchingTransaction, Unspent

T = TypeVar("T")

# Two competing blocks are rare and a third in a row is rarer; a chain that changes more often is not worth waiting for.
_READINGS: Final = 5
# Parts of six blocks, at most 4 MB each: what is fetched and not yet checked stays under 100 MB.
_PARTS_AHEAD: Final = 4
# How long to wait for a filter index that follows the tip, or for somebody else's scan.
_PATIENCE_SECONDS: Final = 30.0


class BitcoinCoreChain:
    """The best chain of one node. What it says is only as complete as the node is honest: what it says of a block is
    held against the block itself, but a node that hides whole blocks from its filters is not found out here.
    """

    def __init__(
        self, settings: NodeSettings, network: Network, *, patience_seconds: float = _PATIENCE_SECONDS
    ) -> None:
        self._client = NodeClient(settings)
        self._blocks = NodeBlocks(self._client, network)
        self._patience_seconds = patience_seconds

    @property
    def network(self) -> Network:
        """Which network it is."""
        return self._blocks.network

    def tip(self) -> BlockStamp:
        """The last block of the best chain. Raises ``WrongNetworkError``."""
        return self._blocks.tip()

    def stamp(self, height: int) -> BlockStamp:
        """The block at ``height``. Raises ``NotOnChainError``."""
        return self._blocks.stamp(height)

    def headers(self, first: int, last: int) -> HeaderRun:
        """The headers from height ``first`` to ``last``: linked, their work done. Raises ``NotOnChainError``."""
        return self._blocks.headers(first, last)

    def block(self, height: int) -> Block:
        """The block at ``height``. Raises ``NotOnChainError`` and ``BlockUnavailableError``."""
        return self._blocks.block(self._blocks.stamp(height))

    def activity(
        self,
        scripts: Collection[bytes],
        *,
        after: BlockStamp | None = None,
        upto: int | None = None,
        held: Collection[OutPoint] = (),
    ) -> Activity:
        """Every transaction that touches ``scripts`` above ``after`` up to ``upto``; see the port."""
        wanted = frozenset(scripts)
        for _ in range(_READINGS):
            tip = self.tip()
            try:
                run = self._run(tip, after, upto)
                found = self._read(wanted, run, after, held)
            except (ContradictionError, NodeAnswerError, BlockUnavailableError):
                # A chain that was reorganised under our hands explains any of these; the new one is read afresh.
                if self.tip() == tip:
                    raise
                continue
            if self._holds(run):
                return found
        raise _restless()

    def with_inputs(self, transaction: TouchingTransaction) -> TouchingTransaction:
        """The same transaction with the output that each input spends; see the port."""
        if transaction.is_coinbase:
            return transaction
        block, method = transaction.block, "getrawtransaction"
        with block_missing(block):
            answer = self._client.call(VerboseTransaction, method, shown(transaction.txid), 2, shown(block.hash))
        if not answer.in_active_chain:
            raise ReorganisedError(height=block.height, hash_shown=shown(block.hash))
        return block_reading.with_inputs(transaction, prevouts_of(answer, method))

    def unspent(self, outpoints: Collection[OutPoint]) -> Unspent:
        """Which of the outputs exist unspent at the tip; see the port."""
        wanted = sorted(set(outpoints))
        # The node's parameter: outputs that an unconfirmed transaction spends are still there.
        calls = [(shown(each.txid), each.index, False) for each in wanted]
        for _ in range(_READINGS):
            tip = self.tip()
            answers = self._client.batch(MAYBE_UNSPENT, "gettxout", calls)
            told = [(outpoint, each) for outpoint, each in zip(wanted, answers, strict=True) if each is not None]
            if self.tip() == tip and all(each.bestblock == shown(tip.hash) for _, each in told):
                outputs = ((outpoint, output_of(each.value, each.script, "gettxout")) for outpoint, each in told)
                return Unspent(at=tip, outputs=tuple(outputs))
        raise _restless()

    def _run(self, tip: BlockStamp, after: BlockStamp | None, upto: int | None) -> HeaderRun:
        """The headers from ``after`` (or the first block) to the last one to read: the chain that the answer is of."""
        if upto is not None and upto > tip.height:
            raise NotOnChainError(
                f"Height {upto} is above the tip, block {tip}.", remedy="Wait for the block, or ask for less."
            )
        start = after or BlockStamp(0, self.network.genesis_hash)
        last = tip.height if upto is None else upto
        if start.height <= tip.height and self.stamp(start.height) == start:
            return self.headers(start.height, max(last, start.height))
        raise ReorganisedError(height=start.height, hash_shown=shown(start.hash))

    def _holds(self, run: HeaderRun) -> bool:
        try:
            return self.stamp(run.last_height).hash == run.hash(run.last_height)
        except NotOnChainError:
            return False

    def _read(
        self, scripts: frozenset[bytes], run: HeaderRun, after: BlockStamp | None, held: Collection[OutPoint]
    ) -> Activity:
        upto = BlockStamp(run.last_height, run.hash(run.last_height))
        transactions: list[TouchingTransaction] = []
        remarks: list[str] = []
        if scripts and run.first_height < run.last_height:
            scan = NodeScan(self._client, scripts, patience_seconds=self._patience_seconds)
            located = scan.located(run, run.first_height + 1, run.last_height)
            reading = block_reading.Reading(scripts, held)
            # Two questions are open at any time, and the node works on both while we check.
            told, blocks = _ahead(scan.found(located)), _ahead(self._blocks.raw(located))
            for said, data in zip(told, blocks, strict=True):
                transactions.extend(self._touching(said, data, scripts, reading))
            remarks = scan.remarks
        return Activity(after=after, upto=upto, transactions=tuple(transactions), remarks=tuple(remarks))

    def _touching(
        self, said: Found, data: bytes, scripts: frozenset[bytes], reading: block_reading.Reading
    ) -> Iterable[TouchingTransaction]:
        """The transactions that the block really holds, held against what was said of it."""
        with held_against_the_rules(f"the block asked for as {said.stamp}"):
            touching = tuple(reading.touching(data, said.stamp.height, said.spent))
        if said.received is not None:
            _check_received(said.stamp, said.received, touching, scripts)
        for each in touching:
            knows_some = any(spent.output is not None for spent in each.inputs)
            knows_all = all(spent.output is not None for spent in each.inputs)
            yield self.with_inputs(each) if knows_some and not knows_all else each


def _restless() -> ChainUnreachableError:
    return ChainUnreachableError(
        f"The chain changed {_READINGS} times while it was read.", remedy="Wait until it has settled."
    )


def _ahead(parts: Iterable[list[T]]) -> Iterator[T]:
    """The items of each part, while a thread already fetches the next parts: the node works while we check."""
    waiting = iter(parts)
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming = deque(pool.submit(next, waiting, None) for _ in range(_PARTS_AHEAD))
        while (part := coming.popleft().result()) is not None:
            coming.append(pool.submit(next, waiting, None))
            yield from part


def _check_received(
    stamp: BlockStamp,
    received: dict[OutPoint, TxOut],
    transactions: Iterable[TouchingTransaction],
    scripts: frozenset[bytes],
) -> None:
    made = {
        OutPoint(each.txid, index): output
        for each in transactions
        for index, output in enumerate(each.outputs)
        if output.script in scripts
    }
    if made != received:
        first = min(outpoint for outpoint in made | received if made.get(outpoint) != received.get(outpoint))
        problem = "leaves out" if first not in received else "tells otherwise of" if first in made else "invents"
        raise ContradictionError(what=f"getdescriptoractivity {problem} the output {first} in block {stamp}")
