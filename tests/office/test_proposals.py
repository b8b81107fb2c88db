"""Proposals: kept once, bound to what was shown, approved by different people, gone when what they rest on is gone."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bitcoin_office.office.proposals import StaleProposalError, approve, execute, find_case, keep_look, reject
from bitcoin_office.office.today import look
from bitcoin_office.office.today_facts import DayFacts
from bitcoin_office.reserve.proposal import PayTo, Terms, hash_of, proposal_bytes, read_proposal
from bitcoin_office.reserve.proposal_log import (
    ExecutedBody,
    Logged,
    LogMovedError,
    ProposalsChangedError,
    Record,
    log_findings,
)
from bitcoin_office.reserve.proposal_log_memory import MemoryProposalLog
from bitcoin_office.reserve.proposal_state import Case, Now, ProposalState, Signed, cases_of, looks_of, state_of
from bitcoin_office.terms.errors import ConflictError, NotFoundError, UsageError
from bitcoin_office.terms.sealed_line import sealed
from tests.office.today_making import facts, series
from tests.simulate.programmes import rule as at_work

DAY = dt.date(2026, 1, 10)
PRICE = Decimal(100_000)
ADDRESS = PayTo(vault="cold", address="bc1q", script="0014" + "00" * 20)
TXID, OTHER = "ab" * 32, "cd" * 32


def terms(approvals: int = 1, days: int = 1) -> Terms:
    """How it may be approved."""
    return Terms(
        approvals=approvals, last_day=DAY + dt.timedelta(days=days), tolerance_percent=Decimal(2), source="test"
    )


def day_facts(price: float = 100_000.0, **changes: object) -> DayFacts:
    """A day on which one coin is to be bought."""
    closes = series(DAY, [price])
    return facts(
        DAY, closes, [at_work("fixed_coins", coins=1.0)], **({"pay_to": (ADDRESS,), "terms": terms()} | changes)
    )


def now(day: dt.date = DAY, price: Decimal | None = PRICE, digest: str = "00" * 32) -> Now:
    """What a proposal is held against."""
    return Now(day=day, programme_hash=digest, usd_per_btc=price)


def kept(log: MemoryProposalLog, **changes: object) -> Case:
    """The proposal of the day, kept."""
    made = day_facts(**changes)
    (case,) = keep_look(log, made, look(made), 1_768_000_000)
    return case


def ana(by: str = "Ana") -> Signed:
    """Somebody, now."""
    return Signed(by=by, at=1_768_000_100)


@pytest.fixture
def log() -> MemoryProposalLog:
    """An empty log."""
    return MemoryProposalLog()


def test_what_is_kept_is_what_was_shown(log: MemoryProposalLog) -> None:
    """The bytes in the log are the proposal's, its hash is theirs, and its name ends in the hash's beginning."""
    made = day_facts()
    found = look(made)
    (case,) = keep_look(log, made, found, 1)
    assert case.data == proposal_bytes(found.proposals[0])
    assert read_proposal(case.data) == found.proposals[0]
    assert case.hash == hash_of(case.data)
    assert case.id == f"2026-01-10-fixed-coins-{case.hash[:12]}"
    assert find_case(cases_of(log.entries()), case.hash) == case
    for name in (case.hash[:11], "2026-01-10", "", f"{case.id}0"):
        with pytest.raises(NotFoundError):
            find_case(cases_of(log.entries()), name)


def test_a_day_is_proposed_once(log: MemoryProposalLog) -> None:
    """Run again on the same day, also at a price that moved a little, nothing is added."""
    case = kept(log)
    entries = log.entries()
    assert kept(log) == case
    assert kept(log, price=101_000.0) == case
    assert log.entries() == entries
    assert len(looks_of(entries)) == 1


@pytest.mark.parametrize("changes", [{"price": 97_000.0}, {"digest": "11" * 32}])
def test_a_stale_proposal_is_made_anew(log: MemoryProposalLog, changes: dict[str, object]) -> None:
    """A price that moved too far or another programme makes another proposal; the first can no longer be approved."""
    first = kept(log)
    second = kept(log, pay_to=(), **changes)
    assert second.hash != first.hash
    price = Decimal(97_000) if "price" in changes else PRICE
    after = now(price=price, digest=str(changes.get("digest", "00" * 32)))
    assert state_of(first, after)[0] is ProposalState.STALE
    with pytest.raises(StaleProposalError):
        approve(log, first.id, ana(), after)
    assert state_of(approve(log, second.id, ana(), after), after)[0] is ProposalState.APPROVED


def test_an_approval_is_of_a_time(log: MemoryProposalLog) -> None:
    """Nobody approves after the last day; an approved proposal that nothing executed expires."""
    case = kept(log)
    late = now(DAY + dt.timedelta(days=2))
    with pytest.raises(StaleProposalError, match="held until 2026-01-11"):
        approve(log, case.id, ana(), late)
    done = approve(log, case.id, ana(), now(DAY + dt.timedelta(days=1)))
    assert state_of(done, now())[0] is ProposalState.APPROVED
    assert state_of(done, late)[0] is ProposalState.EXPIRED


def test_without_a_price_nothing_is_approved(log: MemoryProposalLog) -> None:
    """What cannot be held against a price is stale."""
    with pytest.raises(StaleProposalError, match="No price"):
        approve(log, kept(log).id, ana(), now(price=None))


def test_four_eyes(log: MemoryProposalLog) -> None:
    """Two different people; the same one again, in capitals or with more spaces, is refused; a third has nothing."""
    case = kept(log, terms=terms(approvals=2))
    half = approve(log, case.id, ana(), now())
    assert state_of(half, now()) == (
        ProposalState.OPEN, "1 of 2 approvals are missing; approved by Ana; it holds until 2026-01-11."
    )  # fmt: skip
    for same in ("Ana", "ANA", "  ana ", "Ａｎａ"):
        with pytest.raises(ConflictError, match="already"):
            approve(log, case.id, ana(same), now())
    whole = approve(log, case.id, ana("Bilal"), now())
    assert whole.is_approved
    assert [each.by for each in whole.approvals] == ["Ana", "Bilal"]
    with pytest.raises(ConflictError, match="decided"):
        approve(log, case.id, ana("Carla"), now())


@pytest.mark.parametrize("by", ["", "  ", "a\u0000b", "Office", "office", "x" * 121, "a\u202eb"])
def test_a_person_has_a_name(log: MemoryProposalLog, by: str) -> None:
    """Nobody, the program itself, and what cannot be read are no people."""
    with pytest.raises(UsageError):
        approve(log, kept(log).id, ana(by), now())


def test_a_rejection_ends_it(log: MemoryProposalLog) -> None:
    """Rejected, also after an approval, it is not made again on that day; a changed programme may ask again."""
    case = kept(log)
    approve(log, case.id, ana(), now())
    gone = reject(log, case.id, Signed(by="Bilal", at=2, why="Not now"), now())
    assert not gone.is_approved
    assert state_of(gone, now()) == (ProposalState.REJECTED, "Rejected by Bilal: Not now.")
    assert kept(log).hash == case.hash
    for act in (approve, reject):
        with pytest.raises(ConflictError):
            act(log, case.id, ana(), now())
    assert kept(log, digest="11" * 32, pay_to=()).hash != case.hash


def test_only_what_was_approved_is_executed_and_once(log: MemoryProposalLog) -> None:
    """Nothing unapproved, nothing twice; what sync found may be corrected by a document, a document by none."""
    case = kept(log)
    seen = ExecutedBody(txid=TXID, usd_cents=None, file="", sha256="")
    with pytest.raises(ConflictError, match="not approved"):
        execute(log, case.id, ana("office"), seen)
    approve(log, case.id, ana(), now())
    execute(log, case.id, ana("office"), seen)
    assert execute(log, case.id, ana("office"), seen).executed == (seen,)
    said = ExecutedBody(txid=OTHER, usd_cents=1, file="x.pdf", sha256="ef" * 32)
    assert execute(log, case.id, ana(), said).executed == (seen, said)
    with pytest.raises(ConflictError, match="was executed by"):
        execute(log, case.id, ana(), msgspec.structs.replace(said, txid=TXID))
    with pytest.raises(ConflictError):
        reject(log, case.id, ana(), now())


def test_a_rule_that_looks_at_what_is_held_asks_once_at_a_time(log: MemoryProposalLog) -> None:
    """Its open proposal of yesterday is gone once it has asked again; a rule of fixed coins may ask on both days."""
    closes = series(DAY, [100_000.0, 100_000.0])
    rules = [at_work("rebalance", target=0.5, band=0.01), at_work("fixed_coins", coins=1.0)]
    kept_ids: list[list[str]] = []
    for day in (DAY, DAY + dt.timedelta(days=1)):
        made = facts(day, closes, rules, reserves_usd=1e6, terms=terms(days=3))
        kept_ids.append([case.id for case in keep_look(log, made, look(made), 1)])
    later = now(DAY + dt.timedelta(days=1))
    states = [[state_of(find_case(cases_of(log.entries()), name), later)[0] for name in ids] for ids in kept_ids]
    assert states == [[ProposalState.STALE, ProposalState.OPEN], [ProposalState.OPEN, ProposalState.OPEN]]
    with pytest.raises(StaleProposalError, match="anew"):
        approve(log, kept_ids[0][0], ana(), later)
    approve(log, kept_ids[0][1], ana(), later)


def test_no_address_is_promised_twice(log: MemoryProposalLog) -> None:
    """Two purchases that would be paid to one address: the second is refused, and nothing of it is kept."""
    kept(log)
    before = log.entries()
    with pytest.raises(ConflictError, match="same address"):
        kept(log, digest="11" * 32)
    assert log.entries() == before


@pytest.mark.parametrize("place", [0, 1])
def test_nobody_decides_on_a_changed_log(log: MemoryProposalLog, place: int) -> None:
    """Once an entry was changed past us, nothing is looked at, approved, rejected or executed."""
    case = kept(log)
    entry = log._entries[place]
    log._entries[place] = msgspec.structs.replace(entry, record=msgspec.structs.replace(entry.record, at=7))
    with pytest.raises(ProposalsChangedError, match=f"Entry {place + 1} "):
        approve(log, case.id, ana(), now())
    with pytest.raises(ProposalsChangedError):
        kept(log)


def test_a_proposal_that_is_not_of_its_hash_is_found(log: MemoryProposalLog) -> None:
    """Also where all seals were made anew, a proposal's bytes belong to its hash."""
    kept(log)
    first, second = (entry.record for entry in log.entries())
    forged = msgspec.structs.replace(second, body=second.body.replace(b'"sats":100000000', b'"sats":900000000'))
    assert forged != second
    assert [finding.place.key for finding in log_findings(sealed(None, [first, forged]))] == ["2"]


