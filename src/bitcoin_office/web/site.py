"""What the server keeps while it runs: the windows it shows, the clock, and what was worked out while it holds."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from bitcoin_office.app.claims import Printed, press_claims
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.app.published import Opening, opening, published
from bitcoin_office.app.windows import (
    Ground,
    Window,
    window_ground,
    window_mark,
    window_named,
    window_statement,
    windows,
)
from bitcoin_office.reserve.disclosure.result import Verification
from bitcoin_office.reserve.record import Record
from bitcoin_office.reserve.statement import ReserveStatement
from bitcoin_office.terms.errors import OfficeError

T = TypeVar("T")

# A new disclosure is seen this much later at the most; looking costs some system calls for each file.
_LOOK_EVERY_SECONDS: Final = 1.0
# Statements and verifications of this many days and disclosures; the largest takes some megabytes.
_MOST_KEPT: Final = 64


class Site:
    """The windows and what is worked out for them. Made once for each worker; safe to use from many threads."""

    def __init__(self, offices: Sequence[Path]) -> None:
        self.windows: tuple[Window, ...] = windows([OfficeDir.load(path) for path in offices])
        self._mark = ""
        self._looked = -_LOOK_EVERY_SECONDS
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = threading.Lock()
        self._looking = threading.Lock()
        self._drawing = threading.Lock()

    def today(self) -> dt.date:
        """The day, in UTC."""
        return dt.datetime.now(dt.UTC).date()

    def window(self, slug: str) -> Window:
        """The window of this name. Raises ``NotFoundError``."""
        return window_named(self.windows, slug)

    def mark(self) -> str:
        """A text that changes whenever something changed that the site shows; looked at once a second at most."""
        if not self._is_due():
            return self._mark
        with self._looking:
            # Whoever waited here finds that another has looked.
            if self._is_due():
                self._mark = "\n".join([str(self.today()), *map(_mark, self.windows)])
                self._looked = time.monotonic()
            return self._mark

    async def mark_later(self) -> str:
        """As ``mark``, without holding up other requests while files or a database are looked at."""
        return await asyncio.to_thread(self.mark) if self._is_due() else self._mark

    def _is_due(self) -> bool:
        return time.monotonic() - self._looked >= _LOOK_EVERY_SECONDS

    def last_day(self, window: Window) -> dt.date:
        """The last day of which the window can state what the coins are worth."""
        return self._ground(window).last_day(self.today())

    def statement(self, window: Window, at: dt.date) -> ReserveStatement:
        """The statement of a day."""
        return self._once(("statement", window.slug, at), lambda: window_statement(window, at, self._ground(window)))

    def record(self, window: Window) -> Record:
        """The record of what was announced and disclosed."""
        return self._ground(window).record

    def _ground(self, window: Window) -> Ground:
        return self._once(("ground", window.slug), lambda: window_ground(window, self.today()))

    def press(self, window: Window) -> tuple[Printed, ...]:
        """What the press printed about the window's country, judged."""
        return self._once(("press", window.slug), lambda: press_claims(window.country))

    def published(self, window: Window) -> Verification | None:
        """What the window published, verified; ``None`` where it published nothing."""
        return self._once(("published", window.slug), lambda: published(window, self.today()))

    def opening(self, window: Window, number: int) -> Opening:
        """One disclosure, verified. Raises ``NotFoundError``."""
        return self._once(("opening", window.slug, number), lambda: opening(window, number, self.today()))

    def latest(self, window: Window) -> Opening | None:
        """The last disclosure that none supersedes; ``None`` where there is none."""
        found = self.published(window)
        standing = [file.number for file in found.files if file.superseded_by is None] if found else []
        return self.opening(window, max(standing)) if standing else None

    def drawn(self, name: tuple[str, ...], work: Callable[[], T]) -> T:
        """A picture that takes a second to draw, kept while nothing that it shows has changed.

        Only one is drawn at a time: readers who come together would take each other's processor for the same picture.
        """
        key = (self.mark(), "drawn", *name)
        with self._lock:
            if key in self._kept:
                return cast("T", self._kept[key])
        with self._drawing:
            return self._once(("drawn", *name), work)

    def _once(self, name: tuple[Any, ...], work: Callable[[], T]) -> T:
        """What ``work`` gave, as long as nothing has changed since. Two threads may work at once; one is kept."""
        key = (self.mark(), *name)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("T", self._kept[key])
        found = work()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return found


def _mark(window: Window) -> str:
    """The window's mark; where it cannot be read, whoever asks for a page is told why."""
    try:
        return window_mark(window)
    except OfficeError as error:
        return f"{window.slug}: {error.code}"
