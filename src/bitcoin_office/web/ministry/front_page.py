"""Where somebody arrives who has logged in: what waits for a decision, and what does not fit."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency

from bitcoin_office.app.account_news import account_news
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.proposals import list_proposals
from bitcoin_office.reserve.proposal_state import ProposalState
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.web.ministry.door import inside_of
from bitcoin_office.web.ministry.pages import page, second_told
from bitcoin_office.web.visit import Visit


@get("/{lang:str}/{where:str}/ministry")
async def front(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Response[bytes]:
    """The finding: how many proposals wait; and what happened to one's account since one was last here."""
    inside = inside_of(request)
    waiting = await asyncio.to_thread(_waiting, inside.office)
    news = await asyncio.to_thread(account_news, inside.people, inside.person, inside.session)
    return page(request, visit, "ministry_front.html", waiting=waiting, news=news, when=second_told)


def _waiting(office: OfficeDir) -> int | None:
    """How many proposals are open; ``None`` where that cannot be known."""
    try:
        found = list_proposals(office)
    except OfficeError:
        return None
    return sum(each.state == ProposalState.OPEN for each in found.proposals)
