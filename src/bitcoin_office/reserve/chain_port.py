"""The port ``Chain``: what the reserve asks of a blockchain, whoever answers, and the values of the answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import msgspec

from bitcoin_office.chain.block import Block
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.header_run import HeaderRun
from bitcoin_office.chain.network import Network
from bitcoin_office.chain.transaction import OutPoint, Transaction, TxOut


class BlockStamp(msgspec.Struct, frozen=True, order=True):
    """Which block: its height, and its hash in internal order."""

    height: int
    hash: bytes

    def __str__(self) -> str:
        """The hash as people write it, and the height."""
        return f"{shown(self.hash)} at height {self.height}"


class SpentOutput(msgspec.Struct, frozen=True, gc=False):
    """An input of a transaction: the output that it spends. ``output`` is ``None`` where nobody asked for it."""

    outpoint: OutPoint
    output: TxOut | None = None


class TouchingTransaction(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmed transaction that pays to watched scripts or spends from them, whole.

    ``position`` counts from zero, the coinbase. ``block_time`` is the header's, in seconds since 1970. A coinbase
    transaction has no inputs. Where a watched script is spent, every input has its output; where the transaction
    only pays to watched scripts, none has, and ``Chain.with_inputs`` finds them.
    """

    txid: bytes
    block: BlockStamp
    block_time: int
    position: int
    is_coinbase: bool
    inputs: tuple[SpentOutput, ...]
    outputs: tuple[TxOut, ...]

    def coins_of(self, scripts: Collection[bytes]) -> tuple[OutPoint, ...]:
        """Its outputs to these scripts."""
        made = enumerate(self.outputs)
        return tuple(OutPoint(self.txid, index) for index, output in made if output.script in scripts)

    @property
    def fee_sats(self) -> int | None:
        """What the transaction left to the miner, in satoshis; ``None`` while an input's output is not known."""
        if self.is_coinbase:
            return 0
        spent = [each.output.sats for each in self.inputs if each.output is not None]
        return sum(spent) - sum(each.sats for each in self.outputs) if len(spent) == len(self.inputs) else None


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """All that touched some scripts in the blocks above ``after`` up to and with ``upto``, in the chain's order.

    ``after`` is ``None`` where the reading began with block 1: the first block's coins can never be spent.
    ``remarks`` say what the reader should know about how it was read.
    """

    after: BlockStamp | None
    upto: BlockStamp
    transactions: tuple[TouchingTransaction, ...]
    remarks: tuple[str, ...] = ()


class Unspent(msgspec.Struct, frozen=True, kw_only=True):
    """Which of some outputs nobody has spent up to the block ``at``, by outpoint. A source's word: no proof exists."""

    at: BlockStamp
    outputs: tuple[tuple[OutPoint, TxOut], ...]


class Chain(Protocol):
    """A blockchain as one source shows it: its best chain, checked as far as each answer says.

    Every method may raise ``ChainUnreachableError``, and ``ContradictionError`` where an answer breaks Bitcoin's rules
    or another answer. Nothing here changes the chain.
    """

    @property
    def network(self) -> Network:
        """Which network it is."""
        ...

    def tip(self) -> BlockStamp:
        """The last block of the best chain."""
        ...

    def stamp(self, height: int) -> BlockStamp:
        """The block at ``height``. Raises ``NotOnChainError`` above the tip."""
        ...

    def headers(self, first: int, last: int) -> HeaderRun:
        """The headers from height ``first`` to ``last``: linked, their work done. Raises ``NotOnChainError``."""
        ...

    def block(self, height: int) -> Block:
        """The block at ``height``, bound to its header byte by byte. Raises ``NotOnChainError``, and
        ``BlockUnavailableError`` where the source does not keep it.
        """
        ...

    def activity(
        self,
        scripts: Collection[bytes],
        *,
        after: BlockStamp | None = None,
        upto: int | None = None,
        held: Collection[OutPoint] = (),
    ) -> Activity:
        """Every transaction that touches ``scripts`` in the blocks above ``after``, up to height ``upto`` or the tip.

        ``held`` are coins of the scripts that the caller knows already: a source that keeps the spending of one of
        them to itself, in a block that is read, contradicts that block. All of it is from one best chain that holds
        ``after``. It costs by these blocks, not by what lies below them.
        Raises ``ReorganisedError`` when ``after`` is no longer on the best chain, ``NotOnChainError`` when ``upto`` is
        above the tip, and ``BlockUnavailableError``.
        """
        ...

    def with_inputs(self, transaction: TouchingTransaction) -> TouchingTransaction:
        """The same transaction with the output that each input spends. Raises ``BlockUnavailableError``, and
        ``ReorganisedError`` when its block is no longer on the best chain.
        """
        ...

    def unspent(self, outpoints: Collection[OutPoint]) -> Unspent:
        """Which of the outputs exist unspent at the tip; transactions that wait for a block do not count."""
        ...


class TrainingChain(Chain, Protocol):
    """A regtest chain of one's own: read as any other, and blocks are put on it at will. Its coins are made up."""

    def mine(
        self,
        script: bytes,
        *,
        time: int,
        transactions: Sequence[Transaction] = (),
        fees_sats: int = 0,
        on: BlockStamp | None = None,
        mark: bytes = b"",
    ) -> BlockStamp:
        """Mines a block on the tip, or on the block ``on``: then it is a side branch until that has more work.

        The block pays subsidy and ``fees_sats`` to ``script``; ``time`` is in seconds since 1970, later than that of
        most of the eleven blocks before it; ``mark`` tells apart blocks that would else be the same.
        Raises ``BlockRejectedError``.
        """
        ...

    def submit(self, data: bytes) -> BlockStamp:
        """Takes in a block from elsewhere, whose predecessor is known. Raises ``BlockRejectedError``."""
        ...

    def reorganise(self, fork_height: int, script: bytes, *, times: Sequence[int], mark: bytes) -> BlockStamp:
        """Mines empty blocks, one at each of ``times``, on the block at ``fork_height``; returns the new tip.

        There must be enough of them to overtake the present chain, and ``mark`` must be new. Raises
        ``NotOnChainError``.
        """
        ...
