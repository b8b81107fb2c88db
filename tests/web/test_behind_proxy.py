"""A proxy that ends TLS: believed where it is the one that was named, and nobody else is."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from litestar.types import ASGIApp, Receive, Scope, Send

from bitcoin_office.people.attempts import FREE, Counted
from bitcoin_office.people.person import Role
from bitcoin_office.web.application import Before, application
from bitcoin_office.web.behind_proxy import BehindProxy
from tests.web.client import Client
from tests.web.inside import ADDRESS, Desk

PROXY, READER, OTHER = "192.0.2.1", "198.51.100.7", "203.0.113.9"
PLAIN = ADDRESS.replace("https", "http")


class Forwarding(Desk):
    """A browser whose requests come through a peer that writes these headers; pages think that they are of TLS."""

    def __init__(self, app: ASGIApp, peer: str, **headers: str) -> None:
        super().__init__(app, "sv", reader=peer, address=PLAIN)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def ask(self, method: str, rest: str = "", **how: Any) -> Any:
        """One request with the peer's headers; the browser itself sends the origin that it sees."""
        own = dict(how.pop("headers", {}))
        if "origin" in own and self.headers.get("x-forwarded-proto") == "https":
            own["origin"] = ADDRESS
        kept = {cookie.name: cookie.value for cookie in self.cookies.jar}
        joined = {"cookie": "; ".join(f"{name}={value}" for name, value in kept.items())} if kept else {}
        return super().ask(method, rest, headers={**self.headers, **joined, **own}, **how)


@pytest.fixture
def app(office: Path) -> ASGIApp:
    """The site behind the proxy."""
    return application([office], burst=1e9, before=Before(proxy=PROXY))


def through(peer: str, **headers: str) -> tuple[str, str]:
    """The reader and the scheme that the application sees of a request by a peer."""
    seen: list[Scope] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: Any = {"type": "http", "client": (peer, 5), "scheme": "http", "headers": pairs}
    asyncio.run(BehindProxy(inner, PROXY)(scope, None, None))  # type: ignore[arg-type]
    client = seen[0]["client"]
    assert client
    return client[0], seen[0]["scheme"]


def test_the_proxy_says_who_reads_and_how() -> None:
    """Its word about the reader and the channel counts; also where it comes by an address of the other family."""
    said = {"x_forwarded_for": READER, "x_forwarded_proto": "https"}
    assert through(PROXY, **said) == (READER, "https")
    assert through(f"::ffff:{PROXY}", **said) == (READER, "https")
    assert through(PROXY, x_forwarded_for="2001:db8::7", x_forwarded_proto="HTTPS") == ("2001:db8::7", "https")


def test_what_a_reader_wrote_before_it_is_not_believed() -> None:
    """Of several addresses the last one counts, which the proxy itself saw."""
    assert through(PROXY, x_forwarded_for=f"127.0.0.1, {OTHER}, {READER}")[0] == READER
    assert through(PROXY, x_forwarded_for=READER, x_forwarded_proto="https, http") == (READER, "http")


@pytest.mark.parametrize("said", ["", "unknown", "127.0.0.1:80", "localhost", "198.51.100.7;", "<script>"])
def test_a_proxy_that_says_nothing_is_nobody(said: str) -> None:
    """Then the reader is nobody, never somebody on this machine; the channel is not taken for TLS."""
    assert through(PROXY, x_forwarded_for=said) == ("", "http")
    assert through(PROXY) == ("", "http")


@pytest.mark.parametrize("peer", [OTHER, "127.0.0.1", "192.0.2.10", "::1", "testclient"])
def test_a_forged_header_from_elsewhere_is_ignored(app: ASGIApp, peer: str) -> None:
    """Any other peer is the reader itself, and its channel is what it is: no login, no strict transport."""
    said = {"x_forwarded_for": READER, "x_forwarded_proto": "https", "forwarded": f"for={READER};proto=https"}
    assert through(peer, **said) == (peer, "http")
    forged = Forwarding(app, peer, **said)
    answer = forged.get("/login")
    assert answer.status_code == 403
    assert "strict-transport-security" not in answer.headers


def test_a_login_through_the_proxy(app: ASGIApp) -> None:
    """Cookies are bound to TLS, answers ask for it, forms count from the address that the browser sees."""
    desk = Forwarding(app, PROXY, x_forwarded_for=READER, x_forwarded_proto="https")
    answer = desk.log_in(Role.VIEWER)
    assert answer.status_code == 303
    assert answer.headers["set-cookie"].startswith("__Host-office-sv-in=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers
    page = desk.get("/me")
    assert page.status_code == 200
    assert READER in page.text
    assert PROXY not in page.text


def test_no_login_through_the_proxy_without_tls(app: ASGIApp) -> None:
    """Where the proxy says that the reader came without TLS, or says nothing, there is no login."""
    for headers in (
        {"x_forwarded_for": READER, "x_forwarded_proto": "http"},
        {"x_forwarded_for": "127.0.0.1", "x_forwarded_proto": "http", "host": "localhost"},
        {"host": "localhost"},
        {},
    ):
        assert Forwarding(app, PROXY, **headers).get("/login").status_code == 403


def test_readers_behind_the_proxy_are_measured_each(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and attempts at passwords are counted by the reader's address, not by the proxy's."""
    monkeypatch.setitem(FREE, Counted.ADDRESS, 2)
    app = application([office], burst=5, each_second=0.001, before=Before(proxy=PROXY))
    days = [f"/en/sv/reserve?at=2024-01-{day:02}" for day in range(1, 8)]

    def asked(reader: str) -> list[int]:
        headers = {"x-forwarded-for": reader, "x-forwarded-proto": "https"}
        return [Client(app, reader=PROXY).get(day, headers=headers).status_code for day in days]

    assert asked(READER)[-1] == 429
    assert (
        Client(app, reader=PROXY).get("/en/sv/reserve?at=2024-02-01", headers={"x-forwarded-for": OTHER}).status_code
        == 200
    )
    free = application([office], burst=1e9, before=Before(proxy=PROXY))
    guesser = Forwarding(free, PROXY, x_forwarded_for=READER, x_forwarded_proto="https")
    assert [guesser.log_in(f"Name {n}", "wrong password").status_code for n in range(3)] == [403, 403, 429]
    somebody = Forwarding(free, PROXY, x_forwarded_for=OTHER, x_forwarded_proto="https")
    assert somebody.log_in(Role.VIEWER).status_code == 303


def test_without_a_named_proxy_a_forwarded_login_is_refused(office: Path) -> None:
    """On this machine, under its own name, but passed on by something: that is not a person at the laptop."""
    app = application([office], burst=1e9)
    here = Desk(app, "sv", reader="127.0.0.1", address="http://localhost:8400")
    assert here.get("/login").status_code == 200
    for name in ("x-forwarded-for", "x-forwarded-proto", "forwarded"):
        assert here.ask("GET", "/login", headers={name: "for=192.0.2.9"}).status_code == 403
