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
from bitcoin_office.web.api.answers import API, OPEN, Problem
from bitcoin_office.web.languages import ENGLISH, language
from bitcoin_office.web.ministry.door import (
    CODE_AGAIN,
    PASSWORD_AGAIN,
    AgainError,
    ForbiddenError,
    NotLoggedInError,
    WaitingError,
    WaitsFor,
)
from bitcoin_office.web.ministry.pages import page
from bitcoin_office.web.texts import Texts
from bitcoin_office.web.visit import Visit, visit_of

_LOG: Final = logging.getLogger(__name__)
FORBIDDEN, CONFLICT, TOO_MANY = 403, 409, 429
NOT_FOUND, BAD_REQUEST, TOO_SLOW, TOO_LARGE, UNAVAILABLE, OURS = 404, 400, 408, 413, 503, 500
# Statuses that have a text of their own; any other is told as the nearest of these.
_TOLD: Final = frozenset(
    {BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, 405, TOO_SLOW, TOO_LARGE, 415, UNAVAILABLE, OURS}
)

# What is public and may be named to machines when it is not there; the name of any other might tell of the inside.
_NAMED: Final = frozenset({"country or office", "section", "disclosure", "disclosure of", "record of", "story"})
_NO_ADDRESS: Final = f"There is no such address. All of them: {API}/openapi.json"


def office_error(request: Request[Any, Any, State], error: OfficeError) -> Response[Any]:
    """Trouble that the office foresaw: a reader's mistake in full, our own without what is inside."""
    if isinstance(error, NotFoundError):
        for_machines = is_for_machines(request) and error.kind in _NAMED
        return told(request, NOT_FOUND, error.code, str(error) if for_machines else "")
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


def waiting(request: Request[Any, Any, State], error: WaitingError) -> Response[Any]:
    """Leads to where a password is chosen, or a second factor is set; a form is refused."""
    if request.method not in {"GET", "HEAD"}:
        return told(request, FORBIDDEN, error.code, str(error))
    lang, where = (request.path_params[name] for name in ("lang", "where"))
    rest = "/factor" if error.waits_for is WaitsFor.FACTOR else ""
    return Redirect(f"/{lang}/{where}/ministry/me{rest}", status_code=303, headers={"cache-control": "no-store"})


def again(request: Request[Any, Any, State], error: AgainError) -> Response[Any]:
    """Asks for the password, with the form that was sent still there: it is sent once more together with it."""
    wait = error.refused.wait if error.refused else 0
    answer = page(
        request,
        visit_of(request, request.app.state),
        "ministry_again.html",
        status=TOO_MANY if wait else FORBIDDEN,
        kept=error.kept,
        refused=error.refused,
        wait=wait,
        action=request.scope["path"],
        fields=(PASSWORD_AGAIN, CODE_AGAIN),
    )
    if wait:
        answer.headers["retry-after"] = str(wait)
    return answer


def http_error(request: Request[Any, Any, State], error: HTTPException) -> Response[Any]:
    """What the server itself refuses: an unknown address, a body that is too large, a form that cannot be read."""
    status = error.status_code if error.status_code in _TOLD else BAD_REQUEST if error.status_code < OURS else OURS
    if status >= OURS:
        _LOG.error("%s %s", request.method, request.scope["path"], exc_info=error)
    detail = _what(error) if status < OURS else ""
    if status == NOT_FOUND and is_for_machines(request):
        detail = _NO_ADDRESS
    return told(request, status, "http", detail, headers=dict(error.headers or {}))


def _what(error: HTTPException) -> str:
    """Which values could not be read, by name; never the values."""
    extra = cast("list[dict[str, Any]]", error.extra) if isinstance(error.extra, list) else []
    # A part of the address that only the visit asks for is missed by the framework too: its message is the bare name.
    named = [item for item in extra if item.get("message") != repr(item.get("key"))]
    return "; ".join(f"{item.get('key', '')}: {item.get('message', '')}" for item in named)


def late(request: Request[Any, Any, State], error: TimeoutError) -> Response[Any]:
    """A body that did not arrive in time."""
    del error
    return told(request, TOO_SLOW, "late")


def any_error(request: Request[Any, Any, State], error: Exception) -> Response[Any]:
    """A mistake of ours: logged in full, told as one."""
    _LOG.error("%s %s", request.method, request.scope["path"], exc_info=error)
    return told(request, OURS, "internal")


def is_for_machines(request: Request[Any, Any, State]) -> bool:
    """Whether the address is one of the interface."""
    return request.scope["path"].startswith("/api/")


def told(
    request: Request[Any, Any, State], status: int, code: str, detail: str = "", headers: dict[str, str] | None = None
) -> Response[Any]:
    """The error as a page in the language of its address; for machines as a problem document."""
    if is_for_machines(request):
        title = HTTPStatus(status).phrase
        problem = Problem(title=title, status=status, code=code, detail=detail)
        found = {**(headers or {}), "cache-control": "no-store", **OPEN}
        return Response(problem, status_code=status, media_type="application/problem+json", headers=found)
    site = request.app.state.site
    asked = request.scope["path"].split("/")[1:2]
    texts = Texts(language(asked[0] if asked else "") or ENGLISH)
    visit = Visit(site=site, texts=texts, path="/")
    answer = visit.page("error.html", status=status, public=False, code=status, detail=detail)
    answer.headers.update(headers or {})
    return answer


HANDLERS: Final[dict[int | type[Exception], Any]] = {
    NotLoggedInError: not_logged_in,
    WaitingError: waiting,
    AgainError: again,
    OfficeError: office_error,
    HTTPException: http_error,
    TimeoutError: late,
    Exception: any_error,
}
