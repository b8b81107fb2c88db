"""A programme as a flat list of entries: an address, what stands there, and who says so."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

import msgspec

from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.nodes import IDENTITIES
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.terms.source import Source

# What says nothing of its own: the name of an entry in its list, and who says so, which stands beside each entry; and
# the text of a rule's file, for which its hash stands.
_NOT_SHOWN = {"id", "source", "read"}


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a programme declares. ``text`` is as people read it, with its unit."""

    address: str
    text: str
    source: Source | None = None


def entries_of(programme: Programme, section: str) -> tuple[Entry, ...]:
    """Everything that a section declares (``parameters`` is one of them), in the order of the schema."""
    return tuple(_entries(getattr(programme, section), section, None))


def _entries(value: Any, address: str, source: Source | None) -> Iterator[Entry]:
    if value is None or (isinstance(value, str | tuple) and not value):
        return
    if isinstance(value, Figure):
        # What is missing is nobody's word, unless the figure names who says that it is.
        yield Entry(address=address, text=f"{value}{_note(value.note)}", source=value.source)
    elif isinstance(value, ParameterValue):
        yield Entry(address=address, text=_parameter(value), source=value.source)
    elif isinstance(value, msgspec.Struct):
        yield from _struct(value, address, source)
    elif isinstance(value, dict):
        for name, entry in cast("dict[str, Any]", value).items():
            yield from _entries(entry, f"{address}.{name}", source)
    elif isinstance(value, tuple) and any(isinstance(item, msgspec.Struct) for item in cast("tuple[Any, ...]", value)):
        for item in cast("tuple[Any, ...]", value):
            yield from _entries(item, f"{address}.{_name(item)}", source)
    else:
        yield Entry(address=address, text=_plain(value), source=source)


def _struct(value: msgspec.Struct, address: str, outer: Source | None) -> Iterator[Entry]:
    own = getattr(value, "source", None)
    source = own if isinstance(own, Source) else outer
    config = value.__struct_config__
    if config.tag is not None:
        yield Entry(address=f"{address}.{config.tag_field}", text=str(config.tag), source=source)
    for field in value.__struct_fields__:
        if field not in _NOT_SHOWN:
            yield from _entries(getattr(value, field), f"{address}.{field}", source)


def _name(item: Any) -> str:
    """What an entry of a list is called in an address."""
    return next((str(getattr(item, key)) for key in IDENTITIES if hasattr(item, key)), "")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return f"{value:,}" if isinstance(value, int) else f"{value:,f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, tuple):
        return ", ".join(_plain(item) for item in cast("tuple[Any, ...]", value))
    return " ".join(str(value).split())


def _parameter(value: ParameterValue) -> str:
    shown = f"unknown: {value.missing}" if value.value is None else f"{value.value:,f} {value.unit}"
    until = f" (until {value.effective_to})" if value.effective_to else ""
    mark = " [uncertain]" if value.trust == "uncertain" else ""
    return f"{shown}{mark}{until}{_note(value.note)}"


def _note(note: str) -> str:
    return f" ({note.rstrip('.')})" if note else ""