class Rushed(MemoryProposalLog):
    """A log to which somebody else writes first, so many times."""

    def __init__(self, rival: object, times: int) -> None:
        super().__init__()
        self._rival, self._times = rival, times

    def append(self, after: int, records: Sequence[Record]) -> tuple[Logged, ...]:
        """Lets the rival go first."""
        if self._times:
            self._times -= 1
            self._rival(self)
        return super().append(after, records)


def test_who_is_overtaken_decides_anew() -> None:
    """Of two who approve at once one wins, and the other is told so; nobody's approval rests on an old state."""
    log = Rushed(None, 0)
    case = kept(log)
    log._rival, log._times = (lambda inner: MemoryProposalLog.append(inner, 2, [_approval(case, "Bilal")])), 1
    with pytest.raises(ConflictError, match="Approved by Bilal"):
        approve(log, case.id, ana(), now())
    (after,) = cases_of(log.entries()).values()
    assert [each.by for each in after.approvals] == ["Bilal"]


def test_who_is_overtaken_for_ever_gives_up() -> None:
    """A log that never rests is an error, and nothing is written."""
    log = Rushed(None, 0)
    case = kept(log)

    def other(inner: Rushed) -> None:
        MemoryProposalLog.append(inner, len(inner.entries()), [_look()])

    log._rival, log._times = other, 1_000
    with pytest.raises(LogMovedError, match="Try again"):
        approve(log, case.id, ana(), now())
    (after,) = cases_of(log.entries()).values()
    assert after.approvals == ()


