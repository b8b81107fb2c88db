"""The results that the market commands print: what they show, where the gaps are, what an update brought."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.market.crosscheck import CrossCheck
from bitcoin_office.market.series import Series
from bitcoin_office.terms.finding import Finding
from bitcoin_office.terms.period import Period


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """The figure used for ``day``: that of ``known_on``, ``age_days`` before, supported by ``agreeing`` series."""

    day: dt.date
    value: Decimal
    known_on: dt.date
    age_days: int
    agreeing: int
    source: str


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a series; days without a figure are in ``gaps``, never filled beyond ``carry_days``."""

    schema: str = "bitcoin-office/market-show/1"
    kind: str
    unit: str
    first: dt.date
    last: dt.date
    carry_days: int
    rows: tuple[Row, ...]
    gaps: tuple[Period, ...]


class SeriesGaps(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing of one series from ``first`` on; ``step`` says how often it should have a figure."""

    kind: str
    step: str
    first: dt.date
    known_first: dt.date | None
    known_last: dt.date | None
    missing_days: int
    gaps: tuple[Period, ...]


class Gaps(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing of every series up to ``last``."""

    schema: str = "bitcoin-office/market-gaps/1"
    last: dt.date
    series: tuple[SeriesGaps, ...]


class Support(msgspec.Struct, frozen=True, kw_only=True):
    """How well a series is supported: figures that at least two series agree on, and figures that only one says."""

    kind: str
    figures: int
    first: dt.date | None
    last: dt.date | None
    agreed: int
    one_source: int


class ListedDisagreement(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``disagreements.csv``: the shipped figure ``a``, and what the series ``second`` says, ``b``."""

    on: dt.date
    table: str
    a: Decimal
    b: Decimal
    percent: Decimal
    second: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """The market that an office uses: its support, every comparison made, what was listed when tables were made."""

    schema: str = "bitcoin-office/market-check/1"
    tolerance_percent: Decimal
    support: tuple[Support, ...]
    comparisons: tuple[CrossCheck, ...]
    listed: tuple[ListedDisagreement, ...]
    findings: tuple[Finding, ...]


class SourceUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """What an update brought from one source; ``problem`` is empty when it answered everything that was asked."""

    name: str
    kind: str
    requests: int
    new_figures: int
    figures: int
    last: dt.date | None
    missing_days: int
    problem: str = ""


class Updated(msgspec.Struct, frozen=True, kw_only=True):
    """What an update brought, and how the sources compare."""

    schema: str = "bitcoin-office/market-update/1"
    until: dt.date
    sources: tuple[SourceUpdate, ...]
    comparisons: tuple[CrossCheck, ...]
    findings: tuple[Finding, ...]


def shown(series: Series, first: dt.date, last: dt.date, carry_days: int) -> Shown:
    """The rows from ``first`` to ``last``; a missing day is carried from ``carry_days`` before at most, or a gap."""
    rows: list[Row] = []
    missing: list[dt.date] = []
    for day in Period(first=first, last=last).days():
        carried = series.carried(day, carry_days)
        if carried is None:
            missing.append(day)
            continue
        observation = carried.observation
        rows.append(
            Row(
                day=day,
                value=observation.value,
                known_on=observation.on,
                age_days=carried.age_days,
                agreeing=series.between(observation.on, observation.on)[0].agreeing,
                source=str(observation.source),
            )
        )
    return Shown(
        kind=series.kind, unit=series.unit, first=first, last=last, carry_days=carry_days,
        rows=tuple(rows), gaps=_stretches(missing),
    )  # fmt: skip


def series_gaps(series: Series, first: dt.date | None, last: dt.date) -> SeriesGaps:
    """What is missing of a series up to ``last``: from ``first``, or from its own first figure."""
    first = first or series.first or last
    gaps = series.gaps(first, last)
    return SeriesGaps(
        kind=series.kind,
        step=series.step.value,
        first=first,
        known_first=series.first,
        known_last=series.last,
        missing_days=sum(len(gap) for gap in gaps),
        gaps=gaps,
    )


def support(series: Series) -> Support:
    """How well a series is supported."""
    agreed = sum(point.agreeing >= 2 for point in series.points)
    return Support(
        kind=series.kind,
        figures=len(series.points),
        first=series.first,
        last=series.last,
        agreed=agreed,
        one_source=len(series.points) - agreed,
    )


def _stretches(days: list[dt.date]) -> tuple[Period, ...]:
    """Consecutive days as periods; the days are in order."""
    stretches: list[Period] = []
    for day in days:
        if stretches and stretches[-1].last + dt.timedelta(days=1) == day:
            stretches[-1] = Period(first=stretches[-1].first, last=day)
        else:
            stretches.append(Period(first=day, last=day))
    return tuple(stretches)
