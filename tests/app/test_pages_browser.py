"""Pages about results in a real browser: clean by axe in both themes, never wider than the window, asking nobody."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from bitcoin_office.app import plan as wiring
from bitcoin_office.app.pages import html, page_of
from bitcoin_office.app.plan import ask_backtest, ask_plan
from bitcoin_office.app.power import ask_power
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.power_terms import PowerQuestion
from bitcoin_office.simulate.reference import plain_kernel
from tests.browsers import launched

pytestmark = [pytest.mark.component("chromium"), pytest.mark.slow]

# What WCAG 2.2 AA asks and a program can see.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
KINDS = ("plan", "backtest", "power")
WIDTHS = (390, 820, 1440)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three kinds of pages as files."""
    folder = tmp_path_factory.mktemp("pages")
    question = PlanQuestion(paths=6, years=1, seed=3, as_of=dt.date(2026, 8, 1), until=dt.date(2026, 10, 31))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "compiled_kernel", plain_kernel)
        results = {
            "plan": ask_plan("pk+sv-reserve", question, threads=1),
            "backtest": ask_backtest("sv", dt.date(2023, 1, 31)),
            "power": ask_power("pk", PowerQuestion(year=2025, machine="antminer-s21")),
        }
    for kind, result in results.items():
        (folder / f"{kind}.html").write_bytes(html(page_of(result)))
    return {kind: folder / f"{kind}.html" for kind in results}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as the tests are told where it is."""
    with launched() as found:
        yield found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(browser, pages, kind, theme):
    """Names, roles, order and contrast, in both themes."""
    context = browser.new_context(color_scheme=theme, bypass_csp=True)
    page = context.new_page()
    page.goto(pages[kind].as_uri())
    found = Axe().run(page, options=RULES)
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found.response["violations"]] == []
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_and_asks_nobody(browser, pages, kind, width):
    """On a phone, a tablet and a desk nothing is scrolled sideways; the one request is for the file; no complaint."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(pages[kind].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (asked, complaints) == ([pages[kind].as_uri()], [])
    shown = page.locator("figure svg:visible").count()
    assert shown == page.locator("figure").count() > 0
    context.close()


def test_paper_shows_every_table_that_is_open(browser, pages):
    """Printed in the dark the page is black on white, and the wide charts are on it."""
    context = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(pages["backtest"].as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".wide svg:visible").count() == page.locator("figure").count()
    context.close()
