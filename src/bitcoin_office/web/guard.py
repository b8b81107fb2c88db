"""What stands before every address: headers that bind the browser, bounds on requests, a measure for each reader."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import OrderedDict
from typing import Final

from litestar.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
# Two years, as the preload lists ask.
_ONLY_HTTPS: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")

# A query of ours has a day and a number in it; an address names a country and a page.
MOST_ADDRESS_BYTES: Final = 2_000
# A body arrives in this time, or not at all.
BODY_SECONDS: Final = 20.0
_TOO_LONG, _TOO_MANY = 414, 429
_INTERFACE: Final = "/api/"
_CLAIM_COST: Final = 10.0
# IPv6 readers have a whole network of 64 bits for themselves.
_OWN_NETWORK_BITS: Final = 64


class Guard:
    """Wraps an application: gives every answer its headers; refuses addresses too long and bodies that dawdle."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Guards one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        secure = scope["scheme"] == "https"
        is_interface = scope["path"].startswith(_INTERFACE)
        scope["headers"] = one_cookie(list(scope["headers"]))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = as_attachment(list(message["headers"])) if is_interface else list(message["headers"])
                message["headers"] = with_headers(headers, secure=secure)
            await send(message)

        if len(scope["raw_path"]) + len(scope["query_string"]) > MOST_ADDRESS_BYTES:
            await refuse(guarded, _TOO_LONG, b"The address is too long.")
            return
        deadline = time.monotonic() + BODY_SECONDS

        async def timely() -> Message:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                return await receive()  # type: ignore[return-value]

        is_read = scope["method"] in {"GET", "HEAD"}
        await self.app(scope, receive if is_read else timely, guarded)  # type: ignore[arg-type]


class Measure:
    """Wraps an application: each reader has a measure of work, which fills again; answers that are kept cost nothing.

    Counted by address, in each worker for itself; the least lately seen reader is forgotten first.
    """

    def __init__(self, app: ASGIApp, *, burst: float, each_second: float, most_readers: int = 20_000) -> None:
        self.app = app
        self.burst = burst
        self.each_second = each_second
        self.most_readers = most_readers
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or says that it is one too many."""
        if scope["type"] == "http" and not self.takes(reader_of(scope), time.monotonic(), cost_of(scope)):
            await refuse(send, _TOO_MANY, b"Too many requests; wait a little.", (b"retry-after", b"10"))
            return
        await self.app(scope, receive, send)

    def takes(self, reader: str, now: float, cost: float = 1.0) -> bool:
        """Whether the reader has measure left at the time ``now``, in seconds; takes ``cost`` of it."""
        left, seen = self._left.pop(reader, (self.burst, now))
        left = min(self.burst, left + (now - seen) * self.each_second)
        allowed = left >= cost
        self._left[reader] = (left - cost if allowed else left, now)
        if len(self._left) > self.most_readers:
            self._left.popitem(last=False)
        return allowed


def cost_of(scope: Scope) -> float:
    """How much of a reader's measure a request takes: reading a text is the work of ten pages."""
    is_claim = scope["type"] == "http" and scope["method"] == "POST" and scope["path"].endswith("/claims")
    return _CLAIM_COST if is_claim else 1.0


def reader_of(scope: Scope) -> str:
    """Who asks: an IPv4 address, or the network of an IPv6 one."""
    client = scope["client"]
    host = client[0] if client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address) >> _OWN_NETWORK_BITS << _OWN_NETWORK_BITS, _OWN_NETWORK_BITS)))
    return host


def as_attachment(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer to a machine: a browser that is led to it saves it and shows nothing of it."""
    there = {name.lower() for name, _ in headers}
    named = b"content-disposition" in there or b"content-type" not in there
    return headers if named else [*headers, (b"content-disposition", b'attachment; filename="api.json"')]


def one_cookie(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with all cookies in one of them: over HTTP/2 a browser sends each on its own (RFC 9113, 8.2.3)."""
    crumbs = [value for name, value in headers if name == b"cookie"]
    rest = [(name, value) for name, value in headers if name != b"cookie"]
    return [*rest, (b"cookie", b"; ".join(crumbs))] if crumbs else headers


def with_headers(headers: list[tuple[bytes, bytes]], *, secure: bool) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with ours beside them; one that the answer has already stays as it is."""
    there = {name.lower() for name, _ in headers}
    ours = (*_HEADERS, _ONLY_HTTPS) if secure else _HEADERS
    return [*headers, *(header for header in ours if header[0] not in there)]


async def refuse(send: Send, status: int, why: bytes, *more: tuple[bytes, bytes]) -> None:
    """A short plain answer, given before anything is worked out."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(why)).encode()),
        (b"cache-control", b"no-store"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why, "more_body": False})
