"""Asks the application directly, without a socket."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from litestar.types import ASGIApp


class Client:
    """A reader at 198.51.100.1 who asks one thing at a time."""

    def __init__(self, app: ASGIApp, reader: str = "198.51.100.1") -> None:
        self.app = app
        self.reader = reader

    def ask(self, method: str, address: str, **how: Any) -> httpx.Response:
        """One request and its whole answer; nothing is followed or decoded twice."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.reader, 1), raise_app_exceptions=False)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url="https://office.example") as client:
                return await client.request(method, address, **how)

        return asyncio.run(asked())

    def get(self, address: str, **how: Any) -> httpx.Response:
        """``GET``."""
        return self.ask("GET", address, **how)

    def post(self, address: str, **how: Any) -> httpx.Response:
        """``POST``."""
        return self.ask("POST", address, **how)
