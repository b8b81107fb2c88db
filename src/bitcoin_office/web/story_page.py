"""A story: what one programme would hold, cost and gain beside another on the same futures; pictures, and numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from bitcoin_office.app.stories import Story, story, story_names
from bitcoin_office.office.compare import Compared, Comparison
from bitcoin_office.office.compare_arrangement import Moved
from bitcoin_office.web import figures
from bitcoin_office.web.api.answers import API
from bitcoin_office.web.fan_picture import fan_picture
from bitcoin_office.web.said_notes import programme, quoted, said
from bitcoin_office.web.visit import Visit

# What the story tells, in this order; the values of a comparison that people ask for first.
TOLD: Final = ("gain_usd", "coins", "spent_usd", "value_usd", "budget_moved_local")
PICTURED: Final = ("gain_usd", "value_usd", "spent_usd")
LEVELS: Final = ("p05", "p50", "p95")
_COINS: Final = "BTC"
# Estimates of money are told in millions: nobody knows them closer.
_MILLION: Final = 1e6
_SIZES: Final = ((1e12, "trillion"), (1e9, "billion"), (_MILLION, "million"))
_HUNDRED: Final = 100


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One value on the last day, for the first programme, the second and the difference: at each of the levels."""

    name: str
    unit: Markup
    cells: tuple[tuple[Markup, ...], ...]


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """The fan of a difference, and what is drawn: at the end of each month, in millions, at each of the levels."""

    name: str
    drawn: Markup
    unit: Markup
    months: tuple[tuple[dt.date, tuple[Markup, ...]], ...]


