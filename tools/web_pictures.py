"""Pictures of all pages at 390, 820 and 1440 pixels, light and dark, in English and Urdu, and on paper. Look, and mend.

Usage: .venv/bin/python tools/web_pictures.py FOLDER [PAGE...]   (CHROMIUM names the browser; PAGE is a part of a name)
       .venv/bin/python tools/web_pictures.py --readme           (draws the pictures of README.md anew)
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bitcoin_office.app.plan_asked import PlanKind
from bitcoin_office.people.person import Role
from components import find_chromium
from web_stage import PASSWORD, PROPOSED_ON, STORY, Stage, name_of, served

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {390: 844, 820: 1180, 1440: 900}
THEMES = ("light", "dark")
LANGUAGES = ("en", "ur")
PAPER = "print"
TALLEST = 16_000
"""Pixels from the top down that the browser can draw at once."""
PUBLIC = {
    "front": "/",
    "reserve": "/sv/reserve?at=2025-07-17",
    "reserve-pk": "/pk/reserve",
    "training": "/training/reserve",
    "disclosures": "/training/disclosures",
    "disclosure": "/training/disclosures/1",
    "none": "/sv/disclosures",
    "claims": "/sv/claims",
    "programme": "/sv/programme",
    "section": "/pk/programme/power",
    "parameters": "/pk/programme/parameters",
    "stories": "/pk/stories",
    "story": f"/pk/stories/{STORY}",
    "data": "/data",
}
# What the ministry's pages are called in pictures, where they are, and whose eyes look.
INSIDE = {
    "in-login": ("/pk/ministry/login", None),
    "in-front": ("/training/ministry", Role.APPROVER),
    "in-proposals": (f"/training/ministry/proposals?on={PROPOSED_ON}", Role.ANALYST),
    "in-proposal": ("/training/ministry/proposals/{proposal}?on=" + str(PROPOSED_ON), Role.APPROVER),
    "in-plans": ("/pk/ministry/plans", Role.ANALYST),
    "in-ask": ("/pk/ministry/plans?kind=sensitivity", Role.ANALYST),
    "in-reconciliation": ("/training/ministry/reconciliation", Role.ANALYST),
    "in-books": ("/sv/ministry/books", Role.VIEWER),
    "in-people": ("/pk/ministry/people", Role.ADMIN),
    "in-log": ("/pk/ministry/log", Role.AUDITOR),
    "in-me": ("/pk/ministry/me", Role.VIEWER),
}
ANSWERS = {f"in-{kind}": kind for kind in PlanKind}
# What README.md shows: its file, the page and where on it, language, theme, width and height.
README = (
    ("web-reserve.png", "reserve", "en", "light", 1100, 1000),
    ("web-reserve-ur.png", "reserve", "ur", "dark", 390, 844),
    ("web-sensitivity.png", "in-sensitivity#part-1", "en", "light", 860, 600),
)


class Photographer:
    """A browser that looks at the pages of a stage, as anybody or as somebody of a role."""

    def __init__(self, browser: Browser, address: str, stage: Stage) -> None:
        self.browser = browser
        self.address = address
        self.stage = stage
        self._cookies: dict[tuple[str, Role], list[object]] = {}

    def picture(self, page: str, file: Path, look: tuple[str, str, int, int], *, whole: bool) -> None:
        """One picture in a language, a theme and a size; ``whole`` from top to bottom, else of what a window shows."""
        language, theme, width, height = look
        name, _, place = page.partition("#")
        path, role = self._where(name)
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        if role is not None:
            context.add_cookies(self._inside(path.split("/")[1], role))  # type: ignore[arg-type]
        tab = context.new_page()
        tab.goto(f"{self.address}/{language}{path}#{place}")
        if theme == PAPER:
            tab.emulate_media(media=PAPER)
        wide, high = tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        part: Any = {"x": 0, "y": 0, "width": width, "height": min(high, TALLEST)} if whole else None
        tab.screenshot(path=file, full_page=whole, clip=part)
        context.close()
        print(f"{file}: {file.stat().st_size:,} bytes{'' if wide <= width else f', {wide} WIDE'}")

    def _where(self, page: str) -> tuple[str, Role | None]:
        if page in PUBLIC:
            return PUBLIC[page], None
        if page in ANSWERS:
            return f"/pk/ministry/plans/{self.stage.answers[ANSWERS[page]]}", Role.VIEWER
        path, role = INSIDE[page]
        return path.format(proposal=self.stage.proposal), role

    def _inside(self, slug: str, role: Role) -> list[object]:
        """The cookies of somebody who has logged in to an office."""
        if (slug, role) not in self._cookies:
            context = self.browser.new_context()
            tab = context.new_page()
            tab.goto(f"{self.address}/en/{slug}/ministry/login")
            tab.fill("#name", name_of(role))
            tab.fill("#password", PASSWORD)
            tab.press("#password", "Enter")
            tab.wait_for_url("**/ministry")
            self._cookies[slug, role] = list(context.cookies())
            context.close()
        return self._cookies[slug, role]


def main(arguments: list[str]) -> int:
    """Sets the stage, serves it and takes the pictures; returns the exit code."""
    chromium = find_chromium()
    if not arguments or chromium is None:
        print(__doc__ if chromium else "Chromium is missing: set CHROMIUM.", file=sys.stderr)
        return 2
    for_readme = arguments[0] == "--readme"
    names = [each[1].partition("#")[0] for each in README] if for_readme else list(chosen(arguments[1:]))
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        stage.build()
        if any(name.startswith("in-") for name in names):
            stage.staff()
            stage.ask(tuple(ANSWERS[name] for name in names if name in ANSWERS))
        with served(stage.offices) as address, sync_playwright() as playwright:
            sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=str(chromium), args=sandbox)
            photographer = Photographer(browser, address, stage)
            if for_readme:
                for name, page, *look in README:
                    photographer.picture(page, ROOT / "docs" / "images" / name, tuple(look), whole=False)  # type: ignore[arg-type]
            else:
                all_pictures(photographer, Path(arguments[0]), names)
            browser.close()
    return 0


def chosen(wanted: list[str]) -> Iterator[str]:
    """The pages whose name has one of the words, or all."""
    return (name for name in (*PUBLIC, *INSIDE, *ANSWERS) if not wanted or any(word in name for word in wanted))


def all_pictures(photographer: Photographer, folder: Path, names: list[str]) -> None:
    """Every page in every width, theme and language, and once on paper."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        for language in LANGUAGES:
            for theme in THEMES:
                for width, height in WIDTHS.items():
                    file = folder / f"{name}-{language}-{width}-{theme}.png"
                    photographer.picture(name, file, (language, theme, width, height), whole=True)
        photographer.picture(name, folder / f"{name}-en-{PAPER}.png", ("en", PAPER, 820, 1160), whole=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
