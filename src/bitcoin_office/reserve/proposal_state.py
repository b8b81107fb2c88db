"""What became of each proposal, read off the log: who approved or rejected it, whether it holds, what executed it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from bitcoin_office.reserve.proposal import Proposal, name_of, read_proposal
from bitcoin_office.reserve.proposal_log import Act, ExecutedBody, Logged, LookedBody, Record

_HELD = frozenset({"coins", "cost_usd"})


class ProposalState(enum.StrEnum):
    """Where a proposal stands. ``OPEN`` waits for approvals; ``STALE`` rests on a programme or price that is gone."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    STALE = "stale"
    EXPIRED = "expired"
    EXECUTED = "executed"


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """Who did something, at which second since 1970, and why where that was said."""

    by: str
    at: int
    why: str = ""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal and all that happened to it.

    ``replaced_by`` names a later one of the same rule, where that looks at what is held.
    """

    id: str
    hash: str
    data: bytes
    proposal: Proposal
    approvals: tuple[Signed, ...] = ()
    rejected: Signed | None = None
    executed: tuple[ExecutedBody, ...] = ()
    replaced_by: str = ""

    @property
    def is_approved(self) -> bool:
        """Whether as many people have approved it as its terms ask for, and nobody has rejected it."""
        return self.rejected is None and len(self.approvals) >= self.proposal.terms.approvals


class Now(msgspec.Struct, frozen=True, kw_only=True):
    """What a proposal is held against: the day, the programme of that day, and the price where one is known."""

    day: dt.date
    programme_hash: str
    usd_per_btc: Decimal | None


def cases_of(entries: Iterable[Logged]) -> dict[str, Case]:
    """Every proposal by its hash, in the order in which they were made."""
    cases: dict[str, Case] = {}
    for entry in entries:
        record = entry.record
        if record.act is Act.PROPOSED:
            proposal = read_proposal(record.body)
            name = name_of(proposal, record.proposal)
            cases = {key: _replaced(case, proposal, name) for key, case in cases.items()}
            cases[record.proposal] = Case(id=name, hash=record.proposal, data=record.body, proposal=proposal)
        elif record.act is not Act.LOOKED:
            cases[record.proposal] = _after(cases[record.proposal], record)
    return cases


def looks_of(entries: Iterable[Logged]) -> tuple[LookedBody, ...]:
    """Every day at which the rules were run, as often as they were."""
    decoder = msgspec.json.Decoder(LookedBody)
    return tuple(decoder.decode(entry.record.body) for entry in entries if entry.record.act is Act.LOOKED)


def state_of(case: Case, now: Now) -> tuple[ProposalState, str]:
    """Where it stands, and why in a sentence."""
    terms = case.proposal.terms
    if case.executed:
        return ProposalState.EXECUTED, f"Executed by the transaction {case.executed[-1].txid}."
    if case.rejected is not None:
        return ProposalState.REJECTED, f"Rejected by {case.rejected.by}{_because(case.rejected.why)}."
    if now.day > terms.last_day:
        return ProposalState.EXPIRED, f"It held until {terms.last_day}."
    if case.replaced_by and not case.is_approved:
        return ProposalState.STALE, f"Its rule has looked at what is held anew: {case.replaced_by}."
    stale = _stale(case.proposal, now)
    if stale:
        return ProposalState.STALE, stale
    names = " and ".join(each.by for each in case.approvals)
    if case.is_approved:
        return ProposalState.APPROVED, f"Approved by {names}; to be executed until {terms.last_day}."
    waits = f"{terms.approvals - len(case.approvals)} of {terms.approvals} approvals are missing"
    return ProposalState.OPEN, f"{waits}{f'; approved by {names}' if names else ''}; it holds until {terms.last_day}."


def _stale(proposal: Proposal, now: Now) -> str:
    if now.programme_hash != proposal.programme_hash:
        return "The programme has changed since."
    if now.usd_per_btc is None:
        return "No price is known that it could be held against."
    seen, most = proposal.price.usd_per_btc, proposal.terms.tolerance_percent
    moved = abs(now.usd_per_btc - seen) / seen * 100
    if moved > most:
        return f"The price has moved by {moved:.1f} %, from {seen:,f} to {now.usd_per_btc:,f}; {most:f} % are allowed."
    return ""


def _replaced(case: Case, later: Proposal, name: str) -> Case:
    """An open proposal of an earlier day, once its rule has answered to what is held again: both would be too much."""
    earlier = case.proposal.rule.id == later.rule.id and case.proposal.day < later.day
    if not earlier or case.is_approved or not _HELD & set(case.proposal.rule.looks_at):
        return case
    return msgspec.structs.replace(case, replaced_by=name)


def _after(case: Case, record: Record) -> Case:
    match record.act:
        case Act.APPROVED:
            signed = Signed(by=record.by, at=record.at, why=record.body.decode())
            return msgspec.structs.replace(case, approvals=(*case.approvals, signed))
        case Act.REJECTED:
            return msgspec.structs.replace(case, rejected=Signed(by=record.by, at=record.at, why=record.body.decode()))
        case _:
            body = msgspec.json.decode(record.body, type=ExecutedBody)
            return msgspec.structs.replace(case, executed=(*case.executed, body))


def _because(why: str) -> str:
    return f": {why}" if why else ""
