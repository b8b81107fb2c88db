"""The procedures of proposals: kept once, approved or rejected by people, executed by a transaction."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from bitcoin_office.office.today import Look
from bitcoin_office.office.today_facts import DayFacts
from bitcoin_office.reserve.proposal import HASH_IN_NAME, Proposal, hash_of, proposal_bytes
from bitcoin_office.reserve.proposal_log import (
    Act,
    ExecutedBody,
    Logged,
    LogMovedError,
    LookedBody,
    ProposalLog,
    ProposalsChangedError,
    Record,
    log_findings,
)
from bitcoin_office.reserve.proposal_state import Case, Now, ProposalState, Signed, cases_of, looks_of, state_of
from bitcoin_office.terms.errors import ConflictError, NotFoundError, OfficeError, UsageError

OFFICE: Final = "office"
"""Who looks at days and sees purchases on the chain: the program itself."""
LONGEST_NAME: Final = 120
# A decision is made anew when somebody else wrote first; so many people do not write within a moment.
_TRIES: Final = 20


class StaleProposalError(OfficeError):
    """A proposal that cannot be approved any more: expired, or its programme or price is gone."""

    code = "proposal-stale"


def keep_look(log: ProposalLog, facts: DayFacts, found: Look, at: int) -> tuple[Case, ...]:
    """Keeps that the day was looked at, and its proposals; what is kept already is not kept again.

    Returns the proposals of the day and its rules as they stand: of each rule the one that counts.
    """
    now = Now(day=facts.day, programme_hash=facts.digest, usd_per_btc=found.price.usd_per_btc)
    looked = LookedBody(
        day=facts.day,
        programme_hash=facts.digest,
        asked=tuple(answer.rule for answer in found.answers if answer.answer is not None),
        due=tuple(answer.rule for answer in found.answers if answer.due_since is not None),
    )

    def decide(entries: tuple[Logged, ...]) -> list[Record]:
        records = [] if looked in looks_of(entries) else [_record(Act.LOOKED, msgspec.json.encode(looked), at)]
        cases = cases_of(entries)
        for proposal in found.proposals:
            if _counts(proposal, cases, now) is None:
                _check_address(proposal, cases)
                data = proposal_bytes(proposal)
                records.append(_record(Act.PROPOSED, data, at, proposal=hash_of(data)))
        return records

    cases = cases_of(_written(log, decide))
    kept = [_counts(proposal, cases, now) for proposal in found.proposals]
    return tuple(case for case in kept if case is not None)


def approve(log: ProposalLog, name: str, signed: Signed, now: Now) -> Case:
    """One person's approval of exactly what was shown.

    Raises ``StaleProposalError`` for what does not hold any more, ``ConflictError`` for what is approved or rejected
    already and for a second approval by one person, ``NotFoundError`` and ``UsageError``.
    """
    person = _person(signed.by)

    def decide(entries: tuple[Logged, ...]) -> list[Record]:
        case = find_case(cases_of(entries), name)
        _may_be_decided(case, now)
        if any(_same(each.by, person) for each in case.approvals):
            remedy = f"{case.proposal.terms.approvals} different people have to approve it."
            raise ConflictError(f"{person} has approved {case.id} already.", remedy=remedy)
        return [_record(Act.APPROVED, signed.why.encode(), signed.at, proposal=case.hash, by=person)]

    return find_case(cases_of(_written(log, decide)), name)


def reject(log: ProposalLog, name: str, signed: Signed, now: Now) -> Case:
    """One person's rejection, which ends a proposal. Raises as ``approve`` does, but for what is stale."""
    person = _person(signed.by)

    def decide(entries: tuple[Logged, ...]) -> list[Record]:
        case = find_case(cases_of(entries), name)
        state, says = state_of(case, now)
        if state in {ProposalState.EXECUTED, ProposalState.REJECTED}:
            raise ConflictError(f"{case.id} cannot be rejected. {says}", remedy="See: bitcoin-office proposal show")
        return [_record(Act.REJECTED, signed.why.encode(), signed.at, proposal=case.hash, by=person)]

    return find_case(cases_of(_written(log, decide)), name)


