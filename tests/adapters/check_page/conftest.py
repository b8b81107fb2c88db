"""A real browser with the page in it, opened from a file, with the network cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bitcoin_office.adapters.check_page import check_page
from tests.browsers import launched


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser that CHROMIUM names; its sandbox cannot be had by root. Closed soon: while open, a loop runs."""
    with launched() as found:
        yield found


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file on disk."""
    path = tmp_path_factory.mktemp("check") / "check.html"
    path.write_text(check_page(), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser window without any network."""
    found = browser.new_context(offline=True)
    yield found
    found.close()


@pytest.fixture(scope="module")
def tab(context: BrowserContext, page_file: Path) -> Iterator[Page]:
    """One page for all tests that only call its functions."""
    found = context.new_page()
    found.goto(page_file.as_uri())
    yield found
    found.close()
