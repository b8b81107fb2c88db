"""Vaults over the model chain's scripts, and what a sync needs besides."""

import datetime as dt
from decimal import Decimal

from bitcoin_office.books.account import Chart
from bitcoin_office.books.ledger import Books
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.office.sync import read_chain, watch_missing
from bitcoin_office.office.sync_books import Followed, Following, follow_books
from bitcoin_office.reserve.chain_port import Chain
from bitcoin_office.reserve.classify import Threshold, Thresholds
from bitcoin_office.reserve.movements_log import ActivityLog
from bitcoin_office.reserve.movements_memory import MemoryLog
from bitcoin_office.reserve.vault import Vault, VaultDescriptor, watched_of
from bitcoin_office.reserve.voucher import MovementClass, Voucher
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import SAT, USD
from tests.office.model_chain import script_of

COLD = [script_of(f"cold {index}") for index in range(3)]
HOT = [script_of(f"hot {index}") for index in range(2)]
OURS = frozenset([*COLD, *HOT])
FOREIGN = [script_of(f"foreign {index}") for index in range(3)]
DUST_SATS = 546


def vault(name: str, scripts: list[bytes]) -> Vault:
    """A vault of plain scripts."""
    descriptors = tuple(VaultDescriptor(text=f"raw({script.hex()})") for script in scripts)
    return Vault(name=name, network="regtest", descriptor=descriptors)


VAULTS = (vault("cold", COLD), vault("Hot", HOT))


def thresholds(day: dt.date) -> Thresholds:
    """The same on every day."""
    return Thresholds(dust=Threshold(sats=DUST_SATS, source="a rule"))


def price(day: dt.date) -> Rate | None:
    """A dollar more every day."""
    value = Decimal(50_000 + (day - dt.date(2025, 1, 1)).days)
    return Rate(base=SAT, quote=USD, price=value, on=day, source=Source(title="closes"))


def voucher(txid_shown: str, kind: MovementClass, usd: str | None = None, number: int = 1) -> Voucher:
    """A voucher for a transaction."""
    money = None if usd is None else Decimal(usd)
    return Voucher(txid=txid_shown, kind=kind, sha256="ab" * 32, file=f"{kind}.pdf", usd=money, number=number)


def following(vaults=VAULTS, vouchers=None, prices=price) -> Following:
    """What movements are judged by."""
    return Following(vaults=vaults, vouchers=vouchers or {}, thresholds=thresholds, policy="", price=prices)


class Office:
    """A log and books in memory or elsewhere, synced with a chain as often as one likes."""

    def __init__(self, log: ActivityLog | None = None, books: Books | None = None) -> None:
        self.log: ActivityLog = MemoryLog() if log is None else log
        self.books: Books = MemoryBooks(Chart(())) if books is None else books

    def sync(self, chain: Chain, given: Following | None = None, *, upto: int | None = None) -> Followed:
        """Reads and books, as the command does."""
        given = given or following()
        watched = [each for of in given.vaults for each in watched_of(of)]
        watch_missing(chain, self.log, watched, {})
        read_chain(chain, self.log, upto=upto)
        followed = follow_books(self.log, self.books, given)
        while watch_missing(chain, self.log, watched, followed.used):
            read_chain(chain, self.log, upto=upto)
            followed = follow_books(self.log, self.books, given)
        return followed

    def lots(self) -> list[tuple[str, int, int]]:
        """The lots held: account, satoshis, cost."""
        return sorted((held.account, held.quantity, held.cost) for held in self.books.positions())

    def coins(self) -> dict[str, int]:
        """Satoshis by account, of accounts that hold coins seen on the chain."""
        return {
            balance.account: balance.quantity
            for balance in self.books.balances()
            if balance.unit == "sat" and balance.account.startswith("Assets:Reserve")
        }
