"""The people of the office, for the admin; and what they did, for the auditor."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect

from bitcoin_office.adapters.passwords import new_first_password
from bitcoin_office.app.people import add_person, change_role, disable, enable, list_people, reset_person
from bitcoin_office.people.acts import Act, log_findings
from bitcoin_office.people.person import LONGEST_NAME, Role
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.web.ministry.door import Inside, inside_of
from bitcoin_office.web.ministry.pages import back, page, second_told
from bitcoin_office.web.visit import Visit

MOST_LINES: Final = 100
DAY_SECONDS: Final = 24 * 60 * 60
FAILURES: Final = (Act.LOGIN_FAILED, Act.CONFIRM_FAILED)


class Asked(msgspec.Struct, frozen=True):
    """What the admin wants of whom: ``add``, ``reset``, ``role``, ``disable`` or ``enable``."""

    name: str = ""
    act: str = ""
    role: str = ""


@get("/{lang:str}/{where:str}/ministry/people")
async def people(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Response[bytes]:
    """Everybody, with their role and whether they are let in."""
    return await _people(request, visit)


@post("/{lang:str}/{where:str}/ministry/people", status_code=200)
async def change(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[Asked]
) -> Response[bytes] | Redirect:
    """Another role for somebody, no entry, or a new person. First passwords are drawn, and shown this once."""
    inside = inside_of(request)
    by, role = inside.person.name, Role(data.role) if data.role in set(Role) else None
    if data.act == "role" and role is not None:
        await asyncio.to_thread(change_role, inside.people, data.name, role, by)
    elif data.act in {"disable", "enable"}:
        await asyncio.to_thread({"disable": disable, "enable": enable}[data.act], inside.people, data.name, by)
    elif (data.act == "add" and role is not None) or data.act == "reset":
        handed = await asyncio.to_thread(_given, inside, data.name, role if data.act == "add" else None)
        return await _people(request, visit, handed)
    else:
        raise UsageError("Nothing of that kind can be done.")
    return back(visit, "/people")


@get("/{lang:str}/{where:str}/ministry/log")
async def log(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], before: FromQuery[int | None] = None
) -> Response[bytes]:
    """What people did, the newest first, in parts; whether the line of hashes is whole; what was tried lately."""
    store = inside_of(request).people
    whole = await asyncio.to_thread(store.acts)
    entries = [entry for entry in whole if before is None or entry.seq < before]
    shown = tuple(reversed(entries[-MOST_LINES:]))
    lately = Counter(entry.record.act for entry in whole if entry.record.at >= time.time() - DAY_SECONDS)
    return page(
        request,
        visit,
        "ministry_log.html",
        entries=shown,
        total=len(whole),
        failed=sum(lately[act] for act in FAILURES),
        refused=lately[Act.REFUSED],
        earlier=shown[-1].seq if len(entries) > MOST_LINES else None,
        findings=log_findings(whole),
        when=second_told,
    )


def _given(inside: Inside, name: str, role: Role | None) -> tuple[str, str, bool]:
    """Somebody's name and first password, and whether they had another: without a role it is somebody who is there."""
    password, by = new_first_password(), inside.person.name
    if role is None:
        made = reset_person(inside.people, name, password, totp=False, first=True, by=by)
    else:
        made = add_person(inside.people, name, role, password, totp=False, first=True, by=by)
    return made.person.name, password, role is None


async def _people(
    request: Request[Any, Any, State], visit: Visit, handed: tuple[str, str, bool] | None = None
) -> Response[bytes]:
    """The page; ``handed`` is somebody's name and first password, to be handed over."""
    inside = inside_of(request)
    found = await asyncio.to_thread(list_people, inside.people)
    needed = {role: inside.office.settings.needs_second_factor(role) for role in Role}
    return page(
        request,
        visit,
        "ministry_people.html",
        people=found.people,
        roles=tuple(Role),
        needed=needed,
        handed=handed,
        longest=LONGEST_NAME,
    )