def execute(log: ProposalLog, name: str, signed: Signed, body: ExecutedBody) -> Case:
    """That a transaction executed an approved proposal; said twice with the same words, it is kept once.

    Raises ``ConflictError`` for a proposal that nobody approved, and for one that another transaction executed.
    """

    def decide(entries: tuple[Logged, ...]) -> list[Record]:
        case = find_case(cases_of(entries), name)
        if body in case.executed:
            return []
        if not case.is_approved:
            remedy = f"Approve it first: bitcoin-office proposal approve {case.id} --by NAME"
            raise ConflictError(f"{case.id} was not approved.", remedy=remedy)
        # What sync found may be corrected by a document; what a document says may not.
        others = {each.txid for each in case.executed if each.file} - {body.txid}
        if others:
            message = f"{case.id} was executed by the transaction {min(others)}."
            raise ConflictError(message, remedy="A purchase in two transactions needs two proposals.")
        return [_record(Act.EXECUTED, msgspec.json.encode(body), signed.at, proposal=case.hash, by=signed.by)]

    return find_case(cases_of(_written(log, decide)), name)


def find_case(cases: dict[str, Case], name: str) -> Case:
    """The proposal of this name, or whose hash begins so. Raises ``NotFoundError``."""
    wanted = name.strip().lower()
    found = [case for case in cases.values() if case.id == wanted or _is_hash_of(wanted, case)]
    if len(found) != 1:
        known = tuple(case.id for case in cases.values())
        raise NotFoundError(kind="proposal", name=name, known=known, remedy="See: bitcoin-office proposal list")
    return found[0]


def executed_by(cases: dict[str, Case], txid: str) -> list[Case]:
    """The proposals that a transaction executed, in the order in which they were made."""
    return [case for case in cases.values() if case.executed and case.executed[-1].txid == txid]


def _is_hash_of(wanted: str, case: Case) -> bool:
    return len(wanted) >= HASH_IN_NAME and case.hash.startswith(wanted)


def _counts(proposal: Proposal, cases: dict[str, Case], now: Now) -> Case | None:
    """The kept proposal of the same day and rule that still counts, so that none is made beside it."""
    same = [
        case
        for case in cases.values()
        if (case.proposal.day, case.proposal.rule.id) == (proposal.day, proposal.rule.id)
    ]
    for case in reversed(same):
        state, _ = state_of(case, now)
        gone = case.rejected is not None and case.proposal.programme_hash != now.programme_hash
        if state not in {ProposalState.STALE, ProposalState.EXPIRED} and not gone:
            return case
    return None


def _check_address(proposal: Proposal, cases: dict[str, Case]) -> None:
    """No address is promised to two purchases. Raises ``ConflictError``."""
    promised = {case.proposal.pay_to.script for case in cases.values() if case.proposal.pay_to is not None}
    if proposal.pay_to is not None and proposal.pay_to.script in promised:
        raise ConflictError("Another proposal has just taken the same address.", remedy="Run the command again.")


def _may_be_decided(case: Case, now: Now) -> None:
    state, says = state_of(case, now)
    if state in {ProposalState.STALE, ProposalState.EXPIRED}:
        raise StaleProposalError(f"{case.id} cannot be approved. {says}", remedy="Propose anew: bitcoin-office today")
    if state is not ProposalState.OPEN:
        raise ConflictError(f"{case.id} is decided. {says}", remedy=f"See: bitcoin-office proposal show {case.id}")


def _written(log: ProposalLog, decide: Callable[[tuple[Logged, ...]], Sequence[Record]]) -> tuple[Logged, ...]:
    """The log after a decision; decided anew where somebody else wrote in between."""
    for _ in range(_TRIES):
        entries = log.entries()
        broken = log_findings(entries)
        if broken:
            raise ProposalsChangedError(broken[0].message, remedy=broken[0].remedy)
        records = decide(entries)
        try:
            return (*entries, *(log.append(len(entries), records) if records else ()))
        except LogMovedError:
            continue
    raise LogMovedError(
        f"Others wrote to the proposals {_TRIES} times meanwhile.", remedy="Nothing was written. Try again."
    )


def _record(act: Act, body: bytes, at: int, *, proposal: str = "", by: str = OFFICE) -> Record:
    return Record(act=act, proposal=proposal, by=by, at=at, body=body)


def _person(by: str) -> str:
    """A name as it is kept. Raises ``UsageError`` for none."""
    name = " ".join(unicodedata.normalize("NFC", by).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or name.casefold() == OFFICE:
        raise UsageError(f"{by!r} is no name of a person.", remedy='Say who decides: --by "Ana Pérez".')
    return name


def _same(one: str, other: str) -> bool:
    """Whether two names are one person's: capitals make nobody a second person."""
    return unicodedata.normalize("NFKC", one).casefold() == unicodedata.normalize("NFKC", other).casefold()
