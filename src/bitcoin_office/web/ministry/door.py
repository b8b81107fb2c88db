"""The door of the ministry: who asks, whether they may, and whether their own browser's own page sent the form."""

from __future__ import annotations

import asyncio
import enum
import hashlib
import hmac
import ipaddress
from typing import Any, Final, cast
from urllib.parse import urlsplit

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from bitcoin_office.adapters.store import SqlPeople
from bitcoin_office.app.logins import LoginRefusedError, confirm, is_fresh, whose
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.people import did
from bitcoin_office.people.acts import Act
from bitcoin_office.people.person import LONGEST_PASSWORD, Person, Session
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.web.access import ACCESS, AGAIN, DOOR, EVERYBODY, WHILE_WAITING, may
from bitcoin_office.web.behind_proxy import is_forwarded
from bitcoin_office.web.ministry.rooms import Rooms

FORM_FIELD: Final = "form"
PASSWORD_AGAIN, CODE_AGAIN = "again-password", "again-code"
# With this prefix a browser takes a cookie only over TLS, from this very host, for all of it.
_ONLY_TLS: Final = "__Host-"
_READING: Final = frozenset({"GET", "HEAD"})


class NotLoggedInError(OfficeError):
    """Nobody is logged in, or the session has ended."""

    code = "not-logged-in"


class ForbiddenError(OfficeError):
    """Who asks may not; or a form that did not come from our own page."""

    code = "forbidden"


class AgainError(OfficeError):
    """The password has to be given again; ``kept`` is the form as it was sent, ``refused`` why a try was."""

    code = "again"

    def __init__(self, kept: tuple[tuple[str, str], ...], refused: LoginRefusedError | None = None) -> None:
        super().__init__("Give your password again.", remedy="It was last given too long ago for this.")
        self.kept = kept
        self.refused = refused


class WaitsFor(enum.StrEnum):
    """What somebody has to do before anything else is open to them."""

    NOTHING = ""
    PASSWORD = "password"  # noqa: S105 - the name of a state
    FACTOR = "factor"


class WaitingError(OfficeError):
    """Somebody has to choose a password, or set a second factor, before anything else."""

    code = "waiting"

    def __init__(self, waits_for: WaitsFor) -> None:
        super().__init__("Choose your own password, or set a second factor, first.", remedy="See your account.")
        self.waits_for = waits_for


