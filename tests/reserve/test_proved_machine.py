"""Whatever happens to coins, blocks and proofs: proved is what an independent model says, and never more."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bitcoin_office.chain.descriptor import WatchedScript
from bitcoin_office.chain.header import Header
from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.proof.message import Attestation, Purpose
from bitcoin_office.reserve.chain_port import Activity, BlockStamp, TouchingTransaction
from bitcoin_office.reserve.control import GivenProof, Judging, judge_proofs
from bitcoin_office.reserve.disclosure.proofs_kept import KeptProof
from bitcoin_office.reserve.following import Step
from bitcoin_office.reserve.movements_log import read_upto
from bitcoin_office.reserve.movements_memory import MemoryLog
from bitcoin_office.reserve.proved import proved_reserve
from bitcoin_office.reserve.vault import Owner
from tests.proof.locks import P2WPKH, P2WSH, SH_WPKH, Lock, prove
from tests.reserve.movements_making import tx

FIRST_DAY = dt.date(2026, 1, 1)
BLOCKS_A_DAY = 3
LOCKS = (P2WPKH, P2WSH, SH_WPKH)
VAULTS = ("cold", "cold", "hot")
OWNERS = {
    lock.script: Owner(vault=vault, descriptor="d", branch=0, index=index)
    for index, (lock, vault) in enumerate(zip(LOCKS, VAULTS, strict=True))
}


@cache
def proof_of(lock: Lock, message: str) -> str:
    """Signing takes longer than all else here."""
    return prove(lock, message.encode())


def day_at(height: int) -> dt.date:
    """The day of a block."""
    return FIRST_DAY + dt.timedelta(days=height // BLOCKS_A_DAY)


@dataclass
class Mined:
    """A block of the model: its header, and the satoshis of each coin that it made or spent."""

    header: Header
    transactions: list[TouchingTransaction] = field(default_factory=list)
    made: dict[OutPoint, tuple[int, int]] = field(default_factory=dict)
    spent: list[OutPoint] = field(default_factory=list)


@dataclass(frozen=True)
class Signed:
    """A proof of the model: for which lock, which block, until when."""

    lock: int
    height: int
    block: bytes
    expires: dt.date


class Proving(RuleBasedStateMachine):
    """Blocks with coins, proofs by real signatures, reorganisations; beside them a model in lists."""

    def __init__(self) -> None:
        super().__init__()
        self.log = MemoryLog()
        self.blocks: list[Mined] = []
        self.signed: list[Signed] = []
        self.given: list[GivenProof] = []
        self.counter = 0
        self.batch = self.log.watch(
            [("d", [WatchedScript(0, index, lock.script) for index, lock in enumerate(LOCKS)])], after=None
        )

    @initialize()
    def begin(self) -> None:
        """Two blocks without anything."""
        self.extend([[], []])

    @property
    def tip(self) -> BlockStamp:
        """The last block of the model."""
        return BlockStamp(len(self.blocks), self.blocks[-1].header.hash)

    def held(self) -> dict[OutPoint, tuple[int, int, int]]:
        """Coins of the model: lock, satoshis, height."""
        found: dict[OutPoint, tuple[int, int, int]] = {}
        for height, block in enumerate(self.blocks, start=1):
            found |= {outpoint: (*coin, height) for outpoint, coin in block.made.items()}
            for outpoint in block.spent:
                del found[outpoint]
        return found

    def extend(self, wanted: list[list[tuple[int, int, bool]]]) -> None:
        """Mines blocks; each wish is a lock, satoshis, and whether the lock's oldest coin is spent for it."""
        fork = self.tip if self.blocks else None
        new: list[Mined] = []
        for wishes in wanted:
            self.counter += 1
            height = len(self.blocks) + 1
            time = int(dt.datetime.combine(day_at(height), dt.time(1 + height % BLOCKS_A_DAY), dt.UTC).timestamp())
            block = Mined(Header(4, bytes(32), self.counter.to_bytes(32, "big"), time, 0x207FFFFF, 0))
            self.blocks.append(block)
            new.append(block)
            for wish in wishes:
                self.transact(block, height, *wish)
        activity = Activity(
            after=fork, upto=self.tip, transactions=tuple(each for block in new for each in block.transactions)
        )
        self.log.keep(Step(fork=fork, orphaned=(), activity=activity), [self.batch])

    def transact(self, block: Mined, height: int, lock: int, sats: int, spends: bool) -> None:
        """One transaction that pays to a lock, and spends its oldest coin where there is one and it is wanted."""
        self.counter += 1
        old = next(((point, coin) for point, coin in self.held().items() if coin[0] == lock), None) if spends else None
        inputs = [] if old is None else [(old[0], old[1][1], LOCKS[lock].script)]
        made = tx(f"{self.counter}", inputs, [(sats, LOCKS[lock].script)], height=height, day=day_at(height))
        stamp = BlockStamp(height, block.header.hash)
        block.transactions.append(
            TouchingTransaction(
                txid=made.txid,
                block=stamp,
                block_time=block.header.time,
                position=len(block.transactions) + 1,
                is_coinbase=False,
                inputs=made.inputs,
                outputs=made.outputs,
            )
        )
        if old is not None:
            block.spent.append(old[0])
        block.made[OutPoint(made.txid, 0)] = lock, sats

    @rule(
        wanted=st.lists(
            st.lists(st.tuples(st.integers(0, 2), st.integers(1, 10**9), st.booleans()), max_size=3),
            min_size=1,
            max_size=3,
        )
    )
    def mine(self, wanted: list[list[tuple[int, int, bool]]]) -> None:
        """The chain grows."""
        self.extend(wanted)

    @rule(lock=st.integers(0, 2), back=st.integers(0, 3), days=st.integers(0, 4))
    def sign(self, lock: int, back: int, days: int) -> None:
        """Signers sign for the tip or a block shortly before it, which is noted as a request does."""
        height = max(1, len(self.blocks) - back)
        header = self.blocks[height - 1].header
        said = Attestation(
            country="zz",
            vault=VAULTS[lock],
            network="regtest",
            height=height,
            block_hash=header.hash,
            block_time=header.time,
            purpose=Purpose.PRIMARY,
            expires=day_at(height) + dt.timedelta(days=days),
        )
        self.log.note(BlockStamp(height, header.hash))
        self.signed.append(Signed(lock, height, header.hash, said.expires))
        kept = KeptProof(message=said.text(), script=LOCKS[lock].script.hex(), proof=proof_of(LOCKS[lock], said.text()))
        self.given.append(GivenProof(request="r", proof=kept, header=header.to_bytes()))

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def keep_twice(self, data: st.DataObject) -> None:
        """A proof is there a second time."""
        self.given.append(data.draw(st.sampled_from(self.given)))

    @precondition(lambda self: len(self.blocks) > 3)
    @rule(depth=st.integers(1, 3), more=st.integers(1, 2))
    def reorganise(self, depth: int, more: int) -> None:
        """The last blocks are given up; empty ones take their place, and more."""
        fork_height = len(self.blocks) - depth
        fork = BlockStamp(fork_height, self.blocks[fork_height - 1].header.hash)
        orphaned = tuple(stamp for stamp in self.log.stamps() if stamp.height > fork_height)
        # The fork that a sync goes back to is a block that it knows.
        self.log.note(fork)
        del self.blocks[fork_height:]
        nothing = Activity(after=fork, upto=fork, transactions=())
        self.log.keep(Step(fork=fork, orphaned=orphaned, activity=nothing), ())
        self.extend([[] for _ in range(depth + more)])

    @invariant()
    def proved_is_what_the_model_says(self) -> None:
        """On the tip's day and in the days after: the same satoshis, each coin once; what is left out is the rest."""
        if not self.blocks:
            return
        assert read_upto(self.log.covers()) == self.tip
        held = self.held()
        for later in range(4):
            at = day_at(len(self.blocks)) + dt.timedelta(days=later)
            counting = [
                each
                for each in self.signed
                if each.height <= len(self.blocks)
                and self.blocks[each.height - 1].header.hash == each.block
                and each.expires >= at
            ]
            expected = sum(
                sats
                for lock, sats, born in held.values()
                if any(each.lock == lock and each.height >= born for each in counting)
            )
            judging = Judging(country="zz", network="regtest", at=at, known=self.log.known, engine=None)
            found = proved_reserve(self.tip, self.log.transactions(), OWNERS, judge_proofs(self.given, judging), at)
            assert found.observed_sats == sum(sats for _, sats, _ in held.values())
            assert found.sats == expected
            assert found.sats + sum(each.sats for each in found.not_proved) == found.observed_sats


Proving.TestCase.settings = settings(max_examples=40, stateful_step_count=18, deadline=None)
TestProving = Proving.TestCase
