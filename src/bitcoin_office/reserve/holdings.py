"""What the vaults hold at a height, coin by coin, and the life of every coin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from bitcoin_office.chain.address import address_of_script
from bitcoin_office.chain.hashing import shown
from bitcoin_office.chain.network import Network
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.chain_port import BlockStamp, TouchingTransaction
from bitcoin_office.reserve.coins import COINBASE_MATURITY_BLOCKS, Coin, EventKind, coins_at, events
from bitcoin_office.reserve.movements_facts import Owners


class HeldCoin(msgspec.Struct, frozen=True, kw_only=True):
    """An unspent output of a vault. ``script`` is hexadecimal; ``address`` is ``null`` for scripts that have none.

    A mined coin can be spent from the block at ``spendable_from`` on, others from the block after their own, or in it;
    ``immature`` where the next block cannot spend it yet.
    """

    outpoint: str
    sats: int
    script: str
    address: str | None
    vault: str
    born_height: int
    is_coinbase: bool
    spendable_from: int
    immature: bool


class VaultHolding(msgspec.Struct, frozen=True, kw_only=True):
    """What one vault holds. ``reused_addresses`` counts the scripts that hold more than one of its coins."""

    name: str
    sats: int
    coins: int
    reused_addresses: int


class Holdings(msgspec.Struct, frozen=True, kw_only=True):
    """Every coin of the vaults after the block at ``height``; ``sats`` is their sum, immature coins included.

    ``immature_sats`` is the part of the sum that the next block cannot spend yet.
    """

    schema: str = "bitcoin-office/holdings/1"
    network: str
    height: int
    block_hash: str
    sats: int
    immature_sats: int
    vaults: tuple[VaultHolding, ...]
    coins: tuple[HeldCoin, ...]


class CoinLife(msgspec.Struct, frozen=True, kw_only=True):
    """A coin from birth to death: ``spent_height`` and what follows are ``null`` while it is unspent.

    ``born_by`` is the transaction that made it, ``spent_by`` the one that spent it, as its input ``spent_input``.
    """

    outpoint: str
    sats: int
    script: str
    address: str | None
    vault: str
    is_coinbase: bool
    born_height: int
    born_block: str
    born_by: str
    spent_height: int | None = None
    spent_block: str | None = None
    spent_by: str | None = None
    spent_input: int | None = None


class CoinHistory(msgspec.Struct, frozen=True, kw_only=True):
    """The lives of coins, in the order of their births, as known after the block at ``height``."""

    schema: str = "bitcoin-office/coin-history/1"
    network: str
    height: int
    block_hash: str
    coins: tuple[CoinLife, ...]


def holdings(
    at: BlockStamp,
    transactions: Iterable[TouchingTransaction],
    owners: Owners,
    network: Network,
    vaults: Iterable[str] = (),
) -> Holdings:
    """The coins after the block ``at``. ``transactions`` are all that ever touched the scripts of ``owners``.

    ``vaults`` are named even where they hold nothing. Raises ``ContradictionError``.
    """
    coins = coins_at(at.height, transactions, owners.keys())
    held = tuple(_held(coin, owners, network, at.height) for coin in coins)
    return Holdings(
        network=network.name,
        height=at.height,
        block_hash=shown(at.hash),
        sats=sum(coin.sats for coin in held),
        immature_sats=sum(coin.sats for coin in held if coin.immature),
        vaults=tuple(_vault(name, held) for name in sorted({*vaults, *(coin.vault for coin in held)})),
        coins=held,
    )


def coin_history(
    at: BlockStamp, transactions: Iterable[TouchingTransaction], owners: Owners, network: Network
) -> CoinHistory:
    """The life of every coin that the vaults ever held, up to the block ``at``."""
    lives: dict[OutPoint, CoinLife] = {}
    past = (each for each in transactions if each.block.height <= at.height)
    for event in events(past, owners.keys()):
        if event.kind is EventKind.RECEIVED:
            lives[event.outpoint] = CoinLife(
                outpoint=str(event.outpoint),
                sats=event.sats,
                script=event.script.hex(),
                address=address_of_script(event.script, network),
                vault=owners[event.script].vault,
                is_coinbase=event.is_coinbase,
                born_height=event.block.height,
                born_block=shown(event.block.hash),
                born_by=shown(event.txid),
            )
        elif event.outpoint in lives:
            lives[event.outpoint] = msgspec.structs.replace(
                lives[event.outpoint],
                spent_height=event.block.height,
                spent_block=shown(event.block.hash),
                spent_by=shown(event.txid),
                spent_input=event.index,
            )
    return CoinHistory(network=network.name, height=at.height, block_hash=shown(at.hash), coins=tuple(lives.values()))


def _held(coin: Coin, owners: Owners, network: Network, height: int) -> HeldCoin:
    return HeldCoin(
        outpoint=str(coin.outpoint),
        sats=coin.sats,
        script=coin.script.hex(),
        address=address_of_script(coin.script, network),
        vault=owners[coin.script].vault,
        born_height=coin.born_height,
        is_coinbase=coin.is_coinbase,
        spendable_from=coin.born_height + (COINBASE_MATURITY_BLOCKS if coin.is_coinbase else 0),
        immature=not coin.spendable_in(height + 1),
    )


def _vault(name: str, coins: tuple[HeldCoin, ...]) -> VaultHolding:
    own = [coin for coin in coins if coin.vault == name]
    uses: Mapping[str, int] = Counter(coin.script for coin in own)
    return VaultHolding(
        name=name,
        sats=sum(coin.sats for coin in own),
        coins=len(own),
        reused_addresses=sum(count > 1 for count in uses.values()),
    )
