"""Dated parameters: which value holds on a day, and what is wrong with a list of them."""

from __future__ import annotations

import datetime as dt

import pytest

from bitcoin_office.playbook.parameters import Parameters
from bitcoin_office.playbook.reading import TextFile, read_parameters
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

HEAD = '[sources.s]\ntitle = "x"\n'
MEMORY = '[sources.s]\ntitle = "x"\nquality = "uncertain"\n'


def entry(name: str, value: str, since: str, more: str = "", unit: str = "PKR/kWh") -> str:
    """One dated value."""
    return f'[[{name}]]\nvalue = {value}\nunit = "{unit}"\neffective_from = {since}\nsource = "s"\n{more}\n'


def parameters(text: str) -> Parameters:
    """Parameters without findings."""
    values, findings = read_parameters(TextFile("p.toml", text))
    assert findings == ()
    assert values is not None
    return Parameters(values)


def found(text: str) -> list[tuple[str, str, int | None]]:
    """Code, key and line of every finding of a file."""
    return [(f.code, f.place.key, f.place.line) for f in read_parameters(TextFile("p.toml", text))[1]]


def test_the_value_of_a_day_is_the_last_one_that_began():
    """A new law adds a dated value; the days before keep theirs."""
    text = MEMORY + entry("tariff_base", "35.5", "2024-07-01") + entry("tariff_base", "34", "2025-07-01")
    dated = parameters(text)
    assert str(dated.number("tariff_base", dt.date(2025, 6, 30))) == "35.5"
    assert str(dated.number("tariff_base", dt.date(2025, 7, 1))) == "34"
    assert dated.get("tariff_base", dt.date(2030, 1, 1)).source.title == "x"


def test_what_is_not_known_on_a_day_is_said():
    """Before the first value, after the end of a value, and where nobody knows it, the error names what is missing."""
    text = MEMORY + entry("tariff_winter", "26.07", "2024-12-01", "effective_to = 2025-02-28")
    text += '[[tariff_mining]]\nmissing = "the price"\nunit = "PKR/kWh"\neffective_from = 2025-01-01\nsource = "s"\n'
    dated = parameters(text)
    for day in (dt.date(2024, 11, 30), dt.date(2025, 3, 1)):
        with pytest.raises(IncompleteDataError, match=f"no value on {day}: it is known from 2024-12-01"):
            dated.get("tariff_winter", day)
    with pytest.raises(IncompleteDataError, match="the price"):
        dated.number("tariff_mining", dt.date(2025, 1, 1))


def test_an_unknown_parameter_names_the_nearest_or_says_what_to_add():
    """A misspelt name and one that nobody has defined yet are both answered."""
    dated = parameters(MEMORY + entry("tariff_base", "35.5", "2024-07-01"))
    with pytest.raises(NotFoundError, match="Did you mean 'tariff_base'"):
        dated.get("tarif_base", dt.date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (entry("tarif_base", "1", "2024-07-01"), ("unknown-key", "tarif_base", 4)),
        (entry("tariff_base", "1", "2024-07-01", unit="PKR/MW"), ("wrong-unit", "tariff_base[0].unit", 6)),
        (entry("tariff_base", "1", "2024-07-01", unit="MW"), ("wrong-unit", "tariff_base[0].unit", 6)),
        (entry("tariff_base", "-1", "2024-07-01"), ("out-of-range", "tariff_base[0].value", 5)),
        (
            entry("tariff_base", "1", "2024-07-01", "effective_to = 2024-06-01"),
            ("overlapping-dates", "tariff_base[0].effective_to", 9),
        ),
        (entry("tariff_base", "1", "2024-07-01") * 2, ("overlapping-dates", "tariff_base[1].effective_from", 13)),
        (
            entry("tariff_base", "1", "2024-07-01", "effective_to = 2025-01-01")
            + entry("tariff_base", "1", "2024-12-31"),
            ("overlapping-dates", "tariff_base[0].effective_to", 9),
        ),
    ],
)
def test_each_mistake_is_found_with_its_line(text: str, expected: tuple[str, str, int]):
    """Unknown name, wrong unit, out of range, and days that overlap."""
    assert found(MEMORY + text) == [expected]


def test_a_documented_value_says_when_it_was_checked():
    """Only what is uncertain anyway may leave open when it was last compared with its source."""
    assert found(HEAD + entry("tariff_base", "1", "2024-07-01")) == [("not-verified", "tariff_base[0].verified_on", 3)]
    assert found(HEAD + entry("tariff_base", "1", "2024-07-01", "verified_on = 2025-07-17")) == []
    assert found(MEMORY + entry("tariff_base", "1", "2024-07-01")) == []


def test_one_bad_value_does_not_hide_the_others():
    """A value without a source does not keep the next one from being checked."""
    text = (
        MEMORY
        + entry("tariff_base", "1", "2024-07-01").replace('source = "s"\n', "")
        + entry("tariff_base", "-1", "2025-07-01")
    )
    assert [code for code, _, _ in found(text)] == ["missing-source", "out-of-range"]
