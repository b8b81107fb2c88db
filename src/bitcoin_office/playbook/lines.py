"""Where every key of a TOML text stands, so that a finding can name its line."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

KeyPath = tuple[str | int, ...]
"""A way into a TOML tree: keys of tables and, counted from zero, positions in arrays."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}#\n]*")
_TEXTS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL),
    re.compile(r"'''.*?'{3,5}", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)


def key_lines(text: str) -> dict[KeyPath, int]:
    r"""The line, counted from one, of every key, table and array item in a text that ``tomllib`` reads.

    >>> key_lines("[reserve]\ntarget = {value = 1}")[("reserve", "target", "value")]
    2
    """
    return _Scanner(text).scan()


def written(path: KeyPath) -> str:
    """A key path as people write it: ``reserve.rules[0].sats``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


class _Scanner:
    """One pass over a valid TOML text; ``tomllib`` has already refused the others."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.lines: dict[KeyPath, int] = {}
        self.items: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        """Reads the text from its beginning to its end."""
        table: KeyPath = ()
        self.skip(_GAP)
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self.header()
            else:
                self.pair(table)
            self.skip(_GAP)
        return self.lines

    def header(self) -> KeyPath:
        """``[a.b]`` or ``[[a.b]]``: the path of the table that it opens."""
        line = self.line()
        depth = 2 if self.text.startswith("[[", self.at) else 1
        self.at += depth
        self.skip(_BLANK)
        keys = self.keys()
        self.at += depth
        path: KeyPath = ()
        for key in keys[:-1]:
            path = self.inside((*path, key))
            self.lines.setdefault(path, line)
        path = (*path, keys[-1])
        self.lines.setdefault(path, line)
        if depth == 1:
            return path
        self.items[path] = self.items.get(path, -1) + 1
        path = self.inside(path)
        self.lines[path] = line
        return path

    def inside(self, path: KeyPath) -> KeyPath:
        """The path itself, or that of its last item where it is an array of tables."""
        return (*path, self.items[path]) if path in self.items else path

    def pair(self, table: KeyPath) -> None:
        """``key = value`` in a table."""
        line = self.line()
        path = table
        for key in self.keys():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1
        self.skip(_BLANK)
        self.value(path)

    def keys(self) -> list[str]:
        """A dotted key, and the blanks after it."""
        found: list[str] = []
        while True:
            found.append(self.key())
            self.skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return found
            self.at += 1
            self.skip(_BLANK)

    def key(self) -> str:
        """One part of a key, bare or quoted."""
        if match := _BARE_KEY.match(self.text, self.at):
            self.at = match.end()
            return match.group()
        return str(tomllib.loads(f"key = {self.quoted()}")["key"])

    def quoted(self) -> str | None:
        """A quoted text of any of the four kinds, as written; ``None`` where there is none."""
        for pattern in _TEXTS:
            if match := pattern.match(self.text, self.at):
                self.at = match.end()
                return match.group()
        return None

    def value(self, path: KeyPath) -> None:
        """Any value, with the places of what is in it."""
        if self.text.startswith("[", self.at):
            self.array(path)
        elif self.text.startswith("{", self.at):
            self.inline_table(path)
        elif self.quoted() is None:
            self.skip(_SCALAR)

    def array(self, path: KeyPath) -> None:
        """``[1, 2]``, over as many lines as it takes."""
        self.at += 1
        self.skip(_GAP)
        index = 0
        while not self.text.startswith("]", self.at):
            self.lines[*path, index] = self.line()
            self.value((*path, index))
            index += 1
            self.separator()
        self.at += 1

    def inline_table(self, path: KeyPath) -> None:
        """``{a = 1, b.c = 2}``."""
        self.at += 1
        self.skip(_GAP)
        while not self.text.startswith("}", self.at):
            self.pair(path)
            self.separator()
        self.at += 1

    def separator(self) -> None:
        """What stands between two items: gaps and at most one comma."""
        self.skip(_GAP)
        if self.text.startswith(",", self.at):
            self.at += 1
            self.skip(_GAP)

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Moves behind what the pattern matches here."""
        if match := pattern.match(self.text, self.at):
            self.at = match.end()

    def line(self) -> int:
        """The line that the scanner is on, counted from one."""
        return bisect_right(self.starts, self.at)
