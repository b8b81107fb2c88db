"""Tables of the market are read strictly: every bad line is a finding with its number, every good line counts."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.market.series import Step
from bitcoin_office.market.tables import TableShape, parse_disagreements, parse_table
from bitcoin_office.terms.source import Source

SHAPE = TableShape(
    kind="btc_usd_close", unit="USD/BTC", column="close_usd", step=Step.DAY, source=Source(title="a test")
)


def test_good_lines_become_points():
    """Date, exact figure, and how many series agree."""
    text = "date,close_usd,series\n2024-01-01,42000,2\n2024-01-02,42.50,1\n"
    series, findings = parse_table(text, file="t", shape=SHAPE)
    assert findings == ()
    assert [(point.on, point.value, point.agreeing) for point in series.points] == [
        (dt.date(2024, 1, 1), Decimal(42000), 2),
        (dt.date(2024, 1, 2), Decimal("42.50"), 1),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2024-01-32,1,1", "table-line"),
        ("2024-01-05,x,1", "table-line"),
        ("2024-01-05,NaN,1", "table-line"),
        ("2024-01-05,-1,1", "table-line"),
        ("2024-01-05,0,1", "table-line"),
        ("2024-01-05,1,0", "table-line"),
        ("2024-01-05,1,many", "table-line"),
        ("2024-01-05,1", "table-line"),
        ("2024-01-05,1,1,1", "table-line"),
        ("", "table-line"),
        ("2024-01-01,1,1", "table-order"),
        ("2023-12-31,1,1", "table-order"),
    ],
)
def test_every_bad_line_is_a_finding_with_its_number(line: str, code: str):
    """A bad line is named and left out; the lines around it count."""
    text = f"date,close_usd,series\n2024-01-01,1,1\n{line}\n2024-01-09,3,1\n"
    series, findings = parse_table(text, file="prices.csv", shape=SHAPE)
    assert [(finding.code, finding.place.line) for finding in findings] == [(code, 3)]
    assert [point.on.day for point in series.points] == [1, 9]


@pytest.mark.parametrize("header", ["", "date,close_eur,series", "2024-01-01,1,1"])
def test_another_first_line_is_a_finding(header: str):
    """A table of other columns is not read as prices without a word."""
    _, findings = parse_table(f"{header}\n2024-01-01,1,1\n", file="t", shape=SHAPE)
    assert findings[0].code == "table-header"


@given(st.text())
def test_no_text_breaks_the_reader(text: str):
    """Whatever the text, the answer is points in order and findings."""
    series, findings = parse_table(text, file="t", shape=SHAPE)
    assert len(series.points) + len(findings) <= len(text.splitlines()) + 1


def test_listed_disagreements_are_read():
    """A line of the list says who says what, and how far apart."""
    (line,) = parse_disagreements("date,table,a,b,percent,second\n2021-12-14,btc_usd_daily,48343,46613,3.71,powlaw\n")
    assert (line.on, line.a, line.b, line.second) == (dt.date(2021, 12, 14), Decimal(48343), Decimal(46613), "powlaw")
    with pytest.raises(ValueError, match="first line"):
        parse_disagreements("something else\n")
