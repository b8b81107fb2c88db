"""Where keys stand in a TOML text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.playbook.lines import key_lines, written
from tests.playbook.patience import patient

NASTY = '''# a comment with [brackets] and = signs
title = "a # b" # and a tail
"quoted \\u00e9" = 'x = 1'
a . b."c.d" = { x = 1, y = { z = [1, 2] } }

[reserve]
text = """
[not.a.table]
key = "no key \\\\"
""\\"""" # five quotes at the end
raw = \'\'\'
[[nor.this]]
\'\'\'
empty = ""
none = []
[[reserve.rules]]
id = "one"
steps = [
  1, # first
  [2, 3],
  { deep = "x" }
]
[reserve.rules.sub]
k = 2025-01-01
[[reserve.rules]]
id = "two"
[[reserve.rules.inner]]
v = 1
[[reserve.rules.inner]]
v = 2
[ "spaced" . out ]
w = 1e3
'''


def paths(tree: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path into a tree, except the empty one."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in entries:
        yield (*path, key)
        yield from paths(value, (*path, key))


def test_every_key_of_a_difficult_text_has_its_line():
    """Comments, the four kinds of text, inline tables and nested arrays of tables do not move a key to another line."""
    lines = key_lines(NASTY)
    assert set(lines) == set(paths(tomllib.loads(NASTY)))
    assert lines["quoted é",] == 3
    assert lines["a", "b", "c.d", "y", "z", 1] == 4
    assert lines["reserve", "raw"] == 11
    assert lines["reserve", "rules", 0, "steps", 0] == 19
    assert lines["reserve", "rules", 0, "steps", 2, "deep"] == 21
    assert lines["reserve", "rules", 1] == 25
    assert lines["reserve", "rules", 1, "inner", 1, "v"] == 30
    assert lines["spaced", "out", "w"] == 32


def test_windows_line_ends_count_as_one():
    """A file written on Windows has the same line numbers."""
    assert key_lines(NASTY.replace("\n", "\r\n")) == key_lines(NASTY)


keys = st.sampled_from(["a", "b", "c-d", '"e f"', "'g.h'"])
scalars = st.sampled_from(["1", '"x"', "'#'", "true", "2025-01-01", "1.5", '"""\nk = 1\n"""', "'''\n[t]\n'''", '"\\""'])
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[\n" + ",\n".join(items) + " # end\n]"),
        st.lists(inner.filter(lambda text: "\n" not in text), max_size=3).map(
            lambda items: "{" + ", ".join(f"k{number} = {item}" for number, item in enumerate(items)) + "}"
        ),
    ),
    max_leaves=6,
)
lines_of_text = st.one_of(
    st.tuples(st.lists(keys, min_size=1, max_size=2), values).map(lambda pair: f"{' . '.join(pair[0])} = {pair[1]}"),
    st.lists(keys, min_size=1, max_size=3).map(lambda parts: f"[{'.'.join(parts)}] # table"),
    st.lists(keys, min_size=1, max_size=3).map(lambda parts: f"[[ {'.'.join(parts)} ]]"),
    st.just("# [comment]"),
    st.just(""),
)


@patient
@given(st.lists(lines_of_text, max_size=8).map("\n".join))
def test_paths_against_tomllib(text: str):
    """The scanner finds exactly the keys that tomllib finds, each on a line that exists."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    lines = key_lines(text)
    assert set(lines) == set(paths(tree))
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@pytest.mark.parametrize(
    ("path", "text"), [((), ""), (("a", "b"), "a.b"), (("a", 0, "b"), "a[0].b"), (("a", 1, 2), "a[1][2]")]
)
def test_written(path: tuple[str | int, ...], text: str):
    """Paths are written with dots for keys and brackets for positions."""
    assert written(path) == text
