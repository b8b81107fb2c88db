"""Proposals of the rules: the list, each with its reasons, and the decision about exactly what was shown."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect

from bitcoin_office.app.office_dir import OfficeDir, OfficeKind
from bitcoin_office.app.proposal_changes import MOST_TOLD, Change, changes_since, differences, proposal_of
from bitcoin_office.app.proposals import Decided, approve_proposal, list_proposals, reject_proposal, show_proposal
from bitcoin_office.app.today import today_of
from bitcoin_office.office.proposals import StaleProposalError
from bitcoin_office.people.acts import Act
from bitcoin_office.reserve.proposal import Proposal
from bitcoin_office.reserve.proposal_state import ProposalState
from bitcoin_office.terms.errors import NotFoundError, OfficeError, UsageError
from bitcoin_office.terms.period import parse_date
from bitcoin_office.web.ministry.door import inside_of
from bitcoin_office.web.ministry.pages import back, page
from bitcoin_office.web.visit import Visit

MOST_SHOWN = 200
LONGEST_REASON = 500
_CONFLICT = 409


class Decision(msgspec.Struct, frozen=True):
    """What the form says: the hash of what was shown, the decision, and why."""

    shown: str = ""
    act: str = ""
    why: str = ""
    on: str = ""


class DayAsked(msgspec.Struct, frozen=True):
    """The day for which the rules are to be run; in training only another than today."""

    on: str = ""


@get("/{lang:str}/{where:str}/ministry/proposals")
async def proposals(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], on: FromQuery[str | None] = None
) -> Response[bytes]:
    """Every proposal as it stands, the newest first."""
    office = inside_of(request).office
    found = await asyncio.to_thread(list_proposals, office, day_of(office, on))
    shown = tuple(reversed(found.proposals))
    return page(
        request,
        visit,
        "ministry_proposals.html",
        found=found,
        shown=shown[:MOST_SHOWN],
        more=max(0, len(shown) - MOST_SHOWN),
        waiting=sum(each.state == ProposalState.OPEN for each in shown),
        on=on or "",
    )


@post("/{lang:str}/{where:str}/ministry/proposals")
async def look(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[DayAsked]
) -> Redirect:
    """Runs the rules for the day and keeps what they propose."""
    inside = inside_of(request)
    day = day_of(inside.office, data.on) or dt.datetime.now(dt.UTC).date()
    await asyncio.to_thread(today_of, inside.office, day)
    await asyncio.to_thread(inside.did, Act.LOOKED, str(day))
    return back(visit, f"/proposals{f'?on={day}' if data.on else ''}")


@get("/{lang:str}/{where:str}/ministry/proposals/{proposal:str}")
async def proposal(
    request: Request[Any, Any, State],
    visit: NamedDependency[Visit],
    proposal: FromPath[str],
    on: FromQuery[str | None] = None,
) -> Response[bytes]:
    """One proposal: all that whoever approves it is bound to."""
    office = inside_of(request).office
    found = await asyncio.to_thread(show_proposal, office, proposal, day_of(office, on))
    decided = found.decided
    by_me = any(each.by == inside_of(request).person.name for each in decided.approvals)
    return page(
        request,
        visit,
        "ministry_proposal.html",
        decided=decided,
        made=decided.proposal,
        on=on or "",
        open=decided.state == ProposalState.OPEN and not by_me,
        longest=LONGEST_REASON,
    )


@post("/{lang:str}/{where:str}/ministry/proposals/{proposal:str}")
async def decide(
    request: Request[Any, Any, State],
    visit: NamedDependency[Visit],
    data: URLEncodedBody[Decision],
    proposal: FromPath[str],
) -> Response[bytes] | Redirect:
    """Approves or rejects exactly what was shown. Where something else stands there now, it says what is different."""
    inside = inside_of(request)
    day = day_of(inside.office, data.on)
    found = await asyncio.to_thread(show_proposal, inside.office, proposal, day)
    if data.shown != found.decided.hash:
        says = f"You were shown {data.shown[:16]}…, and {found.decided.id} is {found.decided.hash[:16]}…."
        changes = await asyncio.to_thread(_since_shown, inside.office, data.shown, found.decided.proposal)
        return await _refused(request, visit, found.decided, says, changes)
    if len(data.why) > LONGEST_REASON or data.act not in {"approve", "reject"}:
        raise UsageError("A decision is to approve or to reject, with a reason of a sentence.")
    is_approval = data.act == "approve"
    act = approve_proposal if is_approval else reject_proposal
    try:
        await asyncio.to_thread(act, inside.office, found.decided.hash, inside.person.name, why=data.why, day=day)
    except StaleProposalError as error:
        changes = await asyncio.to_thread(_since, inside.office, found.decided.proposal, day)
        return await _refused(request, visit, found.decided, str(error), changes)
    done = Act.APPROVED if is_approval else Act.REJECTED
    await asyncio.to_thread(inside.did, done, found.decided.id, f"as shown: {found.decided.hash}")
    return back(visit, f"/proposals/{found.decided.id}{f'?on={data.on}' if data.on else ''}")


def day_of(office: OfficeDir, on: str | None) -> dt.date | None:
    """The day that is asked for, in a training office; everywhere else it is today, ``None``. Raises ``UsageError``."""
    if not on:
        return None
    if office.settings.kind is not OfficeKind.TRAINING:
        raise UsageError("A decision counts for today.", remedy="Only a training office takes another day.")
    return parse_date(on)


async def _refused(
    request: Request[Any, Any, State], visit: Visit, decided: Decided, says: str, changes: tuple[Change, ...] | None
) -> Response[bytes]:
    """That nothing was decided, why, and every field that is not as it was shown; ``None`` where that is not known."""
    await asyncio.to_thread(inside_of(request).did, Act.REFUSED, decided.id, says)
    return page(
        request,
        visit,
        "ministry_changed.html",
        status=_CONFLICT,
        decided=decided,
        says=says,
        changes=changes,
        most=MOST_TOLD,
    )


def _since(office: OfficeDir, shown: Proposal, day: dt.date | None) -> tuple[Change, ...] | None:
    """What the rule asks for now, held against what was shown; ``None`` where the rules cannot be run."""
    try:
        return changes_since(office, shown, day or dt.datetime.now(dt.UTC).date())
    except OfficeError:
        return None


def _since_shown(office: OfficeDir, shown_hash: str, now: Proposal) -> tuple[Change, ...] | None:
    """The proposal that was shown, held against the one that was to be decided; ``None`` where there is no such one."""
    try:
        return differences(proposal_of(office, shown_hash), now)
    except NotFoundError:
        return None
