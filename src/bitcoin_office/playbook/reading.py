"""A country's playbook from its texts: programme, parameter files and overlays together, with every finding."""

from __future__ import annotations

import hashlib
from typing import Any, cast

import msgspec

from bitcoin_office.playbook.decode import decode_document, decode_part, with_named_sources
from bitcoin_office.playbook.document import Document, parse
from bitcoin_office.playbook.nodes import Node, document_of, node_of
from bitcoin_office.playbook.overlay import OverlayHead, apply, overlay_head
from bitcoin_office.playbook.own_texts import with_own_texts
from bitcoin_office.playbook.parameters import ParameterValue, Values, date_problems, name_problems, value_problems
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.setting import apply_setting
from bitcoin_office.terms.finding import Finding, Severity, worst

PARAMETERS = "parameters"


class TextFile(msgspec.Struct, frozen=True):
    """A file as it was read: the name that findings give it, and its text."""

    name: str
    text: str


class PlaybookFiles(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a playbook: the programme, its files of parameters, and overlays in the order of their laying.

    ``settings`` are single entries, ``key.path=value``, that are changed last. ``rules`` are the Python files in
    ``rules/`` beside the programme and the overlays.
    """

    programme: TextFile
    parameters: tuple[TextFile, ...] = ()
    overlays: tuple[TextFile, ...] = ()
    settings: tuple[str, ...] = ()
    rules: tuple[TextFile, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of all texts, by which an adopted section names what it was read from."""
        digest = hashlib.sha256()
        for file in (self.programme, *self.parameters, *self.overlays):
            digest.update(len(file.text.encode()).to_bytes(8, "big") + file.text.encode())
        for setting in self.settings:
            digest.update(len(setting.encode()).to_bytes(8, "big") + b"=" + setting.encode())
        for rule in self.rules:
            digest.update(len(rule.text.encode()).to_bytes(8, "big") + b"#" + rule.text.encode())
        return digest.hexdigest()


class Playbook(msgspec.Struct, frozen=True, kw_only=True):
    """A programme as read, the tree it was read from, and the overlays and settings that changed it."""

    programme: Programme
    document: Document
    overlays: tuple[OverlayHead, ...]
    digest: str
    settings: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How people call it: the country's code, the ids of overlays and the settings, such as ``pk+sv-reserve``."""
        return "+".join([self.programme.country.code, *(head.id for head in self.overlays), *self.settings])


Findings = tuple[Finding, ...]


def read_playbook(files: PlaybookFiles) -> tuple[Playbook | None, Findings]:
    """The playbook of a country, or ``None``, and everything that is wrong with its files."""
    base, findings = _read_base(files)
    if base is None:
        return None, findings
    heads: list[OverlayHead] = []
    for file in files.overlays:
        overlay, head, more = _read_overlay(file)
        findings += more
        if overlay is not None and head is not None:
            base, more = apply(base, overlay, head)
            findings += more
            heads.append(head)
    for setting in files.settings:
        base, more = apply_setting(base, setting)
        findings += more
    programme, more = decode_document(base, Programme)
    findings += more + check_parameters(base, _money(base))
    if programme is not None:
        texts = {file.name: file.text for file in files.rules}
        programme, more = with_own_texts(programme, base, texts)
        findings += more
    if programme is None or worst(findings) is Severity.ERROR:
        return None, findings
    playbook = Playbook(
        programme=programme, document=base, overlays=tuple(heads), digest=files.digest, settings=files.settings
    )
    return playbook, findings


def read_parameters(file: TextFile) -> tuple[dict[str, Values] | None, Findings]:
    """One file of parameters by itself; units of money are then checked against any currency."""
    document, findings = _read_named(file)
    if document is None:
        return None, findings
    document = document_of(Node({PARAMETERS: node_of(document)}), file=file.name, source_names=document.source_names)
    values, more = decode_part(document, dict[str, Values], (PARAMETERS,))
    findings += more + check_parameters(document, None)
    return (None if worst(findings) is Severity.ERROR else values), findings


def check_parameters(document: Document, money: str | None) -> Findings:
    """What is wrong with parameters as such: names, units, ranges, days. Values that cannot be read are passed over."""
    raw = document.tree.get(PARAMETERS)
    if not isinstance(raw, dict):
        return ()
    table = cast("dict[str, Any]", raw)
    problems = list(name_problems(table))
    for name, entries in table.items():
        dated: list[tuple[int, ParameterValue]] = []
        for index in range(len(cast("list[Any]", entries)) if isinstance(entries, list) else 0):
            value, _ = decode_part(document, ParameterValue, (PARAMETERS, name, index))
            if value is not None:
                dated.append((index, value))
                problems += [_under(problem, name, index) for problem in value_problems(name, value, money)]
        problems += [_under(problem, name) for problem in date_problems(dated)]
    return tuple(_finding(document, problem) for problem in problems)


def _under(problem: Problem, *path: str | int) -> Problem:
    return msgspec.structs.replace(problem, key=(*path, *problem.key))


def _finding(document: Document, problem: Problem) -> Finding:
    place = document.place((PARAMETERS, *problem.key))
    return Finding(code=problem.code, place=place, message=problem.message, remedy=problem.remedy)


def _read_base(files: PlaybookFiles) -> tuple[Document | None, Findings]:
    """Programme and parameters as one document."""
    document, findings = _read_named(files.programme)
    root = dict(node_of(document).table or {}) if document else {}
    inline = root.get(PARAMETERS, Node({}))
    named = dict(inline.table or {})
    names = document.source_names if document else ()
    for file in files.parameters:
        part, more = _read_named(file)
        findings += more
        for name, values in ((node_of(part).table or {}) if part else {}).items():
            if part and name in named:
                findings += (_twice(part, name, named[name]),)
            named[name] = values
        names += part.source_names if part else ()
    if document is None:
        return None, findings
    if inline.table is not None and named:
        root[PARAMETERS] = Node(named, inline.place)
    return document_of(Node(root), file=files.programme.name, source_names=names), findings


def _twice(part: Document, name: str, other: Node) -> Finding:
    message = f"The parameter {name!r} stands in {other.place.file if other.place else 'another file'} as well."
    remedy = "List all values of a parameter in one file."
    return Finding(code="duplicate-key", place=part.place((name,)), message=message, remedy=remedy)


def _read_named(file: TextFile) -> tuple[Document | None, Findings]:
    document, findings = parse(file.text, file=file.name)
    if document is None:
        return None, findings
    return with_named_sources(document)


def _read_overlay(file: TextFile) -> tuple[Document | None, OverlayHead | None, Findings]:
    document, findings = _read_named(file)
    if document is None:
        return None, None, findings
    head, more = overlay_head(document)
    return document, head, findings + more


def _money(document: Document) -> str | None:
    country: Any = document.tree.get("country")
    money = cast("dict[str, Any]", country).get("currency") if isinstance(country, dict) else None
    return money if isinstance(money, str) else None
