"""A log of who asked for what: one line of JSON each, a file a day, taken away after some days.

It says when, from where, who was logged in, the method and the path, what came of it and how long it took. Queries,
bodies, cookies and headers are not in it, but for the browser's name of itself.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import time
from pathlib import Path
from typing import Any, Final, cast

import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from bitcoin_office.people.person import browser_name
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.terms.pattern import END

_LOG: Final = logging.getLogger(__name__)
_NAME: Final = re.compile(rf"access-(\d{{4}}-\d\d-\d\d)\.jsonl{END}")
# No address of ours is longer; what is, was refused.
_LONGEST_PATH: Final = 300


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One line. ``person`` is empty for whoever is not logged in."""

    time: str
    reader: str
    person: str
    method: str
    path: str
    status: int
    bytes: int
    milliseconds: int
    browser: str


class AccessLog:
    """Wraps an application: writes down each answer in ``folder`` and keeps the files of ``days`` days.

    Several processes may write to one folder. A disk that fails is told in the server's own log and holds up nobody.
    """

    def __init__(self, app: ASGIApp, folder: Path, days: int) -> None:
        self.app = app
        self.folder = folder
        self.days = days
        self._day: dt.date | None = None
        self._file = -1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, and writes down what came of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        # In one dictionary that the door fills: copies of the scope share it.
        state: dict[str, Any] = scope.setdefault("state", {})
        status = size = 0

        async def noted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                size += len(message["body"])
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self._write(_asked(scope, state, status, size, time.monotonic() - began))

    def _write(self, line: Asked) -> None:
        try:
            today = dt.date.fromisoformat(line.time[:10])
            if today != self._day:
                self._begin(today)
            os.write(self._file, msgspec.json.encode(line) + b"\n")
        except OSError as error:
            _LOG.error("The access log in %s cannot be written: %s", self.folder, error.strerror)

    def _begin(self, today: dt.date) -> None:
        """Opens the file of a day, and takes away those that are too old."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        name = self.folder / f"access-{today}.jsonl"
        self._file = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._day = today
        for file in self.folder.iterdir():
            found = _NAME.match(file.name)
            if found and dt.date.fromisoformat(found[1]) <= today - dt.timedelta(days=self.days):
                file.unlink(missing_ok=True)


def ready_folder(folder: Path) -> None:
    """Makes the folder of the log, for its owner alone. Raises ``OfficeError`` where nothing can be written to it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OfficeError(
            f"Cannot write the access log to {folder}: {error.strerror}.", remedy="Choose another folder."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OfficeError(f"Cannot write the access log to {folder}.", remedy="Choose a folder of yours.")


def _asked(scope: Scope, state: dict[str, Any], status: int, size: int, seconds: float) -> Asked:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    inside = state.get("inside")
    client = scope["client"]
    return Asked(
        time=dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
        reader=client[0] if client else "",
        person="" if inside is None else inside.person.name,
        method=str(cast("dict[str, Any]", scope)["method"]),
        path=scope["path"][:_LONGEST_PATH],
        status=status,
        bytes=size,
        milliseconds=round(seconds * 1000),
        browser=browser_name(headers.get(b"user-agent", b"").decode("latin-1")),
    )
