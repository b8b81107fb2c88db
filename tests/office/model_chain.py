"""A small chain of plain values for tests: blocks of transactions that spend what is there, and branches of it."""

import datetime as dt
from collections.abc import Collection, Sequence

from bitcoin_office.chain.hashing import sha256d
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import OutPoint, TxOut
from bitcoin_office.reserve.chain_errors import NotOnChainError, ReorganisedError
from bitcoin_office.reserve.chain_port import Activity, BlockStamp, SpentOutput, TouchingTransaction

START = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
GENESIS = REGTEST.genesis_hash


def script_of(name: str) -> bytes:
    """A script that stands for a name."""
    return b"\x00\x14" + sha256d(name.encode())[:20]


class Tx:
    """A transaction: the outpoints that it spends and what it pays; ``mined`` for a coinbase."""

    def __init__(
        self, name: str, spends: Sequence[OutPoint], pays: Sequence[tuple[int, bytes]], *, mined: bool = False
    ) -> None:
        self.txid = sha256d(name.encode())
        self.spends = tuple(spends)
        self.pays = tuple(TxOut(sats, script) for sats, script in pays)
        self.mined = mined

    def outpoint(self, index: int) -> OutPoint:
        """The name of an output."""
        return OutPoint(self.txid, index)


class ModelBlock:
    """A block with the hours since the start at which its clock stood."""

    def __init__(self, name: str, hours: int, transactions: Sequence[Tx]) -> None:
        self.hash = sha256d(b"block " + name.encode())
        self.time = int((START + dt.timedelta(hours=hours)).timestamp())
        self.transactions = tuple(transactions)


class ModelChain:
    """Implements ``Chain`` as far as the sync asks; ``blocks[0]`` is the block at height 1."""

    network = REGTEST

    def __init__(self) -> None:
        self.blocks: list[ModelBlock] = []
        self.asked_blocks = 0

    @property
    def height(self) -> int:
        """The height of the tip."""
        return len(self.blocks)

    def tip(self) -> BlockStamp:
        """The last block."""
        return self.stamp(self.height)

    def stamp(self, height: int) -> BlockStamp:
        """The block at a height."""
        if not 0 <= height <= self.height:
            raise NotOnChainError(f"no block {height}")
        return BlockStamp(height, self.blocks[height - 1].hash if height else GENESIS)

    def activity(
        self,
        scripts: Collection[bytes],
        *,
        after: BlockStamp | None = None,
        upto: int | None = None,
        held: Collection[OutPoint] = (),
    ) -> Activity:
        """As the port says; it keeps nothing to itself."""
        del held
        if after is not None and (after.height > self.height or self.stamp(after.height) != after):
            raise ReorganisedError(height=after.height, hash_shown=after.hash.hex())
        last = self.height if upto is None else upto
        self.stamp(last)
        first = after.height + 1 if after else 1
        self.asked_blocks += max(0, last - first + 1)
        outputs = self.outputs()
        found = [
            touching
            for height in range(first, last + 1)
            for position, tx in enumerate(self.blocks[height - 1].transactions, start=1)
            if (touching := self._touching(tx, height, position, frozenset(scripts), outputs)) is not None
        ]
        return Activity(after=after, upto=self.stamp(max(last, first - 1)), transactions=tuple(found))

    def outputs(self) -> dict[OutPoint, TxOut]:
        """Every output ever made on this branch."""
        return {
            tx.outpoint(index): output
            for block in self.blocks
            for tx in block.transactions
            for index, output in enumerate(tx.pays)
        }

    def unspent(self) -> dict[OutPoint, TxOut]:
        """Every output that is there now."""
        left = self.outputs()
        for block in self.blocks:
            for tx in block.transactions:
                for outpoint in tx.spends:
                    del left[outpoint]
        return left

    def _touching(
        self, tx: Tx, height: int, position: int, scripts: frozenset[bytes], outputs: dict[OutPoint, TxOut]
    ) -> TouchingTransaction | None:
        spends = any(outputs[outpoint].script in scripts for outpoint in tx.spends)
        if not spends and not any(output.script in scripts for output in tx.pays):
            return None
        return TouchingTransaction(
            txid=tx.txid,
            block=self.stamp(height),
            block_time=self.blocks[height - 1].time,
            position=0 if tx.mined else position,
            is_coinbase=tx.mined,
            inputs=tuple(SpentOutput(outpoint, outputs[outpoint] if spends else None) for outpoint in tx.spends),
            outputs=tx.pays,
        )
