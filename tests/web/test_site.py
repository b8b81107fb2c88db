"""What the server keeps while it runs."""

import threading
import time
from pathlib import Path

import pytest

from bitcoin_office.app.windows import Window
from bitcoin_office.web import site as web_site
from bitcoin_office.web.site import Site


def test_readers_who_come_together_wait_for_one_picture(offices: tuple[Path, Path]) -> None:
    """Eight at once: it is drawn once, and all get it; another picture is drawn for itself."""
    site = Site(offices[:1])
    drawn: list[str] = []

    def draw() -> str:
        drawn.append(threading.current_thread().name)
        time.sleep(0.05)
        return "picture"

    got: list[str] = []
    readers = [threading.Thread(target=lambda: got.append(site.drawn(("sv", "en"), draw))) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert (got, len(drawn)) == (["picture"] * 8, 1)
    assert site.drawn(("sv", "ur"), draw) == "picture"
    assert len(drawn) == 2


def test_who_comes_while_another_looks_waits_for_what_it_sees(
    offices: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look takes a while: nobody is given the mark from before it, under which nothing was worked out."""
    site = Site(offices[:1])
    looked: list[str] = []

    def slow(window: Window) -> str:
        looked.append(window.slug)
        time.sleep(0.05)
        return f"seen {window.slug}"

    monkeypatch.setattr(web_site, "_mark", slow)
    marks: list[str] = []
    readers = [threading.Thread(target=lambda: marks.append(site.mark())) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(set(marks)) == 1
    assert "seen sv" in marks[0]
    assert looked == [window.slug for window in site.windows]
