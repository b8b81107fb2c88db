"""The end of a pattern, and that no pattern of data ends in a sign that lets a line break through."""

import ast
import re
from pathlib import Path

from bitcoin_office.terms.pattern import END

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_may_follow() -> None:
    """Not even the line break that ``$`` lets pass."""
    assert re.search("^a" + END, "a")
    assert re.search("^a$", "a\n")
    for tail in ("\n", "b", "\r\n", " "):
        assert not re.search("^a" + END, "a" + tail)


def test_no_pattern_of_the_house_lets_a_line_break_pass() -> None:
    """No whole pattern in the program's source, from ``^`` on, ends in ``$``."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted((ROOT / "src").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.startswith("^") and node.value.endswith("$")
    ]
    assert found == []