@get("/{lang:str}/{where:str}/stories", sync_to_thread=True)
def stories(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The stories that a window has published."""
    found = tuple(story(visit.place, name) for name in story_names(visit.place))
    lines = tuple((each, title(visit, each), finding(visit, each.comparison)) for each in found)
    return visit.page("stories.html", lines=lines)


@get("/{lang:str}/{where:str}/stories/{name:str}", sync_to_thread=True)
def told(visit: NamedDependency[Visit], name: FromPath[str]) -> Response[bytes]:
    """One story."""
    found: Story = story(visit.place, name)
    comparison = found.comparison
    known = [each for each in TOLD if each in comparison.series]
    return visit.page(
        "story.html",
        story=found,
        comparison=comparison,
        title=title(visit, found),
        a=programme(visit.texts, comparison.a.programme),
        b=programme(visit.texts, comparison.b.programme),
        finding=finding(visit, comparison),
        further=further(visit, comparison),
        pictures=tuple(_picture(visit, each, found) for each in PICTURED if each in comparison.series),
        rows=tuple(_row(visit, each, comparison.series[each]) for each in known),
        levels=LEVELS,
        api=f"{API}/{visit.place.slug}/stories/{found.name}",
        notes=notes(visit, comparison),
        command=_command(comparison),
    )


def title(visit: Visit, found: Story) -> Markup:
    """What the story asks: for a section taken over from another country in words, else by the programmes' names."""
    adopted = found.adopted
    other = visit.country_of(adopted.country) if adopted else ""
    if adopted and other:
        section = visit.texts(f"section.{adopted.section}")
        return visit.texts("story.adopted", country=visit.country(visit.place), other=other, section=section)
    a, b = (programme(visit.texts, each.programme) for each in (found.comparison.a, found.comparison.b))
    return visit.texts("story.title", a=a, b=b)


def finding(visit: Visit, comparison: Comparison) -> Markup:
    """The story in one sentence, with its numbers."""
    gain, coins = comparison.series["gain_usd"], _last(comparison.series["coins"], "difference", "p50")
    values: dict[str, Any] = {
        "a": programme(visit.texts, comparison.a.programme),
        "b": programme(visit.texts, comparison.b.programme),
        "day": comparison.b.last_day,
        "share": figures.figure(f"{comparison.more_share:.0%}"),
        "coins": figures.figure(f"{abs(coins):,.0f} {_COINS}"),
        "low": _estimate(visit, _last(gain, "difference", "p05"), gain.a.unit),
        "high": _estimate(visit, _last(gain, "difference", "p95"), gain.a.unit),
    }
    return visit.texts("story.finding" if coins >= 0 else "story.finding-fewer", **values)


def further(visit: Visit, comparison: Comparison) -> tuple[Markup, ...]:
    """What more the office finds, a sentence or two each: worth and cost, and what moves of the arrangement."""
    value, spent = (comparison.series[name] for name in ("value_usd", "spent_usd"))
    worth = visit.texts(
        "story.worth",
        value=_estimate(visit, _last(value, "difference", "p50"), value.a.unit, signed=True),
        spent=_estimate(visit, _last(spent, "difference", "p50"), spent.a.unit, signed=True),
    )
    return (worth, *(_moved(visit, item) for item in comparison.arrangement))


def notes(visit: Visit, comparison: Comparison) -> tuple[Markup, ...]:
    """What was assumed and left out; a comparison of before notes had codes has them in English alone."""
    if comparison.coded:
        return tuple(said(visit.texts, note) for note in comparison.coded)
    return tuple(map(quoted, comparison.notes))


def _moved(visit: Visit, item: Moved) -> Markup:
    key = f"criterion.{item.name}"
    way = "story.moves-towards" if item.tightens else "story.moves-away"
    size = _estimate(visit, item.moved.p50, item.unit, signed=True)
    criterion = visit.texts(key) if visit.texts.has(key) else quoted(item.says)
    parts = [visit.texts(way, criterion=criterion, size=size)]
    if item.in_year is not None and item.year_to is not None:
        year = _estimate(visit, item.in_year.p50, item.unit, signed=True)
        parts.append(visit.texts("story.moves-year", size=year, day=item.year_to))
    if item.last_limit and item.last_limit_on and item.share_of_limit is not None:
        share = figures.figure(f"{item.share_of_limit:.1%}")
        limit = _estimate(visit, item.last_limit, item.unit)
        parts.append(visit.texts("story.moves-limit", share=share, day=item.last_limit_on, limit=limit))
    if item.missing:
        parts.append(visit.texts("story.moves-open"))
    return Markup(" ").join(parts)


def _command(comparison: Comparison) -> str:
    """What a reader types to get the same."""
    a, b = comparison.a, comparison.b
    asked = f"--paths {b.paths} --years {b.years} --seed {b.seed} --as-of {b.as_of}"
    return f"bitcoin-office compare {a.programme} {b.programme} {asked}"


def _picture(visit: Visit, name: str, found: Story) -> Picture:
    series = found.comparison.series[name].difference
    levels = [series.quantiles[level] for level in LEVELS]
    months = tuple(
        (on, tuple(figures.figure(f"{value / _MILLION:,.1f}") for value in values))
        for on, *values in zip(series.dates, *levels, strict=True)
    )
    label = visit.texts(f"value.{name}").striptags()
    key = (visit.place.slug, visit.texts.language.code, "story", found.name, name)
    drawn = visit.site.drawn(key, lambda: fan_picture(visit, series, label))
    unit = visit.texts("story.millions", unit=figures.figure(series.unit))
    return Picture(name=name, drawn=drawn, unit=unit, months=months)


def _row(visit: Visit, name: str, compared: Compared) -> Row:
    is_money = compared.a.unit != _COINS
    size = _MILLION if is_money else 1.0
    cells = tuple(
        tuple(figures.figure(f"{_last(compared, side, level) / size:,.0f}") for level in LEVELS)
        for side in ("a", "b", "difference")
    )
    unit = figures.figure(compared.a.unit)
    return Row(name=name, unit=visit.texts("story.millions", unit=unit) if is_money else unit, cells=cells)


def _last(compared: Compared, side: str, level: str) -> float:
    return getattr(compared, side).quantiles[level][-1]


def _estimate(visit: Visit, value: float, unit: str, *, signed: bool = False) -> Markup:
    """An estimate in a sentence: three digits, for nobody knows it closer, and the word of its size."""
    sign = "+" if signed and value > 0 else "-" if value < 0 else ""
    if unit == _COINS:
        return figures.figure(f"{sign}{abs(value):,.0f} {unit}")
    least, name = next(((least, name) for least, name in _SIZES if abs(value) >= least), (1.0, ""))
    size = abs(value) / least
    amount = figures.figure(f"{sign}{size:,.0f}" if size >= _HUNDRED else f"{sign}{size:.3g}")
    currency = visit.texts(f"currency.{unit}") if visit.texts.has(f"currency.{unit}") else figures.figure(unit)
    return visit.texts(f"large.{name or 'plain'}", amount=amount, currency=currency)
