"""The page about which assumption matters most: the screening, the shares of variance, what each range rests on."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bitcoin_office.office.assumption_words import ENGINES_NAME
from bitcoin_office.office.chart_style import NARROW, WIDE, described, shown
from bitcoin_office.office.figures import figure
from bitcoin_office.office.influence_charts import Arrow, Estimate, arrows_chart, estimates_chart, from_to
from bitcoin_office.office.measures import Measure
from bitcoin_office.office.page import Chart, Page, Part, Table, facts_of, marks_of, origin
from bitcoin_office.office.sensitivity import Influence, Sensitivity
from bitcoin_office.simulate.designs import Index, Shared

MOST = 8
"""Assumptions that are drawn: those that move the figure most. The tables have all."""
RANGES_ARE_ASSUMED = "Ranges are assumptions too: what is said to be twice as unsure matters more"
ARROWS = "Each line is one assumption moved alone: from the low end of its range to the high end, where the dot is."
STILL = "Moved alone, from end to end of their ranges, these change nothing: "
OPEN = "The pale bar is what the number of runs leaves open."
SHARE = "share"


def sensitivity_page(result: Sensitivity) -> Page:
    """What matters, the most first, and why each range is what it is."""
    moving = tuple(item for item in result.influences if item.screened.effect.value)
    number, says = _number(result, moving)
    return Page(
        kind="What matters most",
        title=f"{result.manifest.country}: {result.manifest.programme}",
        finding=result.finding,
        number=number,
        number_says=says,
        marks=(*marks_of(result.manifest), RANGES_ARE_ASSUMED),
        parts=tuple(_parts(result, moving)),
        notes=result.notes,
        facts=(
            ("figure", f"{result.measure} of {result.series}"),
            ("runs", f"{result.runs:,}, each on {result.paths:,} futures"),
            *facts_of(result.manifest),
        ),
        sources=result.manifest.sources,
    )


def _number(result: Sensitivity, moving: tuple[Influence, ...]) -> tuple[str, str]:
    """How far the assumption that matters most moves the figure."""
    if not moving:
        return shown(result.declared, result.unit), f"is {_words(result)} on {result.on}, whatever is assumed"
    most = moving[0]
    says = (
        f"is how far {_words(result)} on {result.on} moves with {_called(most)}, from {figure(most.low, most.unit)} to "
        f"{figure(most.high, most.unit)}; as declared it is {shown(result.declared, result.unit)}"
    )
    return shown(abs(most.at_high - most.at_low), result.unit), says


def _words(result: Sensitivity) -> str:
    return Measure(series=result.series, of=result.measure).words


def _parts(result: Sensitivity, moving: tuple[Influence, ...]) -> Iterator[Part]:
    if moving:
        yield Part(heading="From end to end of each range", says=(ARROWS,), charts=(_arrows(result, moving),))
        yield Part(heading="With all others anywhere in their ranges", charts=tuple(_estimates(result, moving)))
        yield Part(heading="What each range rests on", tables=(_ranges(moving),))
    still = tuple(item for item in result.influences if not item.screened.effect.value)
    if still:
        yield Part(heading="Without effect on this figure", says=(STILL + "; ".join(map(_called, still)) + ".",))


def _arrows(result: Sensitivity, moving: tuple[Influence, ...]) -> Chart:
    unit = result.unit
    rows = [
        Arrow(
            name=f"{_capital(_called(item))}: {_range(item)}",
            start=item.at_low,
            end=item.at_high,
            says=from_to(item.at_low, item.at_high, unit),
        )
        for item in moving[:MOST]
    ]
    table = tuple((_called(item), _range(item), shown(item.at_low, unit), shown(item.at_high, unit)) for item in moving)
    title = f"{_capital(_words(result))}, by assumption"
    mark = (result.declared, "as declared")
    return Chart(
        name="ends",
        title=title,
        says=f"The longest line is the assumption to look at first. As declared the figure is "
        f"{shown(result.declared, unit)}.",
        foot=f"In {described(unit)}, on {result.on}. {origin(result.manifest)}",
        wide=arrows_chart(rows, unit, mark, width=WIDE),
        narrow=arrows_chart(rows, unit, mark, width=NARROW),
        table=Table(caption=title, head=("assumption", "its range", "at its low end", "at its high end"), rows=table),
    )


def _estimates(result: Sensitivity, moving: tuple[Influence, ...]) -> Iterator[Chart]:
    """Morris' effects; and Sobol's shares, of those that were looked at."""
    yield _effects(result, moving)
    shared = tuple((item, item.shared) for item in moving if item.shared is not None)
    if shared:
        yield _shares(result, shared)


def _effects(result: Sensitivity, moving: tuple[Influence, ...]) -> Chart:
    unit, title = result.unit, "Mean effect, by Morris"
    rows = [_estimate(_called(item), item.screened.effect, unit) for item in moving[:MOST]]
    table = tuple(
        (_called(item), *_value(item.screened.effect, unit), shown(item.screened.spread, unit)) for item in moving
    )
    head = ("assumption", "effect", "give or take", "spread")
    return Chart(
        name="effects",
        title=title,
        says=f"How far the figure moves from end to end of a range, on average, wherever the others are. {OPEN}",
        foot=f"In {described(unit)}, on {result.on}. {origin(result.manifest)}",
        wide=estimates_chart(rows, unit, described(unit), width=WIDE),
        narrow=estimates_chart(rows, unit, described(unit), width=NARROW),
        table=Table(caption=f"{title}, in {described(unit)}", head=head, rows=table),
    )


def _shares(result: Sensitivity, shared: tuple[tuple[Influence, Shared], ...]) -> Chart:
    title, axis = "Share of what is open, by Sobol", "share of the figure's variance"
    rows = [_estimate(_called(item), shares.total, SHARE) for item, shares in shared]
    table = tuple(
        (_called(item), *_value(shares.total, SHARE), *_value(shares.alone, SHARE)) for item, shares in shared
    )
    head = ("assumption", "in all", "give or take", "alone", "give or take")
    return Chart(
        name="shares",
        title=title,
        says=f"Of the figure's variance when all of these move at once: what each makes, with its interplay. {OPEN}",
        foot=f"In percent of the variance, on {result.on}. {origin(result.manifest)}",
        wide=estimates_chart(rows, SHARE, axis, width=WIDE),
        narrow=estimates_chart(rows, SHARE, axis, width=NARROW),
        table=Table(caption=title, head=head, rows=table),
    )


def _estimate(name: str, index: Index, unit: str) -> Estimate:
    """An index as it is drawn: neither a size nor a share is below zero, and no share above one."""
    most = 1.0 if unit == SHARE else math.inf
    value, low, high = (min(max(index.value + side * index.give_or_take, 0.0), most) for side in (0.0, -1.0, 1.0))
    said, either_way = _value(index, unit)
    return Estimate(name=name, value=value, low=low, high=high, says=f"{said} ± {either_way}")


def _value(index: Index, unit: str) -> tuple[str, str]:
    return shown(index.value, unit), shown(index.give_or_take, unit)


def _ranges(items: tuple[Influence, ...]) -> Table:
    """What each assumption is, as declared, in which range, and why in that one."""
    rows = tuple((_called(item), figure(item.declared, item.unit), _range(item), item.why, item.name) for item in items)
    head = ("assumption", "as declared", "its range", "because", "its name for --vary")
    return Table(caption="Assumptions with their ranges", head=head, rows=rows)


def _range(item: Influence) -> str:
    return f"{figure(item.low, item.unit)} to {figure(item.high, item.unit)}"


def _called(item: Influence) -> str:
    """What an assumption is, or its name where only the engine has one."""
    return item.name if item.says == ENGINES_NAME else item.says


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
