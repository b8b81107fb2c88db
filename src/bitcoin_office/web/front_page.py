"""The way in: the front page with every country's finding, and the redirect to the reader's language."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Redirect
from markupsafe import Markup

from bitcoin_office.app.windows import Window
from bitcoin_office.web.languages import wished
from bitcoin_office.web.reserve_matter import finding, holding_of
from bitcoin_office.web.visit import Visit


class WindowLine(msgspec.Struct, frozen=True, kw_only=True):
    """One window on the front page: its name and its finding."""

    window: Window
    name: Any
    finding: Markup


@get("/", sync_to_thread=False)
def root(request: Request[Any, Any, State]) -> Redirect:
    """Sends a reader to the front page in the language that the browser asks for."""
    found = wished(request.headers.get("accept-language", ""))
    return Redirect(
        f"/{found.code}/", status_code=303, headers={"vary": "accept-language", "cache-control": "no-store"}
    )


@get("/{lang:str}/", sync_to_thread=True)
def front(visit: NamedDependency[Visit]) -> Response[bytes]:
    """Every window with its finding."""
    lines = tuple(
        WindowLine(
            window=window,
            name=visit.country(window),
            finding=finding(visit, window, holding_of(visit.site, window)),
        )
        for window in visit.site.windows
    )
    return visit.page("front.html", lines=lines)
