"""The page against ``bitcoin-office verify``: wrong where the program finds something, and not otherwise."""

from __future__ import annotations

import copy
import hashlib
import random
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page

from bitcoin_office.proof.canonical import write
from bitcoin_office.reserve.disclosure.checking import Given
from bitcoin_office.reserve.disclosure.series import verify
from tests.adapters.check_page.driving import NAME, small_files
from tests.adapters.check_page.driving import verify as page_verify
from tests.disclosing import SIGNER
from tests.reserve.disclosure.verifying import reader

pytestmark = pytest.mark.component("chromium")

SEED = random.SystemRandom().randrange(2**32)
# Changes of one field that the program and the page must judge alike; each field gets so many of them.
CHANGES_EACH = 3
Path = tuple[str | int, ...]


def signed(body: dict[str, Any]) -> bytes:
    """The body with a note over it by the office's own key: what a lying office could publish."""
    stamp = body.get("stamp") or {}
    lines = [
        str(body.get("schema")),
        *(f"{name}: {body.get(name)}" for name in ("kind", "country", "network", "number")),
        *(f"{name}: {stamp.get(field)}" for name, field in (("height", "height"), ("block", "hash"))),
        f"sha256: {hashlib.sha256(write(body)).hexdigest()}",
    ]
    return write({"disclosure": body, "note": SIGNER.sign("\n".join(lines) + "\n")})


def paths_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in the body, the places of whole objects and lists included."""
    if path:
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from paths_in(value[key], (*path, key))
    elif isinstance(value, list):
        for place in range(len(value)):
            yield from paths_in(value[place], (*path, place))


def others(dice: random.Random, value: Any) -> list[Any]:
    """Other values for a place, near the one that stands there and far from it."""
    if isinstance(value, list):
        return [value[1:], value[:-1], [*value, *value[-1:]], value[::-1], [], None]
    if isinstance(value, dict):
        return [None, {}, {**value, "more": 1}, dict(list(value.items())[1:])]
    if isinstance(value, bool) or value is None:
        return [0, "", "11" * 32, {}, []]
    if isinstance(value, int):
        return [value + 1, value - 1, 0, -1, value * 2, 2**53 - 1, str(value), None]
    place = dice.randrange(len(value) + 1)
    return [value[:place] + each + value[place + 1 :] for each in ("0", "a", "é", "\u202e", "")] + [
        value * 2,
        "",
        None,
        1,
    ]


def changed(body: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The body with another value at a place."""
    found = copy.deepcopy(body)
    inside: Any = found
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return found


def test_every_field_changed_and_signed_again(tab: Page) -> None:
    """Each place of the body with other values, signed by the office: judged as the program judges it."""
    dice = random.Random(SEED)
    files = small_files()
    body = msgspec.json.decode(files[f"{NAME}.json"])["disclosure"]
    auditor = files.pop(f"{NAME}.auditor.json")
    assert auditor
    differing, right, wrong = [], 0, 0
    for path in paths_in(body):
        inside: Any = body
        for key in path:
            inside = inside[key]
        for value in dice.sample(others(dice, inside), CHANGES_EACH):
            file = signed(changed(body, path, value))
            theirs = verify([Given(name="x", data=file, sidecar=files[f"{NAME}.headers"])], reader())
            mine = page_verify(tab, {**files, f"{NAME}.json": file}, today="2026-01-03")[0]
            right, wrong = right + theirs.ok, wrong + (not theirs.ok)
            if (mine.verdict == "wrong") is theirs.ok:
                differing.append((path, value, mine.texts("wrong"), [each.message for each in theirs.findings]))
    assert differing == [], SEED
    assert wrong > 400
    assert right > 10
