"""One country's section as an overlay over another's programme, with its sources and a note of where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, cast

import msgspec

from bitcoin_office.playbook.adoption_findings import date_findings, money_findings, tariff_findings
from bitcoin_office.playbook.nodes import Node, children, find, node_of
from bitcoin_office.playbook.overlay import OVERLAY_SCHEMA
from bitcoin_office.playbook.programme import SECTIONS, section_named
from bitcoin_office.playbook.reading import Playbook, TextFile
from bitcoin_office.playbook.reserve_rules import Own
from bitcoin_office.playbook.sources import SOURCES, is_source
from bitcoin_office.playbook.toml_text import toml_text
from bitcoin_office.playbook.wording import Standing
from bitcoin_office.terms.errors import IncompleteDataError, UsageError
from bitcoin_office.terms.finding import Finding

# Policy that is in force where it comes from is only a proposal where it is adopted.
_STILL_HAPPENS = {Standing.ANNOUNCED, Standing.IN_FORCE, Standing.DISPUTED}
_NOT_A_POLICY = {
    "power": "its power system is what it has, not what it decides",
    "arrangement": "it is between that country and the Fund",
}
ADOPTABLE = tuple(section for section in SECTIONS if section not in _NOT_A_POLICY)
"""The sections that one country can take over from another."""
_CHOOSE = f"Choose one of: {', '.join(ADOPTABLE)}."
_STANDINGS = {"standing", "legal_tender", "taxes_in_bitcoin"}
# A country adopts a policy, not the names of another's institutions.
_INSTITUTIONS = {"name", "supervisor", "keeper"}


class Adoption(msgspec.Struct, frozen=True, kw_only=True):
    """The overlay that an adoption writes: its name, its text, and what a person should look at before using it.

    ``rules`` are files of the other country's own rules, by their names, which go into ``rules/`` beside the overlay.
    """

    id: str
    text: str
    findings: tuple[Finding, ...]
    rules: tuple[TextFile, ...] = ()


def adopt(section: str, origin: Playbook, into: Playbook, *, effective_from: dt.date | None = None) -> Adoption:
    """The overlay by which ``into`` would take over a section of ``origin``.

    What only ``into`` has in that section is removed; policy becomes a proposal; rules begin on ``effective_from``
    where it is given; institutions keep their names. Nothing is converted silently: money in another currency is a
    finding. Raises ``UsageError`` for an unknown section, and ``IncompleteDataError`` where the origin has not
    declared it.
    """
    if section in _NOT_A_POLICY:
        raise UsageError(f"A country cannot adopt another's {section}: {_NOT_A_POLICY[section]}.", remedy=_CHOOSE)
    section_named(section, ADOPTABLE)
    here, there = origin.programme.country, into.programme.country
    node, replaced = find(node_of(origin.document), section), find(node_of(into.document), section)
    if here.code == there.code:
        raise UsageError(f"{here.name} cannot adopt from itself.", remedy="Name another country with --from.")
    if node is None:
        raise IncompleteDataError(f"{here.name} has declared no {section}.", remedy="See: bitcoin-office countries")
    taken = _proposed(node.plain(), here.name, effective_from)
    rules = _pinned(taken, origin) if section == "reserve" else ()
    if isinstance(taken, dict):
        taken = _as_ours(cast("dict[str, Any]", taken), replaced, into)
    sources, named = _named_sources(taken, here.code)
    head = _head(section, origin, into, effective_from)
    head["remove"] = list(_removed(node, replaced, section)) if replaced is not None else []
    proposal = {"title": f"A proposal to adopt {here.name}'s {section}", "quality": "uncertain"}
    tree = {"schema": OVERLAY_SCHEMA, "overlay": head, SOURCES: {"proposal": proposal, **sources}, section: named}
    about = f"# {head['title']}. Written by: bitcoin-office adopt {section} --from {here.code} --into {there.code}\n"
    findings = [*money_findings(origin, into, section), *tariff_findings(origin, into, section)]
    if effective_from is None:
        findings += date_findings(node, section, here.name)
    return Adoption(id=head["id"], text=about + toml_text(tree), findings=tuple(findings), rules=rules)


def _pinned(taken: dict[str, Any], origin: Playbook) -> tuple[TextFile, ...]:
    """The files of the reserve's own rules; each rule of the section that is taken names the hash of its file."""
    reserve = origin.programme.reserve
    own = {rule.id: rule for rule in (reserve.rules if reserve else ()) if isinstance(rule, Own)}
    files: dict[str, TextFile] = {}
    for rule in cast("list[dict[str, Any]]", taken.get("rules", [])):
        declared = own.get(str(rule.get("id")))
        if declared is not None and declared.read is not None:
            rule["sha256"] = declared.sha256
            files[declared.file] = TextFile(declared.file, declared.read.text)
    return tuple(files.values())


