"""Every question about plans in a real browser: asked in its form, watched to its end, held against its own JSON."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bitcoin_office.app.plan_asked import PlanKind
from bitcoin_office.office.chart_style import shown
from bitcoin_office.people.person import Role
from bitcoin_office.terms.amount import sats
from tests.web.browsing import Visit
from tests.web.inside import PASSWORD, name_of
from tests.web.served import Served
from tests.web.test_browser import RULES

pytestmark = [pytest.mark.component("chromium"), pytest.mark.slow]

INSIDE = "/en/sv/ministry"
PATIENCE_MILLISECONDS = 240_000
PROGRAMME = "pk+sv-reserve"
SMALL = {"years": "1", "paths": "120"}
# What is typed for each question besides the programme.
TYPED: dict[PlanKind, dict[str, str]] = {
    PlanKind.PLAN: SMALL,
    PlanKind.COMPARE: SMALL | {"programme": "pk", "other": PROGRAMME},
    PlanKind.REPLAY: SMALL,
    PlanKind.HINDSIGHT: {"paths": "120", "as_of": "2026-02-17"},
    PlanKind.SENSITIVITY: SMALL | {"paths": "40", "vary": "growth=-30..30 volatility price devaluations"},
    PlanKind.STRESS: {"years": "2"},
    PlanKind.BREAKS: SMALL | {"paths": "40", "series": "value_usd", "line": "20000000"},
}


class Told(msgspec.Struct, frozen=True):
    """What a page shows of a chart: the cells of the last row of the table behind it."""

    title: str
    cells: tuple[str, ...]


@pytest.fixture(scope="module")
def site(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An office with one person of each role, served."""
    office = shutil.copytree(template, tmp_path_factory.mktemp("answers") / "sv")
    with Served([office]) as served:
        yield served


@pytest.mark.parametrize("kind", PlanKind)
def test_asked_watched_and_right(browser: Browser, site: Served, kind: PlanKind) -> None:
    """By keyboard alone from the list of questions to the answer, which comes by itself; its finding and a row of its
    table are those of the JSON beside it; axe finds nothing, nobody else was asked, and it fits a phone.
    """
    visit = Visit(browser, site, width=390)
    page = logged_in(visit)
    typed(page, kind)
    watched(page)
    result = page.request.get(f"{page.url}/result").json()
    said = " ".join(page.locator("main h1, main p.lead").all_inner_texts()).replace("\n", " ")
    for sentence in result["finding"].split(". "):
        assert sentence.rstrip(".") in said
    assert CHECKS[kind](result) in tables(page)
    page.locator("main summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("main details[open] tbody tr").first.is_visible()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert page.locator("figure.fan svg:visible").count() == page.locator("figure.fan").count() > 0
    found = Axe().run(page, options=RULES)
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert (visit.elsewhere, visit.complaints) == ([], [])
    visit.context.close()


def logged_in(visit: Visit) -> Page:
    """The analyst's browser, inside."""
    page = visit.go(f"{INSIDE}/login")
    page.fill("#name", name_of(Role.ANALYST))
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ministry")
    return page


def typed(page: Page, kind: PlanKind) -> None:
    """Chooses the question and fills its form, touching nothing but keys."""
    page.goto(page.url + "/plans")
    choice = page.locator(f".choices a[href*='kind={kind}']")
    choice.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**kind={kind}*")
    page.focus("#programme")
    asked = {"programme": PROGRAMME} | TYPED[kind]
    while page.evaluate("document.activeElement.tagName") != "BUTTON":
        assert page.evaluate("document.activeElement.closest('form.login') !== null")
        name = page.evaluate("document.activeElement.name")
        if name == "as_of" and name in asked:
            # A day's parts are fields of their own, in an order that is the browser's.
            page.fill("#as_of", asked.pop(name))
        elif name in asked:
            page.keyboard.press("Control+a")
            page.keyboard.type(asked.pop(name))
        page.keyboard.press("Tab")
    assert asked == {}
    page.keyboard.press("Enter")


def watched(page: Page) -> None:
    """The page loads itself again when the answer is there; what it says on the way is where it stands."""
    page.wait_for_url("**/plans/*")
    assert page.locator("#progress, figure.fan").count() > 0
    page.wait_for_selector("figure.fan, main .said", timeout=PATIENCE_MILLISECONDS)
    assert page.locator("figure.fan").count() > 0, page.inner_text("main")


def tables(page: Page) -> list[tuple[str, ...]]:
    """The rows of all tables, hidden ones too, as they read."""
    rows = page.evaluate(
        "[...document.querySelectorAll('main table tr')].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return [tuple(row) for row in rows]


def last_of_fan(fan: dict[str, Any]) -> tuple[str, ...]:
    """The last day of a fan as its table has it."""
    levels = (fan["quantiles"][level][-1] for level in ("p05", "p25", "p50", "p75", "p95"))
    return (fan["dates"][-1], *(shown(value, fan["unit"]) for value in levels))


def of_plan(result: dict[str, Any]) -> tuple[str, ...]:
    """The worth of the coins on the last day."""
    return last_of_fan(result["series"]["value_usd"])


def of_comparison(result: dict[str, Any]) -> tuple[str, ...]:
    """What the second gains beyond the first on the last day."""
    return last_of_fan(result["series"]["gain_usd"]["difference"])


def of_replay(result: dict[str, Any]) -> tuple[str, ...]:
    """The first trade of the rule, with its sum and the reason: what it did otherwise than the day before."""
    first = result["decisions"][0]
    paid = shown(first["paid_usd_cents"] / 100, "USD")
    return (first["on"], first["rule"], sats(first["traded_sats"]).short(), paid, "; ".join(first["reasons"]))


def of_hindsight(result: dict[str, Any]) -> tuple[str, ...]:
    """The price that came true on the last day, in the fan of then."""
    price = result["series"]["price_usd"]
    on, *levels = last_of_fan(price)
    return (on, shown(price["came_true"][-1], "USD/BTC"), *levels)


def of_sensitivity(result: dict[str, Any]) -> tuple[str, ...]:
    """What matters most, with the figure at both ends of its range."""
    most = result["influences"][0]
    ends = (shown(most[end], result["unit"]) for end in ("at_low", "at_high"))
    assert (most["name"], most["low"], most["high"]) == ("growth", -30.0, 30.0)
    assert most["shared"]["total"]["value"] > 0.5
    return (most["says"], "-30 % to 30 %", *ends)


def of_stress(result: dict[str, Any]) -> tuple[str, ...]:
    """The worst stress with its worst day."""
    worst = min(result["stresses"], key=lambda item: item["series"][result["judged"]]["last"])
    found = worst["series"][result["judged"]]
    return (worst["id"], *(shown(found[name], "USD") for name in ("last", "lowest")), found["lowest_on"])


def of_breaks(result: dict[str, Any]) -> tuple[str, ...]:
    """The price at which the coins are worth less than the line."""
    price = result["breaks"][0]
    assert (price["name"], result["line"]) == ("price", 20_000_000.0)
    figures = (f"${price['declared']:,.0f}", f"${price['breaks_at']:,.0f}", shown(price["figure_there"], "USD"))
    return (price["says"], *figures)


CHECKS: dict[PlanKind, Callable[[dict[str, Any]], tuple[str, ...]]] = {
    PlanKind.PLAN: of_plan,
    PlanKind.COMPARE: of_comparison,
    PlanKind.REPLAY: of_replay,
    PlanKind.HINDSIGHT: of_hindsight,
    PlanKind.SENSITIVITY: of_sensitivity,
    PlanKind.STRESS: of_stress,
    PlanKind.BREAKS: of_breaks,
}
