"""The ministry's pages in a real browser: as analyst, approver and attacker, by keyboard, in every language."""

from __future__ import annotations

import contextlib
import http.client
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bitcoin_office.app.people import people_of
from bitcoin_office.people.acts import Act, log_findings
from bitcoin_office.people.person import Role
from tests.app.today_office import FIRST
from tests.web.browsing import Visit
from tests.web.inside import PASSWORD, name_of
from tests.web.served import Served
from tests.web.test_browser import RULES
from tests.web.test_proposals_page import BILAL, Practice

pytestmark = [pytest.mark.component("chromium"), pytest.mark.slow]

PAGES = (
    "",
    "/proposals",
    f"/proposals?on={FIRST}",
    "/plans",
    "/plans?kind=breaks",
    "/reconciliation",
    "/books",
    "/me",
    "/me/factor",
)
MOST_GUESSES = 12
PATIENCE_MILLISECONDS = 240_000
INSIDE = "/en/training/ministry"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """A training office with a rule that is due, its people, and one proposal."""
    made = Practice(tmp_path_factory.mktemp("ministry"))
    made.proposed()
    return made


@pytest.fixture(scope="module")
def site(practice: Practice) -> Iterator[Served]:
    """The site, served on this machine without TLS, as the documentation allows."""
    with Served([practice.path]) as served:
        yield served


def logged_in(visit: Visit, who: str) -> Page:
    """Logs in by keyboard alone, from the login's first field on."""
    page = visit.go(f"{INSIDE}/login")
    page.focus("#name")
    page.keyboard.type(who)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ministry")
    return page


def test_pages_are_clean(browser: Browser, site: Served, practice: Practice) -> None:
    """Axe finds nothing, nothing is asked elsewhere, no page is wider than a phone: in every language, in the dark."""
    visit = Visit(browser, site, width=390, theme="dark")
    logged_in(visit, name_of(Role.ANALYST))
    name = practice.cases()[0].id
    for code in ("en", "es", "ur"):
        for rest in (*PAGES, f"/proposals/{name}?on={FIRST}"):
            page = visit.go(f"/{code}/training/ministry{rest}")
            found = Axe().run(page, options=RULES)
            told = [(each["id"], each["nodes"][0]["html"][:200]) for each in found.response["violations"]]
            assert told == [], (code, rest)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, (code, rest)
    assert visit.elsewhere == []
    assert visit.complaints == []


def test_two_approvers_in_two_browsers(browser: Browser, site: Served, practice: Practice) -> None:
    """Both have the page open; one decides by keyboard alone, and the other's form is refused and says why."""
    name = practice.cases()[0].id
    address = f"{INSIDE}/proposals/{name}?on={FIRST}"
    first, second = Visit(browser, site), Visit(browser, site)
    logged_in(first, name_of(Role.APPROVER))
    logged_in(second, BILAL)
    one, other = first.go(address), second.go(address)
    with other.expect_navigation():
        other.click("button[value=approve]")
    assert "Approved" in other.locator(".lead").inner_text()
    one.focus("#reason")
    one.keyboard.type("As decreed")
    one.keyboard.press("Tab")
    with one.expect_navigation():
        one.keyboard.press("Enter")
    assert "Somebody else was first" in one.locator("h1").inner_text()
    assert [each.by for each in practice.cases()[0].approvals] == [BILAL]


def test_another_site_cannot_act(browser: Browser, site: Served, practice: Practice, tmp_path: Path) -> None:
    """A page of an attacker's posts a form with the approver's browser: no cookie goes with it, and nothing happens."""
    visit = Visit(browser, site)
    page = logged_in(visit, name_of(Role.ADMIN))
    victim = name_of(Role.VIEWER)
    trap = tmp_path / "trap.html"
    trap.write_text(
        f'<form method="post" action="{site.address}{INSIDE}/people"><input name="name" value="{victim}">'
        '<input name="act" value="disable"><button>Win</button></form>'
    )
    before = practice.acts()
    page.goto(trap.as_uri())
    with page.expect_navigation():
        page.click("button")
    assert page.locator(".kicker").inner_text() == "403"
    assert practice.acts() == before


def test_no_script_of_a_page_can_have_the_session(browser: Browser, site: Served) -> None:
    """The session's cookie is not for scripts, and what was left behind is not shown after the way out."""
    visit = Visit(browser, site)
    page = logged_in(visit, name_of(Role.VIEWER))
    assert page.evaluate("document.cookie") == ""
    visit.go(f"{INSIDE}/me").click("button[value=this]")
    page.wait_for_url("**/login")
    page.go_back()
    page.reload()
    assert page.locator("#password").count() == 1 or "403" in page.content()


def test_guesses_are_slowed(browser: Browser, site: Served) -> None:
    """Who types wrong passwords is told to wait, in words and with the page's form still there."""
    page = Visit(browser, site).go(f"{INSIDE}/login")
    # The wait doubles with every guess, so that it outlasts a machine of any slowness.
    for _ in range(MOST_GUESSES):
        page.fill("#name", "Some Body")
        page.fill("#password", "wrong password")
        with page.expect_navigation():
            page.press("#password", "Enter")
        if "Too many attempts" in page.locator("[role=alert]").inner_text():
            break
    else:
        pytest.fail(f"{MOST_GUESSES} guesses and no wait")


def test_a_kill_under_load_loses_nothing(browser: Browser, site: Served, practice: Practice) -> None:
    """Killed right after a plan was asked for, while others read, and started again: who was inside still is, the plan
    is under way or answered, and every act stands in the log, whose line of hashes is whole.
    """
    visit = Visit(browser, site)
    page = logged_in(visit, name_of(Role.ANALYST))
    visit.go(f"{INSIDE}/plans")
    page.fill("#programme", "sv")
    page.fill("#paths", "300")
    page.fill("#years", "1")
    with page.expect_navigation():
        page.click("main form.login button")
    key = page.url.rpartition("/")[2]
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                urllib.request.urlopen(f"{site.address}/en/training/reserve").close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    site.kill()
    site.start()
    stop.set()
    for reader in readers:
        reader.join()
    page.goto(f"{site.address}{INSIDE}/plans/{key}")
    page.wait_for_selector("figure.fan", timeout=PATIENCE_MILLISECONDS)
    assert page.locator("figure.fan svg").count() > 0
    assert (Act.PLAN_ASKED, name_of(Role.ANALYST), key) in practice.acts()
    with people_of(practice.dir) as people:
        assert log_findings(people.acts()) == ()
    found = Axe().run(page, options=RULES)
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found.response["violations"]] == []