def _as_ours(policy: dict[str, Any], replaced: Node | None, into: Playbook) -> dict[str, Any]:
    """The outermost table of a section without what belongs to the other country alone, on the proposer's word."""
    ours = set(children(replaced)) if replaced is not None else set[str]()
    result = {key: entry for key, entry in policy.items() if key not in _INSTITUTIONS or key not in ours | {"keeper"}}
    if result.get("tariff") not in into.programme.parameters:
        result.pop("tariff", None)
    return {**result, "source": "proposal"} if "source" in result else result


def _head(section: str, origin: Playbook, into: Playbook, effective_from: dt.date | None) -> dict[str, Any]:
    here, there = origin.programme.country, into.programme.country
    adopted: dict[str, Any] = {"country": here.code, "section": section, "pack": origin.digest}
    if effective_from is not None:
        adopted["effective_from"] = effective_from
    return {
        "id": f"{here.code}-{section}",
        "title": f"{there.name} adopts {here.name}'s {section}",
        "base": there.code,
        "source": "proposal",
        "remove": [],
        "adopted": adopted,
    }


def _removed(node: Node, replaced: Node, address: str) -> Iterator[str]:
    """The addresses of what the adopting country has and the other has not."""
    taken, kept = children(node), children(replaced)
    for name, entry in kept.items():
        if name not in taken:
            yield f"{address}.{name}"
        elif not is_source(name) and _has_parts(entry):
            yield from _removed(taken[name], entry, f"{address}.{name}")


def _has_parts(node: Node) -> bool:
    """Whether a node is merged part by part: a table that is no figure, or a list of tables."""
    if node.table is not None:
        return "unit" not in node.table
    return any(entry.table is not None for entry in node.entries or [])


def _proposed(value: Any, country: str, effective_from: dt.date | None) -> Any:
    """The section as a proposal that begins on a day."""
    if isinstance(value, list):
        return [_proposed(entry, country, effective_from) for entry in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    table = cast("dict[str, Any]", value)
    result: dict[str, Any] = {}
    for key, entry in table.items():
        if key in _STANDINGS and entry in _STILL_HAPPENS:
            result[key] = str(Standing.PROPOSED)
        elif key == "effective_from" and effective_from is not None:
            result[key] = max(entry, effective_from)
        elif key == "law" and effective_from is not None and isinstance(entry, list):
            states = _last_state(cast("list[dict[str, Any]]", entry), effective_from)
            result[key] = _proposed(states, country, effective_from)
        elif key == "note":
            result[key] = f"In {country}: {entry}"
        elif key != "since":
            result[key] = _proposed(entry, country, effective_from)
    return result


def _last_state(law: list[dict[str, Any]], day: dt.date) -> list[dict[str, Any]]:
    """The state of the law that holds on a day, and those that follow: states before it would all begin on the day."""
    past = [state for state in law if state["effective_from"] <= day]
    return [*past[-1:], *law[len(past) :]]


def _named_sources(value: Any, code: str) -> tuple[dict[str, Any], Any]:
    """The sources of a section by name, and the section naming them."""
    names: dict[str, str] = {}
    tables: dict[str, Any] = {}

    def name_of(source: dict[str, Any]) -> str:
        text = repr(sorted(source.items()))
        if text not in names:
            names[text] = f"{code}-{len(names) + 1}"
            tables[names[text]] = source
        return names[text]

    def walk(inner: Any) -> Any:
        if isinstance(inner, list):
            return [walk(entry) for entry in cast("list[Any]", inner)]
        if not isinstance(inner, dict):
            return inner
        table = cast("dict[str, Any]", inner)
        return {
            key: name_of(cast("dict[str, Any]", entry)) if is_source(key) and isinstance(entry, dict) else walk(entry)
            for key, entry in table.items()
        }

    section = walk(value)
    return tables, section
