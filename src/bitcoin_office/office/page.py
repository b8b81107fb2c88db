"""A page about a result, before anybody draws it: the answer, charts with their tables, and what it all rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bitcoin_office.office.chart_style import NARROW, WIDE, described, shown
from bitcoin_office.office.charts import Fan, Line, fan_chart
from bitcoin_office.office.plan_result import Manifest
from bitcoin_office.office.series_words import of_series

LEVELS = (("p05", "5 %"), ("p25", "25 %"), ("p50", "middle"), ("p75", "75 %"), ("p95", "95 %"))
BANDS = "The darker band holds half of all futures, both bands nine of ten."
ESTIMATE = "An estimate over simulated futures, not a forecast"


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of texts under a head; the first column names the row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A chart for wide and for narrow paper, what it says, its unit, day and source, and the figures behind it.

    ``name`` is the file that it is written to on its own.
    """

    name: str
    title: str
    says: str
    foot: str
    wide: dict[str, Any]
    narrow: dict[str, Any]
    table: Table


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a page."""

    heading: str
    says: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A whole page. ``number`` is the one figure of the answer, ``marks`` what must be seen before it is believed."""

    kind: str
    title: str
    finding: str
    number: str
    number_says: str
    marks: tuple[str, ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]


class FanOf(msgspec.Struct, frozen=True, kw_only=True):
    """What of a series a page draws: its quantiles by day and its unit."""

    unit: str
    dates: tuple[dt.date, ...]
    quantiles: dict[str, tuple[float, ...]]


def fan_part(
    name: str, fan: FanOf, manifest: Manifest, lines: Sequence[Line] = (), *, heading: str = "", says: str = ""
) -> Chart:
    """The chart of a series, with its table."""
    title, meaning = of_series(name)
    drawn = Fan(dates=fan.dates, quantiles=fan.quantiles)
    known = [(line.label, dict(zip(line.dates, line.values, strict=True))) for line in lines]
    rows = tuple(
        (
            str(on),
            *(shown(values[on], fan.unit) if on in values else "" for _, values in known),
            *(shown(fan.quantiles[level][place], fan.unit) for level, _ in LEVELS),
        )
        for place, on in enumerate(fan.dates)
    )
    head = ("on", *(label for label, _ in known), *(word for _, word in LEVELS))
    return Chart(
        name=name,
        title=heading or title,
        says=" ".join(text for text in (_ends(fan), says or meaning) if text),
        foot=f"In {described(fan.unit)}. {origin(manifest)}",
        wide=fan_chart(drawn, fan.unit, lines, width=WIDE),
        narrow=fan_chart(drawn, fan.unit, lines, width=NARROW),
        table=Table(caption=f"{heading or title}, {described(fan.unit)}", head=head, rows=rows),
    )


def _ends(fan: FanOf) -> str:
    """Where a fan ends, in words: its number before its picture."""
    low, middle, high = (shown(fan.quantiles[level][-1], fan.unit) for level in ("p05", "p50", "p95"))
    if low == high:
        return f"{middle} on {fan.dates[-1]} in every future."
    return f"{middle} on {fan.dates[-1]} in the middle; nine of ten futures end between {low} and {high}."


def origin(manifest: Manifest) -> str:
    """From when, and out of what."""
    return f"As of {manifest.as_of}; {manifest.paths:,} futures, seed {manifest.seed}. Own calculation; sources below."


def facts_of(manifest: Manifest) -> tuple[tuple[str, str], ...]:
    """The manifest in words: whoever has the same gets the same bytes."""
    weather = manifest.weather
    local = "none" if weather.local_per_usd is None else f"{weather.local_per_usd:,.2f} {manifest.currency}"
    return (
        ("programme", manifest.programme),
        ("country", manifest.country),
        ("programme hash", manifest.programme_hash),
        ("set on the command line", "; ".join(manifest.settings) or "nothing"),
        ("as of", str(manifest.as_of)),
        ("days", f"{manifest.first_day} to {manifest.last_day}"),
        ("futures", f"{manifest.paths:,}"),
        ("seed", str(manifest.seed)),
        ("plan hash", manifest.plan_hash),
        ("engine", f"{manifest.engine}, version {manifest.version}"),
        ("market model", weather.price),
        ("fitted to", f"{weather.past_moves:,} daily moves, {weather.past_first_day} to {weather.past_last_day}"),
        ("drift, assumed", f"{weather.drift_percent:g} % a year, give or take {weather.drift_deviation_percent:.1f} %"),
        ("bitcoin", f"{shown(weather.price_usd, 'USD')} on {weather.price_on}"),
        ("a dollar", local),
        ("rate", weather.rate),
        ("coins at the beginning", f"{manifest.opening_sats / 1e8:,.8f}"),
        ("rules", ", ".join(manifest.rules) or "none"),
    )


def drift_mark(manifest: Manifest) -> str:
    """The assumption that decides most, in a sentence."""
    weather = manifest.weather
    return (
        f"Assumed: the median price of bitcoin grows {weather.drift_percent:g} % a year, give or take "
        f"{weather.drift_deviation_percent:.0f} %"
    )


def marks_of(manifest: Manifest) -> tuple[str, ...]:
    """What must be seen before any number of a plan is believed."""
    changed = tuple(f"Set on the command line, declared by nobody: {setting}" for setting in manifest.settings)
    return (ESTIMATE, drift_mark(manifest), *changed)


def fans_of(series: Mapping[str, Any]) -> dict[str, FanOf]:
    """Any series with quantiles, as a page draws them; those without a report day are left out."""
    return {
        name: FanOf(unit=one.unit, dates=one.dates, quantiles=one.quantiles)
        for name, one in series.items()
        if one.dates
    }
