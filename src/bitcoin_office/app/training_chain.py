"""What happens on the training chain: mining, an exchange that sells, the office's moves, gifts, a reorganisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from bitcoin_office.adapters.training_wallet import Device, TrainingWallet
from bitcoin_office.chain.script import OP_RETURN
from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.reserve import chain_port
from bitcoin_office.reserve.coins import COINBASE_MATURITY_BLOCKS
from bitcoin_office.terms.units import SAT

BITCOIN: Final = SAT.per_whole
FEE_SATS: Final = 2_000
BOUGHT_SATS: Final = 30 * BITCOIN
# No address of the training office holds more, as El Salvador's hold at most 500.
CAP_SATS: Final = 20 * BITCOIN
GIFT_SATS: Final = BITCOIN // 10
UNEXPLAINED_SATS: Final = BITCOIN // 4
# Core's smallest output to a key hash that nodes pass on.
DUST_SATS: Final = 546
RECOVERY_BLOCKS: Final = 144

_BLOCK_SECONDS: Final = 600
_DAY_SECONDS: Final = 86_400
# The first block after the first one is found on this day; the market's prices of these days are known.
FIRST_DAY: Final = dt.date(2025, 7, 1)
_START: Final = int(dt.datetime.combine(FIRST_DAY, dt.time(), dt.UTC).timestamp())

# Who signs for the treasury at once, and who after the delay.
PRIMARY: Final = ("treasury signer one", "treasury signer two", "treasury signer three")
RECOVERY: Final = ("recovery signer one", "recovery signer two")
GIFTS_SIGNER: Final = "gifts signer"


def treasury_descriptor(*, recovery: bool = True) -> str:
    """Two of three signers; and with ``recovery``, once a coin is 144 blocks old, two others."""
    if not recovery:
        return f"wsh(sortedmulti(2,{','.join(f'{Device(name).key}/<0;1>/*' for name in PRIMARY)}))"
    keys = [f"{Device(name).key}/<0;1>/*" for name in (*PRIMARY, *RECOVERY)]
    primary, later = ",".join(keys[: len(PRIMARY)]), ",".join(keys[len(PRIMARY) :])
    return f"wsh(or_i(and_v(v:multi(2,{later}),older({RECOVERY_BLOCKS})),multi(2,{primary})))"


def gifts_descriptor() -> str:
    """One signer, for what strangers send."""
    return f"wpkh({Device(GIFTS_SIGNER).key}/<0;1>/*)"


class TrainingChain:
    """A chain and everybody on it, in the order of the story. Opened for each step, so that others can read it."""

    def __init__(self, opened: Callable[[], AbstractContextManager[chain_port.TrainingChain]], treasury: str) -> None:
        """A new chain on which the exchange has mined the first coins, and these are ripe.

        ``treasury`` is the descriptor of the vault for which the first two signers sign.
        """
        self._opened = opened
        primary = [Device(name) for name in PRIMARY[:2]]
        self.treasury = TrainingWallet(treasury, primary)
        self.gifts = TrainingWallet(gifts_descriptor(), [Device(GIFTS_SIGNER)])
        exchange = Device("exchange")
        self.exchange = TrainingWallet(f"wpkh({exchange.key}/<0;1>/*)", [exchange])
        self._next_ripe = 1
        self._bought: list[Transaction] = []
        self._last_address = 0
        with self._opened() as chain:
            for height in range(1, COINBASE_MATURITY_BLOCKS + 1):
                chain.mine(self.exchange.script(0, 0), time=_START + height * _BLOCK_SECONDS)

    def mine_to_treasury(self) -> int:
        """A block of which the office is the miner; its height."""
        return self._block(script=self.treasury.script(0, 0))

    def buy(self) -> Transaction:
        """The exchange delivers bought coins to a fresh address of the treasury, and keeps its change."""
        bought = self._from_exchange([(BOUGHT_SATS, self._fresh())])
        self._bought.append(bought)
        self._block(bought)
        return bought

    def consolidate(self) -> Transaction:
        """All bought coins into one on the treasury's own change branch."""
        coins = [self.treasury.coin(each, 0, place) for place, each in enumerate(self._bought, start=1)]
        total = sum(coin.sats for coin in coins)
        moved = self.treasury.pay(coins, [(total - FEE_SATS, self.treasury.script(1, 0))])
        self._block(moved)
        return moved

    def split(self, consolidated: Transaction) -> Transaction:
        """The one coin over fresh addresses of at most the cap each."""
        coin = self.treasury.coin(consolidated, 1, 0)
        left = coin.sats - FEE_SATS
        outputs: list[tuple[int, bytes]] = []
        while left:
            part = min(CAP_SATS, left)
            outputs.append((part, self._fresh()))
            left -= part
        parted = self.treasury.pay([coin], outputs)
        self._block(parted)
        return parted

    def receive(self) -> tuple[Transaction, Transaction, Transaction]:
        """What strangers send in one block: a gift with a deed, dust with a text, and something nobody explains."""
        gift = self._from_exchange([(GIFT_SATS, self.gifts.script(0, 0))])
        text = bytes((OP_RETURN, 5)) + b"hello"
        dust = self._from_exchange([(DUST_SATS, self.treasury.script(0, 1)), (0, text)])
        unexplained = self._from_exchange([(UNEXPLAINED_SATS, self.gifts.script(0, 1))])
        self._block(gift, dust, unexplained)
        return gift, dust, unexplained

    def tip(self) -> int:
        """The height of the last block."""
        with self._opened() as chain:
            return chain.tip().height

    def day(self) -> dt.date:
        """The day of the last block, UTC."""
        return dt.datetime.fromtimestamp(_time_of(self.tip()), dt.UTC).date()

    def reorganise(self, fork: int) -> int:
        """Other miners' empty blocks take the place of all above ``fork``, and one more; how many were orphaned."""
        with self._opened() as chain:
            orphaned = chain.tip().height - fork
            # Between two days of the story, so that the order of times stays as it was.
            times = [_time_of(fork) + _BLOCK_SECONDS * step for step in range(1, orphaned + 2)]
            chain.reorganise(fork, self.exchange.script(0, 0), times=times, mark=b"another miner")
            return orphaned

    def mine_again(self, transaction: Transaction) -> int:
        """A transaction that a reorganisation took out of the chain gets into a block again."""
        return self._block(transaction)

    def _fresh(self) -> bytes:
        """The script of an address of the treasury that was never used."""
        self._last_address += 1
        return self.treasury.script(0, self._last_address)

    def _from_exchange(self, outputs: list[tuple[int, bytes]]) -> Transaction:
        with self._opened() as chain:
            coin = self.exchange.coin(chain.block(self._next_ripe).coinbase, 0, 0)
        self._next_ripe += 1
        rest = coin.sats - sum(sats for sats, _ in outputs) - FEE_SATS
        return self.exchange.pay([coin], [*outputs, (rest, self.exchange.script(1, 0))])

    def _block(self, *transactions: Transaction, script: bytes | None = None) -> int:
        with self._opened() as chain:
            height = chain.tip().height + 1
            stamp = chain.mine(script or self.exchange.script(0, 0), time=_time_of(height), transactions=transactions)
            return stamp.height


def _time_of(height: int) -> int:
    """When a block is found: the first hundred in one day, later ones a day apart."""
    later = max(0, height - COINBASE_MATURITY_BLOCKS)
    return _START + min(height, COINBASE_MATURITY_BLOCKS) * _BLOCK_SECONDS + later * _DAY_SECONDS
