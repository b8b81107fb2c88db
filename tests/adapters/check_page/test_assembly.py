"""The page as a text: one file, the same every time, and nothing in it that could reach out or make markup of texts."""

import base64
import hashlib
import re
from importlib.resources import files

from bitcoin_office.adapters import check_page as room
from bitcoin_office.adapters.check_page import check_page

PAGE = check_page()
PARTS = [each for each in files(room).joinpath("parts").iterdir() if each.name.endswith(".js")]
# What a part of 250 lines holds is still read in one sitting.
LONGEST_PART = 250


def inside(tag: str) -> list[str]:
    """The texts of all elements of this name."""
    return re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)


def test_it_is_the_same_every_time() -> None:
    """Two runs give the same bytes: a published page can be compared with one made at home."""
    assert check_page() == PAGE


def test_only_its_own_script_and_style_may_run() -> None:
    """The policy names the hashes of the one script and the one style, and allows nothing else."""
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', PAGE)
    assert policy is not None
    allowed = dict(each.split(" ", 1) for each in policy[1].split("; "))
    for directive, tag in (("script-src", "script"), ("style-src", "style")):
        (text,) = inside(tag)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert allowed[directive] == f"'sha256-{digest}'"
    assert allowed["default-src"] == allowed["base-uri"] == allowed["form-action"] == "'none'"
    assert "unsafe" not in policy[1]


def test_nothing_in_it_reaches_out() -> None:
    """No address, no import, no request, no frame, and no way to make markup or code of a text."""
    for banned in (
        "http://", "https://", "//cdn", "import(", "fetch(", "XMLHttpRequest", "WebSocket", "EventSource", "sendBeacon",
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "localStorage",
        "<iframe", "<img", "<link", "@import", "url(", "src=", "onclick",
    ):  # fmt: skip
        assert banned not in PAGE, banned


def test_every_part_is_in_it_once() -> None:
    """No script lies in the folder unused, and none stands in the page twice."""
    assert all(PAGE.count(each.read_text(encoding="utf-8")) == 1 for each in PARTS)
    assert PAGE.count("\n// ") >= len(PARTS)


def test_parts_are_strict_short_and_say_what_they_are() -> None:
    """Each is in strict mode, short, within 120 columns, and starts with what it is."""
    for part in PARTS:
        lines = part.read_text(encoding="utf-8").splitlines()
        assert lines[0] == '"use strict";'
        assert lines[2].startswith("/**"), part.name
        assert len(lines) <= LONGEST_PART, part.name
        assert [line for line in lines if len(line) > 120] == [], part.name


def test_nothing_ends_its_script_early() -> None:
    """No part holds what a browser would read as the end of the script."""
    (script,) = inside("script")
    assert "</" not in script
    assert "<!--" not in script
