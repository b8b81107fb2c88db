"""What ``docs/security.md`` says: every requirement of the standard has its row, every test that it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import msgspec
import pytest

from bitcoin_office.app.office_dir import PeopleSettings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
# Of OWASP ASVS 4.0.3, levels 1 and 2: of each section the last number, and those before it that are of level 3 or gone.
SECTIONS = {
    "1.1": (7, ()), "1.2": (4, ()), "1.4": (5, (2, 3)), "1.5": (4, ()), "1.6": (4, ()), "1.7": (2, ()), "1.8": (2, ()),
    "1.9": (2, ()), "1.10": (1, ()), "1.11": (2, ()), "1.12": (2, (1,)), "1.14": (6, ()),
    "2.1": (12, ()), "2.2": (3, ()), "2.3": (3, ()), "2.4": (5, ()), "2.5": (7, ()), "2.6": (3, ()), "2.7": (6, ()),
    "2.8": (7, ()), "2.9": (3, ()), "2.10": (4, ()),
    "3.1": (1, ()), "3.2": (4, ()), "3.3": (4, ()), "3.4": (5, ()), "3.5": (3, ()), "3.7": (1, ()),
    "4.1": (5, (4,)), "4.2": (2, ()), "4.3": (3, ()),
    "5.1": (5, ()), "5.2": (8, ()), "5.3": (10, ()), "5.4": (3, ()), "5.5": (4, ()),
    "6.1": (3, ()), "6.2": (6, ()), "6.3": (2, ()), "6.4": (2, ()),
    "7.1": (4, ()), "7.2": (2, ()), "7.3": (4, (2,)), "7.4": (3, ()),
    "8.1": (4, ()), "8.2": (3, ()), "8.3": (8, ()),
    "9.1": (3, ()), "9.2": (4, ()), "10.2": (2, ()), "10.3": (3, ()), "11.1": (8, ()),
    "12.1": (3, ()), "12.2": (1, ()), "12.3": (6, ()), "12.4": (2, ()), "12.5": (2, ()), "12.6": (1, ()),
    "13.1": (5, (2,)), "13.2": (6, (4,)), "13.3": (2, ()), "13.4": (2, ()),
    "14.1": (4, ()), "14.2": (6, ()), "14.3": (3, (1,)), "14.4": (7, ()), "14.5": (4, ()),
}  # fmt: skip
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) ([^|]+)\|([^|]+)\|([^|]+)\|$", re.MULTILINE)
NUMBER = r"(\d+\.\d+)\.(\d+)"
NOT_MET = "*not met*"


def requirements() -> set[str]:
    """Every requirement of levels 1 and 2."""
    return {
        f"{section}.{number}"
        for section, (last, without) in SECTIONS.items()
        for number in range(1, last + 1)
        if number not in without
    }


def left_out() -> list[str]:
    """Every requirement that is said not to apply."""
    found: list[str] = []
    for words in re.findall(r"^Does not apply: (.*)$", PAGE, re.MULTILINE):
        ranges = re.findall(rf"{NUMBER} to {NUMBER}", words)
        found += [f"{section}.{n}" for section, first, _, last in ranges for n in range(int(first), int(last) + 1)]
        found += [".".join(each) for each in re.findall(NUMBER, re.sub(rf"{NUMBER} to {NUMBER}", "", words))]
    return found


@pytest.fixture(scope="module")
def tests_there() -> set[str]:
    """The names of all tests, and of the files that they stand in."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    names = {str(file.relative_to(ROOT)) for file in files}
    for file in files:
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        names |= {node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    return names


def test_every_requirement_has_one_place() -> None:
    """Each has one row, or one place among those that do not apply; nothing else is there."""
    assert len(requirements()) == 259
    placed = [row[0] for row in ROW.findall(PAGE)] + left_out()
    assert sorted(placed) == sorted(requirements())


def test_every_row_is_shown_or_not_met(tests_there: set[str]) -> None:
    """In the last cell stand tests that there are, or the words that say otherwise; and why stands beside it."""
    for number, what, how, shown in ROW.findall(PAGE):
        named = re.findall(r"`([^`]+)`", shown)
        assert named or NOT_MET in shown, number
        assert what.strip(), number
        assert how.strip(), number
        assert [name for name in named if name not in tests_there] == [], number


def test_every_test_on_the_page_is_there(tests_there: set[str]) -> None:
    """Wherever on the page a test is named."""
    named = set(re.findall(r"`(test_\w+|tests/[\w/]+\.py)`", PAGE))
    assert len(named) > 100
    assert named <= tests_there


def test_boundaries_and_keys_are_written_down() -> None:
    """The page says who trusts whom, what is kept at which level, and how every key is made, kept and replaced."""
    parts = dict(re.findall(r"^## ([^\n]+)\n\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
    for boundary in ("readers", "people", "proxy", "database", "worker", "machine"):
        assert f"| {boundary} →" in parts["Who trusts whom"] or f"→ {boundary}" in parts["Who trusts whom"]
    for level in ("published", "inside", "personal", "secret"):
        assert f"| {level}" in parts["What is kept, and how it is protected"]
    rows = [line.split("|")[1:-1] for line in parts["Keys"].splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 5
    assert all(cell.strip() for row in rows[:-1] for cell in row)
    usual = msgspec.structs.asdict(PeopleSettings())["key"].removeprefix("file:")
    assert f"`{usual}`" in rows[0][0]
