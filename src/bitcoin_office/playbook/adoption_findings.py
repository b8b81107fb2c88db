"""What a person should look at before using an adopted section: foreign money, and days of another country."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import msgspec

from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.nodes import Node, children, find, node_of
from bitcoin_office.playbook.reading import Playbook
from bitcoin_office.playbook.units_known import currency
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.finding import Finding, Place, Severity


def money_findings(origin: Playbook, into: Playbook, section: str) -> Iterator[Finding]:
    """Figures in the money of the country they come from, where the adopting country has another."""
    theirs, ours = origin.programme.country.currency, into.programme.country.currency
    if theirs == ours:
        return
    for address, unit, place in _money_of(getattr(origin.programme, section), section, origin):
        if unit == theirs:
            message = f"{address} is in {theirs}, the money of {origin.programme.country.name}; it is kept as it is."
            remedy = f"Where it should be in {ours}, convert it at a named rate and name the source of the rate."
            yield Finding(
                code="currency-mismatch", place=place, message=message, remedy=remedy, severity=Severity.WARNING
            )


def _money_of(value: Any, address: str, origin: Playbook) -> Iterator[tuple[str, str | None, Place]]:
    if isinstance(value, Figure):
        yield address, currency(value.unit), _place(origin, address)
    elif isinstance(value, Amount):
        yield address, value.unit.commodity, _place(origin, address)
    elif isinstance(value, tuple):
        for entry in cast("tuple[Any, ...]", value):
            yield from _money_of(entry, f"{address}.{getattr(entry, 'id', '')}", origin)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _money_of(getattr(value, field), f"{address}.{field}", origin)


def _place(playbook: Playbook, address: str) -> Place:
    node = find(node_of(playbook.document), address)
    return node.place if node is not None and node.place is not None else Place(file=playbook.label, key=address)


def tariff_findings(origin: Playbook, into: Playbook, section: str) -> Iterator[Finding]:
    """A tariff that the adopting country has no parameter for: it is left out."""
    node = find(node_of(origin.document), f"{section}.tariff")
    if node is not None and node.place is not None and node.value not in into.programme.parameters:
        message = f"{into.programme.country.name} has no parameter {node.value!r}: the tariff is left out."
        remedy = "Define the parameter with a source, and name it in the overlay."
        yield Finding(code="left-out", place=node.place, message=message, remedy=remedy, severity=Severity.WARNING)


def date_findings(node: Node, section: str, country: str) -> Iterator[Finding]:
    """Rules that keep the first day that they had where they come from."""
    for name, entry in children(node).items():
        first = (entry.table or {}).get("effective_from")
        if first is not None and first.place is not None:
            message = f"{section}.{name} keeps the day on which it begins in {country}, {first.value}."
            yield Finding(
                code="origin-date",
                place=first.place,
                message=message,
                remedy="Give its first day here with --effective-from YYYY-MM-DD.",
                severity=Severity.WARNING,
            )
        elif entry.entries is not None:
            yield from date_findings(entry, f"{section}.{name}", country)
