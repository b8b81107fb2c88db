"""Many short lives of a reserve from numbered seeds, synced after every step, and reorganised more than any chain."""

import random

import pytest

from bitcoin_office.reserve.holdings import holdings
from bitcoin_office.reserve.vault_owners import owners_of
from tests.office.model_chain import ModelBlock, ModelChain, Tx
from tests.office.ours import COLD, FOREIGN, HOT, OURS, VAULTS, Office, following

STEPS, FEE = 40, 7


class Life:
    """One chain whose clock may run backwards, and one office that looks after every step."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.chain = ModelChain()
        self.office = Office()
        self.mined = 0
        self.hours = 0
        self.mine([])

    def mine(self, transactions: list[Tx]) -> None:
        """A block."""
        self.mined += 1
        self.chain.blocks.append(ModelBlock(f"{self.seed} {self.mined}", self.hours, transactions))

    def receive(self) -> None:
        """New coins, mined or from a stranger."""
        chance = self.random
        pays = [
            (chance.choice([300, 1_000, 3_000_000]), chance.choice([*COLD, *HOT])) for _ in range(chance.randint(1, 3))
        ]
        if chance.random() < 0.5:
            self.mine([Tx(f"mined {self.mined}", [], pays, mined=True)])
            return
        fund = Tx(f"fund {self.mined}", [], [(sum(sats for sats, _ in pays) + FEE, FOREIGN[0])], mined=True)
        self.mine([fund, Tx(f"pay {self.mined}", [fund.outpoint(0)], pays)])

    def spend(self) -> None:
        """Coins of ours to our scripts, and sometimes to others."""
        left = self.chain.unspent()
        ours = [outpoint for outpoint, output in left.items() if output.script in OURS]
        chosen = self.random.sample(ours, min(len(ours), self.random.randint(1, 4)))
        total = sum(left[outpoint].sats for outpoint in chosen) - FEE
        if total > 0:
            scripts = self.random.choices([*COLD, *HOT, *FOREIGN[:1]], k=self.random.randint(1, 3))
            self.mine([Tx(f"spend {self.mined}", chosen, [(total // len(scripts), script) for script in scripts])])

    def reorganise(self) -> None:
        """The last blocks are mined again, with their transactions or without, by a clock that may be behind."""
        depth = min(self.random.randint(1, 6), self.chain.height - 1)
        lost = self.chain.blocks[self.chain.height - depth :] if depth else []
        del self.chain.blocks[self.chain.height - depth :]
        keeps = self.random.random() < 0.6
        self.hours = max(0, self.hours - self.random.randint(0, 80))
        for place in range(depth + 1):
            self.mine(list(lost[place].transactions) if keeps and place < depth else [])


@pytest.mark.parametrize("seed", range(12))
def test_a_life_with_many_reorganisations(seed: int) -> None:
    """After every step coins and books agree; at the end lots and costs are those of an office that begins then."""
    life = Life(seed)
    undone = 0
    for _ in range(STEPS):
        life.hours = max(0, life.hours + life.random.randint(-30, 60))
        life.random.choices([life.receive, life.spend, life.reorganise], [4, 6, 3])[0]()
        followed = life.office.sync(life.chain)
        assert followed.findings == ()
        undone += followed.undone
        owners = owners_of(life.office.log.scripts(), VAULTS)
        held = holdings(life.chain.tip(), life.office.log.transactions(), owners, life.chain.network)
        ours = [output.sats for output in life.chain.unspent().values() if output.script in OURS]
        assert held.sats == sum(ours) == sum(life.office.coins().values())
    assert undone, f"seed {seed} undid nothing"
    fresh = Office()
    fresh.sync(life.chain, following())
    assert (fresh.coins(), fresh.lots()) == (life.office.coins(), life.office.lots())
    assert life.office.books.verify().findings == ()
