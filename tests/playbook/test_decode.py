"""Strict reading of TOML into structs."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from bitcoin_office.playbook.decode import decode
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.finding import Finding, Severity
from bitcoin_office.terms.source import Quality, Source
from bitcoin_office.terms.units import PKR, SAT, Unit
from tests.playbook.patience import patient


class Colour(enum.StrEnum):
    """Two colours."""

    ORANGE = "orange"
    GREEN = "green"


def not_thirteen(value: Decimal) -> Iterator[Problem]:
    """A rule of a field."""
    if value == 13:
        yield Problem(code="superstition", message="Thirteen.")


class Buy(msgspec.Struct, tag_field="rule", tag="buy"):
    """A rule that buys."""

    sats: Annotated[int, Meta(ge=1)]


class Sell(msgspec.Struct, tag_field="rule", tag="sell"):
    """A rule that sells."""

    above: Decimal


class Span(msgspec.Struct):
    """Days with a rule across fields."""

    first: dt.date = msgspec.field(name="from")
    last: dt.date | None = None

    def problems(self) -> Iterator[Problem]:
        """The end is not before the beginning."""
        if self.last is not None and self.last < self.first:
            yield Problem(code="backwards", message="It ends before it begins.", key=("last",))
        if self.first.year < 2009:
            yield Problem(code="early", message="Before bitcoin.", severity=Severity.WARNING)


class Everything(msgspec.Struct):
    """One field of every kind."""

    name: Annotated[str, Meta(min_length=1, pattern="^[a-z]+$", max_length=5)] = "x"
    on: bool = True
    count: Annotated[int, Meta(ge=1, le=10)] = 1
    share: Annotated[Decimal, Meta(extra={"check": not_thirteen})] = Decimal(0)
    ratio: Annotated[float, Meta(gt=0, lt=1)] = 0.5
    day: dt.date | None = None
    moment: dt.datetime | None = None
    colour: Colour = Colour.ORANGE
    mode: Literal["fast", "slow"] = "fast"
    amount: Amount | None = None
    unit: Unit = SAT
    source: Source | None = None
    rules: tuple[Buy | Sell, ...] = ()
    spans: list[Span] = []
    by_name: dict[str, int] = {}
    either: int | str | None = None
    anything: Any = None


class Strict(msgspec.Struct):
    """A table with what it must have."""

    target: Annotated[int, Meta(description="How many coins.")]
    source: Source


def only(text: str, kind: type[Any] = Everything) -> Finding:
    """The one finding of a text."""
    value, findings = decode(text, kind, file="f.toml")
    assert value is None
    (finding,) = findings
    return finding


def test_a_sound_text_is_its_value():
    """Every kind of field arrives as the value that the schema promises."""
    text = """
    name = "abc"
    count = 3
    share = 0.1
    ratio = 0.25
    day = 2025-07-17
    moment = 2025-07-17T12:00:00Z
    colour = "green"
    mode = "slow"
    amount = "1.5 BTC"
    unit = "PKR"
    source = "imf"
    rules = [{ rule = "buy", sats = 5 }, { rule = "sell", above = 1 }]
    spans = [{ from = 2025-01-01, last = 2025-01-02 }]
    by_name = { a = 1 }
    either = "text"
    anything = [1]
    [sources.imf]
    title = "Country report 25/190"
    quality = "uncertain"
    """
    value, findings = decode(text, Everything, file="f.toml")
    assert findings == ()
    assert value == Everything(
        name="abc",
        count=3,
        share=Decimal("0.1"),
        ratio=0.25,
        day=dt.date(2025, 7, 17),
        moment=dt.datetime(2025, 7, 17, 12, tzinfo=dt.UTC),
        colour=Colour.GREEN,
        mode="slow",
        amount=Amount(150_000_000, SAT),
        unit=PKR,
        source=Source(title="Country report 25/190", quality=Quality.UNCERTAIN),
        rules=(Buy(sats=5), Sell(above=Decimal(1))),
        spans=[Span(first=dt.date(2025, 1, 1), last=dt.date(2025, 1, 2))],
        by_name={"a": 1},
        either="text",
        anything=[1],
    )


@pytest.mark.parametrize(
    ("text", "code", "key", "says"),
    [
        ("coutn = 1", "unknown-key", "coutn", "Did you mean 'count'?"),
        ("zzzzzz = 1", "unknown-key", "zzzzzz", "Known: "),
        ("name = 1", "wrong-type", "name", "a whole number"),
        ('name = ""', "out-of-range", "name", "empty"),
        ('name = "A"', "wrong-form", "name", "form"),
        ('name = "abcdef"', "out-of-range", "name", "at most 5"),
        ('on = "true"', "wrong-type", "on", "without quotes"),
        ("count = true", "wrong-type", "count", "true or false"),
        ("count = 1.5", "wrong-type", "count", "decimal point"),
        ("count = 0", "out-of-range", "count", "at least 1"),
        ("count = 11", "out-of-range", "count", "at most 10"),
        ("ratio = 0", "out-of-range", "ratio", "more than 0"),
        ("ratio = 1.0", "out-of-range", "ratio", "less than 1"),
        ('share = "0,1"', "wrong-type", "share", "the text '0,1'"),
        ('count = "1"', "wrong-type", "count", "without quotes"),
        ("share = nan", "out-of-range", "share", "not finite"),
        ("share = 1e99", "out-of-range", "share", "30 digits"),
        ("share = 13", "superstition", "share", "Thirteen"),
        ('day = "2025-01-01"', "wrong-type", "day", "without quotes"),
        ("day = 2025-01-01T00:00:00", "wrong-type", "day", "a date with a time"),
        ("moment = 2025-01-01", "wrong-type", "moment", "2025-07-17T12:00:00Z"),
        ('colour = "organe"', "unknown-value", "colour", "'orange'"),
        ("mode = 2", "wrong-type", "mode", "fast, slow"),
        ('amount = "1.5 BTX"', "unknown-unit", "amount", "BTN"),
        ('amount = "1e40 BTC"', "out-of-range", "amount", "30 digits"),
        ("amount = 15", "wrong-type", "amount", "1.5 BTC"),
        ('unit = "UDS"', "unknown-unit", "unit", "Did you mean"),
        ("source = 3", "wrong-type", "source", "a table"),
        ('source = "imf"', "unknown-source", "source", "[sources.imf]"),
        ('source = "imv"\n[sources.imf]\ntitle = "x"', "unknown-source", "source", "'imf'"),
        ('[sources.imf]\ntitel = "x"', "unknown-key", "sources.imf.titel", "'title'"),
        ('rules = "x"', "wrong-type", "rules", "a list"),
        ("rules = [{ sats = 1 }]", "missing-key", "rules[0].rule", "buy, sell"),
        ('rules = [{ rule = "by" }]', "unknown-value", "rules[0].rule", "'buy'"),
        ('rules = [{ rule = "buy", sats = -1 }]', "out-of-range", "rules[0].sats", "at least 1"),
        ("spans = [{ from = 2025-01-02, last = 2025-01-01 }]", "backwards", "spans[0].last", "before"),
        ("by_name = [1]", "wrong-type", "by_name", "a table"),
        ('by_name = { a = "x" }', "wrong-type", "by_name.a", "whole number"),
        ("either = 2025-01-01", "wrong-type", "either", "a date"),
    ],
)
def test_each_mistake_is_named(text: str, code: str, key: str, says: str):
    """One mistake gives one finding, with its code, its key, its line, and words that help."""
    finding = only(text)
    assert (finding.code, finding.place.key) == (code, key)
    assert finding.place.line == (2 if key.startswith("sources") else 1)
    assert says in f"{finding.message} {finding.remedy}"


def test_a_decimal_may_stand_in_quotes():
    """Exact figures are often written in quotes; they are the same number."""
    value, findings = decode('share = "5689.68"', Everything, file="f.toml")
    assert findings == ()
    assert value is not None
    assert value.share == Decimal("5689.68")


def test_all_mistakes_are_collected():
    """Nine wrong lines give nine findings."""
    text = 'nam = "x"\non = 1\ncount = 99\nshare = "x"\nratio = 5\nday = 1\ncolour = "red"\nmode = "x"\nunit = 1'
    _, findings = decode(text, Everything, file="f.toml")
    assert [finding.place.line for finding in findings] == list(range(1, 10))


def test_missing_keys_say_what_they_mean():
    """A missing key shows the schema's description; a missing source has its own code."""
    value, findings = decode("", Strict, file="f.toml")
    assert value is None
    assert [(finding.code, finding.remedy[:14]) for finding in findings] == [
        ("missing-key", "How many coins"),
        ("missing-source", "Name an entry "),
    ]


