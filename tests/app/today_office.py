"""A training office with a programme of its own, a vault that hands out addresses, and an exchange that pays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bitcoin_office.adapters.embedded_chain.chain import EmbeddedChain
from bitcoin_office.app.chain_sync import Synced, sync_office
from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir
from bitcoin_office.app.reserve import init_office
from bitcoin_office.app.training_chain import TrainingChain, treasury_descriptor
from bitcoin_office.app.vaults import NewVault, add_vault
from bitcoin_office.chain.network import REGTEST
from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.reserve.proposal import Proposal

SPARE = 5
FIRST = dt.date(2025, 7, 2 + SPARE)
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


class TodayOffice:
    """The office in ``folder``; the programme lies beside it."""

    def __init__(self, folder: Path, *rules: str, parameters: str = "", books: str = "books.db") -> None:
        self.path, self.programme = folder / "office", folder / "programme"
        self.programme.mkdir()
        self.write(*(rules or (MONEY,)))
        if parameters:
            (self.programme / "parameters").mkdir()
            (self.programme / "parameters" / "reserve.toml").write_text(parameters)
        init_office(self.path, "sv", books, REGTEST.name)
        settings = self.path / SETTINGS_FILE
        settings.write_text(f'programme = "{self.programme}"\n{settings.read_text()}')
        self.chain = TrainingChain(self.path / "chain")
        for _ in range(SPARE):
            self.chain._block()
        add_vault(self.dir, NewVault(name="treasury", descriptors=(treasury_descriptor(),), count=20))
        self.sync()

    def write(self, *rules: str) -> None:
        """The programme with these rules."""
        (self.programme / "programme.toml").write_text(HEAD + "".join(rules) + ARRANGEMENT)

    @property
    def dir(self) -> OfficeDir:
        """The office as it stands on disk."""
        return OfficeDir.load(self.path)

    def sync(self) -> Synced:
        """Reads what is new."""
        return sync_office(self.dir, NodeOptions())

    def pay(self, *together: tuple[Proposal, ...], more_sats: int = 0) -> list[Transaction]:
        """The exchange pays what was proposed in the next block, with a transaction for each group of proposals."""
        paid: list[Transaction] = []
        for proposals in together:
            assert all(each.pay_to is not None for each in proposals)
            outputs = [(each.sats + more_sats, bytes.fromhex(each.pay_to.script)) for each in proposals if each.pay_to]
            paid.append(self.chain._from_exchange(outputs))
        self.chain._block(*paid)
        return paid

    def mine(self) -> int:
        """A block of which the treasury is the miner; its height."""
        return self.chain.mine_to_treasury()

    def tip(self) -> int:
        """The height of the last block."""
        with EmbeddedChain(self.path / "chain") as chain:
            return chain.tip().height
