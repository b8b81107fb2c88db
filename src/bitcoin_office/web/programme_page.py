"""The programme: what a country declares, in plain words first, then entry by entry with its day and source."""

from __future__ import annotations

import functools
import re
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.playbook.diff import COMPARED
from bitcoin_office.playbook.entries import Entry, entries_of
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.reading import PARAMETERS
from bitcoin_office.playbook.reserve_rules import AnyReserveRule
from bitcoin_office.reserve.rules_kinds import AT_WORK
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import NotFoundError
from bitcoin_office.web import figures
from bitcoin_office.web.said_notes import quoted
from bitcoin_office.web.section_findings import Finding, amount_in_words, section_finding
from bitcoin_office.web.sources import Notes
from bitcoin_office.web.visit import Visit

_SATS: Final = "sats"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURE: Final = re.compile(r"(-?[\d,.]+)(?: ([A-Za-z/ ]+))?")


class SectionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A section on the overview: its name, how many entries it has, and what it comes to."""

    name: str
    entries: int
    finding: Finding | None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Entries that belong to one thing, such as one rule or one plant: the thing's name, and its entries by theirs."""

    name: Markup
    rows: tuple[tuple[Markup, Markup, Entry], ...]


@get("/{lang:str}/{where:str}/programme", sync_to_thread=True)
def programme(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The programme in plain words, and its sections."""
    declared = programme_of(visit)
    reserve = declared.reserve
    rules = tuple(reserve.rules) if reserve else ()
    lines = tuple(line for name in COMPARED if (line := _line(visit, declared, name)).entries)
    return visit.page(
        "programme.html",
        programme=declared,
        lines=lines,
        rules=tuple((rule, rule_in_words(visit, rule)) for rule in rules),
        at_work=sum(rule.standing in AT_WORK for rule in rules),
        notes=Notes(),
    )


@get("/{lang:str}/{where:str}/programme/{section:str}", sync_to_thread=True)
def section(visit: NamedDependency[Visit], section: FromPath[str]) -> Response[bytes]:
    """One section, entry by entry."""
    declared = programme_of(visit)
    if section not in COMPARED:
        raise NotFoundError(kind="section", name=section, known=COMPARED)
    found = section_finding(visit.texts, declared, section, visit.site.today())
    if section == PARAMETERS:
        amount = functools.partial(amount_in_words, visit.texts)
        parameters = _parameters(visit, declared)
        return visit.page("parameters.html", parameters=parameters, amount=amount, finding=found, notes=Notes())
    groups = _groups(visit, entries_of(declared, section), section)
    return visit.page("section.html", section=section, groups=groups, finding=found, notes=Notes())


def rule_in_words(visit: Visit, rule: AnyReserveRule) -> Markup:
    """A standing rule as one sentence in the reader's language."""
    values: dict[str, Any] = {}
    for name in rule.__struct_fields__:
        value = getattr(rule, name)
        if name == _SATS:
            values["coins"] = figures.coins(value)
        elif isinstance(value, Amount):
            values[name] = figures.figure(value.short())
        elif name == "interval":
            values[name] = visit.texts(f"interval.{value}")
        elif name.endswith(("_percent", "_days")):
            values[name] = value
    return visit.texts(f"rule.{rule.__struct_config__.tag}", **values)


def programme_of(visit: Visit) -> Programme:
    """The programme of the visit's country. Raises ``NotFoundError`` for a training office, which has none."""
    if visit.window is None or visit.window.training:
        raise NotFoundError(kind="page", name=visit.path)
    return load_playbook(visit.window.country).programme


def _line(visit: Visit, declared: Programme, name: str) -> SectionLine:
    found = section_finding(visit.texts, declared, name, visit.site.today())
    return SectionLine(name=name, entries=len(entries_of(declared, name)), finding=found)


def _groups(visit: Visit, entries: tuple[Entry, ...], section: str) -> tuple[Group, ...]:
    """The entries by the thing that they are about, in their order; what the record says in words is quoted."""
    found: dict[str, list[tuple[Markup, Markup, Entry]]] = {}
    for entry in entries:
        inside, _, name = entry.address.removeprefix(f"{section}.").rpartition(".")
        row = (_named(visit, f"field.{name}", name), entry_in_words(visit, entry.text), entry)
        found.setdefault(inside, []).append(row)
    return tuple(Group(name=_thing(visit, name), rows=tuple(rows)) for name, rows in found.items())


def _thing(visit: Visit, name: str) -> Markup:
    """What some entries are about, ``plants.gas-old``: what kind of thing it is, and its own name in the record."""
    kind, _, own = name.partition(".")
    if not visit.texts.has(f"thing.{kind}"):
        return quoted(_words(name)) if name else Markup("")
    said = visit.texts(f"thing.{kind}")
    return Markup("{}: {}").format(said, quoted(_words(own))) if own else said


def entry_in_words(visit: Visit, text: str) -> Markup:
    """What the record declares: a day, a known word or a figure in the reader's language; all else is quoted."""
    texts = visit.texts
    if _DAY.fullmatch(text):
        return texts.day(text)
    for known in (f"word.{text}", f"parameter-name.{text}"):
        if texts.has(known):
            return texts(known)
    figure = _FIGURE.fullmatch(text)
    if figure is None:
        return quoted(text)
    number, unit = figure.groups()
    if texts.has(f"unit.{unit}"):
        return texts("parameter.with-unit", number=figures.figure(number), unit=texts(f"unit.{unit}"))
    return figures.figure(text) if not unit or unit.isupper() else quoted(text)


def _parameters(visit: Visit, declared: Programme) -> tuple[tuple[Markup, tuple[ParameterValue, ...]], ...]:
    """Every parameter by its name, in the reader's language where the catalogue knows it."""
    known = declared.parameters.items()
    return tuple((_named(visit, f"parameter-name.{name}", name), values) for name, values in known)


def _named(visit: Visit, key: str, name: str) -> Markup:
    return visit.texts(key) if visit.texts.has(key) else quoted(_words(name))


def _words(name: str) -> str:
    """A key as a person reads it: ``plants.gas-old.emissions`` as "plants, gas-old, emissions"."""
    return name.replace("_", " ").replace(".", ", ")
