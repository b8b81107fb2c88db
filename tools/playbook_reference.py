"""Writes docs/playbook-reference.md from the playbook's schema, so that the page cannot drift from the code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import inspect

from bitcoin_office.playbook.described import explained, rule, type_of
from bitcoin_office.playbook.figure import Expected, Figure
from bitcoin_office.playbook.known import KNOWN, LOCAL
from bitcoin_office.playbook.overlay import Overlay
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.units_known import example
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import Unit

PAGE = Path(__file__).resolve().parent.parent / "docs" / "playbook-reference.md"
HEAD = """# Reference of the playbook

Every key of a country's files, written from the schema by `tools/playbook_reference.py`. How the files belong together
is told in [the page on playbooks](playbook.md). **Bold** keys must be there. A **figure** is
`{ value = 1, unit = "MW", source = "name" }`, or `{ missing = "what is not known", unit = "MW" }`. An **amount** is
`"1.5 BTC"` or `"100000.00 USD"`.
"""
# Structs that are written as one text, or that have a place of their own on the page.
PLURALS = {"table": "tables", "text": "texts", "table, one of the rules below": "rules"}
APART = (Amount, Unit, Figure, Source, ParameterValue)


def page() -> str:
    """The whole page."""
    programme = cast("inspect.StructType", type_of(Programme))
    lines = [HEAD, "## programme.toml", "", *table(programme)]
    for field in programme.fields:
        if field.name not in {"schema", "parameters"}:
            lines += ["", f"## {header(field.name, field.type)}", "", *section(field.type, field.name)]
    for title, kind in (("Figures", Figure), ("Sources", Source), ("Values in parameters/*.toml", ParameterValue)):
        node = cast("inspect.StructType", type_of(kind))
        lines += ["", f"## {title}", "", doc(kind), "", *table(node)]
    lines += ["", "## Known parameters", "", *known(), "", "## Overlays", "", *section(type_of(Overlay), "")]
    return "\n".join(lines) + "\n"


def header(path: str, node: inspect.Type) -> str:
    """How a table is headed in a file: ``[reserve]``, or ``[[reserve.rules]]`` for a list."""
    is_list = any(isinstance(part, inspect.VarTupleType) for part in (node, getattr(node, "type", None)))
    return f"[[{path}]]" if is_list else f"[{path}]"


def section(node: inspect.Type, path: str) -> Iterator[str]:
    """A section's own table, and one for each struct inside."""
    for number, (title, struct) in enumerate(collect(node, path)):
        if number and struct.tag is None:
            yield from ("", f"### {title}", "")
        elif struct.tag is not None:
            yield from ("", f'#### {struct.tag_field} = "{struct.tag}"', "")
        yield from (doc(struct.cls), "")
        yield from table(struct)


def collect(node: inspect.Type, path: str) -> Iterator[tuple[str, inspect.StructType]]:
    """Every struct in a type with its header, outer ones first; before rules, what they have in common."""
    structs = [part for part in parts(node) if isinstance(part, inspect.StructType) and part.cls not in APART]
    if structs and structs[0].tag is not None:
        yield header(path, node), cast("inspect.StructType", type_of(structs[0].cls.__bases__[0]))
    for struct in structs:
        own = struct.cls.__annotations__ if struct.tag is not None else None
        fields = tuple(field for field in struct.fields if own is None or field.name in own)
        yield header(path, node), msgspec.structs.replace(struct, fields=fields)
        for field in struct.fields:
            yield from collect(field.type, f"{path}.{field.encode_name}".removeprefix("."))


def parts(node: inspect.Type) -> Iterator[inspect.Type]:
    """A type without its wrappings."""
    inner = [getattr(node, name, None) for name in ("type", "item_type", "value_type")]
    inside = [part for part in (*inner, *getattr(node, "types", ())) if isinstance(part, inspect.Type)]
    if not inside:
        yield node
    for part in inside:
        yield from parts(part)


def doc(cls: type) -> str:
    """The first sentence about a struct."""
    return (cls.__doc__ or "").partition("\n")[0].replace("``", "`")


def table(struct: inspect.StructType) -> Iterator[str]:
    """Keys, kinds and meanings."""
    if not struct.fields:
        return
    yield "| key | kind | meaning |"
    yield "|---|---|---|"
    for field in struct.fields:
        key = f"**{field.encode_name}**" if field.required else field.encode_name
        yield f"| {key} | {kind_of(field.type)} | {explained(field.type)} |".replace("``", "`")


def kind_of(node: inspect.Type) -> str:
    """What kind of value a field takes, in words."""
    match node:
        case inspect.Metadata():
            check = rule(node)
            if isinstance(check, Expected):
                return f"figure, {check.measures}, such as {example(check.measures)}{limits(check)}"
            return kind_of(node.type)
        case inspect.UnionType():
            kinds = [kind_of(part) for part in node.types if not isinstance(part, inspect.NoneType)]
            return kinds[0] if len(set(kinds)) == 1 else "one of the tables below"
        case inspect.VarTupleType():
            return f"list of {PLURALS.get(kind_of(node.item_type), kind_of(node.item_type))}"
        case inspect.DictType():
            listed = isinstance(node.value_type, inspect.VarTupleType)
            return "table of lists of dated values" if listed else f"table of {kind_of(node.value_type)}s"
        case inspect.StructType():
            return struct_kind(node)
        case inspect.EnumType():
            return ", ".join(f"`{member.value}`" for member in cast("Any", node.cls))
        case inspect.LiteralType():
            return ", ".join(f'`"{value}"`' for value in cast("tuple[Any, ...]", node.values))
        case _:
            return plain_kind(node)


def struct_kind(node: inspect.StructType) -> str:
    """The name of a struct's own table on the page."""
    names: dict[type, str] = {Amount: "amount", Unit: "unit", Figure: "figure", Source: "source"}
    return names.get(node.cls, "table" if node.tag is None else "table, one of the rules below")


def plain_kind(node: inspect.Type) -> str:
    """A value without parts, with its limits."""
    match node:
        case inspect.StrType():
            return "text"
        case inspect.IntType():
            bounds = [
                f"from {node.ge:,}" if node.ge is not None else "",
                f"to {node.le:,}" if node.le is not None else "",
            ]
            return " ".join(["whole number", *filter(None, bounds)])
        case inspect.DecimalType():
            return "number"
        case inspect.DateType():
            return "date"
        case inspect.BoolType():
            return "`true`, `false`"
        case _:
            return "value"


def limits(check: Expected) -> str:
    """The limits of a figure, where it has any beside zero."""
    return f", at most {check.high:,f}" if check.high is not None else ""


def known() -> Iterator[str]:
    """The dated parameters that something reads."""
    yield "| parameter | unit | from | to | meaning |"
    yield "|---|---|---|---|---|"
    for name, parameter in KNOWN.items():
        low, high = ("" if limit is None else f"{limit:,f}" for limit in (parameter.low, parameter.high))
        yield f"| `{name}` | {parameter.unit.replace(LOCAL, 'money')} | {low} | {high} | {parameter.meaning} |"
    yield ""
    yield "*money* stands for the country's own currency, such as `PKR` in `PKR/kWh`."


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == page() else f"{PAGE} is old: run tools/playbook_reference.py")
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE}, {len(msgspec.json.encode(page())):,} bytes")
