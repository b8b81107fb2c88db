"""Sources that a file describes once, in its table ``[sources]``, and names wherever a figure needs one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

SOURCES = "sources"
"""The table of a file that describes its sources, so that a figure can say ``source = "name"``."""


def is_source(key: str) -> bool:
    """Whether a key holds a source: ``source`` itself, or one named for what it is the source of."""
    return key == "source" or key.endswith("_source")


def expand(value: Any, named: Mapping[str, Any]) -> Any:
    """A TOML value in which every name of a described source is replaced by its description."""
    if isinstance(value, list):
        return [expand(item, named) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    table = cast("dict[str, Any]", value)
    return {key: _expanded(key, entry, named) for key, entry in table.items()}


def _expanded(key: str, value: Any, named: Mapping[str, Any]) -> Any:
    if is_source(key) and isinstance(value, str):
        return named.get(value, value)
    return expand(value, named)
