"""The browser of all tests that need one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright


@contextmanager
def launched() -> Iterator[Browser]:
    """The browser that CHROMIUM names; its sandbox cannot be had by root.

    Fixtures close it at the end of their file: while it is open a loop runs in this thread, and ``asyncio.run`` cannot.
    """
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=arguments)
        yield found
        found.close()
