"""The proposals of an office: listed, approved, rejected, executed; and each approved one as a document on disk."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from pathlib import Path

import msgspec

from bitcoin_office.adapters.store import open_proposals
from bitcoin_office.adapters.vault_files import sha256_of
from bitcoin_office.app.office_dir import OfficeDir, OfficeKind
from bitcoin_office.app.proposal_vouchers import vouch_for, written_document
from bitcoin_office.app.today import now_of, shown_of
from bitcoin_office.office.proposals import approve, execute, executed_by, find_case, reject
from bitcoin_office.office.today_result import Shown
from bitcoin_office.reserve.proposal import Proposal
from bitcoin_office.reserve.proposal_log import ExecutedBody, log_findings
from bitcoin_office.reserve.proposal_state import Case, Signed, cases_of
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.units import USD


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal with who approved and rejected it, and what executed it."""

    id: str
    hash: str
    state: str
    says: str
    approvals: tuple[Signed, ...]
    rejected: Signed | None
    executed: tuple[ExecutedBody, ...]
    proposal: Proposal


class ProposalDecided(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal as it stands, and the document and voucher that were written for it, where they were."""

    schema: str = "bitcoin-office/proposal-decided/1"
    decided: Decided
    document: str = ""
    voucher: str = ""


class ProposalList(msgspec.Struct, frozen=True, kw_only=True):
    """All proposals in the order in which they were made, and whatever is wrong with the log of them."""

    schema: str = "bitcoin-office/proposals/1"
    training: bool
    day: dt.date
    proposals: tuple[Decided, ...]
    findings: tuple[Finding, ...]


def list_proposals(office: OfficeDir, day: dt.date | None = None) -> ProposalList:
    """Every proposal as it stands on a day, today's unless one is named."""
    on = day or _today()
    with open_proposals(office.books_url()) as log:
        entries = log.entries()
    now = now_of(office, on)
    return ProposalList(
        training=office.settings.kind is OfficeKind.TRAINING,
        day=on,
        proposals=tuple(_told(case, shown_of(case, now)) for case in cases_of(entries).values()),
        findings=log_findings(entries),
    )


def show_proposal(office: OfficeDir, name: str, day: dt.date | None = None) -> ProposalDecided:
    """One proposal by its name or the beginning of its hash. Raises ``NotFoundError``."""
    with open_proposals(office.books_url()) as log:
        case = find_case(cases_of(log.entries()), name)
    return _decided(office, case, day or _today())


def approve_proposal(
    office: OfficeDir, name: str, by: str, *, why: str = "", day: dt.date | None = None
) -> ProposalDecided:
    """One person's approval; with the last one that is needed the proposal becomes a document in ``proposals/``.

    Raises what ``office.proposals.approve`` does. A day may be named in a training office only.
    """
    on = _decision_day(office, day)
    with open_proposals(office.books_url()) as log:
        case = approve(log, name, Signed(by=by, at=int(time.time()), why=why), now_of(office, on))
    return _decided(office, case, on)


def reject_proposal(
    office: OfficeDir, name: str, by: str, *, why: str = "", day: dt.date | None = None
) -> ProposalDecided:
    """One person's rejection. Raises what ``office.proposals.reject`` does."""
    on = _decision_day(office, day)
    with open_proposals(office.books_url()) as log:
        case = reject(log, name, Signed(by=by, at=int(time.time()), why=why), now_of(office, on))
    return _decided(office, case, on)


def execute_proposal(
    office: OfficeDir, name: str, txid: str, *, by: str, document: Path, usd: Decimal | None
) -> ProposalDecided:
    """That a transaction executed a proposal, as a document of the exchange says; it becomes the voucher.

    Raises what ``office.proposals.execute`` does, and ``ConflictError`` for a transaction with another voucher.
    """
    cents = None if usd is None else Amount.of(f"{usd:f}", USD).quantity
    body = ExecutedBody(txid=txid.lower(), usd_cents=cents, file=document.name, sha256=sha256_of(document))
    with open_proposals(office.books_url()) as log:
        case = execute(log, name, Signed(by=by, at=int(time.time())), body)
        together = executed_by(cases_of(log.entries()), body.txid)
    for each in together:
        written_document(office, each)
    sums = [each.executed[-1].usd_cents for each in together]
    total = sum(each for each in sums if each is not None) if None not in sums else None
    file = vouch_for(office, together, body.txid, total, f"executed as {body.file} says, SHA-256 {body.sha256}")
    return msgspec.structs.replace(_decided(office, case, _today()), voucher=file)


def _decided(office: OfficeDir, case: Case, on: dt.date) -> ProposalDecided:
    document = written_document(office, case) if case.is_approved else None
    told = _told(case, shown_of(case, now_of(office, on)))
    return ProposalDecided(decided=told, document="" if document is None else str(document))


def _told(case: Case, shown: Shown) -> Decided:
    return Decided(
        id=case.id,
        hash=case.hash,
        state=shown.state,
        says=shown.says,
        approvals=case.approvals,
        rejected=case.rejected,
        executed=case.executed,
        proposal=case.proposal,
    )


def _decision_day(office: OfficeDir, day: dt.date | None) -> dt.date:
    """Nobody decides on another day than today, but in training."""
    if day is not None and office.settings.kind is not OfficeKind.TRAINING:
        raise UsageError("A decision counts for today.", remedy="Only a training office takes --on.")
    return day or _today()


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
