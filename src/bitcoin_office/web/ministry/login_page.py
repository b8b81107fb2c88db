"""In and out: the login and the way out."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from bitcoin_office.adapters.passwords import new_token
from bitcoin_office.app.logins import LoginRefusedError, log_in, log_out
from bitcoin_office.people.person import LONGEST_NAME, LONGEST_PASSWORD
from bitcoin_office.web.guard import reader_of
from bitcoin_office.web.ministry.door import cookie, cookie_name, form_token, inside_of, rooms_of
from bitcoin_office.web.ministry.pages import back
from bitcoin_office.web.visit import Visit

_REFUSED, _TOO_MANY = 403, 429
_EVERYWHERE: Final = "everywhere"


class Login(msgspec.Struct, frozen=True):
    """What the login sends."""

    name: str = ""
    password: str = ""
    code: str = ""


class Leaving(msgspec.Struct, frozen=True):
    """Which sessions are to end: this one, or all."""

    which: str = ""


@get("/{lang:str}/{where:str}/ministry/login")
async def login(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Response[bytes]:
    """The form."""
    rooms_of(request).office(visit.place.slug)
    token = request.cookies.get(cookie_name(request, "door")) or new_token()
    return _form(request, visit, token)


@post("/{lang:str}/{where:str}/ministry/login")
async def enter(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[Login]
) -> Response[bytes] | Redirect:
    """Lets in whoever gives the right name, password and code, with a session that nobody had before."""
    people, _ = await asyncio.to_thread(rooms_of(request).people, visit.place.slug)
    if len(data.name) > LONGEST_NAME or len(data.password) > LONGEST_PASSWORD:
        return _form(request, visit, new_token(), refused=LoginRefusedError())
    whence = {"address": reader_of(request.scope), "browser": request.headers.get("user-agent", "")}
    try:
        token = await asyncio.to_thread(log_in, people, data.name, data.password, data.code, **whence)
    except LoginRefusedError as error:
        return _form(request, visit, new_token(), refused=error)
    answer = back(visit)
    answer.headers["set-cookie"] = cookie(request, "in", token)[1]
    return answer


@post("/{lang:str}/{where:str}/ministry/logout")
async def leave(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[Leaving]
) -> Redirect:
    """Ends this session, or every session of the same person."""
    inside = inside_of(request)
    everywhere = data.which == _EVERYWHERE
    await asyncio.to_thread(log_out, inside.people, inside.person, inside.session, everywhere=everywhere)
    answer = back(visit, "/login")
    answer.headers["set-cookie"] = cookie(request, "in", "")[1]
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def _form(
    request: Request[Any, Any, State], visit: Visit, token: str, refused: LoginRefusedError | None = None
) -> Response[bytes]:
    """The login, with what was wrong; the same words whatever it was."""
    wait = refused.wait if refused else 0
    status = 200 if refused is None else _TOO_MANY if wait else _REFUSED
    answer = visit.page(
        "ministry_login.html", status=status, public=False, form=form_token(token), refused=refused, wait=wait
    )
    answer.headers["set-cookie"] = cookie(request, "door", token)[1]
    if wait:
        answer.headers["retry-after"] = str(wait)
    return answer
