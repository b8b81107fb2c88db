"""Reads a table of the market: CSV text with a date, a figure and how many independent series agree on it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

import msgspec

from bitcoin_office.market.report import ListedDisagreement
from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.source import Source

_REMEDY = "Each line is: date (YYYY-MM-DD), a positive figure, and the number of series that agree (1 or more)."


class TableShape(msgspec.Struct, frozen=True, kw_only=True):
    """What a table holds: the kind, unit and step of its series, and the name of its column of figures."""

    kind: str
    unit: str
    column: str
    step: Step
    source: Source


def parse_table(text: str, *, file: str, shape: TableShape) -> tuple[Series, tuple[Finding, ...]]:
    """The series of all good lines of ``text``, and a finding for every bad one.

    The first line is ``date,<column>,series``. Days stand in order, each once; figures are positive plain decimals.
    """
    lines = text.splitlines()
    points: list[Point] = []
    findings: list[Finding] = []
    expected = f"date,{shape.column},series"
    if not lines or lines[0] != expected:
        findings.append(_finding("table-header", file, 1, f"The first line is not {expected!r}."))
    for number, line in enumerate(lines[1:], start=2):
        point = _point(line)
        if isinstance(point, str):
            findings.append(_finding("table-line", file, number, point))
        elif points and point.on <= points[-1].on:
            findings.append(_finding("table-order", file, number, f"{point.on} does not come after {points[-1].on}."))
        else:
            points.append(point)
    series = Series(kind=shape.kind, unit=shape.unit, source=shape.source, step=shape.step, points=tuple(points))
    return series, tuple(findings)


def _point(line: str) -> Point | str:
    """A point, or what is wrong with the line."""
    try:
        date, figure, series = line.split(",")
        value, agreeing = Decimal(figure), int(series)
        on = dt.date.fromisoformat(date)
    except (ValueError, InvalidOperation):
        return f"Cannot read {line!r}."
    if not value.is_finite() or value <= 0:
        return f"{figure!r} is not a positive figure."
    if agreeing < 1:
        return f"{series!r} is not a number of series."
    return Point(on=on, value=value, agreeing=agreeing)


def _finding(code: str, file: str, line: int, message: str) -> Finding:
    return Finding(code=code, place=Place(file=file, line=line), message=message, remedy=_REMEDY)


def parse_disagreements(text: str) -> tuple[ListedDisagreement, ...]:
    """The lines of ``disagreements.csv``, as ``tools/market_tables.py`` writes them. Raises ``ValueError``."""
    header, *lines = text.splitlines()
    if header != "date,table,a,b,percent,second":
        raise ValueError(f"unexpected first line {header!r}")
    return tuple(_disagreement(*line.split(",")) for line in lines)


def _disagreement(*cells: str) -> ListedDisagreement:
    date, table, a, b, percent, second = cells
    return ListedDisagreement(
        on=dt.date.fromisoformat(date), table=table, a=Decimal(a), b=Decimal(b), percent=Decimal(percent), second=second
    )
