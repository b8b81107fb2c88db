"""Drives the page: its functions called with bytes, and its form as a person uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from playwright.sync_api import Page

from bitcoin_office.proof.canonical import write
from tests.disclosing import Practice

TODAY = "2026-02-01"
NAME = "disclosure-0001"

# Files as base64: a megabyte of it is passed to the page in no time, where arrays of numbers take seconds.
VERIFY = """async ([files, expectedKey, today]) => {
    const given = files.map(([name, text]) => ({ name, bytes: Bytes.fromBase64(text) }));
    const { entries, unused } = await Verify.run(given, { expectedKey, today }, () => {});
    return { unused, entries: entries.map(({ name, verdict, steps }) => ({
        name, verdict, lines: steps.flatMap(step => step.lines.map(line => [line.state, line.code, line.text])),
    })) };
}"""


@dataclass(frozen=True)
class Said:
    """What the page said of one disclosure."""

    name: str
    verdict: str
    lines: list[list[str]]

    def codes(self, state: str) -> set[str]:
        """The codes of the lines in this state."""
        return {code for found, code, _ in self.lines if found == state}

    def texts(self, state: str) -> str:
        """Their sentences."""
        return "\n".join(text for found, _, text in self.lines if found == state)


@cache
def practice() -> Practice:
    """The chain and the office of all tests."""
    return Practice()


def small_files() -> dict[str, bytes]:
    """The small disclosure with its sidecar and the auditor's file."""
    made = practice().small
    return {
        f"{NAME}.json": made.file,
        f"{NAME}.headers": made.headers.data,
        f"{NAME}.auditor.json": write(made.auditor),
    }


def verify(tab: Page, files: dict[str, bytes], *, key: str = "", today: str = TODAY) -> list[Said]:
    """What the page says of these files, the newest disclosure first."""
    given = [[name, msgspec.to_builtins(data)] for name, data in files.items()]
    found: dict[str, Any] = tab.evaluate(VERIFY, [given, key, today])
    return [Said(**entry) for entry in found["entries"]]


def verdict(tab: Page, files: dict[str, bytes]) -> str:
    """The verdict on the newest of them."""
    return verify(tab, files)[0].verdict


def drop(page: Page, folder: Path, files: dict[str, bytes]) -> str:
    """Chooses the files in the page's form, waits for the end, and gives the verdict that the page shows."""
    paths = []
    for name, data in files.items():
        path = folder / name
        path.write_bytes(data)
        paths.append(path)
    page.set_input_files("#files", paths)
    return wait(page)


def wait(page: Page) -> str:
    """The verdict, when there is one. A selector waits without running strings, which the page's policy forbids."""
    page.wait_for_selector("body:is([data-state=holds], [data-state=part], [data-state=wrong], [data-state=none])")
    return page.locator("body").get_attribute("data-state") or ""


def headings(page: Page) -> Iterable[str]:
    """The headings of all disclosures on the page."""
    return page.locator("article > h2").all_inner_texts()
