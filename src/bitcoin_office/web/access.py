"""The table of routes: who may ask what. An address that does not stand here is for nobody, and the server refuses to
start with it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Final

from litestar.routes import BaseRoute, HTTPRoute

from bitcoin_office.people.person import Role


class Anybody(enum.Enum):
    """Addresses without a role: ``EVERYBODY`` may read what is public; ``DOOR`` is where one logs in."""

    EVERYBODY = "everybody"
    DOOR = "door"


Access = frozenset[Role] | Anybody

EVERYBODY, DOOR = Anybody.EVERYBODY, Anybody.DOOR
STAFF: Final = frozenset(Role)
ANALYSTS: Final = frozenset({Role.ANALYST})
APPROVERS: Final = frozenset({Role.APPROVER})
ADMINS: Final = frozenset({Role.ADMIN})
AUDITORS: Final = frozenset({Role.AUDITOR})

_WINDOW: Final = "/{lang}/{where}"
_API: Final = "/api/v1"
MINISTRY: Final = f"{_WINDOW}/ministry"

ACCESS: Final[dict[str, Access]] = {
    "GET /": EVERYBODY,
    "GET /{lang}": EVERYBODY,
    "GET /{lang}/data": EVERYBODY,
    f"GET {_WINDOW}/reserve": EVERYBODY,
    f"GET {_WINDOW}/disclosures": EVERYBODY,
    f"GET {_WINDOW}/disclosures/{{number}}": EVERYBODY,
    f"GET {_WINDOW}/claims": EVERYBODY,
    f"POST {_WINDOW}/claims": EVERYBODY,
    f"GET {_WINDOW}/programme": EVERYBODY,
    f"GET {_WINDOW}/programme/{{section}}": EVERYBODY,
    f"GET {_WINDOW}/stories": EVERYBODY,
    f"GET {_WINDOW}/stories/{{name}}": EVERYBODY,
    "GET /static/{name}": EVERYBODY,
    "GET /files/{where}/{name}": EVERYBODY,
    "GET /files/check.html": EVERYBODY,
    "GET /health": EVERYBODY,
    "GET /ready": EVERYBODY,
    f"GET {_API}": EVERYBODY,
    f"GET {_API}/{{path}}": EVERYBODY,
    f"GET {_API}/windows": EVERYBODY,
    f"GET {_API}/{{where}}/statement": EVERYBODY,
    f"GET {_API}/{{where}}/history": EVERYBODY,
    f"GET {_API}/{{where}}/history.csv": EVERYBODY,
    f"GET {_API}/{{where}}/history.parquet": EVERYBODY,
    f"GET {_API}/{{where}}/purchases": EVERYBODY,
    f"GET {_API}/{{where}}/purchases.csv": EVERYBODY,
    f"GET {_API}/{{where}}/purchases.parquet": EVERYBODY,
    f"GET {_API}/{{where}}/purchases.beancount": EVERYBODY,
    f"GET {_API}/{{where}}/programme": EVERYBODY,
    f"GET {_API}/{{where}}/disclosures": EVERYBODY,
    f"GET {_API}/{{where}}/verification": EVERYBODY,
    f"POST {_API}/{{where}}/claims": EVERYBODY,
    f"GET {_API}/{{where}}/stories": EVERYBODY,
    f"GET {_API}/{{where}}/stories/{{name}}": EVERYBODY,
    f"GET {_API}/{{where}}/stories/{{name}}/series.csv": EVERYBODY,
    f"GET {_API}/{{where}}/stories/{{name}}/series.parquet": EVERYBODY,
    f"GET {_API}/openapi.json": EVERYBODY,
    f"GET {MINISTRY}/login": DOOR,
    f"POST {MINISTRY}/login": DOOR,
    f"POST {MINISTRY}/logout": STAFF,
    f"GET {MINISTRY}": STAFF,
    f"GET {MINISTRY}/me": STAFF,
    f"POST {MINISTRY}/me": STAFF,
    f"POST {MINISTRY}/me/strength": STAFF,
    f"GET {MINISTRY}/me/factor": STAFF,
    f"POST {MINISTRY}/me/factor": STAFF,
    f"POST {MINISTRY}/me/sessions": STAFF,
    f"GET {MINISTRY}/proposals": STAFF,
    f"POST {MINISTRY}/proposals": ANALYSTS,
    f"GET {MINISTRY}/proposals/{{proposal}}": STAFF,
    f"POST {MINISTRY}/proposals/{{proposal}}": APPROVERS,
    f"GET {MINISTRY}/plans": STAFF,
    f"POST {MINISTRY}/plans": ANALYSTS,
    f"GET {MINISTRY}/plans/{{key}}": STAFF,
    f"GET {MINISTRY}/plans/{{key}}/progress": STAFF,
    f"GET {MINISTRY}/plans/{{key}}/result": STAFF,
    f"POST {MINISTRY}/plans/{{key}}/cancel": ANALYSTS,
    f"GET {MINISTRY}/reconciliation": STAFF,
    f"POST {MINISTRY}/reconciliation": ANALYSTS,
    f"GET {MINISTRY}/documents/{{name}}": STAFF,
    f"GET {MINISTRY}/books": STAFF,
    f"GET {MINISTRY}/books.beancount": STAFF,
    f"GET {MINISTRY}/books.csv": STAFF,
    f"GET {MINISTRY}/books.parquet": STAFF,
    f"GET {MINISTRY}/people": ADMINS,
    f"POST {MINISTRY}/people": ADMINS,
    f"GET {MINISTRY}/log": AUDITORS,
}

AGAIN: Final = frozenset(
    {
        f"POST {MINISTRY}/proposals/{{proposal}}",
        f"POST {MINISTRY}/people",
        f"POST {MINISTRY}/me/factor",
        f"POST {MINISTRY}/me/sessions",
    }
)
"""What matters most: the password is asked for again, unless it was given in the last minutes."""

WHILE_WAITING: Final = frozenset(
    {
        f"GET {MINISTRY}/me",
        f"POST {MINISTRY}/me",
        f"POST {MINISTRY}/me/strength",
        f"GET {MINISTRY}/me/factor",
        f"POST {MINISTRY}/me/factor",
        f"POST {MINISTRY}/logout",
    }
)
"""All that is open to whoever has to choose a password or set a second factor first."""


def names_of(route: HTTPRoute) -> tuple[str, ...]:
    """The names of a route in the table, one for each method; ``OPTIONS`` tells only which others there are."""
    return tuple(f"{method} {route.path_format}" for method in sorted(route.methods) if method != "OPTIONS")


def check_routes(routes: Iterable[BaseRoute]) -> None:
    """Asserts, when the server starts, that every route stands in the table, and nothing else does."""
    found = {name for route in routes if isinstance(route, HTTPRoute) for name in names_of(route)}
    missing, gone = sorted(found - set(ACCESS)), sorted(set(ACCESS) - found)
    if missing or gone:
        raise AssertionError(f"web/access.py has to say who may ask {missing}, and names what is not there: {gone}")


def may(role: Role, name: str) -> bool:
    """Whether a role may ask for an address of the table."""
    access = ACCESS.get(name)
    return isinstance(access, frozenset) and role in access