def test_a_misspelt_required_key_is_one_finding():
    """A misspelt required key is reported once, not also as missing."""
    finding = only('taget = 1\nsource = { title = "x" }', Strict)
    assert finding.code == "unknown-key"


def test_a_warning_does_not_cost_the_value():
    """Warnings come with the value."""
    value, findings = decode("[[spans]]\nfrom = 2008-01-01", Everything, file="f.toml")
    assert value is not None
    assert [(finding.code, finding.place.line) for finding in findings] == [("early", 1)]


TOML_VALUES = """
1;-1;0;1e400;nan;inf;"x";"";true;2025-01-01;2025-01-01T00:00:00;12:00:00;[];{};[1];{ rule = 1 };[{ rule = "buy" }]
[[[]]];"1 BTC";"1e999999999999 BTC";"9 9 9";[{ from = 1 }]
"""
toml_values = st.sampled_from(TOML_VALUES.strip().replace("\n", ";").split(";"))


@patient
@given(st.dictionaries(st.sampled_from([*Everything.__struct_fields__, "sources", "coutn"]), toml_values))
def test_no_tree_makes_it_raise(fields: dict[str, str]):
    """Whatever stands in the fields, the answer is a value or findings."""
    text = "\n".join(f"{key} = {value}" for key, value in fields.items())
    value, findings = decode(text, Everything, file="f.toml")
    assert (value is None) == any(finding.severity is Severity.ERROR for finding in findings)
