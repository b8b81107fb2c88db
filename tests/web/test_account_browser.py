"""One's own account and the admin's page in a real browser: typed, looked at, judged, asked again, enrolled."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bitcoin_office.adapters.store.address import parse_address
from bitcoin_office.app.people import people_of
from bitcoin_office.people.person import FRESH_SECONDS, Role
from bitcoin_office.people.totp import STEP_SECONDS, code_at
from tests.app.today_office import FIRST
from tests.web.browsing import Visit
from tests.web.inside import PASSWORD, name_of
from tests.web.served import Served
from tests.web.test_browser import RULES
from tests.web.test_ministry_browser import INSIDE, logged_in
from tests.web.test_proposals_page import Practice

pytestmark = [pytest.mark.component("chromium"), pytest.mark.slow]

OTHER = "an entirely other sentence"


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """A training office with its people and one proposal."""
    made = Practice(tmp_path_factory.mktemp("account"))
    made.proposed()
    return made


@pytest.fixture(scope="module")
def site(practice: Practice) -> Iterator[Served]:
    """The site, served on this machine without TLS, as the documentation allows."""
    with Served([practice.path]) as served:
        yield served


def clean(page: Page) -> None:
    """Axe finds nothing."""
    found = Axe().run(page, options=RULES)
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found.response["violations"]] == []


def grown_old(practice: Practice) -> None:
    """Every session as if its password had been given some minutes earlier."""
    engine = sa.create_engine(parse_address(practice.dir.books_url()))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE people_sessions SET proved = proved - :age"), {"age": FRESH_SECONDS})
    engine.dispose()


def test_a_password_can_be_looked_at_while_it_is_typed(browser: Browser, site: Served) -> None:
    """By keyboard: a button behind it shows and hides it, and says so; pasting and password managers are let in."""
    visit = Visit(browser, site)
    page = visit.go(f"{INSIDE}/login")
    page.fill("#password", "four kites")
    page.focus("#password")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Show"
    page.keyboard.press("Enter")
    assert page.get_attribute("#password", "type") == "text"
    assert page.get_attribute("button.show", "aria-pressed") == "true"
    clean(page)
    page.keyboard.press("Enter")
    assert page.get_attribute("#password", "type") == "password"
    managers = {"#name": "username", "#password": "current-password", "#code": "one-time-code"}
    assert {field: page.get_attribute(field, "autocomplete") for field in managers} == managers
    pasted = "document.getElementById('password').dispatchEvent(new ClipboardEvent('paste', {cancelable: true}))"
    assert page.evaluate(pasted)
    assert visit.complaints == []


def test_a_new_password_is_judged_while_it_is_typed(browser: Browser, site: Served) -> None:
    """In words that a screen reader tells, in the page's language; nothing is typed into any address."""
    visit = Visit(browser, site)
    logged_in(visit, name_of(Role.VIEWER))
    page = visit.go(f"{INSIDE}/me")
    for typed, says in (("short", "too short"), ("password1234", "guessed quickly"), (OTHER, "Very hard")):
        page.fill("#new", typed)
        page.wait_for_function("text => document.getElementById('strength-said').textContent.includes(text)", arg=says)
    assert page.eval_on_selector("#strength", "meter => meter.value") == 4
    clean(page)
    assert visit.complaints == []
    urdu = visit.go("/ur/training/ministry/me")
    urdu.fill("#new", OTHER)
    urdu.wait_for_function("() => document.getElementById('strength-said').textContent.includes('مشکل')")


def test_an_approver_gives_the_password_again(browser: Browser, site: Served, practice: Practice) -> None:
    """Minutes later the decision waits for it; the reason that was written is kept, and one more Enter decides."""
    visit = Visit(browser, site)
    logged_in(visit, name_of(Role.APPROVER))
    name = practice.cases()[0].id
    page = visit.go(f"{INSIDE}/proposals/{name}?on={FIRST}")
    grown_old(practice)
    page.fill("#reason", 'As decreed, "today" & <soon>')
    page.click("button[value=approve]")
    page.wait_for_selector("#again-password")
    assert practice.cases()[0].approvals == ()
    clean(page)
    page.focus("#again-password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Approved")
    (signed,) = practice.cases()[0].approvals
    assert (signed.by, signed.why) == (name_of(Role.APPROVER), 'As decreed, "today" & <soon>')
    assert [text for text in visit.complaints if "403" not in text] == []


def test_from_a_first_password_to_a_second_factor(browser: Browser, site: Served, practice: Practice) -> None:
    """The admin adds somebody on the page; they choose a password, set a second factor from the key, and use it."""
    admin = Visit(browser, site, width=390)
    logged_in(admin, name_of(Role.ADMIN))
    page = admin.go(f"{INSIDE}/people")
    clean(page)
    page.fill("#new-name", "Dora New")
    page.select_option("#new-role", "analyst")
    page.click("button[value=add]")
    first = page.inner_text("section.said .hash")
    clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    dora = Visit(browser, site)
    page = dora.go(f"{INSIDE}/login")
    page.fill("#name", "Dora New")
    page.fill("#password", first)
    page.press("#password", "Enter")
    page.wait_for_url("**/ministry/me")
    assert "Choose a password" in page.inner_text("h1")
    page.fill("#old", first)
    page.fill("#new", OTHER)
    page.press("#new", "Enter")
    page.wait_for_url("**/ministry")
    page = dora.go(f"{INSIDE}/me/factor")
    box = page.locator("svg.code").bounding_box()
    assert box
    assert box["width"] > 150
    secret = re.sub(r"\s", "", page.inner_text("ol.steps .hash"))
    page.fill("#code", code_at(secret, int(time.time()) // STEP_SECONDS))
    page.press("#code", "Enter")
    page.wait_for_url("**/ministry/me")
    with people_of(practice.dir) as people:
        found = people.person("Dora New")
    assert found is not None
    assert found.totp
    assert found.first_until == 0
    assert dora.complaints == []
    assert dora.elsewhere == []


@pytest.mark.parametrize("code", ["en", "es", "ur"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_the_account_are_clean(browser: Browser, site: Served, code: str, theme: str) -> None:
    """Account, second factor and people: axe finds nothing, no page is wider than a phone, in both themes."""
    visit = Visit(browser, site, width=390, theme=theme)
    logged_in(visit, name_of(Role.ADMIN))
    for rest in ("/me", "/me/factor", "/people"):
        page = visit.go(f"/{code}/training/ministry{rest}")
        clean(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, rest
    assert visit.complaints == []
