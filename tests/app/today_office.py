"""A training office with a programme of its own, a vault that hands out addresses, and an exchange that pays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.adapters.training_wallet import Device, TrainingWallet
from bitcoin_office.app.chain_sync import Synced, sync_office
from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir
from bitcoin_office.app.reserve import init_office
from bitcoin_office.app.vaults import NewVault, add_vault
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.reserve.coins import COINBASE_MATURITY_BLOCKS
from bitcoin_office.reserve.proposal import Proposal
from tests.adapters.node import PrivateNode

# The exchange mines so many blocks before, so that several of its coins are ripe on the first day.
SPARE = 5
FIRST = dt.date(2025, 7, 7)
NOON = dt.time(12, 0, tzinfo=dt.UTC)
FEE_SATS = 2_000
HEAD = """schema = "bitcoin-office/programme/1"

[country]
code = "xx"
name = "Practice"
currency = "USD"
languages = ["en"]

[sources.order]
title = "An order of the practice"

[reserve]
name = "Practice reserve"
standing = "in_force"
source = "order"
"""
ARRANGEMENT = """
[arrangement]
[[arrangement.facilities]]
id = "eff"
kind = "EFF"
name = "A loan"
approved_on = 2025-02-26
amount = { value = 1, unit = "SDR", source = "order" }
length = { value = 40, unit = "months", source = "order" }
source = "order"

[[arrangement.conditions]]
id = "no-accumulation"
kind = "continuous"
about = "bitcoin_accumulation"
says = "No coins are bought."
since = 2025-02-26
met = "unknown"
source = "order"
"""


def rule(id_: str, kind: str, lines: str, first: dt.date = FIRST) -> str:
    """A rule of a programme as people write it."""
    return (
        f'\n[[reserve.rules]]\nid = "{id_}"\nrule = "{kind}"\neffective_from = {first}\nsource = "order"\n'
        f'standing = "in_force"\n{lines}\n'
    )


MONEY = rule("money", "fixed_money", 'amount = "250000.00 USD"\ninterval = "day"')


def office(folder: Path, programme: Path) -> OfficeDir:
    """A training office without a vault that runs a programme."""
    init_office(folder, "sv", network="regtest")
    settings = folder / SETTINGS_FILE
    settings.write_text(f'programme = "{programme}"\n{settings.read_text()}')
    return OfficeDir.load(folder)


class TodayOffice:
    """The office in ``folder``; the programme lies beside it."""

    def __init__(
        self,
        folder: Path,
        *rules: str,
        parameters: str = "",
        books: str = "books.db",
        node: PrivateNode | None = None,
    ) -> None:
        self._node, self._given = node, 0
        self.path, self.programme = folder / "office", folder / "programme"
        self.programme.mkdir()
        self.write(*(rules or (MONEY,)))
        if parameters:
            (self.programme / "parameters").mkdir()
            (self.programme / "parameters" / "reserve.toml").write_text(parameters)
        init_office(self.path, "sv", books, REGTEST.name)
        settings = self.path / SETTINGS_FILE
        settings.write_text(f'programme = "{self.programme}"\n{settings.read_text()}')
        self._exchange, self._treasury = (
            TrainingWallet(f"wpkh({device.key}/<0;1>/*)", [device])
            for device in (Device("exchange"), Device("treasury"))
        )
        self._ripe = 1
        start = int(dt.datetime.combine(FIRST - dt.timedelta(days=2), NOON).timestamp())
        with EmbeddedChain(self.path / "chain") as chain:
            for height in range(1, COINBASE_MATURITY_BLOCKS + SPARE + 1):
                chain.mine(self._exchange.script(0, 0), time=start + height)
        key = f"wpkh({Device('treasury').key}/<0;1>/*)"
        add_vault(self.dir, NewVault(name="treasury", descriptors=(key,), count=20))
        self.sync()

    def write(self, *rules: str) -> None:
        """The programme with these rules."""
        (self.programme / "programme.toml").write_text(HEAD + "".join(rules) + ARRANGEMENT)

    @property
    def dir(self) -> OfficeDir:
        """The office as it stands on disk."""
        return OfficeDir.load(self.path)

    def sync(self) -> Synced:
        """Reads what is new, from the embedded chain or from a node that has the same blocks."""
        if self._node is None:
            return sync_office(self.dir, NodeOptions())
        with EmbeddedChain(self.path / "chain") as chain:
            heights = range(self._given + 1, chain.tip().height + 1)
            self._node.submit(chain.block(height).to_bytes() for height in heights)
            self._given = chain.tip().height
        return sync_office(self.dir, NodeOptions(url=self._node.url, cookie=self._node.cookie))

    def pay(self, *together: tuple[Proposal, ...], more_sats: int = 0, on: dt.date = FIRST) -> list[Transaction]:
        """The exchange pays what was proposed in one block, with a transaction for each group of proposals."""
        paid: list[Transaction] = []
        for proposals in together:
            assert all(each.pay_to is not None for each in proposals)
            outputs = [(each.sats + more_sats, bytes.fromhex(each.pay_to.script)) for each in proposals if each.pay_to]
            paid.append(self._from_exchange(outputs))
        self.mine(on, *paid)
        return paid

    def sell(self, sold: Transaction, index: int, quantity: int) -> Transaction:
        """The treasury pays so much of a coin that it received at an index to the exchange; it pays the fee itself."""
        coin = self._treasury.coin(sold, 0, index)
        rest = coin.sats - quantity - FEE_SATS
        return self._treasury.pay(
            [coin], [(quantity, self._exchange.script(0, 1)), (rest, self._treasury.script(1, 0))]
        )

    def mine(self, on: dt.date, *transactions: Transaction, to_treasury: bool = False) -> None:
        """A block of a day."""
        script = (self._treasury if to_treasury else self._exchange).script(0, 0)
        with EmbeddedChain(self.path / "chain") as chain:
            time = int(dt.datetime.combine(on, NOON).timestamp()) + chain.tip().height
            chain.mine(script, time=time, transactions=transactions)

    def reorganise(self) -> None:
        """Two empty blocks of another miner take the place of the last one."""
        with EmbeddedChain(self.path / "chain") as chain:
            fork = chain.tip().height - 1
            start = int(dt.datetime.combine(FIRST, NOON).timestamp()) + fork
            chain.reorganise(fork, self._exchange.script(0, 0), times=[start, start + 1], mark=b"another")

    def _from_exchange(self, outputs: list[tuple[int, bytes]]) -> Transaction:
        with EmbeddedChain(self.path / "chain") as chain:
            coin = self._exchange.coin(chain.block(self._ripe).coinbase, 0, 0)
        self._ripe += 1
        rest = coin.sats - sum(quantity for quantity, _ in outputs) - FEE_SATS
        return self._exchange.pay([coin], [*outputs, (rest, self._exchange.script(1, 0))])
