"""The disclosure of ``bench/verify.py``, 1,000 coins with 1,000 proofs, in Chromium and in ``verify``, in one run.

Run it as ``python bench/check_page.py`` from the repository, with the environment of the tests; CHROMIUM names the
browser. The page's time is a reader's: from the choice of the files to the finding on the screen.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bitcoin_office.adapters.check_page import check_page
from bitcoin_office.reserve.disclosure.checking import Given, Reader
from bitcoin_office.reserve.disclosure.series import verify
from verify import made

ROUNDS = 3
WANTED_SECONDS = 20
TODAY = dt.date(2026, 1, 2)
FINDING = "body:is([data-state=holds], [data-state=part], [data-state=wrong])"
COUNT_DRAWINGS = """() => {
    globalThis.drawn = 0;
    const result = document.getElementById("result");
    new MutationObserver(() => { globalThis.drawn++; }).observe(result, { childList: true });
}"""


def in_program(file: bytes, sidecar: bytes) -> float:
    """Seconds of ``verify``."""
    started = time.perf_counter()
    assert verify([Given(name="x", data=file, sidecar=sidecar)], Reader(trusted=(), today=TODAY)).ok
    return time.perf_counter() - started


def in_browser(browser: Browser, folder: Path) -> tuple[float, int]:
    """Seconds of a page that was just opened, and how often it drew."""
    page = browser.new_page()
    page.goto((folder / "check.html").as_uri())
    page.evaluate(COUNT_DRAWINGS)
    started = time.perf_counter()
    page.set_input_files("#files", [folder / "x.json", folder / "x.headers"])
    page.wait_for_selector(FINDING, timeout=600_000)
    seconds = time.perf_counter() - started
    assert page.locator("body").get_attribute("data-state") == "holds"
    drawn = page.evaluate("globalThis.drawn")
    page.close()
    return seconds, drawn


def main() -> int:
    file, sidecar, locks, _ = made()
    program = min(in_program(file, sidecar) for _ in range(ROUNDS))
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        for part, data in (("x.json", file), ("x.headers", sidecar), ("check.html", check_page().encode())):
            (folder / part).write_bytes(data)
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=arguments)
        seconds, drawn = min(in_browser(browser, folder) for _ in range(ROUNDS))
        browser.close()
    print(f"{len(locks):,} coins, as many proofs of 2-of-3, {len(file) / 1e6:.1f} MB; best of {ROUNDS}")
    print(f"  verify    {program:8.2f} s    1.00")
    print(f"  Chromium  {seconds:8.2f} s  {seconds / program:6.2f}   (wanted: {WANTED_SECONDS} s); drew {drawn} times")
    return 0


if __name__ == "__main__":
    sys.exit(main())
