"""Overlays: files that change another country's programme, key by key, without touching its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.decode import decode_document, with_named_sources
from bitcoin_office.playbook.document import Document
from bitcoin_office.playbook.nodes import Node, children, document_of, find, identity, node_of, without
from bitcoin_office.playbook.problem import meant
from bitcoin_office.playbook.programme import SECTIONS
from bitcoin_office.playbook.sources import is_source
from bitcoin_office.playbook.wording import Id, Name
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.pattern import END
from bitcoin_office.terms.source import Source

OVERLAY_SCHEMA = "bitcoin-office/overlay/1"
CHANGEABLE = (*SECTIONS, "parameters")

# A figure whose value an overlay changes keeps its unit; the rest spoke of the old value.
_SPEAKS_OF_VALUE = {"value", "missing", "source", "quality", "as_of", "verified_on", "note"}


class Adopted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an adopted section comes from."""

    country: Annotated[str, Meta(description="The country that declared it.")]
    section: Annotated[str, Meta(description="The section that was adopted.")]
    pack: Annotated[str, Meta(description="What it was read from: the SHA-256 of that programme's files.")]
    effective_from: Annotated[dt.date | None, Meta(description="The day that its dates were moved to.")] = None


class OverlayHead(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an overlay is, and whose programme it changes."""

    id: Id
    title: Name
    base: Annotated[str, Meta(pattern="^[a-z]{2}" + END, description="The country whose programme it changes.")]
    source: Annotated[Source, Meta(description="Who proposes it: the source of all it changes without naming another.")]
    remove: Annotated[tuple[str, ...], Meta(description="What falls away, such as reserve.rules.one-a-day.")] = ()
    adopted: Annotated[Adopted | None, Meta(description="Where the section comes from.")] = None
    note: Annotated[str, Meta(description="What a reader should know.")] = ""


class Overlay(msgspec.Struct, frozen=True, kw_only=True):
    """The form of an overlay's file, beside the sections that it changes."""

    schema: Annotated[Literal["bitcoin-office/overlay/1"], Meta(description="The version of this form.")]
    overlay: Annotated[OverlayHead, Meta(description="What the overlay is.")]


def is_overlay(document: Document) -> bool:
    """Whether a file is meant to be an overlay."""
    return "overlay" in document.tree or document.tree.get("schema") == OVERLAY_SCHEMA


def overlay_head(document: Document) -> tuple[OverlayHead | None, tuple[Finding, ...]]:
    """The head of an overlay, and what is wrong with it and with the outermost keys."""
    document, findings = with_named_sources(document)
    form = {key: value for key, value in document.tree.items() if key in Overlay.__struct_fields__}
    head, more = decode_document(msgspec.structs.replace(document, tree=form), Overlay)
    findings += more
    for key in document.tree:
        if key not in (*Overlay.__struct_fields__, *CHANGEABLE):
            message = f"An overlay cannot change {key!r}."
            findings += (_finding("unknown-key", document, (key,), message, meant(key, CHANGEABLE)),)
    return (head.overlay if head else None), findings


def apply(base: Document, overlay: Document, head: OverlayHead) -> tuple[Document, tuple[Finding, ...]]:
    """The base as the overlay changes it: tables key by key, lists entry by entry, everything else replaced."""
    root, findings = node_of(base), tuple(_wrong_base(base, overlay, head))
    for index, address in enumerate(head.remove):
        if find(root, address) is None:
            key = ("overlay", "remove", index)
            findings += (_finding("unknown-path", overlay, key, f"Nothing stands at {address}.", _near(root, address)),)
        root = without(root, address)
    changes = {key: entry for key, entry in (node_of(overlay).table or {}).items() if key in CHANGEABLE}
    proposer = (node_of(overlay).table or {})["overlay"].value["source"]
    merged = _merged(root, Node(changes), proposer)
    names = tuple(dict.fromkeys((*base.source_names, *overlay.source_names)))
    return document_of(merged, file=base.file, source_names=names), findings


def _wrong_base(base: Document, overlay: Document, head: OverlayHead) -> Iterator[Finding]:
    country: object = base.tree.get("country")
    code = cast("dict[str, Any]", country).get("code") if isinstance(country, dict) else None
    if code != head.base:
        message = f"The overlay changes the programme of {head.base!r}, this is that of {code!r}."
        yield _finding("wrong-base", overlay, ("overlay", "base"), message, f"Lay it over {head.base}.")


def _near(root: Node, address: str) -> str:
    node, known = root, ""
    for part in address.split("."):
        inside = children(node)
        if part not in inside:
            return f"{known or 'The programme'} has: {', '.join(inside) or 'nothing'}."
        node, known = inside[part], f"{known}.{part}".removeprefix(".")
    return ""


def _merged(base: Node, over: Node, proposer: Node) -> Node:
    if base.table is not None and over.table is not None:
        return _merged_table(base.table, over, proposer)
    if base.entries is not None and over.entries is not None:
        key = identity([*base.entries, *over.entries])
        if key is not None:
            return _merged_list(base, over, key, proposer)
    return over


def _merged_table(base: dict[str, Node], over: Node, proposer: Node) -> Node:
    changes = over.table or {}
    kept = dict(base)
    if "value" in changes or "missing" in changes:
        kept = {key: entry for key, entry in kept.items() if key not in _SPEAKS_OF_VALUE}
    result = {**kept, **changes}
    for key in changes.keys() & kept.keys():
        # Half of one source and half of another would be nobody's word.
        if is_source(key):
            continue
        result[key] = _merged(kept[key], changes[key], proposer)
    says_something_new = any(entry.table is None and entry.entries is None for entry in changes.values())
    if "source" not in changes and says_something_new and ("source" in base or "value" in changes):
        result["source"] = Node(proposer.value, over.place)
    return Node(result, over.place)


def _merged_list(base: Node, over: Node, key: str, proposer: Node) -> Node:
    result = children(base)
    for name, entry in children(over).items():
        result = {**result, name: _merged(result[name], entry, proposer) if name in result else entry}
    entries = list(result.values())
    if key != "id":
        entries.sort(key=lambda entry: str(entry.table[key].value) if entry.table else "")
    return Node(entries, over.place)


def _finding(code: str, document: Document, path: tuple[str | int, ...], message: str, remedy: str) -> Finding:
    return Finding(code=code, place=document.place(path), message=message, remedy=remedy)
