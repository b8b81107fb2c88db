"""Every address against every role: the table of routes is what the server does, and nothing stands beside it."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp

from bitcoin_office.people.person import Role
from bitcoin_office.web import application as made
from bitcoin_office.web.access import ACCESS, DOOR, EVERYBODY, check_routes, names_of
from tests.web.inside import Desk, staffed

# What stands in an address for each of its parts; none of them has to be there for the door to answer.
PARTS = {
    "lang": "en",
    "where": "sv",
    "number": "1",
    "name": "x",
    "section": "payments",
    "path": "x",
    "key": "0" * 64,
    "proposal": "x",
}
NOBODY = None


@pytest.fixture(scope="module")
def office(offices: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """El Salvador's office with one person of each role."""
    return staffed(offices[0], tmp_path_factory.mktemp("access") / "sv")


@pytest.fixture(scope="module")
def app(office: Path) -> ASGIApp:
    """The site, which measures nobody."""
    return made.application([office], burst=1e9)


@pytest.fixture(scope="module")
def desks(app: ASGIApp) -> dict[Role | None, Desk]:
    """A desk for each role, and one at which nobody sits."""
    found: dict[Role | None, Desk] = {NOBODY: Desk(app, "sv")}
    for role in Role:
        found[role] = Desk(app, "sv")
        assert found[role].log_in(role).status_code == 303
        assert found[role].get("/me").status_code == 200
    return found


def routes(office: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every route of the application itself, not of the table."""
    kept: list[Litestar] = []

    class Kept(Litestar):
        """An application that can be looked into."""

        def __init__(self, *args: Any, **how: Any) -> None:
            super().__init__(*args, **how)
            kept.append(self)

    monkeypatch.setattr(made, "Litestar", Kept)
    made.application([office])
    return list(kept[0].routes)


def test_every_route_stands_in_the_table(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table has exactly the addresses that there are; with one that it lacks the server does not start."""
    found = routes(office, monkeypatch)
    assert all(isinstance(route, HTTPRoute) for route in found)
    assert sorted(name for route in found for name in names_of(route)) == sorted(ACCESS)
    with pytest.raises(AssertionError, match="who may ask"):
        check_routes([*found, type("Route", (HTTPRoute,), {"__init__": _bare})()])
    with pytest.raises(AssertionError, match="not there"):
        check_routes(found[1:])


def _bare(self: Any) -> None:
    self.methods, self.path_format = {"GET"}, "/new"


@pytest.mark.parametrize(("name", "role"), list(product(ACCESS, (*Role, NOBODY))), ids=str)
def test_every_route_against_every_role(desks: dict[Role | None, Desk], name: str, role: Role | None) -> None:
    """Who stands in the table is let in and everybody else is not: sent to the login, or refused."""
    method, template = name.split(" ")
    address = template.format(**PARTS)
    desk, access = desks[role], ACCESS[name]
    answer = desk.ask(method, address, headers={"origin": desk.address}) if method == "GET" else _sent(desk, address)
    if template.endswith("/logout") and role is not NOBODY:
        # They sit down again for the tests that follow.
        assert desk.log_in(role).status_code == 303
    if access is EVERYBODY or access is DOOR:
        assert answer.status_code not in {401, 403} or (access is DOOR and method == "POST")
        return
    if role is NOBODY:
        assert answer.status_code == (303 if method == "GET" else 403)
        assert method != "GET" or answer.headers["location"] == "/en/sv/ministry/login"
    elif role in access:
        assert answer.status_code not in {401, 403}
    else:
        assert answer.status_code == 403


def _sent(desk: Desk, address: str) -> Any:
    desk.get("/me")
    return desk.ask("POST", address, data={"form": desk.form}, headers={"origin": desk.address})


def test_nothing_inside_is_kept(desks: dict[Role | None, Desk]) -> None:
    """No page behind the login may be kept by a browser or given to anybody else."""
    for rest in ("", "/me", "/login"):
        answer = desks[Role.VIEWER].get(rest)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
    assert desks[NOBODY].get("/me").status_code == 303
