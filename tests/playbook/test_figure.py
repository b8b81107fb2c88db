"""Figures: a value with unit and source, or what is missing."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.playbook.decode import decode
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.power_policy import PowerPolicy
from bitcoin_office.terms.source import Quality, Source


class Holder(msgspec.Struct):
    """A file with one figure and no rule about its measure."""

    figure: Figure


def codes(text: str) -> list[str]:
    """The codes of the findings of a figure."""
    return [finding.code for finding in decode(f"figure = {text}", Holder, file="f.toml")[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{ value = 1, unit = "MW", source = { title = "x" } }', []),
        ('{ missing = "who knows", unit = "MW" }', []),
        ('{ value = 1, unit = "MW" }', ["missing-source"]),
        ('{ unit = "MW" }', ["no-value"]),
        ('{ value = 1, missing = "x", unit = "MW", source = { title = "x" } }', ["no-value"]),
        ('{ value = 1, unit = "MVV", source = { title = "x" } }', ["unknown-unit"]),
        ('{ value = 1, unit = "PKR/kWn", source = { title = "x" } }', ["unknown-unit"]),
        ('{ value = 1, source = { title = "x" } }', ["missing-key"]),
    ],
)
def test_a_figure_has_a_sourced_value_or_says_what_is_missing(text: str, expected: list[str]):
    """Neither a value without a source nor a figure without a value or an explanation passes."""
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("figure", "code", "says"),
    [
        ('{ value = 1, unit = "GWh", source = { title = "x" } }', "wrong-unit", "MW"),
        ('{ value = -1, unit = "MW", source = { title = "x" } }', "out-of-range", "at least 0"),
        ('{ value = 2_000_001, unit = "MW", source = { title = "x" } }', "out-of-range", "at most 2,000,000"),
    ],
)
def test_a_field_knows_the_measure_and_the_limits_of_its_figure(figure: str, code: str, says: str):
    """A unit of another measure and a value outside the limits are findings that name what was expected."""
    _, (finding,) = decode(f'installed = {figure}\nsource = {{ title = "x" }}', PowerPolicy, file="f.toml")
    assert finding.code == code
    assert says in f"{finding.message} {finding.remedy}"


def test_a_figure_is_only_as_good_as_its_weakest_part():
    """A documented source does not lift an uncertain figure, nor the other way round."""
    documented, uncertain = Source(title="law"), Source(title="memory", quality=Quality.UNCERTAIN)
    assert Figure(unit="MW", value=Decimal(1), source=documented).trust is Quality.DOCUMENTED
    assert Figure(unit="MW", value=Decimal(1), source=documented, quality=Quality.UNCERTAIN).trust is Quality.UNCERTAIN
    assert Figure(unit="MW", value=Decimal(1), source=uncertain, quality=Quality.DERIVED).trust is Quality.UNCERTAIN
    assert Figure(unit="MW", missing="all").trust is Quality.UNKNOWN


def test_an_uncertain_figure_is_marked_wherever_it_is_shown():
    """Separators, unit, and the mark of what is not plainly documented; what is unknown says so."""
    source = Source(title="law")
    assert str(Figure(unit="USD", value=Decimal(150_000_000), source=source)) == "150,000,000 USD"
    assert str(Figure(unit="USD", value=Decimal(1), source=source, quality=Quality.UNCERTAIN)) == "1 USD [uncertain]"
    assert str(Figure(unit="USD", missing="the sum")) == "unknown: the sum"
