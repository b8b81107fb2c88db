"""Writes TOML that people read: tables in order, short tables in one line, texts quoted only as far as needed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

_BARE = re.compile(r"[A-Za-z0-9_-]+")
# A table of plain values that is no longer than this stands in one line.
LONGEST_INLINE = 140


def toml_text(tree: Mapping[str, Any]) -> str:
    """The TOML text of a tree of tables, lists, texts, numbers, dates and flags; exact for decimals."""
    return "\n".join(_table(tree, ())).strip("\n") + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    for key, value in table.items():
        if not _needs_header(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        here = (*path, key)
        if not _needs_header(value):
            continue
        if isinstance(value, dict):
            yield from ("", f"[{_written(here)}]")
            yield from _table(cast("dict[str, Any]", value), here)
        else:
            for entry in cast("list[dict[str, Any]]", value):
                yield from ("", f"[[{_written(here)}]]")
                yield from _table(entry, here)


def _needs_header(value: Any) -> bool:
    """Whether a value has its own header: tables and lists of tables that do not fit into a line."""
    if isinstance(value, dict):
        return not _inline(cast("dict[str, Any]", value))
    entries = cast("list[Any]", value) if isinstance(value, list) else []
    return bool(entries) and all(isinstance(entry, dict) for entry in entries)


def _inline(table: dict[str, Any]) -> bool:
    plain = not any(_needs_header(value) for value in table.values())
    return plain and len(_value(table)) <= LONGEST_INLINE


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text if "." in text else f"{text}.0"
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        pairs = (f"{_key(key)} = {_value(entry)}" for key, entry in cast("dict[str, Any]", value).items())
        return f"{{ {', '.join(pairs)} }}"
    return f"[{', '.join(_value(entry) for entry in cast('list[Any]', value))}]"


def _quoted(text: str) -> str:
    # A JSON text is a TOML text, except for the delete character, which TOML wants escaped as well.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _written(path: tuple[str, ...]) -> str:
    return ".".join(_key(key) for key in path)
