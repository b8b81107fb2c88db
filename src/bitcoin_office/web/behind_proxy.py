"""A proxy that ends TLS: believed about readers and their channel where it is the very one that was named."""

from __future__ import annotations

import ipaddress
from typing import Final

from litestar.types import ASGIApp, Receive, Scope, Send

_FOR, _PROTO = b"x-forwarded-for", b"x-forwarded-proto"
FORWARDED: Final = frozenset({_FOR, _PROTO, b"forwarded"})
"""Headers by which proxies tell of themselves."""
NOBODY: Final = ""
"""A reader of whom the proxy tells nothing: served what is public, and never taken for somebody on this machine."""


class BehindProxy:
    """Wraps an application: of requests by one peer, the reader and the scheme are those that it says.

    What a reader sends before it is never believed: the proxy puts what it saw last. Requests of any other peer stay as
    they are.
    """

    def __init__(self, app: ASGIApp, proxy: str) -> None:
        self.app = app
        self._proxy = _address(proxy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        client = scope["client"] if scope["type"] == "http" else None
        if client and _address(client[0]) == self._proxy:
            reader = _address(_last(scope, _FOR))
            scope = {  # pyright: ignore[reportAssignmentType]
                **scope,
                "client": (NOBODY if reader is None else str(reader), 0),
                "scheme": "https" if _last(scope, _PROTO) == "https" else "http",
            }
        await self.app(scope, receive, send)


def is_forwarded(names: set[bytes]) -> bool:
    """Whether a proxy passed a request on, by the names of its headers."""
    return bool(FORWARDED & names)


def _last(scope: Scope, name: bytes) -> str:
    """The last value of a header, however often and in however many parts it came."""
    values = [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]
    return ",".join(values).rpartition(",")[2].strip().lower()


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
