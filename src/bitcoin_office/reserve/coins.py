"""Coins of some scripts at a height, derived from what touched the scripts and from nothing else."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.transaction import OutPoint, TxOut
from bitcoin_office.reserve.chain_errors import ContradictionError
from bitcoin_office.reserve.chain_port import BlockStamp, Chain, TouchingTransaction

# Consensus: a coinbase output can be spent in the hundredth block after its own at the earliest.
COINBASE_MATURITY_BLOCKS = 100


class Coin(msgspec.Struct, frozen=True, gc=False):
    """An unspent output: ``sats`` satoshis under ``script``, in the chain since ``born``."""

    outpoint: OutPoint
    sats: int
    script: bytes
    born_height: int
    born_hash: bytes
    is_coinbase: bool

    def spendable_in(self, height: int) -> bool:
        """Whether a block at ``height`` may spend it: mined coins have to ripen."""
        ripe = self.born_height + (COINBASE_MATURITY_BLOCKS if self.is_coinbase else 0)
        return height >= ripe


class EventKind(enum.StrEnum):
    """What happened to a coin."""

    SPENT = "spent"
    RECEIVED = "received"


class CoinEvent(msgspec.Struct, frozen=True, gc=False):
    """A coin came or went. ``txid`` is the transaction that did it, ``index`` its output or input that did."""

    kind: EventKind
    outpoint: OutPoint
    sats: int
    script: bytes
    txid: bytes
    index: int
    block: BlockStamp
    position: int
    is_coinbase: bool


def events(transactions: Iterable[TouchingTransaction], scripts: Collection[bytes]) -> Iterator[CoinEvent]:
    """Each coin of ``scripts`` that came or went, in the order of the transactions; in one, what went comes first."""
    for each in transactions:
        for index, spent in enumerate(each.inputs):
            if spent.output is not None and spent.output.script in scripts:
                yield _event(each, EventKind.SPENT, spent.outpoint, spent.output, index)
        for index, output in enumerate(each.outputs):
            if output.script in scripts:
                yield _event(each, EventKind.RECEIVED, OutPoint(each.txid, index), output, index)


def _event(
    transaction: TouchingTransaction, kind: EventKind, outpoint: OutPoint, output: TxOut, index: int
) -> CoinEvent:
    return CoinEvent(
        kind=kind,
        outpoint=outpoint,
        sats=output.sats,
        script=output.script,
        txid=transaction.txid,
        index=index,
        block=transaction.block,
        position=transaction.position,
        is_coinbase=transaction.is_coinbase,
    )


def coins_at(
    height: int,
    transactions: Iterable[TouchingTransaction],
    scripts: Collection[bytes],
    opening: Iterable[Coin] = (),
) -> tuple[Coin, ...]:
    """The coins of ``scripts`` after the block at ``height``, by birth and outpoint.

    ``transactions`` are all that touched the scripts since their first use, in the chain's order, or since the coins
    of ``opening``. Raises ``ContradictionError`` when a coin is spent that was never received, or not as received.
    """
    held = {coin.outpoint: coin for coin in opening}
    for event in events((each for each in transactions if each.block.height <= height), scripts):
        if event.kind is EventKind.RECEIVED:
            # Two early coinbases have the identities of earlier ones and replaced their outputs (BIP-30).
            held[event.outpoint] = Coin(
                event.outpoint, event.sats, event.script, event.block.height, event.block.hash, event.is_coinbase
            )
            continue
        coin = held.pop(event.outpoint, None)
        if coin is None or (coin.sats, coin.script) != (event.sats, event.script):
            how = "was never received" if coin is None else "was received otherwise"
            raise ContradictionError(what=f"{shown(event.txid)} spends {event.outpoint}, which {how}")
    return tuple(sorted(held.values(), key=lambda coin: (coin.born_height, coin.outpoint)))


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """The coins of some scripts after the block ``at``."""

    at: BlockStamp
    coins: tuple[Coin, ...]

    @property
    def sats(self) -> int:
        """What the coins come to, in satoshis."""
        return sum(coin.sats for coin in self.coins)


def holding_of(chain: Chain, scripts: Collection[bytes], height: int | None = None) -> Holding:
    """The coins of ``scripts`` after the block at ``height``, or at the tip. Reads the chain from its first block."""
    wanted = frozenset(scripts)
    found = chain.activity(wanted, upto=height)
    return Holding(at=found.upto, coins=coins_at(found.upto.height, found.transactions, wanted))
