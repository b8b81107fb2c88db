"""The port ``TrainingChain`` on a chain of our own, in this process, checked by the consensus library."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from bitcoin_office.adapters.embedded_chain.errors import BlockRejectedError
from bitcoin_office.adapters.embedded_chain.kernel import Kernel
from bitcoin_office.adapters.embedded_chain.mining import Miner
from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header_run import HeaderRun, check_headers
from bitcoin_office.chain.network import REGTEST, Network
from bitcoin_office.chain.transaction import OutPoint, TxOut
from bitcoin_office.reserve import block_reading
from bitcoin_office.reserve.chain_errors import ReorganisedError
from bitcoin_office.reserve.chain_port import Activity, BlockStamp, TouchingTransaction, Unspent


class EmbeddedChain(Miner):
    """A regtest chain in this process. Whoever opens it closes it, or uses it in a ``with``."""

    def __init__(self, folder: Path | None = None) -> None:
        """Opens the chain in ``folder``, or an empty one that is gone when it is closed.

        Raises ``MissingComponentError`` and ``ChainFolderError``.
        """
        with ExitStack() as opening:
            place = folder or Path(opening.enter_context(tempfile.TemporaryDirectory(prefix="training-chain-")))
            self._kernel = Kernel(place, in_memory=folder is None)
            opening.callback(self._kernel.close)
            self._closing = opening.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the folder; a chain without one is gone."""
        self._closing.close()

    @property
    def network(self) -> Network:
        """The training network."""
        return REGTEST

    def tip(self) -> BlockStamp:
        """The last block of the best chain."""
        return self.stamp(self._kernel.height())

    def stamp(self, height: int) -> BlockStamp:
        """The block at ``height``. Raises ``NotOnChainError``."""
        return BlockStamp(height, self._kernel.hash(height))

    def headers(self, first: int, last: int) -> HeaderRun:
        """The headers from height ``first`` to ``last``. Raises ``NotOnChainError``."""
        data = b"".join([self._kernel.header(height) for height in range(first, last + 1)])
        return check_headers(data, first, REGTEST)

    def block(self, height: int) -> Block:
        """The block at ``height``. Raises ``NotOnChainError`` and ``BlockUnavailableError``."""
        return Block.parse(self._kernel.block(height))

    def activity(
        self,
        scripts: Collection[bytes],
        *,
        after: BlockStamp | None = None,
        upto: int | None = None,
        held: Collection[OutPoint] = (),
    ) -> Activity:
        """Every transaction that touches ``scripts`` above ``after`` up to ``upto``; see the port."""
        start = after or self.stamp(0)
        if start.height > self._kernel.height() or self.stamp(start.height) != start:
            raise ReorganisedError(height=start.height, hash_shown=shown(start.hash))
        last = self.stamp(self._kernel.height() if upto is None else upto)
        reading = block_reading.Reading(scripts, held)
        transactions: list[TouchingTransaction] = []
        for height in range(start.height + 1, last.height + 1):
            data = self._kernel.block(height)
            transactions.extend(reading.touching(data, height, self._spent(data, height)))
        return Activity(after=after, upto=max(last, start), transactions=tuple(transactions))

    def with_inputs(self, transaction: TouchingTransaction) -> TouchingTransaction:
        """The same transaction with the output that each input spends; see the port."""
        stamp = transaction.block
        if stamp.height > self._kernel.height() or self.stamp(stamp.height) != stamp:
            raise ReorganisedError(height=stamp.height, hash_shown=shown(stamp.hash))
        return block_reading.with_inputs(transaction, self._spent(self._kernel.block(stamp.height), stamp.height))

    def unspent(self, outpoints: Collection[OutPoint]) -> Unspent:
        """Which of the outputs exist unspent at the tip. Reads the whole chain: a training chain is short."""
        wanted, found = frozenset(outpoints), dict[OutPoint, TxOut]()
        for height in range(1, self._kernel.height() + 1):
            for transaction in self.block(height).transactions:
                for each in transaction.inputs:
                    found.pop(each.previous, None)
                made = [transaction.outpoint(index) for index in range(len(transaction.outputs))]
                pairs = zip(made, transaction.outputs, strict=True)
                found.update((outpoint, output) for outpoint, output in pairs if outpoint in wanted)
        return Unspent(at=self.tip(), outputs=tuple(sorted(found.items())))

    def submit(self, data: bytes) -> BlockStamp:
        """Takes in a block from elsewhere, whose predecessor is known. Raises ``BlockRejectedError``."""
        self._kernel.process(data)
        block_hash = Block.parse(data).hash
        height = self._kernel.height_of(block_hash)
        if height is None:
            raise BlockRejectedError(block_shown=shown(block_hash), reason="the block before it is not known")
        return BlockStamp(height, block_hash)

    def _spent(self, data: bytes, height: int) -> dict[OutPoint, TxOut]:
        spent = self._kernel.spent(height)
        if not spent:
            return {}
        return {
            each.previous: output
            for transaction, outputs in zip(Block.parse(data).transactions[1:], spent, strict=True)
            for each, output in zip(transaction.inputs, outputs, strict=True)
        }
