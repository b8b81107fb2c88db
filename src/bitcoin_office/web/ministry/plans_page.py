"""Plans: asked for, watched while they run, cancelled, and read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect, ServerSentEvent

from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.plan_asked import FEW_PATHS, FIELDS, MOST_PATHS, RUNS, USUAL_PATHS, PlanAsked, PlanKind
from bitcoin_office.app.plan_requests import (
    ENDED,
    Requested,
    Stands,
    cancel,
    page_of_request,
    request_plan,
    requested,
    requests,
    result_of,
    wake,
)
from bitcoin_office.office.series_words import SERIES
from bitcoin_office.people.acts import Act
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.period import parse_date
from bitcoin_office.web.ministry.door import Inside, inside_of
from bitcoin_office.web.ministry.pages import back, page
from bitcoin_office.web.pictures import coloured
from bitcoin_office.web.visit import Visit

MOST_SHOWN: Final = 100
MOST_OPEN: Final = 6
"""Charts of one part that stand open; the rest can be opened."""
MEASURES: Final = ("p50", "p05", "p95", "mean", "below:0")
"""What of a series the form offers; the bad, the middle and the good end, the mean, the share of futures below zero."""
_LOOK_SECONDS: Final = 0.5
# A browser that still watches after this asks again by itself.
_MOST_LOOKS: Final = 600


class Asked(msgspec.Struct, frozen=True):
    """What the form says, each as it was typed."""

    kind: str = ""
    programme: str = ""
    other: str = ""
    paths: str = ""
    years: str = ""
    seed: str = ""
    as_of: str = ""
    path: str = ""
    hours: str = ""
    series: str = ""
    of: str = ""
    vary: str = ""
    line: str = ""
    above: str = ""


@get("/{lang:str}/{where:str}/ministry/plans")
async def plans(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], kind: FromQuery[str | None] = None
) -> Response[bytes]:
    """Every plan that was asked for, the newest first, and the form for another question, of the ``kind`` chosen."""
    office = inside_of(request).office
    asking = PlanKind(kind) if kind in set(PlanKind) else PlanKind.PLAN
    found = await asyncio.to_thread(_awake, office)
    under_way = sum(each.state.stands not in ENDED for each in found)
    usual = office.settings.programme or office.settings.country_name()
    return page(
        request,
        visit,
        "ministry_plans.html",
        plans=found[:MOST_SHOWN],
        under_way=under_way,
        kinds=tuple(PlanKind),
        asking=asking,
        fields=FIELDS[asking],
        in_runs=asking in RUNS,
        paths=FEW_PATHS if asking in RUNS else USUAL_PATHS,
        measures=MEASURES,
        series=tuple(SERIES),
        most=MOST_PATHS,
        usual=usual,
    )


@post("/{lang:str}/{where:str}/ministry/plans")
async def ask(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], data: URLEncodedBody[Asked]
) -> Redirect:
    """Puts a question into the queue, and leads to where it can be watched."""
    inside = inside_of(request)
    made = await asyncio.to_thread(request_plan, inside.office, _question(data), inside.person.name)
    asked = made.asked
    note = " ".join(part for part in (asked.kind, asked.programme, asked.other) if part)
    await asyncio.to_thread(inside.did, Act.PLAN_ASKED, made.key, note)
    return back(visit, f"/plans/{made.key}")


@get("/{lang:str}/{where:str}/ministry/plans/{key:str}")
async def plan(request: Request[Any, Any, State], visit: NamedDependency[Visit], key: FromPath[str]) -> Response[bytes]:
    """One plan: its progress while it runs, then its answer."""
    office = inside_of(request).office
    found = await asyncio.to_thread(requested, office, key)
    if found.state.stands not in ENDED:
        await asyncio.to_thread(wake, office)
    is_done = found.state.stands is Stands.DONE
    told = await asyncio.to_thread(page_of_request, office, key) if is_done else None

    matter: dict[str, Any] = {"found": found, "told": told, "picture": coloured, "ended": ENDED, "most_open": MOST_OPEN}
    return page(request, visit, "ministry_plan.html", **matter)


@post("/{lang:str}/{where:str}/ministry/plans/{key:str}/cancel")
async def give_up(request: Request[Any, Any, State], visit: NamedDependency[Visit], key: FromPath[str]) -> Redirect:
    """Gives up a plan that waits or runs."""
    inside = inside_of(request)
    await asyncio.to_thread(cancel, inside.office, key)
    await asyncio.to_thread(inside.did, Act.PLAN_CANCELLED, key)
    return back(visit, f"/plans/{key}")


@get("/{lang:str}/{where:str}/ministry/plans/{key:str}/progress")
async def progress(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], key: FromPath[str]
) -> ServerSentEvent:
    """Where a plan stands, each time that changes, until it has ended."""
    del visit
    inside = inside_of(request)
    await asyncio.to_thread(requested, inside.office, key)
    return ServerSentEvent(_events(inside, key), headers={"cache-control": "no-store"})


@get("/{lang:str}/{where:str}/ministry/plans/{key:str}/result")
async def result(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], key: FromPath[str]
) -> Response[bytes]:
    """The answer as the command line writes it."""
    del visit
    data = await asyncio.to_thread(result_of, inside_of(request).office, key)
    headers = {"content-disposition": f'attachment; filename="{key[:16]}.json"', "cache-control": "no-store"}
    return Response(data, media_type="application/json", headers=headers)


async def _events(inside: Inside, key: str) -> AsyncGenerator[str]:
    last = ""
    for _ in range(_MOST_LOOKS):
        found = await asyncio.to_thread(requested, inside.office, key)
        told = msgspec.json.encode(found.state).decode()
        if told != last:
            last = told
            yield told
        if found.state.stands in ENDED:
            return
        await asyncio.sleep(_LOOK_SECONDS)


def _awake(office: OfficeDir) -> tuple[Requested, ...]:
    """Every request; where the worker was killed, it is started again by whoever looks."""
    wake(office)
    return requests(office)


def _question(data: Asked) -> PlanAsked:
    """The question of a form. Raises ``UsageError``."""
    given: dict[str, Any] = {
        name: text.strip()
        for name, text in msgspec.structs.asdict(data).items()
        if name not in {"as_of", "vary", "above"} and text.strip()
    }
    given |= {"vary": data.vary.replace(",", " ").split(), "above": bool(data.above)}
    try:
        asked = msgspec.convert(given, PlanAsked, strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(f"That cannot be asked: {error}.", remedy="Look at the numbers.") from None
    return msgspec.structs.replace(asked, as_of=parse_date(data.as_of) if data.as_of else None)
