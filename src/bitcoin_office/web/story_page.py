"""A story: what one programme would hold, cost and gain beside another on the same futures; pictures, and numbers."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from bitcoin_office.app.stories import Story, story, story_names
from bitcoin_office.office.compare import Compared, Comparison
from bitcoin_office.web import figures
from bitcoin_office.web.api.answers import API
from bitcoin_office.web.fan_picture import fan_picture
from bitcoin_office.web.visit import Visit

# What the story tells, in this order; the values of a comparison that people ask for first.
TOLD: Final = ("gain_usd", "coins", "spent_usd", "value_usd", "budget_moved_local")
PICTURED: Final = ("gain_usd", "value_usd", "spent_usd")
LEVELS: Final = ("p05", "p50", "p95")
_COINS: Final = "BTC"
# Estimates of money are told in millions: nobody knows them closer.
_MILLION: Final = 1e6


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One value on the last day, for the first programme, the second and the difference: at each of the levels."""

    name: str
    unit: Markup
    cells: tuple[tuple[Markup, ...], ...]


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
        finding=finding(visit, comparison),
        pictures=tuple(
            (each, fan_picture(visit, comparison.series[each].difference, visit.texts(f"value.{each}").striptags()))
            for each in PICTURED
            if each in comparison.series
        ),
        rows=tuple(_row(visit, each, comparison.series[each]) for each in known),
        levels=LEVELS,
        api=f"{API}/{visit.place.slug}/stories/{found.name}",
        command=_command(comparison),
    )


def title(visit: Visit, found: Story) -> Markup:
    """What the story asks: for a section taken over from another country in words, else by the programmes' names."""
    adopted = found.adopted
    other = visit.country_of(adopted.country) if adopted else ""
    if adopted and other:
        section = visit.texts(f"section.{adopted.section}")
        return visit.texts("story.adopted", country=visit.country(visit.place), other=other, section=section)
    a, b = (figures.figure(each.programme) for each in (found.comparison.a, found.comparison.b))
    return visit.texts("story.title", a=a, b=b)


def finding(visit: Visit, comparison: Comparison) -> Markup:
    """The story in one sentence, with its numbers."""
    values: dict[str, Any] = {
        "a": figures.figure(comparison.a.programme),
        "b": figures.figure(comparison.b.programme),
        "day": comparison.b.last_day,
        "share": figures.figure(f"{comparison.more_share:.0%}"),
        "coins": figures.figure(f"{_last(comparison.series['coins'], 'difference', 'p50'):,.0f} BTC"),
        "low": _dollars(visit, _last(comparison.series["gain_usd"], "difference", "p05")),
        "high": _dollars(visit, _last(comparison.series["gain_usd"], "difference", "p95")),
    }
    return visit.texts("story.finding", **values)


def _command(comparison: Comparison) -> str:
    """What a reader types to get the same."""
    a, b = comparison.a, comparison.b
    asked = f"--paths {b.paths} --years {b.years} --seed {b.seed} --as-of {b.as_of}"
    return f"bitcoin-office compare {a.programme} {b.programme} {asked}"


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


def _dollars(visit: Visit, value: float) -> Markup:
    """An estimate of money in a sentence."""
    return visit.texts("story.dollars", amount=figures.figure(f"{value / _MILLION:,.0f}"))
