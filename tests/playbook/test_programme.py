"""The schema itself: every field is explained, and every number has room for its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import inspect

from bitcoin_office.playbook.decode import decode
from bitcoin_office.playbook.described import explained, type_of
from bitcoin_office.playbook.overlay import Overlay
from bitcoin_office.playbook.programme import SECTIONS, Country, Programme
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import Unit


def inside(node: inspect.Type) -> Iterator[inspect.Type]:
    """The types that a type is made of, without wrappings."""
    for part in (getattr(node, "type", None), getattr(node, "item_type", None), getattr(node, "value_type", None)):
        if isinstance(part, inspect.Type):
            yield from inside(part)
    for part in getattr(node, "types", ()):
        yield from inside(part)
    yield node


def structs(kind: Any) -> dict[type, inspect.StructType]:
    """Every struct of a schema."""
    found: dict[type, inspect.StructType] = {}

    def walk(node: inspect.Type) -> None:
        for part in inside(node):
            if isinstance(part, inspect.StructType) and part.cls not in found and part.cls not in {Amount, Unit}:
                found[part.cls] = part
                for field in part.fields:
                    walk(field.type)

    walk(type_of(kind))
    return found


ALL = {**structs(Programme), **structs(Overlay)}


@pytest.mark.parametrize("node", ALL.values(), ids=lambda node: node.cls.__name__)
def test_every_number_has_room_for_a_source(node: inspect.StructType):
    """A struct with a number of its own requires a source, except the figure, which asks for one itself."""
    numbers = (inspect.IntType, inspect.DecimalType, inspect.FloatType)
    own = [field.name for field in node.fields if any(isinstance(part, numbers) for part in inside(field.type))]
    names = {field.name for field in node.fields}
    assert not own or "source" in names, f"{node.cls.__name__} has {own} and no source"


@pytest.mark.parametrize("node", ALL.values(), ids=lambda node: node.cls.__name__)
def test_every_key_is_explained(node: inspect.StructType):
    """No key of the schema is left without a meaning: the reference and messages show it."""
    assert [field.encode_name for field in node.fields if not explained(field.type)] == []


def test_no_struct_of_the_schema_is_called_twice():
    """Names in the reference are unambiguous."""
    names = [cls.__name__ for cls in ALL]
    assert len(names) == len(set(names))


def test_every_section_is_a_field():
    """Sections, in the order of the schema, are the fields between the country and the parameters."""
    names = tuple(field.name for field in ALL[Programme].fields)
    assert names == ("schema", "country", *SECTIONS, "parameters")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('code = "PAK"\nname = "x"\ncurrency = "PKR"\nlanguages = ["en"]', "wrong-form"),
        ('code = "pk"\nname = "x"\ncurrency = "BTC"\nlanguages = ["en"]', "unknown-unit"),
        ('code = "pk"\nname = "x"\ncurrency = "PKR"\nlanguages = ["english"]', "wrong-form"),
        ('code = "pk"\nname = " "\ncurrency = "PKR"\nlanguages = []', "out-of-range"),
    ],
)
def test_a_country_is_named_by_the_standards(text: str, code: str):
    """Codes of country, currency and language have the form of their standards."""
    _, (finding,) = decode(text, Country, file="f.toml")
    assert finding.code == code


def test_a_country_that_declares_nothing_is_a_programme():
    """A new country begins with a name; every section may come later."""
    text = (
        'schema = "bitcoin-office/programme/1"\n[country]\ncode = "xx"\nname = "X"\ncurrency = "USD"\nlanguages = []\n'
    )
    programme, findings = decode(text, Programme, file="f.toml")
    assert findings == ()
    assert programme is not None
    assert programme.country.money.code == "USD"
