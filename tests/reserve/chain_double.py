"""A chain in memory for tests of what stands on the port: blocks are names, transactions are given."""

from collections.abc import Collection, Sequence

from bitcoin_office.chain.hashing import sha256d
from bitcoin_office.chain.transaction import OutPoint, TxOut
from bitcoin_office.reserve.chain_errors import NotOnChainError, ReorganisedError
from bitcoin_office.reserve.chain_port import Activity, BlockStamp, SpentOutput, TouchingTransaction


def named(name: str) -> bytes:
    """A hash for a name."""
    return sha256d(name.encode())


def transaction(
    name: str,
    block: BlockStamp,
    *,
    spends: Sequence[tuple[str, int, int, bytes]] = (),
    pays: Sequence[tuple[int, bytes]] = (),
    position: int = 1,
) -> TouchingTransaction:
    """A transaction; ``spends`` are (name, index, satoshis, script), ``pays`` (satoshis, script)."""
    return TouchingTransaction(
        txid=named(name),
        block=block,
        block_time=0,
        position=position,
        is_coinbase=False,
        inputs=tuple(
            SpentOutput(OutPoint(named(by), index), TxOut(sats, script)) for by, index, sats, script in spends
        ),
        outputs=tuple(TxOut(sats, script) for sats, script in pays),
    )


class ChainDouble:
    """The best chain is a list of names, the first of which is the block at height 0."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.transactions: dict[str, list[TouchingTransaction]] = {}
        self.asked_blocks = 0
        self.asked_stamps = 0
        self.before_reading: list[list[str]] = []

    def tip(self) -> BlockStamp:
        """The last block."""
        return self.of(len(self.names) - 1)

    def of(self, height: int) -> BlockStamp:
        """The stamp of a block, not counted as asked for."""
        return BlockStamp(height, named(self.names[height]))

    def stamp(self, height: int) -> BlockStamp:
        """The block at ``height``."""
        self.asked_stamps += 1
        if not 0 <= height < len(self.names):
            raise NotOnChainError(f"no block {height}")
        return self.of(height)

    def pay(self, name: str, sats: int, script: bytes, height: int) -> TouchingTransaction:
        """Puts a payment into the block at ``height``."""
        made = transaction(name, self.of(height), pays=[(sats, script)])
        self.transactions.setdefault(self.names[height], []).append(made)
        return made

    def activity(
        self,
        scripts: Collection[bytes],
        *,
        after: BlockStamp | None = None,
        upto: int | None = None,
        held: Collection[OutPoint] = (),
    ) -> Activity:
        """All transactions in the blocks asked for; ``before_reading`` changes the chain first."""
        del held
        if self.before_reading:
            self.names = self.before_reading.pop(0)
        if after is not None and (after.height >= len(self.names) or self.of(after.height) != after):
            raise ReorganisedError(height=after.height, hash_shown=after.hash.hex())
        last = len(self.names) - 1 if upto is None else upto
        if last >= len(self.names):
            raise NotOnChainError(f"no block {last}")
        names = self.names[after.height + 1 if after else 1 : last + 1]
        self.asked_blocks += len(names)
        wanted = [each for name in names for each in self.transactions.get(name, [])]
        found = [each for each in wanted if any(output.script in scripts for output in each.outputs)]
        return Activity(after=after, upto=self.of(last), transactions=tuple(found))