class Inside(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody inside: who, by which session, in which office; ``form`` is what every form of theirs carries."""

    person: Person
    session: Session
    form: str
    office: OfficeDir
    people: SqlPeople

    def may(self, name: str) -> bool:
        """Whether they may ask for an address of the table of routes."""
        return may(self.person.role, name)

    @property
    def waits_for(self) -> WaitsFor:
        """What they have to do before anything else."""
        if self.person.first_until:
            return WaitsFor.PASSWORD
        needs = self.office.settings.needs_second_factor(self.person.role) and not self.person.totp
        return WaitsFor.FACTOR if needs else WaitsFor.NOTHING

    def did(self, act: Act, about: str = "", note: str = "") -> None:
        """Writes down what they did."""
        self.people.record(did(act, self.person.name, about, note))


async def allowed(connection: ASGIConnection[Any, Any, Any, State], handler: BaseRouteHandler) -> None:
    """Stands before every address of the site: lets through who stands for it in the table of routes, and nobody else.

    Raises ``NotLoggedInError``, ``ForbiddenError``, ``WaitingError`` and ``AgainError``.
    """
    del handler
    scope = cast("dict[str, Any]", connection.scope)
    method = str(scope.get("method", ""))
    name = f"{method} {scope.get('path_template', '')}"
    access = ACCESS.get(name)
    if access is EVERYBODY or method == "OPTIONS":
        return
    if access is None or not isinstance(connection, Request):
        raise ForbiddenError("This address is for nobody.")
    check_channel(connection)
    if access is DOOR:
        if method not in _READING:
            await _check_form(connection, connection.cookies.get(cookie_name(connection, "door"), ""))
        return
    inside = await asyncio.to_thread(_inside, connection)
    scope["state"]["inside"] = inside
    if not inside.may(name):
        await asyncio.to_thread(inside.did, Act.REFUSED, name)
        raise ForbiddenError(f"This is not for the role {inside.person.role}.")
    if inside.waits_for and name not in WHILE_WAITING:
        raise WaitingError(inside.waits_for)
    if method not in _READING:
        try:
            await _check_form(connection, connection.cookies[cookie_name(connection, "in")])
        except ForbiddenError:
            await asyncio.to_thread(inside.did, Act.REFUSED, name, "a form that is not of this session")
            raise
        if name in AGAIN and not is_fresh(inside.session):
            await _confirm(connection, inside)


def inside_of(request: Request[Any, Any, State]) -> Inside:
    """Who is inside, as the door found them."""
    return request.scope["state"]["inside"]  # type: ignore[no-any-return]


def rooms_of(connection: ASGIConnection[Any, Any, Any, State]) -> Rooms:
    """What the server keeps open for the offices that it shows."""
    return connection.app.state.rooms  # type: ignore[no-any-return]


def form_token(token: str) -> str:
    """What a form carries, made of the cookie that another site cannot read."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def is_secure(connection: ASGIConnection[Any, Any, Any, State]) -> bool:
    """Whether the channel to the browser is TLS."""
    return connection.scope["scheme"] == "https"


def check_channel(connection: ASGIConnection[Any, Any, Any, State]) -> None:
    """Raises ``ForbiddenError`` where a password would travel unprotected: beyond this machine without TLS."""
    if is_secure(connection):
        return
    client = connection.scope["client"]
    host = urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
    forwarded = is_forwarded({name for name, _ in connection.scope["headers"]})
    if forwarded or not (client and _is_here(client[0]) and (host == "localhost" or _is_here(host))):
        raise ForbiddenError("The ministry's pages are served over TLS, or on this machine alone.")


def cookie_name(connection: ASGIConnection[Any, Any, Any, State], kind: str) -> str:
    """The name of a cookie of one office: of who is ``in``, or of who stands at the ``door``."""
    prefix = _ONLY_TLS if is_secure(connection) else ""
    return f"{prefix}office-{connection.path_params['where']}-{kind}"


def cookie(connection: ASGIConnection[Any, Any, Any, State], kind: str, token: str) -> tuple[str, str]:
    """The header that sets a cookie; without a token it is taken away. It lasts as long as the browser is open."""
    secure = "; Secure" if is_secure(connection) else ""
    ends = "" if token else "; Max-Age=0"
    value = f"{cookie_name(connection, kind)}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{ends}"
    return "set-cookie", value


def _inside(connection: Request[Any, Any, State]) -> Inside:
    people, office = rooms_of(connection).people(str(connection.path_params["where"]))
    token = connection.cookies.get(cookie_name(connection, "in"), "")
    found = whose(people, token) if token else None
    if found is None:
        raise NotLoggedInError("Nobody is logged in.")
    person, session = found
    return Inside(person=person, session=session, form=form_token(token), office=office, people=people)


async def _check_form(request: Request[Any, Any, State], token: str) -> None:
    """Raises ``ForbiddenError`` unless the form was sent by our own page to the browser that asked for it."""
    origin = urlsplit(request.headers.get("origin", ""))
    if (origin.scheme, origin.netloc) != (request.scope["scheme"], request.headers.get("host", "")):
        raise ForbiddenError("The form was not sent by a page of this site.")
    given = (await request.form()).get(FORM_FIELD)
    right = isinstance(given, str) and hmac.compare_digest(given.encode(), form_token(token).encode())
    if not token or not right:
        raise ForbiddenError("The form is not of this session. Load the page again.")


async def _confirm(request: Request[Any, Any, State], inside: Inside) -> None:
    """Raises ``AgainError`` unless the form carries the password, and the code where there is one."""
    sent = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    kept = tuple((name, value) for name, value in sent.items() if name not in {FORM_FIELD, PASSWORD_AGAIN, CODE_AGAIN})
    if PASSWORD_AGAIN not in sent:
        raise AgainError(kept)
    password, code = sent[PASSWORD_AGAIN], sent.get(CODE_AGAIN, "")
    if len(password) > LONGEST_PASSWORD:
        raise AgainError(kept, LoginRefusedError())
    try:
        await asyncio.to_thread(confirm, inside.people, inside.person, inside.session, password, code)
    except LoginRefusedError as error:
        raise AgainError(kept, error) from error


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
