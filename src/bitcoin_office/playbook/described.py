"""What a schema says about its fields besides their type: the meaning of each, and the rule that it must pass."""

from __future__ import annotations

import functools
from typing import Any, cast

from msgspec import inspect

from bitcoin_office.playbook.problem import Check


@functools.cache
def type_of(kind: Any) -> inspect.Type:
    """How ``msgspec`` describes a type."""
    return inspect.type_info(kind)


def meaning(node: inspect.Type) -> str:
    """What a field's ``Meta(description=...)`` says; empty where it says nothing."""
    if isinstance(node, inspect.UnionType):
        return next((said for kind in node.types if (said := meaning(kind))), "")
    if not isinstance(node, inspect.Metadata):
        return ""
    said = cast("dict[str, Any]", node.extra_json_schema or {})  # pyright: ignore[reportUnknownMemberType]
    return str(said.get("description", "")) or meaning(node.type)


def rule(node: inspect.Metadata) -> Check | None:
    """The rule of ``Meta(extra={"check": rule})``."""
    extra = cast("dict[str, Any]", node.extra or {})  # pyright: ignore[reportUnknownMemberType]
    return cast("Check | None", extra.get("check"))


def explained(node: inspect.Type) -> str:
    """What a field means: its own words, else the first sentence about its enum or struct."""
    if said := meaning(node):
        return said
    for part in (node, getattr(node, "type", None), *getattr(node, "types", ()), getattr(node, "item_type", None)):
        kind = getattr(part, "cls", None)
        if kind is not None and kind.__doc__:
            return str(kind.__doc__).partition("\n")[0]
    return ""