def _approval(case: Case, by: str) -> Record:
    from bitcoin_office.reserve.proposal_log import Act

    return Record(act=Act.APPROVED, proposal=case.hash, by=by, at=1, body=b"")


def _look() -> Record:
    from bitcoin_office.reserve.proposal_log import Act, LookedBody

    body = msgspec.json.encode(LookedBody(day=DAY, programme_hash="", asked=(), due=()))
    return Record(act=Act.LOOKED, proposal="", by="office", at=1, body=body)


class Desk(RuleBasedStateMachine):
    """People who look, approve, reject and execute in any order, over days, prices and programmes."""

    def __init__(self) -> None:
        super().__init__()
        self.log = MemoryProposalLog()
        self.day, self.price, self.digest, self.made = DAY, PRICE, "00" * 32, 0

    def now(self) -> Now:
        """What proposals are held against."""
        return Now(day=self.day, programme_hash=self.digest, usd_per_btc=self.price)

    def names(self) -> list[str]:
        """All proposals."""
        return [case.id for case in cases_of(self.log.entries()).values()]

    @rule()
    def look(self) -> None:
        """Runs the rules twice; the second time adds nothing."""
        self.made += 1
        address = PayTo(vault="cold", address="bc1q", script=f"{self.made:040x}")
        made = facts(
            self.day,
            series(self.day, [float(self.price)]),
            [at_work("fixed_coins", coins=1.0)],
            digest=self.digest,
            pay_to=(address,),
            terms=Terms(approvals=2, last_day=self.day + dt.timedelta(days=1), tolerance_percent=Decimal(2), source=""),
        )
        (first,) = keep_look(self.log, made, look(made), 1)
        size = len(self.log.entries())
        assert keep_look(self.log, made, look(made), 1) == (first,)
        assert len(self.log.entries()) == size

    @rule(days=st.integers(0, 2))
    def pass_days(self, days: int) -> None:
        """Time goes on."""
        self.day += dt.timedelta(days=days)

    @rule(price=st.sampled_from([97_000, 99_500, 100_000]))
    def move(self, price: int) -> None:
        """The price changes."""
        self.price = Decimal(price)

    @rule(digest=st.sampled_from(["00" * 32, "11" * 32]))
    def change(self, digest: str) -> None:
        """The programme changes."""
        self.digest = digest

    @rule(data=st.data(), by=st.sampled_from(["Ana", "ana", "Bilal", "Carla"]), act=st.sampled_from("are"))
    def decide(self, data: st.DataObject, by: str, act: str) -> None:
        """Somebody approves, rejects or executes; what is refused changes nothing."""
        if not self.names():
            return
        name = data.draw(st.sampled_from(self.names()))
        before = find_case(cases_of(self.log.entries()), name)
        state, _ = state_of(before, self.now())
        try:
            if act == "a":
                approve(self.log, name, Signed(by=by, at=1), self.now())
                assert state is ProposalState.OPEN
            elif act == "r":
                reject(self.log, name, Signed(by=by, at=1), self.now())
                assert state not in {ProposalState.EXECUTED, ProposalState.REJECTED}
            else:
                execute(self.log, name, Signed(by=by, at=1), ExecutedBody(txid=TXID, usd_cents=1, file="f", sha256=""))
                assert before.is_approved
        except (ConflictError, StaleProposalError):
            assert find_case(cases_of(self.log.entries()), name) == before

    @invariant()
    def holds(self) -> None:
        """Two different people for all that is executed, and never two proposals that count for one day and rule."""
        cases = cases_of(self.log.entries())
        assert log_findings(self.log.entries()) == ()
        for case in cases.values():
            people = [each.by.casefold() for each in case.approvals]
            assert len(set(people)) == len(people) <= 2
            assert not case.executed or len(people) == 2
        counting = [
            case.proposal.day
            for case in cases.values()
            if state_of(case, self.now())[0] in {ProposalState.OPEN, ProposalState.APPROVED}
        ]
        assert len(set(counting)) == len(counting)


Desk.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
Test_desk = Desk.TestCase
