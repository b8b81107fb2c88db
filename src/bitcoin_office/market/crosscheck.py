"""Holds series of the same thing against each other: where they disagree, and which figure most of them support."""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
from decimal import Decimal

import msgspec

from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.finding import Finding, Place, Severity

# Daily closes of exchanges that trade against each other differ by a few tenths of a percent; more is worth a look.
TOLERANCE_PERCENT = Decimal(1)


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """One day on which two series say ``a`` and ``b``, ``percent`` apart."""

    on: dt.date
    a: Decimal
    b: Decimal
    percent: Decimal


class CrossCheck(msgspec.Struct, frozen=True, kw_only=True):
    """Two series held against each other on the ``compared`` days that both know.

    ``median_percent`` and ``worst_percent`` say how far apart they are; both are ``None`` when no day was compared.
    """

    kind: str
    a: str
    b: str
    tolerance_percent: Decimal
    compared: int
    median_percent: Decimal | None
    worst_percent: Decimal | None
    disagreements: tuple[Disagreement, ...]


def percent_apart(a: Decimal, b: Decimal) -> Decimal:
    """How far two positive figures are apart, in percent of the smaller, to four decimals.

    >>> percent_apart(Decimal(100), Decimal(101))
    Decimal('1.0000')
    """
    return (100 * abs(a - b) / min(a, b)).quantize(Decimal("0.0001"))


def compare(a: Series, b: Series, tolerance_percent: Decimal = TOLERANCE_PERCENT) -> CrossCheck:
    """Compares two series of one kind on every day that both have a figure for."""
    of_b = {point.on: point.value for point in b.points}
    pairs = [
        Disagreement(on=point.on, a=point.value, b=of_b[point.on], percent=percent_apart(point.value, of_b[point.on]))
        for point in a.points
        if point.on in of_b
    ]
    return CrossCheck(
        kind=a.kind,
        a=a.source.title,
        b=b.source.title,
        tolerance_percent=tolerance_percent,
        compared=len(pairs),
        median_percent=statistics.median(pair.percent for pair in pairs) if pairs else None,
        worst_percent=max(pair.percent for pair in pairs) if pairs else None,
        disagreements=tuple(pair for pair in pairs if pair.percent > tolerance_percent),
    )


def findings(check: CrossCheck) -> tuple[Finding, ...]:
    """A warning for every day on which the two series disagree."""
    return tuple(
        Finding(
            code="market-disagreement",
            place=Place(file=check.kind, key=str(pair.on)),
            message=f"{check.a} says {pair.a}, {check.b} says {pair.b}: {pair.percent:.2f} % apart.",
            remedy="Look at a third source before using this day.",
            severity=Severity.WARNING,
        )
        for pair in check.disagreements
    )


def combine(sources: tuple[Series, ...], tolerance_percent: Decimal = TOLERANCE_PERCENT) -> Series:
    """One series of all days that any source knows, each with a figure that a source really published.

    It is the figure of the first-named source that agrees with the median (of an even number: with either of the two in
    the middle); ``agreeing`` counts the sources that agree with it. Raises ``ValueError`` for no sources.
    """
    if not sources:
        raise ValueError("no series to combine")
    by_day: dict[dt.date, list[Point]] = {}
    for series in sources:
        for point in series.points:
            by_day.setdefault(point.on, []).append(msgspec.structs.replace(point, source=point.source or series.source))
    points = (_supported(by_day[day], tolerance_percent) for day in sorted(by_day))
    return msgspec.structs.replace(sources[0], points=tuple(points))


def _supported(candidates: list[Point], tolerance_percent: Decimal) -> Point:
    """The first of the figures for one day, which stand in order of preference, that agrees with the median."""
    ranked = sorted(candidate.value for candidate in candidates)
    middle = ranked[(len(ranked) - 1) // 2 : len(ranked) // 2 + 1]
    chosen = next(
        candidate
        for candidate in candidates
        if any(percent_apart(candidate.value, value) <= tolerance_percent for value in middle)
    )
    agreeing = sum(percent_apart(chosen.value, other.value) <= tolerance_percent for other in candidates)
    return msgspec.structs.replace(chosen, agreeing=agreeing)


def overlaid(preferred: Series, other: Series) -> Series:
    """``preferred``, with the figures of ``other`` on days that it does not know; every figure keeps its source."""
    by_day = {point.on: msgspec.structs.replace(point, source=point.source or other.source) for point in other.points}
    by_day |= {point.on: point for point in preferred.points}
    return msgspec.structs.replace(preferred, points=tuple(by_day[day] for day in sorted(by_day)))


def steady(series: Series) -> Series:
    """The days whose figure is that of the day before.

    For difficulty: on the day of a retarget sources rightly differ, by whether they mean the first block or the last.
    """
    kept = (
        after
        for before, after in itertools.pairwise(series.points)
        if before.value == after.value and (after.on - before.on).days == 1
    )
    return msgspec.structs.replace(series, points=tuple(kept))


def compare_all(series: tuple[Series, ...], tolerance_percent: Decimal = TOLERANCE_PERCENT) -> tuple[CrossCheck, ...]:
    """Compares every two series of the same kind. Hash rates are left out: they are estimates, a few percent rough."""
    return tuple(
        compare(_comparable(a), b, tolerance_percent)
        for a, b in itertools.combinations(series, 2)
        if a.kind == b.kind and a.kind != "hashrate"
    )


def _comparable(series: Series) -> Series:
    return steady(series) if series.kind == "difficulty" and series.step is Step.DAY else series
