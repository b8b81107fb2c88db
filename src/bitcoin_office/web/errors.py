"""How errors are told: a page in the reader's language with what to do; never a trace of the inside."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final, cast

from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from bitcoin_office.office.proposals import StaleProposalError
from bitcoin_office.terms.errors import ConflictError, IncompleteDataError, NotFoundError, OfficeError, UsageError
from bitcoin_office.web.api.answers import OPEN, Problem
from bitcoin_office.web.languages import ENGLISH, language
from bitcoin_office.web.ministry.door import ForbiddenError, NotLoggedInError
from bitcoin_office.web.texts import Texts
from bitcoin_office.web.visit import Visit

_LOG: Final = logging.getLogger(__name__)
FORBIDDEN, CONFLICT = 403, 409
NOT_FOUND, BAD_REQUEST, TOO_SLOW, TOO_LARGE, UNAVAILABLE, OURS = 404, 400, 408, 413, 503, 500
# Statuses that have a text of their own; any other is told as the nearest of these.
_TOLD: Final = frozenset(
    {BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, 405, TOO_SLOW, TOO_LARGE, 415, UNAVAILABLE, OURS}
)


def office_error(request: Request[Any, Any, State], error: OfficeError) -> Response[Any]:
    """Trouble that the office foresaw: a reader's mistake in full, our own without what is inside."""
    if isinstance(error, NotFoundError):
        return told(request, NOT_FOUND, error.code)
    if isinstance(error, UsageError | IncompleteDataError):
        status = BAD_REQUEST if isinstance(error, UsageError) else NOT_FOUND
        return told(request, status, error.code, str(error))
    if isinstance(error, ForbiddenError | ConflictError | StaleProposalError):
        return told(request, FORBIDDEN if isinstance(error, ForbiddenError) else CONFLICT, error.code, str(error))
    _LOG.error("%s %s: [%s] %s", request.method, request.scope["path"], error.code, error)
    return told(request, UNAVAILABLE, error.code)


def not_logged_in(request: Request[Any, Any, State], error: NotLoggedInError) -> Response[Any]:
    """Leads to the login; a form that comes too late is told so, for it cannot be sent again by a redirect."""
    if request.method not in {"GET", "HEAD"}:
        return told(request, FORBIDDEN, error.code, str(error))
    lang, where = (request.path_params[name] for name in ("lang", "where"))
    headers = {"cache-control": "no-store"}
    return Redirect(f"/{lang}/{where}/ministry/login", status_code=303, headers=headers)


def http_error(request: Request[Any, Any, State], error: HTTPException) -> Response[Any]:
    """What the server itself refuses: an unknown address, a body that is too large, a form that cannot be read."""
    status = error.status_code if error.status_code in _TOLD else BAD_REQUEST if error.status_code < OURS else OURS
    if status >= OURS:
        _LOG.error("%s %s", request.method, request.scope["path"], exc_info=error)
    detail = _what(error) if status < OURS else ""
    return told(request, status, "http", detail, headers=dict(error.headers or {}))


def _what(error: HTTPException) -> str:
    """Which values could not be read, by name; never the values."""
    extra = cast("list[dict[str, Any]]", error.extra) if isinstance(error.extra, list) else []
    return "; ".join(f"{item.get('key', '')}: {item.get('message', '')}" for item in extra)


def late(request: Request[Any, Any, State], error: TimeoutError) -> Response[Any]:
    """A body that did not arrive in time."""
    del error
    return told(request, TOO_SLOW, "late")


def any_error(request: Request[Any, Any, State], error: Exception) -> Response[Any]:
    """A mistake of ours: logged in full, told as one."""
    _LOG.error("%s %s", request.method, request.scope["path"], exc_info=error)
    return told(request, OURS, "internal")


def told(
    request: Request[Any, Any, State], status: int, code: str, detail: str = "", headers: dict[str, str] | None = None
) -> Response[Any]:
    """The error as a page in the language of its address; for machines as a problem document."""
    if request.scope["path"].startswith("/api/"):
        title = HTTPStatus(status).phrase
        problem = Problem(title=title, status=status, code=code, detail=detail)
        found = {**(headers or {}), "cache-control": "no-store", **OPEN}
        return Response(problem, status_code=status, media_type="application/problem+json", headers=found)
    site = request.app.state.site
    asked = request.scope["path"].split("/")[1:2]
    texts = Texts(language(asked[0] if asked else "") or ENGLISH)
    visit = Visit(site=site, texts=texts, path="/")
    page = visit.page("error.html", status=status, public=False, code=status, detail=detail)
    page.headers.update(headers or {})
    return page


HANDLERS: Final[dict[int | type[Exception], Any]] = {
    NotLoggedInError: not_logged_in,
    OfficeError: office_error,
    HTTPException: http_error,
    TimeoutError: late,
    Exception: any_error,
}
