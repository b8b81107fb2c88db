"""A page of the ministry: the visit's page with who is inside, never kept by anybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from litestar import Request, Response
from litestar.datastructures import State
from litestar.response import Redirect

from bitcoin_office.web.access import MINISTRY
from bitcoin_office.web.ministry.door import Inside, inside_of
from bitcoin_office.web.visit import Visit

# In the order of the row at the top of each page.
SECTIONS = ("proposals", "plans", "reconciliation", "books", "people", "log", "me")


def sections(inside: Inside) -> tuple[str, ...]:
    """The pages that somebody may look at."""
    if inside.waits_for:
        return ("me",)
    return tuple(name for name in SECTIONS if inside.may(f"GET {MINISTRY}/{name}"))


def page(
    request: Request[Any, Any, State], visit: Visit, template: str, *, status: int = 200, **matter: Any
) -> Response[bytes]:
    """A page for who is inside."""
    inside = inside_of(request)
    return visit.page(template, status=status, public=False, inside=inside, inner=sections(inside), **matter)


def back(visit: Visit, rest: str = "") -> Redirect:
    """Leads to a page after a form was taken, so that loading it again sends nothing twice."""
    return Redirect(visit.here(f"/ministry{rest}"), status_code=303, headers={"cache-control": "no-store"})


def second_told(second: int) -> str:
    """A second since 1970 as a day and a time, in UTC."""
    return dt.datetime.fromtimestamp(second, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
