"""Settings: single entries of a programme that somebody changes for one question, written ``key.path=value``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

from bitcoin_office.playbook.document import Document
from bitcoin_office.playbook.lines import KeyPath
from bitcoin_office.playbook.nodes import Node, children, identity, node_of
from bitcoin_office.playbook.overlay import CHANGEABLE, OverlayHead, apply
from bitcoin_office.playbook.problem import meant
from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.source import Quality, Source

SAYS_WHO = "set on the command line"
"""The title of the source of everything that a setting changes."""

SET_BY_HAND = "--set"
"""The place, in findings, of what was set."""

SOURCE = Source(title=SAYS_WHO, quality=Quality.UNCERTAIN)

_FORM = "Write key.path=value, such as mining.power=1000 or reserve.rules.one-a-day.sats=50_000_000."


class _WrongSettingError(Exception):
    """Why a setting cannot be meant, and what to write."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


def apply_setting(base: Document, setting: str) -> tuple[Document, tuple[Finding, ...]]:
    """The base with one entry changed, and what is wrong with the setting.

    The key is an address as in an overlay's ``remove``: entries of lists are named by their id or day. A figure may be
    named without its ``value``. The value is TOML, or a text where it is none. What it changes loses its source: the
    new one says ``set on the command line``.
    """
    key, sign, text = (part.strip() for part in setting.partition("="))
    place = Place(file=SET_BY_HAND, key=key)
    root = node_of(base)
    try:
        if not sign or not key:
            raise _WrongSettingError("setting-form", f"{setting!r} sets nothing.", _FORM)
        section = key.split(".")[0]
        if section not in CHANGEABLE:
            message = f"A setting cannot change {section!r}."
            raise _WrongSettingError("unknown-key", message, meant(section, CHANGEABLE))
        tree = _tree(root, key.split("."), _value(text), "")
    except _WrongSettingError as wrong:
        return base, (Finding(code=wrong.code, place=place, message=wrong.message, remedy=wrong.remedy),)
    country: Any = children(root)["country"].plain() if "country" in children(root) else {}
    head = OverlayHead(id="set", title=setting, base=str(country.get("code")), source=SOURCE)
    tree["overlay"] = {"source": {"title": SAYS_WHO, "quality": str(Quality.UNCERTAIN)}}
    return apply(base, Document(file=place.file, tree=tree, places=dict.fromkeys(_paths(tree, ()), place)), head)


def _value(text: str) -> Any:
    """A TOML value, or the text itself."""
    try:
        read = tomllib.loads(f"value = {text}", parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return text
    value = read.pop("value")
    return text if read or (isinstance(value, Decimal) and not value.is_finite()) else value


def _tree(node: Node, address: list[str], value: Any, known: str) -> Any:
    """A tree with nothing but what is changed below a node, and what names it in lists."""
    part, *rest = address
    inside = children(node)
    here = f"{known}.{part}".removeprefix(".")
    if part not in inside and (rest or node.table is None):
        # An outermost section that the programme lacks is judged as a section, not as a slip of the finger.
        remedy = meant(part, inside) if inside else f"{known} has no entries."
        raise _WrongSettingError("unknown-path", f"Nothing stands at {here}.", remedy)
    if node.table is not None:
        return {part: _tree(inside[part], rest, value, here) if rest else _changed(inside.get(part), value, here)}
    key = identity(node.entries or [])
    entry = inside[part].table
    if key is None or entry is None:
        raise _WrongSettingError("setting-form", f"The entries of {known} have no names.", "Lay an overlay over it.")
    changed = _tree(inside[part], rest, value, here) if rest else _changed(inside[part], value, here)
    return [{key: entry[key].value, **changed}]


def _changed(node: Node | None, value: Any, known: str) -> Any:
    """What stands in the place of a plain value or a figure; anything larger has entries of its own."""
    if node is None or (node.table is None and identity(node.entries or []) is None):
        return value
    if node.table is not None and node.table.keys() & {"value", "missing"}:
        return {"value": value}
    message = f"{known} is no single value."
    raise _WrongSettingError("setting-form", message, f"Name one of its entries: {', '.join(children(node))}.")


def _paths(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, entry in cast("dict[str, Any]", value).items():
            yield from _paths(entry, (*path, key))
    elif isinstance(value, list):
        for index, entry in enumerate(cast("list[Any]", value)):
            yield from _paths(entry, (*path, index))
