"""Strict reading of a TOML text into any struct: every finding of one pass, never just the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

import msgspec
from msgspec import inspect

from bitcoin_office.playbook.described import meaning, rule, type_of
from bitcoin_office.playbook.document import Document, parse
from bitcoin_office.playbook.lines import KeyPath
from bitcoin_office.playbook.problem import Problem, SelfChecking, meant, nearest
from bitcoin_office.playbook.scalars import (
    INVALID,
    WRITTEN_AS_TEXT,
    Read,
    read_choice,
    read_scalar,
    read_special,
    scalar_fits,
    wrong_type,
)
from bitcoin_office.playbook.sources import SOURCES, expand
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.terms.finding import Finding, Severity, worst
from bitcoin_office.terms.source import Source

T = TypeVar("T")


def decode(text: str, kind: type[T], *, file: str) -> tuple[T | None, tuple[Finding, ...]]:
    """The value that a TOML text states, or ``None``, with everything that is wrong with it.

    Keys must be known, types and ranges (``msgspec.Meta``) must hold; a field may carry a rule of its own
    (``Meta(extra={"check": rule})``) and a struct rules across its fields (``problems()``). Where a ``Source`` is
    asked for, a text names an entry of the file's ``[sources]`` table. ``Amount`` and ``Unit`` are written as texts.

    >>> class Purse(msgspec.Struct):
    ...     coins: int
    >>> decode("coyns = 3", Purse, file="purse.toml")[1][0].remedy
    "Did you mean 'coins'?"
    """
    document, findings = parse(text, file=file)
    return (None, findings) if document is None else decode_document(document, kind)


def decode_document(document: Document, kind: type[T]) -> tuple[T | None, tuple[Finding, ...]]:
    """As ``decode``, for a text that is read already, or a tree put together from several."""
    resolved, findings = with_named_sources(document)
    value, more = decode_part(resolved, kind, ())
    findings += more
    return (None if worst(findings) is Severity.ERROR else value), findings


def with_named_sources(document: Document) -> tuple[Document, tuple[Finding, ...]]:
    """The document with every named source in the place of its name, and what is wrong with its ``[sources]``."""
    named = document.tree.get(SOURCES)
    if not isinstance(named, dict):
        return document, ()
    tables: dict[str, Any] = {}
    findings: tuple[Finding, ...] = ()
    for name, table in cast("dict[str, Any]", named).items():
        source, more = decode_part(document, Source, (SOURCES, name))
        findings += more
        # A broken source is one finding where it is described, not one wherever it is named.
        tables[name] = table if source is not None else {"title": name}
    tree = expand({key: value for key, value in document.tree.items() if key != SOURCES}, tables)
    return msgspec.structs.replace(document, tree=tree, source_names=tuple(tables)), findings


def decode_part(document: Document, kind: type[T], path: KeyPath) -> tuple[T | None, tuple[Finding, ...]]:
    """The value that stands at ``path``, which must be there; named sources are in their places already."""
    raw: Any = document.tree
    for key in path:
        raw = raw[key]
    decoder = _Decoder(document)
    value = decoder.value(type_of(kind), raw, path)
    findings = tuple(decoder.findings)
    return (None if value is INVALID or worst(findings) is Severity.ERROR else cast("T", value)), findings


class _Decoder:
    """Walks a schema and a tree side by side and collects what does not fit."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.findings: list[Finding] = []

    def value(self, node: inspect.Type, raw: Any, path: KeyPath) -> Any:
        """The value at ``path``, or ``INVALID``."""
        match node:
            case inspect.Metadata():
                return self.checked(node, raw, path)
            case inspect.StructType():
                return self.struct_like(node, raw, path)
            case inspect.VarTupleType() | inspect.ListType():
                items = self.items(node.item_type, raw, path)
                return items if items is INVALID or isinstance(node, inspect.ListType) else tuple(items)
            case inspect.DictType():
                return self.mapping(node, raw, path)
            case inspect.UnionType():
                return self.union(node, raw, path)
            case _:
                return self.taken(read_scalar(node, raw), path)

    def checked(self, node: inspect.Metadata, raw: Any, path: KeyPath) -> Any:
        """A value and then the field's own rule about it."""
        value = self.value(node.type, raw, path)
        check = rule(node)
        if value is not INVALID and value is not None and check is not None:
            self.report(check(value), path)
        return value

    def struct_like(self, node: inspect.StructType, raw: Any, path: KeyPath) -> Any:
        """A struct: by name for a source, from a text for an amount or unit, else from a table."""
        if node.cls in WRITTEN_AS_TEXT:
            return self.taken(read_special(node.cls, raw), path)
        if node.cls is Source and isinstance(raw, str):
            return self.unnamed_source(raw, path)
        if not isinstance(raw, dict):
            return self.taken(wrong_type(raw, "a table"), path)
        return self.struct(node, cast("dict[str, Any]", raw), path)

    def struct(self, node: inspect.StructType, table: dict[str, Any], path: KeyPath) -> Any:
        """A struct from a table: unknown keys, missing keys, each field, then the rules across fields."""
        fields = {field.encode_name: field for field in node.fields}
        known = {*fields, node.tag_field} - {None}
        unknown = [key for key in table if key not in known]
        missing = [name for name, field in fields.items() if field.required and name not in table]
        absent = [name for name in fields if name not in table]
        meant_here = {key: nearest(key, absent) for key in unknown}
        for key in unknown:
            remedy = f"Did you mean {meant_here[key]!r}?" if meant_here[key] else meant(key, map(str, known))
            self.add(Problem(code="unknown-key", message=f"Unknown key {key!r}.", remedy=remedy), (*path, key))
        for name in missing:
            # A misspelt key is one mistake, and has its finding already.
            if name not in meant_here.values():
                self.add(_missing(fields[name]), (*path, name))
        values = {name: self.value(fields[name].type, table[name], (*path, name)) for name in fields if name in table}
        if unknown or missing or any(value is INVALID for value in values.values()):
            return INVALID
        return self.built(node.cls, {fields[name].name: value for name, value in values.items()}, path)

    def built(self, cls: type[msgspec.Struct], values: dict[str, Any], path: KeyPath) -> Any:
        """The struct itself, once it agrees with its own rules."""
        try:
            value = cls(**values)
        except OfficeError as error:
            return self.taken((INVALID, (Problem(code=error.code, message=error.message, remedy=error.remedy),)), path)
        except (ValueError, TypeError) as error:
            return self.taken((INVALID, (Problem(code="invalid", message=str(error)),)), path)
        if isinstance(value, SelfChecking):
            self.report(value.problems(), path)
        return value

    def items(self, node: inspect.Type, raw: Any, path: KeyPath) -> Any:
        """A list of values of one kind."""
        if not isinstance(raw, list):
            return self.taken(wrong_type(raw, "a list"), path)
        entries = cast("list[Any]", raw)
        values = [self.value(node, entry, (*path, index)) for index, entry in enumerate(entries)]
        self.report(_repeated(entries), path)
        return INVALID if any(value is INVALID for value in values) else values

    def mapping(self, node: inspect.DictType, raw: Any, path: KeyPath) -> Any:
        """A table with free keys."""
        if not isinstance(raw, dict):
            return self.taken(wrong_type(raw, "a table"), path)
        table = cast("dict[str, Any]", raw)
        keys = {key: self.value(node.key_type, key, (*path, key)) for key in table}
        values = {keys[key]: self.value(node.value_type, entry, (*path, key)) for key, entry in table.items()}
        return INVALID if INVALID in keys.values() or any(value is INVALID for value in values.values()) else values

    def union(self, node: inspect.UnionType, raw: Any, path: KeyPath) -> Any:
        """One of several kinds: structs are told apart by their tag, others by the kind of value."""
        kinds = [kind for kind in node.types if not isinstance(kind, inspect.NoneType)]
        if len(kinds) == 1:
            return self.value(kinds[0], raw, path)
        tagged = {kind.tag: kind for kind in kinds if isinstance(kind, inspect.StructType) and kind.tag is not None}
        if tagged and isinstance(raw, dict):
            return self.tagged(tagged, cast("dict[str, Any]", raw), path)
        fitting = [kind for kind in kinds if scalar_fits(kind, raw)]
        if fitting:
            return self.value(fitting[0], raw, path)
        return self.taken(wrong_type(raw, "another kind of value"), path)

    def tagged(self, kinds: dict[Any, inspect.StructType], table: dict[str, Any], path: KeyPath) -> Any:
        """The struct that the table's tag names."""
        tag_field = next(iter(kinds.values())).tag_field or "type"
        if tag_field not in table:
            remedy = f"One of: {', '.join(sorted(map(str, kinds)))}."
            problem = Problem(code="missing-key", message=f"The key {tag_field!r} is missing.", remedy=remedy)
            return self.taken((INVALID, (problem,)), (*path, tag_field))
        tag = self.taken(read_choice(table[tag_field], tuple(kinds)), (*path, tag_field))
        return INVALID if tag is INVALID else self.struct(kinds[tag], table, path)

    def unnamed_source(self, name: str, path: KeyPath) -> Any:
        """The finding of a source that the file's own table does not describe."""
        names = self.document.source_names
        remedy = meant(name, names) if names else f"Describe it in the table [sources.{name or 'name'}]."
        problem = Problem(code="unknown-source", message=f"No source is named {name!r} in this file.", remedy=remedy)
        return self.taken((INVALID, (problem,)), path)

    def taken(self, read: Read, path: KeyPath) -> Any:
        """The value of a reading, its problems kept as findings."""
        value, problems = read
        self.report(problems, path)
        return value

    def report(self, problems: Iterable[Problem], path: KeyPath) -> None:
        """Keeps problems as findings. The value lives on, so that rules about what it is part of are checked too."""
        for problem in problems:
            self.add(problem, (*path, *problem.key))

    def add(self, problem: Problem, path: KeyPath) -> None:
        """Keeps one problem with its place."""
        self.findings.append(
            Finding(
                code=problem.code,
                place=self.document.place(path),
                message=problem.message,
                remedy=problem.remedy,
                severity=problem.severity,
            )
        )


def _missing(field: inspect.Field) -> Problem:
    """The problem of a required key that is not there; for a source by another code: every figure needs one."""
    name = field.encode_name
    if name == "source":
        remedy = f'Name an entry of [{SOURCES}], or write {{ title = "...", url = "..." }}.'
        return Problem(code="missing-source", message="No source is given.", remedy=remedy)
    return Problem(code="missing-key", message=f"The key {name!r} is missing.", remedy=meaning(field.type))


def _repeated(entries: list[Any]) -> Iterator[Problem]:
    """The problem of ids that stand twice in one list: overlays address entries by them."""
    seen: set[Any] = set()
    for index, entry in enumerate(entries):
        name = cast("dict[str, Any]", entry).get("id") if isinstance(entry, dict) else None
        if isinstance(name, str) and name in seen:
            yield Problem(code="duplicate-id", message=f"The id {name!r} stands twice.", key=(index, "id"))
        seen.add(name if isinstance(name, str) else index)
