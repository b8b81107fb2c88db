"""What one country's playbook would change in another's, section by section, with sources."""

from __future__ import annotations

import enum
from typing import Any, cast

import msgspec
from msgspec import inspect

from bitcoin_office.playbook.described import type_of
from bitcoin_office.playbook.entries import Entry, entries_of
from bitcoin_office.playbook.programme import SECTIONS, Programme
from bitcoin_office.playbook.reading import PARAMETERS, Playbook
from bitcoin_office.terms.source import Source

COMPARED = (*SECTIONS, PARAMETERS)
"""What a comparison goes through, in this order."""


class Change(enum.StrEnum):
    """How an entry differs between two programmes."""

    ONLY_A = "only_a"
    ONLY_B = "only_b"
    DIFFERS = "differs"


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What one of the two programmes says: the text and who says so."""

    text: str
    source: Source | None = None


class DiffRow(msgspec.Struct, frozen=True, kw_only=True):
    """One entry in which the two differ; a side is ``None`` where that programme says nothing."""

    key: str
    change: Change
    a: Side | None
    b: Side | None


class SectionDiff(msgspec.Struct, frozen=True, kw_only=True):
    """One section: how many entries are the same, and those that are not."""

    section: str
    heading: str
    same: int
    rows: tuple[DiffRow, ...]


class PlaybookDiff(msgspec.Struct, frozen=True, kw_only=True):
    """Two programmes side by side. ``a`` and ``b`` are their labels, such as ``sv`` and ``pk+sv-reserve``."""

    schema: str = "bitcoin-office/playbook-diff/1"
    a: str
    b: str
    a_name: str
    b_name: str
    sections: tuple[SectionDiff, ...]

    @property
    def changes(self) -> int:
        """In how many entries the two differ."""
        return sum(len(section.rows) for section in self.sections)


def diff(a: Playbook, b: Playbook, sections: tuple[str, ...] = COMPARED) -> PlaybookDiff:
    """The differences in the named sections; a section in which there are none has no rows."""
    return PlaybookDiff(
        a=a.label,
        b=b.label,
        a_name=a.programme.country.name,
        b_name=b.programme.country.name,
        sections=tuple(_section(a.programme, b.programme, name) for name in sections),
    )


def _section(a: Programme, b: Programme, section: str) -> SectionDiff:
    left = {entry.address: entry for entry in entries_of(a, section)}
    right = {entry.address: entry for entry in entries_of(b, section)}
    rows: list[DiffRow] = []
    same = 0
    for key in _in_order(tuple(left), tuple(right)):
        here, there = left.get(key), right.get(key)
        if here and there and here.text == there.text:
            same += 1
            continue
        change = Change.DIFFERS if here and there else Change.ONLY_A if here else Change.ONLY_B
        short = key.removeprefix(f"{section}.")
        rows.append(DiffRow(key=short, change=change, a=_side(here), b=_side(there)))
    return SectionDiff(section=section, heading=heading(section), same=same, rows=tuple(rows))


def _in_order(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    """All keys: in the order of the left, those of the right beside the ones that they follow there."""
    order = list(left)
    known = set(left)
    after = -1
    for key in right:
        if key in known:
            after = order.index(key)
        else:
            after += 1
            order.insert(after, key)
    return order


def _side(entry: Entry | None) -> Side | None:
    return None if entry is None else Side(text=entry.text, source=entry.source)


def heading(section: str) -> str:
    """What a section holds, in a sentence."""
    if section == PARAMETERS:
        return "Dated values: tariffs, rates, the economy."
    fields = cast("inspect.StructType", type_of(Programme)).fields
    return next(_heading(field.type) for field in fields if field.name == section)


def _heading(node: Any) -> str:
    for inner in (*getattr(node, "types", ()), getattr(node, "item_type", None), getattr(node, "type", None)):
        if inner is not None and (found := _heading(inner)):
            return found
    return str(getattr(getattr(node, "cls", None), "heading", ""))
