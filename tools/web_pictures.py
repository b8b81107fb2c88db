"""Pictures of the public pages: at 390, 820 and 1440 pixels, light and dark, in English and Urdu. Look, and mend.

Usage: .venv/bin/python tools/web_pictures.py FOLDER [PAGE...]   (CHROMIUM names the browser; PAGE is a part of a name)
       .venv/bin/python tools/web_pictures.py --readme           (draws the pictures of README.md anew)
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from components import find_chromium

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {390: 844, 820: 1180, 1440: 900}
THEMES = ("light", "dark")
LANGUAGES = ("en", "ur")
PAGES = {
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
    "data": "/data",
}
# What README.md shows: its file, the page, language, theme, width and height.
README = (
    ("web-reserve.png", "reserve", "en", "light", 1100, 1000),
    ("web-reserve-ur.png", "reserve", "ur", "dark", 390, 844),
)
STARTS_IN_SECONDS = 60


def main(arguments: list[str]) -> int:
    """Makes two offices, serves them and takes the pictures; returns the exit code."""
    chromium = find_chromium()
    if not arguments or chromium is None:
        print(__doc__ if chromium else "Chromium is missing: set CHROMIUM.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as address, sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=str(chromium), args=sandbox)
        if arguments[0] == "--readme":
            for name, page, language, theme, width, height in README:
                file = ROOT / "docs" / "images" / name
                picture(browser, f"{address}/{language}{PAGES[page]}", file, theme, (width, height), whole=False)
        else:
            all_pictures(browser, address, Path(arguments[0]), arguments[1:])
        browser.close()
    return 0


def all_pictures(browser: Browser, address: str, folder: Path, wanted: list[str]) -> None:
    """Every page in every width, theme and language."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in PAGES.items():
        if wanted and not any(word in name for word in wanted):
            continue
        for language in LANGUAGES:
            for theme in THEMES:
                for size in WIDTHS.items():
                    file = folder / f"{name}-{language}-{size[0]}-{theme}.png"
                    picture(browser, f"{address}/{language}{path}", file, theme, size, whole=True)


def picture(browser: Browser, address: str, file: Path, theme: str, size: tuple[int, int], *, whole: bool) -> None:
    """One picture; ``whole`` of the page from top to bottom, else of what a window shows."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=file, full_page=whole)
    context.close()
    print(f"{file}: {file.stat().st_size:,} bytes")


@contextmanager
def served(folder: Path) -> Generator[str]:
    """The address of a server that shows El Salvador's office and a training office, made in ``folder``."""
    office = [sys.executable, "-m", "bitcoin_office"]
    subprocess.run([*office, "init", str(folder / "sv"), "--country", "sv"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*office, "training", str(folder / "training")], check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    offices = ["--office", str(folder / "sv"), "--office", str(folder / "training")]
    server = subprocess.Popen([*office, "serve", *offices, "--port", str(port)])
    try:
        wait_for(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """A port on which nothing listens just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(address: str) -> None:
    """Waits until the server answers."""
    until = time.monotonic() + STARTS_IN_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
