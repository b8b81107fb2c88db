"""Whether the server lives, and whether it can answer: for those who run it."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get
from litestar.datastructures import State

from bitcoin_office.app.windows import window_mark
from bitcoin_office.terms.errors import OfficeError

_UNREADY = 503
_NO_STORE = {"cache-control": "no-store"}


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """``ok``, or which windows cannot be read; why stands in the server's log and not here."""

    ok: bool
    unreadable: tuple[str, ...] = ()


@get("/health", sync_to_thread=False)
def health() -> Response[Health]:
    """The server lives."""
    return Response(Health(ok=True), headers=_NO_STORE)


@get("/ready", sync_to_thread=True)
def ready(state: State) -> Response[Any]:
    """The server can read every office that it shows."""
    unreadable: list[str] = []
    for window in state.site.windows:
        try:
            window_mark(window)
            state.site.statement(window, state.site.last_day(window))
        except OfficeError:
            unreadable.append(window.slug)
    found = Health(ok=not unreadable, unreadable=tuple(unreadable))
    return Response(found, status_code=_UNREADY if unreadable else 200, headers=_NO_STORE)
