"""A machine that uses books in every order it can think of, and what must hold at every moment."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bitcoin_office.adapters.store import open_books
from bitcoin_office.books.entry import Draft
from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.terms.errors import ConflictError
from tests.bookkeeping import (
    CASH,
    CHART,
    COLD,
    EQUITY,
    FEES,
    GAINS,
    HOT,
    POOL,
    START,
    TILL,
    buy,
    draft,
    leg,
    usd,
)

VAULTS = st.sampled_from([COLD, HOT, POOL])
DAYS = st.integers(0, 45)
COINS = st.integers(1, 60)
CENTS = st.integers(0, 500)


class BooksMachine(RuleBasedStateMachine):
    """Drives two writers of one database and books in memory with the same drafts: they must agree in everything.

    ``address`` makes a new database; it is set by the test.
    """

    address: Callable[[], str]

    @initialize()
    def begin(self) -> None:
        """Empty books, opened twice."""
        self.stack = ExitStack()
        self.where = type(self).address()
        self.memory = MemoryBooks(CHART)
        self.writers = [self.stack.enter_context(open_books(self.where, create=True)) for _ in range(2)]
        self.writers[0].open_accounts(CHART)
        self.accepted: list[Draft] = []
        self.number = 0

    def teardown(self) -> None:
        """Books opened afresh are what those are that were used all along."""
        if not hasattr(self, "stack"):
            return
        with self.stack, open_books(self.where) as afresh:
            assert afresh.verify().findings == ()
            replayed = MemoryBooks(CHART)
            replayed.post(self.accepted)
            for books in (self.memory, replayed):
                assert books.head() == afresh.head()
                assert books.positions() == afresh.positions()
                assert books.balances() == afresh.balances()
            for offset in (0, 7, 20, 31, 45):
                day = START + dt.timedelta(days=offset)
                assert self.memory.balances(day) == afresh.balances(day)
                assert self.memory.positions(day) == afresh.positions(day)

    def name(self) -> str:
        """A new external id."""
        self.number += 1
        return f"event-{self.number}"

    def post(self, writer: int, *drafts: Draft) -> None:
        """Posts to the database and to memory, rehearsed first: the same entries, or the same refusal."""
        outcomes = []
        database, other = self.writers[writer], self.writers[1 - writer]
        for post in (other.rehearse, self.memory.rehearse, database.post, self.memory.post):
            try:
                outcomes.append(post(drafts))
            except BookingError as error:
                outcomes.append(error.findings)
            except ConflictError as error:
                outcomes.append(str(error))
        assert all(outcome == outcomes[0] for outcome in outcomes)
        if outcomes[0] and not isinstance(outcomes[0], str) and hasattr(outcomes[0][0], "seq"):
            self.accepted.extend(drafts)

    @rule(writer=st.integers(0, 1), vault=VAULTS, on=DAYS, coins=COINS, cents=CENTS)
    def buys(self, writer: int, vault: str, on: int, coins: int, cents: int) -> None:
        """Coins come in."""
        cash = [leg(CASH, usd(-cents))] if cents else []
        self.post(writer, draft(self.name(), on, leg(vault, coins, cents), *cash))

    @rule(writer=st.integers(0, 1), vault=VAULTS, on=DAYS, coins=COINS, cents=CENTS, data=st.data())
    def sells(self, *, writer: int, vault: str, on: int, coins: int, cents: int, data: st.DataObject) -> None:
        """Coins go out, sometimes more than there are."""
        cash = [leg(CASH, usd(cents))] if cents else []
        taken = self.taken(vault, coins, data)
        self.post(writer, draft(self.name(), on, taken, *cash, balance_to=GAINS))

    @rule(
        writer=st.integers(0, 1),
        out_of=VAULTS,
        into=VAULTS,
        on=DAYS,
        coins=COINS,
        fee=st.integers(0, 3),
        data=st.data(),
    )
    def moves(self, *, writer: int, out_of: str, into: str, on: int, coins: int, fee: int, data: st.DataObject) -> None:
        """Coins go from one own account to another, less a fee."""
        fees = [leg(FEES, fee)] if fee else []
        self.post(writer, draft(self.name(), on, self.taken(out_of, coins + fee, data), leg(into, coins), *fees))

    def taken(self, vault: str, coins: int, data: st.DataObject) -> object:
        """A leg that takes coins out; in the hot vault it names a lot."""
        known = [held.lot for held in self.memory.positions(account=HOT)]
        lot = data.draw(st.sampled_from([*known, "no-lot"])) if vault == HOT else None
        return leg(vault, -coins, lot=lot)

    @rule(writer=st.integers(0, 1), on=DAYS, cents=st.integers(-300, 300), off=st.sampled_from([0, 0, 0, 1]))
    def pays(self, writer: int, on: int, cents: int, off: int) -> None:
        """Cash moves, sometimes with a leg that is zero or does not balance."""
        self.post(writer, draft(self.name(), on, leg(TILL, usd(cents)), leg(EQUITY, usd(-cents - off))))

    @rule(writer=st.integers(0, 1), on=DAYS, data=st.data())
    def reverses(self, writer: int, on: int, data: st.DataObject) -> None:
        """An entry is reversed, or a reversal, or what was reversed before."""
        if self.accepted:
            original = data.draw(st.sampled_from(self.accepted)).external_id
            self.post(writer, draft(self.name(), on, reverses=original))

    @rule(writer=st.integers(0, 1), data=st.data())
    def repeats(self, writer: int, data: st.DataObject) -> None:
        """What was posted is posted again, beside something new: nothing is booked twice."""
        if self.accepted:
            again = data.draw(st.sampled_from(self.accepted))
            before = self.memory.head().seq
            self.post(writer, again, again)
            assert self.memory.head().seq == before
            self.accepted = list(dict.fromkeys(self.accepted))

    @rule(writer=st.integers(0, 1), data=st.data())
    def contradicts(self, writer: int, data: st.DataObject) -> None:
        """A known id with other contents is refused, with the whole batch."""
        if self.accepted:
            known = data.draw(st.sampled_from(self.accepted)).external_id
            head = self.memory.head()
            self.post(writer, buy(self.name(), 1, 1, 1), buy(known, 44, 59, 499))
            assert self.memory.head() == head

    @rule(writer=st.integers(0, 1), vault=VAULTS, coins=COINS, on=DAYS)
    def batches(self, writer: int, vault: str, coins: int, on: int) -> None:
        """A purchase, a move and a correction of both in one batch."""
        bought, moved = self.name(), self.name()
        move = draft(moved, on, leg(COLD, -coins), leg(vault, coins))
        back = [draft(self.name(), on, reverses=name) for name in (moved, bought)]
        self.post(writer, buy(bought, on, coins, 77), move, *back)

    @invariant()
    def in_step(self) -> None:
        """All three are at the same point of the same chain."""
        if hasattr(self, "stack"):
            assert {books.head() for books in (self.memory, *self.writers)} == {self.memory.head()}

    @invariant()
    def balanced_and_never_overspent(self) -> None:
        """Every entry balances, no position is below zero on any day, and lots conserve coins and cost."""
        if not hasattr(self, "stack"):
            return
        came: dict[tuple[str, str], list[int]] = {}
        for entry in self.memory.entries():
            residue: dict[str, int] = {}
            for posting in entry.postings:
                residue[posting.weight_unit] = residue.get(posting.weight_unit, 0) + posting.weight
                if posting.lot is not None:
                    sums = came.setdefault((posting.account, posting.lot), [0, 0])
                    sums[0] += posting.quantity
                    sums[1] += posting.weight
            assert not any(residue.values())
            assert all(coins >= 0 and cost >= 0 and (coins or not cost) for coins, cost in came.values())
        kept = {(held.account, held.lot): [held.quantity, held.cost] for held in self.memory.positions()}
        assert kept == {key: sums for key, sums in came.items() if sums != [0, 0]}
        for offset in (3, 17, 29, 40):
            held = self.memory.positions(START + dt.timedelta(days=offset))
            assert all(position.quantity > 0 and position.cost >= 0 for position in held)


def run(address: Callable[[], str], examples: int, steps: int) -> None:
    """Runs the machine on new databases."""
    machine = type("Machine", (BooksMachine,), {"address": staticmethod(address)})
    allowed = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(machine, settings=allowed)


def test_books_on_sqlite(tmp_path: Path) -> None:
    """Whatever is done to books in SQLite, they balance, are never overspent, conserve lots, replay and verify."""
    run(lambda: f"{tempfile.mkdtemp(dir=tmp_path)}/books.db", examples=30, steps=30)
    shutil.rmtree(tmp_path)


@pytest.mark.component("postgresql")
def test_books_on_postgresql(postgres: object) -> None:
    """The same on PostgreSQL."""
    run(postgres.new_database, examples=6, steps=30)
