"""The people of the office, for the admin; and what they did, for the auditor."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect

from bitcoin_office.app.people import change_role, disable, enable, list_people
from bitcoin_office.people.acts import log_findings
from bitcoin_office.people.person import Role
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.web.ministry.door import inside_of
from bitcoin_office.web.ministry.pages import back, page
from bitcoin_office.web.visit import Visit

MOST_LINES: Final = 100


class Asked(msgspec.Struct, frozen=True):
    """What the admin wants of whom: ``role``, ``disable`` or ``enable``."""

    name: str = ""
    act: str = ""
    role: str = ""


@get("/{lang:str}/{where:str}/ministry/people")
async def people(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Response[bytes]:
    """Everybody, with their role and whether they are let in."""
    found = await asyncio.to_thread(list_people, inside_of(request).people)
    return page(request, visit, "ministry_people.html", people=found.people, roles=tuple(Role))


@post("/{lang:str}/{where:str}/ministry/people")
async def change(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[Asked]
) -> Redirect:
    """Another role for somebody, or no entry. People are added on the command line, where a password is typed."""
    inside = inside_of(request)
    by = inside.person.name
    if data.act == "role" and data.role in set(Role):
        await asyncio.to_thread(change_role, inside.people, data.name, Role(data.role), by)
    elif data.act in {"disable", "enable"}:
        await asyncio.to_thread({"disable": disable, "enable": enable}[data.act], inside.people, data.name, by)
    else:
        raise UsageError("Nothing of that kind can be done.")
    return back(visit, "/people")


@get("/{lang:str}/{where:str}/ministry/log")
async def log(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], before: FromQuery[int | None] = None
) -> Response[bytes]:
    """What people did, the newest first, in parts; and whether the line of hashes is whole."""
    store = inside_of(request).people
    whole = await asyncio.to_thread(store.acts)
    entries = [entry for entry in whole if before is None or entry.seq < before]
    shown = tuple(reversed(entries[-MOST_LINES:]))
    return page(
        request,
        visit,
        "ministry_log.html",
        entries=shown,
        total=len(whole),
        earlier=shown[-1].seq if len(entries) > MOST_LINES else None,
        findings=log_findings(whole),
        when=_when,
    )


def _when(second: int) -> str:
    return dt.datetime.fromtimestamp(second, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
