"""TOML texts that are not TOML, and how that is said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.playbook.document import LARGEST_TEXT, parse
from bitcoin_office.terms.finding import Place
from tests.playbook.patience import patient


def test_numbers_stay_exact():
    """A decimal number is read as the digits that were written, never through a float."""
    document, findings = parse("rate = 0.1000000000000000055", file="f.toml")
    assert findings == ()
    assert document is not None
    assert document.tree["rate"] == Decimal("0.1000000000000000055")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a = 1\nb 2\n", 2, "column 3"),
        ("a = 1\na = 2\n", 2, "Cannot overwrite"),
        ("a = [1,\n2", 2, "end of the file"),
        ("a = " + "9" * 5000, None, "too many digits"),
        ("a = " + "[" * 5000 + "]" * 5000, None, "nested too deeply"),
        (".".join("a" * 5000) + " = 1", 1, "nested too deeply"),
        ("#" * (LARGEST_TEXT + 1), None, "longer than"),
    ],
    ids=["statement", "twice", "end", "digits", "deep", "deep-key", "long"],
)
def test_what_is_not_toml_is_one_finding(text: str, line: int | None, says: str):
    """A broken file is a finding with its line where one is known, never an exception."""
    document, findings = parse(text, file="f.toml")
    assert document is None
    (finding,) = findings
    assert finding.code == "toml-syntax"
    assert finding.place.line == line
    assert says in finding.message


def test_a_missing_key_stands_where_its_table_stands():
    """The place of a key that is not there is the line of the table that lacks it."""
    document, _ = parse("\n[reserve]\nx = 1\n", file="f.toml")
    assert document is not None
    assert document.place(("reserve", "target")) == Place(file="f.toml", key="reserve.target", line=2)
    assert document.place(("mining",)) == Place(file="f.toml", key="mining", line=None)


@patient
@given(st.text())
def test_any_text_is_a_document_or_a_finding(text: str):
    """No text whatever makes the reader raise."""
    document, findings = parse(text, file="f.toml")
    assert (document is None) == bool(findings)
