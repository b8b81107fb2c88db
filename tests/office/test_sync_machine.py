"""Any life of a reserve, with reorganisations, vouchers and late vaults: books, movements and coins never disagree."""

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.holdings import holdings
from bitcoin_office.reserve.movements import judged, movement
from bitcoin_office.reserve.movements_log import read_upto
from bitcoin_office.reserve.vault_owners import owners_of
from bitcoin_office.reserve.voucher import INCOMING, OUTGOING, Voucher
from tests.office.model_chain import ModelBlock, ModelChain, Tx
from tests.office.ours import COLD, FOREIGN, HOT, OURS, VAULTS, Office, following, thresholds, voucher

FEE = 7
# One in four of the coins that are not ours may join a transaction.
MIXES = st.sampled_from([True, False, False, False])
SCRIPTS = st.sampled_from([*COLD, *HOT, *FOREIGN])
PAID = st.sampled_from([300, 546, 1_000, 50_000, 3_000_000])


class Reserve(RuleBasedStateMachine):
    """One office follows one chain; beside it, what the chain itself says."""

    @initialize()
    def begin(self) -> None:
        """A chain with one empty block, and an office that watches one vault at first."""
        self.chain = ModelChain()
        self.office = Office()
        self.vaults = VAULTS[:1]
        self.late = False
        self.vouchers: dict[str, Voucher] = {}
        self.mined = 0
        self.hours = 0
        self.synced = False
        self.mine([])

    def mine(self, transactions: list[Tx]) -> None:
        """A block; its clock may stand behind that of the one before."""
        self.mined += 1
        self.chain.blocks.append(ModelBlock(f"{self.mined}", self.hours, transactions))
        self.synced = False

    @rule(hours=st.integers(-20, 60), payments=st.lists(st.tuples(PAID, SCRIPTS), min_size=1, max_size=4))
    def receive(self, hours: int, payments: list[tuple[int, bytes]]) -> None:
        """A stranger pays to whomever."""
        self.hours = max(0, self.hours + hours)
        source = Tx(f"fund {self.mined}", [], [(sum(sats for sats, _ in payments) + FEE, FOREIGN[0])], mined=True)
        self.mine([source, Tx(f"pay {self.mined}", [source.outpoint(0)], payments)])

    @rule(script=SCRIPTS)
    def mine_coins(self, script: bytes) -> None:
        """New coins go to whomever."""
        self.mine([Tx(f"coinbase {self.mined}", [], [(5_000_000, script)], mined=True)])

    @rule(data=st.data(), number=st.integers(1, 4))
    def spend(self, data: st.DataObject, number: int) -> None:
        """Coins of ours and of others are spent together to scripts of ours and of others."""
        left = self.chain.unspent()
        chosen = (
            data.draw(st.lists(st.sampled_from(sorted(left)), min_size=1, max_size=number, unique=True)) if left else []
        )
        total = sum(left[outpoint].sats for outpoint in chosen)
        if total <= FEE:
            return
        scripts = data.draw(st.lists(SCRIPTS, min_size=1, max_size=3))
        shares = [(total - FEE) // len(scripts)] * len(scripts)
        self.mine([Tx(f"spend {self.mined}", chosen, list(zip(shares, scripts, strict=True)))])

    @rule(depth=st.integers(1, 4), longer=st.integers(1, 2), keeps=st.booleans())
    def reorganise(self, depth: int, longer: int, keeps: bool) -> None:
        """The last blocks are replaced; the new ones hold the same transactions, or none."""
        depth = min(depth, self.chain.height - 1)
        if not depth:
            return
        lost = self.chain.blocks[self.chain.height - depth :]
        del self.chain.blocks[self.chain.height - depth :]
        for place in range(depth + longer):
            self.mine(list(lost[place].transactions) if keeps and place < depth else [])

    @rule(data=st.data(), usd=st.sampled_from([None, "0", "123.45"]))
    def vouch(self, data: st.DataObject, usd: str | None) -> None:
        """A document turns up for a transaction, or a better one."""
        rows = self.rows(self.office)
        txids = sorted({row.txid for row in rows})
        if txids:
            txid = data.draw(st.sampled_from(txids))
            kind = data.draw(st.sampled_from([*INCOMING, *OUTGOING]))
            number = self.vouchers[txid].number + 1 if txid in self.vouchers else 1
            self.vouchers[txid] = voucher(txid, kind, usd, number)
            self.synced = False

    @rule()
    def watch_more(self) -> None:
        """The second vault is watched from now on."""
        self.late = self.late or self.vaults != VAULTS
        self.vaults = VAULTS
        self.synced = False

    @rule()
    def sync(self) -> None:
        """The office catches up."""
        followed = self.office.sync(self.chain, following(self.vaults, self.vouchers))
        assert followed.findings == ()
        self.synced = True

    def rows(self, office: Office) -> list:
        """The movements."""
        owners = owners_of(office.log.scripts(), self.vaults)
        return [movement(case) for case in judged(office.log.transactions(), owners, self.vouchers, thresholds)]

    @invariant()
    def all_agree(self) -> None:
        """Chain, log, movements, books and lots say the same, and a second sync changes nothing."""
        if not getattr(self, "synced", False):
            return
        watched = {script for script in OURS if self.vaults == VAULTS or script in COLD}
        coins = {outpoint: output for outpoint, output in self.chain.unspent().items() if output.script in watched}
        owners = owners_of(self.office.log.scripts(), self.vaults)
        at = read_upto(self.office.log.covers())
        assert at == self.chain.tip()
        held = holdings(at, self.office.log.transactions(), owners, self.chain.network)
        assert {OutPoint.parse(coin.outpoint): coin.sats for coin in held.coins} == {
            outpoint: output.sats for outpoint, output in coins.items()
        }
        rows = self.rows(self.office)
        assert sum(row.delta_sats for row in rows) == held.sats
        booked = self.office.coins()
        for vault in held.vaults:
            part = vault.name[0].upper() + vault.name[1:]
            accounts = (f"Assets:Reserve:Observed:{part}", f"Assets:Reserve:Unexplained:{part}")
            assert sum(booked.get(account, 0) for account in accounts) == vault.sats
        assert sum(booked.values()) == held.sats
        assert sum(quantity for _, quantity, _ in self.office.lots()) == sum(
            quantity for account, quantity in booked.items() if "Observed" in account
        )
        assert self.office.books.verify().findings == ()
        self.agrees_with_a_fresh_one(rows)
        head = self.office.books.head()
        self.office.sync(self.chain, following(self.vaults, self.vouchers))
        assert self.office.books.head() == head

    def agrees_with_a_fresh_one(self, rows: list) -> None:
        """An office that begins now knows the same movements and books the same coins.

        So it does the same lots, unless a voucher or a vault came late: what had left by then is not restated.
        """
        fresh = Office()
        fresh.sync(self.chain, following(self.vaults, self.vouchers))
        assert self.rows(fresh) == rows
        assert fresh.coins() == self.office.coins()
        if not self.vouchers and not self.late:
            assert fresh.lots() == self.office.lots()


Reserve.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
Test_Reserve = Reserve.TestCase
