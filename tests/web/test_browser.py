"""A real browser that notes every request elsewhere: citizens on a phone, at a desk, by keyboard, in Urdu."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.web.browsing import Visit
from tests.web.pages import PAGES, STORIES
from tests.web.served import Served

pytestmark = [pytest.mark.component("chromium"), pytest.mark.slow]

# What WCAG 2.2 AA asks and a program can see.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
WIDTHS = (390, 820, 1440)


@pytest.fixture(scope="module")
def site(offices: tuple[Path, Path], story_office: Path) -> Iterator[Served]:
    """The site with a story beside its offices, served."""
    with Served([*offices, story_office]) as served:
        yield served


@pytest.mark.parametrize("code", ["en", "es", "ur"])
def test_pages_are_clean_in_both_themes(browser: Browser, site: Served, code: str) -> None:
    """Axe finds nothing, the browser complains of nothing, and nobody else is asked for anything."""
    for theme in ("light", "dark"):
        visit = Visit(browser, site, theme=theme)
        for page in (*PAGES, *STORIES):
            found = Axe().run(visit.go(f"/{code}{page}"), options=RULES)
            told = [(each["id"], each["nodes"][0]["html"][:200]) for each in found.response["violations"]]
            assert told == [], (page, theme)
        assert visit.elsewhere == []
        assert visit.complaints == []
        visit.context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("code", ["en", "ur"])
def test_no_page_is_wider_than_its_window(browser: Browser, site: Served, code: str, width: int) -> None:
    """On a phone, a tablet and a desk nothing has to be scrolled sideways, wide tables apart."""
    visit = Visit(browser, site, width=width)
    for page in (*PAGES, *STORIES):
        wide = visit.go(f"/{code}{page}").evaluate("document.documentElement.scrollWidth")
        assert wide <= width, page
    visit.context.close()


def test_the_urdu_page_runs_from_right_to_left(browser: Browser, site: Served) -> None:
    """The heading begins at the right, its figures keep their order, and the chart keeps its own direction."""
    page = Visit(browser, site).go("/ur/sv/reserve?at=2025-07-17")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    heading = page.locator("h1").bounding_box()
    assert heading is not None
    assert heading["x"] + heading["width"] > 1100
    cell = page.locator(".three .accent .figure bdi")
    assert cell.inner_text() == "6,240.75 BTC"
    assert page.evaluate("getComputedStyle(document.querySelector('figure.history svg')).direction") == "ltr"


def test_a_visit_by_keyboard_alone(browser: Browser, site: Served) -> None:
    """From the first key: skip to the content, choose a day, open the numbers behind the picture, follow a note."""
    page = Visit(browser, site).go("/en/sv/reserve?at=2025-07-17")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.locator("#history ~ details tbody tr").first.is_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "note":
            break
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash").startswith("#source-")


def test_a_day_is_chosen_in_the_form(browser: Browser, site: Served) -> None:
    """The form leads to the day, whose figures are another."""
    page = Visit(browser, site).go("/en/sv/reserve?at=2025-07-17")
    page.fill("#at", "2024-03-14")
    page.click("form.day button")
    assert "at=2024-03-14" in page.url
    assert "5,690" in page.locator("h1").inner_text()


def test_a_claim_is_judged_in_the_form(browser: Browser, site: Served) -> None:
    """A reader writes a sentence and reads what the record says to it."""
    visit = Visit(browser, site, width=390)
    page = visit.go("/en/sv/claims")
    page.fill("#text", "El Salvador now holds 9,900 BTC.")
    page.fill("#published", "2025-07-17")
    page.click("form.claim-form button")
    assert "does not fit" in page.locator("h1").inner_text()
    assert "6,2" in page.locator(".claim").inner_text()
    assert visit.complaints == []


def test_the_check_page_runs_where_it_is_served(browser: Browser, site: Served) -> None:
    """Opened on the site, the page that checks runs under its own policy, without a complaint."""
    visit = Visit(browser, site)
    page = visit.go("/files/check.html")
    assert page.locator("input[type=file]").count() > 0
    assert visit.complaints == []
    assert visit.elsewhere == []


# A4 between margins of 1.9 cm, at the 96 points an inch that browsers print with.
PAPER = {"width": 650, "height": 920}


@pytest.mark.parametrize("code", ["en", "ur"])
def test_paper_is_white_and_shows_everything(browser: Browser, site: Served, code: str) -> None:
    """Also from a dark screen: dark ink on white, no navigation or forms, every table open and none of it cut off."""
    visit = Visit(browser, site, theme="dark")
    visit.page.set_viewport_size(PAPER)
    visit.page.emulate_media(media="print", color_scheme="dark")
    for page in (*PAGES, *STORIES):
        shown = visit.go(f"/{code}{page}")
        ink, paper = shown.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)"), page
        assert shown.locator("nav:visible, form:visible").count() == 0, page
        hidden = "[...document.querySelectorAll('main table')].filter(each => !each.checkVisibility()).length"
        assert shown.evaluate(hidden) == 0, page
        widths = "[...document.querySelectorAll('main table')].map(each => each.getBoundingClientRect().width)"
        assert max(shown.evaluate(widths), default=0) <= PAPER["width"] + 1, page
        assert shown.locator(".training").count() == page.startswith("/training"), page
    visit.context.close()
