"""One's own account: the password, the second factor, where one is logged in, and what happened to it."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from bitcoin_office.adapters.password_strength import GOOD_ENOUGH, MOST, strength
from bitcoin_office.app.account_news import account_news
from bitcoin_office.app.logins import LoginRefusedError, change_password, end_session, open_sessions
from bitcoin_office.app.second_factor import offer_factor, take_factor
from bitcoin_office.people.person import LONGEST_PASSWORD, SHORTEST_PASSWORD
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.web.ministry.code_picture import code_picture
from bitcoin_office.web.ministry.door import inside_of
from bitcoin_office.web.ministry.pages import back, page, second_told
from bitcoin_office.web.visit import Visit

_POOR, _TOO_MANY = 400, 429
# A secret is read off a screen in parts of so many letters.
_GROUP: Final = 4


class NewPassword(msgspec.Struct, frozen=True):
    """A password in the place of another."""

    old: str = ""
    new: str = ""


class Tried(msgspec.Struct, frozen=True):
    """A password that somebody thinks of."""

    new: str = ""


class Strength(msgspec.Struct, frozen=True):
    """How hard it is to guess, from 0 to ``most``, and that in words."""

    score: int
    most: int
    says: str


class FactorGiven(msgspec.Struct, frozen=True):
    """The secret that was offered, sealed, and its first code."""

    offer: str = ""
    code: str = ""


class Ended(msgspec.Struct, frozen=True):
    """Which session is to end, by the name under which it is shown."""

    which: str = ""


@get("/{lang:str}/{where:str}/ministry/me")
async def me(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Response[bytes]:
    """Who one is, one's password and second factor, and every session with the way out of it."""
    return await _account(request, visit, 200, "")


@post("/{lang:str}/{where:str}/ministry/me", status_code=200)
async def new_password(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[NewPassword]
) -> Response[bytes] | Redirect:
    """One's own password; every other session of the same person ends."""
    inside = inside_of(request)
    if len(data.old) > LONGEST_PASSWORD:
        return await _account(request, visit, _POOR, "me.wrong")
    try:
        await asyncio.to_thread(change_password, inside.people, inside.person, inside.session, data.old, data.new)
    except LoginRefusedError as error:
        return await _account(request, visit, *((_TOO_MANY, "me.later") if error.wait else (_POOR, "me.wrong")))
    except UsageError:
        return await _account(request, visit, _POOR, "me.poor")
    return back(visit) if inside.waits_for else await _account(request, visit, 200, "me.changed")


@post("/{lang:str}/{where:str}/ministry/me/strength", status_code=200)
async def judged(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[Tried]
) -> Response[Strength]:
    """How hard a password would be to guess, while it is typed: by the judge that will decide about it."""
    name = inside_of(request).person.name
    score = await asyncio.to_thread(strength, data.new[:LONGEST_PASSWORD], (name,))
    long_enough = len(data.new) >= SHORTEST_PASSWORD
    found = score if long_enough else min(score, GOOD_ENOUGH - 1)
    says = str(visit.texts(f"strength.{found}" if long_enough else "strength.short").striptags())
    answer = Strength(score=found, most=MOST, says=says)
    return Response(answer, media_type="application/json", headers={"cache-control": "no-store"})


@get("/{lang:str}/{where:str}/ministry/me/factor")
async def factor(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Response[bytes]:
    """A new second factor, as a picture for a phone and as text; it counts once its first code is sent."""
    return await _factor(request, visit)


@post("/{lang:str}/{where:str}/ministry/me/factor", status_code=200)
async def set_factor(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[FactorGiven]
) -> Response[bytes] | Redirect:
    """Sets the second factor that was offered; every other session of the same person ends."""
    inside = inside_of(request)
    try:
        await asyncio.to_thread(take_factor, inside.people, inside.person, inside.session, data.offer, data.code)
    except LoginRefusedError as error:
        return await _factor(request, visit, again=data.offer, wait=error.wait, wrong=True)
    return back(visit, "/me")


@post("/{lang:str}/{where:str}/ministry/me/sessions")
async def end(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[Ended]
) -> Redirect:
    """Ends another session of one's own."""
    inside = inside_of(request)
    await asyncio.to_thread(end_session, inside.people, inside.person, data.which)
    return back(visit, "/me")


async def _account(request: Request[Any, Any, State], visit: Visit, status: int, said: str) -> Response[bytes]:
    inside = inside_of(request)
    news = await asyncio.to_thread(account_news, inside.people, inside.person, inside.session)
    sessions = await asyncio.to_thread(open_sessions, inside.people, inside.person)
    return page(
        request,
        visit,
        "ministry_me.html",
        status=status,
        shortest=SHORTEST_PASSWORD,
        most=MOST,
        said=said,
        news=news,
        sessions=sessions,
        when=second_told,
    )


async def _factor(
    request: Request[Any, Any, State], visit: Visit, *, again: str = "", wait: int = 0, wrong: bool = False
) -> Response[bytes]:
    inside = inside_of(request)
    offer = await asyncio.to_thread(offer_factor, inside.people, inside.person, inside.session, again)
    groups = [offer.secret[at : at + _GROUP] for at in range(0, len(offer.secret), _GROUP)]
    status = 200 if not wrong else _TOO_MANY if wait else _POOR
    picture = code_picture(offer.address)
    return page(
        request, visit, "ministry_factor.html", status=status, offer=offer, groups=groups, picture=picture, wrong=wrong
    )
