"""A TOML text read into a tree that remembers where everything stands."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import Any

import msgspec

from bitcoin_office.playbook.lines import KeyPath, key_lines, written
from bitcoin_office.terms.finding import Finding, Place

# People write these files by hand. The limit keeps a wrong file (a database dump, a log) from being read for minutes.
LARGEST_TEXT = 4_000_000

# The deepest programme has seven. Everything that walks a tree does so within Python's own limit of a thousand calls.
DEEPEST_KEY = 50

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A ``tree`` as ``tomllib`` reads it, with exact decimals; ``places`` of its keys, possibly in several files.

    ``source_names`` are the names of the sources that were described, once they stand in their places.
    """

    file: str
    tree: dict[str, Any]
    places: dict[KeyPath, Place]
    source_names: tuple[str, ...] = ()

    def place(self, path: KeyPath) -> Place:
        """Where a key stands; for one that is not there, where the table stands that lacks it."""
        for length in range(len(path), 0, -1):
            if found := self.places.get(path[:length]):
                return Place(file=found.file, key=written((found.key, *path[length:])), line=found.line)
        return Place(file=self.file, key=written(path))


def parse(text: str, *, file: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """The tree of a TOML text, or the finding that says where it stops being TOML. ``file`` names it in findings."""
    if len(text) > LARGEST_TEXT:
        return None, (_broken(file, None, f"The file is longer than {LARGEST_TEXT:,} characters.", "Split it."),)
    try:
        tree = tomllib.loads(text, parse_float=Decimal)
        lines = key_lines(text)
    except tomllib.TOMLDecodeError as error:
        return None, (_syntax(file, text, str(error)),)
    except RecursionError:
        return None, (_too_deep(file, None),)
    except (ValueError, ArithmeticError):
        # A number with thousands of digits: Python refuses to read it, and does not say where it stands.
        return None, (_broken(file, None, "A number has too many digits.", "Write it in a larger unit."),)
    deepest = max(lines, key=len, default=())
    if len(deepest) > DEEPEST_KEY:
        return None, (_too_deep(file, lines[deepest]),)
    places = {path: Place(file=file, key=written(path), line=line) for path, line in lines.items()}
    return Document(file=file, tree=tree, places=places), ()


def _too_deep(file: str, line: int | None) -> Finding:
    return _broken(file, line, "Values are nested too deeply.", f"At most {DEEPEST_KEY} levels are read.")


def _syntax(file: str, text: str, message: str) -> Finding:
    match = _TOML_PLACE.search(message)
    if match is None:
        return _broken(file, None, f"{message}.", "See https://toml.io for the form.")
    said = message[: match.start()]
    if match[1] is None:
        return _broken(
            file, max(1, len(text.splitlines())), f"{said} at the end of the file.", "Close what is open there."
        )
    return _broken(file, int(match[1]), f"{said} (column {match[2]}).", "See https://toml.io for the form.")


def _broken(file: str, line: int | None, message: str, remedy: str) -> Finding:
    return Finding(code="toml-syntax", place=Place(file=file, line=line), message=message, remedy=remedy)
