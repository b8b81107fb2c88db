"""The charts of plans as Vega-Lite specifications, by Altair: the same one is drawn in a page, as PNG and as SVG.

Every function is pure: values in, a specification out. Nothing is fetched to draw one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import msgspec

from bitcoin_office.office.chart_style import (
    ACCENT,
    AXIS_ROOM,
    HEIGHT,
    INK,
    LABEL_ROOM,
    MUTED,
    apart,
    axis_labels,
    config,
    day,
    described,
    is_price,
    shown,
)
from bitcoin_office.office.chart_words import ENGLISH, ChartWords

Spec = dict[str, Any]

WIDE_SPAN = 30.0
"""A fan whose ends differ by more than this factor, all above zero, is drawn on a logarithmic scale."""
MOST_POINTS = 366
"""Points of a line that are drawn: of longer ones, the lowest and highest of each stretch of days."""
HEADROOM = 0.04
ROW_HEIGHT = 42
EDGE_ROOM = 24
"""Pixels right of columns, where the last mark of the axis stands out."""
MOST_DECADES = 3
"""Powers of ten on one axis that still have room for marks between them."""
LEVELS = ("p95", "p75", "p50", "p25", "p05")
"""The ends of a fan that are named, from the highest to the lowest, as a language's words name them."""
BANDS = (("p05", "p95", 0.16), ("p25", "p75", 0.26))


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Values that are known, or of one future, drawn as a line with its name at the end."""

    label: str
    dates: tuple[dt.date, ...]
    values: tuple[float, ...]
    colour: str = INK
    dashed: bool = False


class Fan(msgspec.Struct, frozen=True, kw_only=True):
    """Quantiles by day: what is uncertain, drawn as bands about a middle line."""

    dates: tuple[dt.date, ...]
    quantiles: dict[str, tuple[float, ...]]


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """The field that is drawn on: its size, and the ends and kind of its scale."""

    width: int
    low: float
    high: float
    log: bool
    words: ChartWords = ENGLISH

    def pixel(self, value: float) -> float:
        """How far below the top a value lies."""
        low, high, at = (math.log(x) if self.log else x for x in (self.low, self.high, self._within(value)))
        return HEIGHT * (1.0 - (at - low) / (high - low))

    def _within(self, value: float) -> float:
        return min(max(value, self.low), self.high)


def fan_chart(
    fan: Fan | None, unit: str, lines: Sequence[Line] = (), *, width: int, words: ChartWords = ENGLISH
) -> Spec:
    """Bands of half and of nine of ten futures about the middle, with what is known as lines, labelled directly."""
    values = [value for line in lines for value in line.values]
    values += [value for level in (fan.quantiles.values() if fan else ()) for value in level]
    ends = [level[-1] for level in fan.quantiles.values()] if fan else [1.0]
    log = min(values) > 0.0 and max(ends) > WIDE_SPAN * min(ends)
    frame = _frame(values, width, log=log, from_zero=not is_price(unit), words=words)
    layers = _bands(fan, unit, frame) if fan else []
    if frame.low < 0.0 < frame.high:
        layers.append(_zero(frame))
    layers += [_line(line, unit, frame) for line in lines]
    ends = _fan_ends(fan, unit, words) if fan else []
    ends += [(line.values[-1], f"{line.label} {shown(line.values[-1], unit, words)}", line.colour) for line in lines]
    return _finished([*layers, *_labels(ends, frame)], frame)


def columns_chart(edges: Sequence[float], shares: Sequence[float], unit: str, *, width: int) -> Spec:
    """Shares of futures by value: one column for each part, what is below zero in ink."""
    rows = [
        {"from": low, "to": high, "share": share, "side": "below" if high <= 0 else "above"}
        for low, high, share in zip(edges[:-1], edges[1:], shares, strict=True)
    ]
    frame = _frame([0.0, *shares], width + LABEL_ROOM - EDGE_ROOM)
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_rect(opacity=0.75)
        .encode(
            x=alt.X("from:Q", title=described(unit), axis=alt.Axis(labelExpr=axis_labels(unit), tickCount=6)),
            x2="to:Q",
            y=alt.Y("share:Q", title="share of futures", axis=alt.Axis(format=".0%", tickCount=4)),
            y2=alt.datum(0),
            color=alt.Color("side:N", scale=alt.Scale(domain=["below", "above"], range=[INK, ACCENT]), legend=None),
        )
    )
    return _finished([chart], frame)


def chances_chart(rows: Sequence[tuple[str, float, float, float]], *, width: int) -> Spec:
    """Chances with their intervals, one line each: a name, the chance, and the low and high end of what it may be."""
    data = [
        {"name": name, "chance": chance, "low": low, "high": high, "says": f"{chance:.0%}"}
        for name, chance, low, high in rows
    ]
    frame = _frame([0.0, 1.0], width)
    axis, scale = alt.Axis(format=".0%", tickCount=5), alt.Scale(domain=[0.0, 1.0])
    base = alt.Chart(alt.InlineData(values=data)).encode(y=alt.Y("name:N", title=None, sort=None, axis=None))
    interval = base.mark_bar(color=ACCENT, opacity=0.3, height=8).encode(
        x=alt.X("low:Q", title="chance that it holds", scale=scale, axis=axis), x2="high:Q"
    )
    point = base.mark_point(color=ACCENT, filled=True, size=50, opacity=1).encode(x=alt.X("chance:Q", scale=scale))
    names = base.mark_text(align="left", dy=-14, limit=width).encode(x=alt.XValue(0), text="name:N")
    words = base.mark_text(align="left", color=INK).encode(x=alt.XValue(frame.width + 8), text="says:N")
    layered: Any = alt.layer(interval, point, names, words)
    return layered.properties(width=frame.width, height=ROW_HEIGHT * len(rows)).configure(**config()).to_dict()


def ranges_chart(rows: Sequence[tuple[str, float, float]], unit: str, *, width: int, from_zero: bool = False) -> Spec:
    """Values between two bounds, one bar each under its name, in words at its end; equal bounds are a known value.

    With ``from_zero`` the bar is the value: its low end is zero and not told.
    """
    data = [
        {"name": name, "low": low, "high": high, "says": _bounds(high if from_zero else low, high, unit)}
        for name, low, high in rows
    ]
    frame = _frame([0.0, *(value for _, low, high in rows for value in (low, high))], width)
    scale = alt.Scale(domain=[frame.low, frame.high], nice=False)
    axis = alt.Axis(labelExpr=axis_labels(unit), tickCount=4)
    y = alt.Y("name:N", title=None, sort=None, axis=None)
    base = alt.Chart(alt.InlineData(values=data)).encode(y=y)
    bars = base.mark_bar(color=ACCENT, opacity=0.3, height=10).encode(
        x=alt.X("low:Q", title=described(unit), scale=scale, axis=axis), x2="high:Q"
    )
    edges = base.mark_tick(color=ACCENT, thickness=2, height=10).encode(x=alt.X("high:Q", scale=scale))
    words = base.mark_text(align="left", color=INK).encode(x=alt.XValue(frame.width + 8), text="says:N")
    names = base.mark_text(align="left", dx=5, dy=-14, limit=width - 5).encode(x=alt.XValue(0), text="name:N")
    zero = alt.Chart(alt.InlineData(values=[{}])).mark_rule(color=MUTED).encode(x=alt.datum(0.0))
    layered: Any = alt.layer(bars, edges, zero, names, words)
    return layered.properties(width=frame.width, height=ROW_HEIGHT * len(rows)).configure(**config()).to_dict()


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """Values from the highest to the lowest, each over the share of all that is as high or higher."""

    label: str
    values: tuple[float, ...]
    colour: str = ACCENT
    dashed: bool = False


def duration_chart(curves: Sequence[Curve], unit: str, over: str, *, width: int) -> Spec:
    """Values by how much of the time they are reached, as load is drawn over a year; ``over`` names the share."""
    frame = _frame([value for curve in curves for value in curve.values], width, from_zero=not is_price(unit))
    x = alt.X("share:Q", title=over, scale=alt.Scale(domain=[0.0, 1.0]), axis=alt.Axis(format=".0%", tickCount=5))
    layers: list[alt.Chart] = []
    for curve in curves:
        last = max(len(curve.values) - 1, 1)
        places = sorted({round(step * last / MOST_POINTS) for step in range(MOST_POINTS + 1)})
        rows = [{"share": place / last, "value": curve.values[min(place, len(curve.values) - 1)]} for place in places]
        dash: Any = [6, 3] if curve.dashed else alt.Undefined
        mark = alt.Chart(alt.InlineData(values=rows)).mark_line(color=curve.colour, strokeWidth=2, strokeDash=dash)
        layers.append(mark.encode(x=x, y=_y("value:Q", unit, frame)))
    ends = [(curve.values[-1], curve.label, curve.colour) for curve in curves]
    return _finished([*layers, *_labels(ends, frame)], frame)


def stacks_chart(stacks: Sequence[tuple[str, dict[str, float]]], unit: str, *, width: int) -> Spec:
    """Parts of a sum, the same names in each column, the first at the bottom and the faintest."""
    names = list(stacks[0][1])
    strength = {name: (place + 1.0) / len(names) for place, name in enumerate(names)}
    rows: list[dict[str, Any]] = []
    middles: dict[str, float] = {}
    for stack, parts in stacks:
        below = 0.0
        for name in names:
            top = below + parts[name]
            rows.append({"stack": stack, "low": below, "high": top, "strength": strength[name]})
            middles[name] = (below + top) / 2.0
            below = top
    frame = _frame([0.0, *(row["high"] for row in rows)], width)
    chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color=ACCENT)
        .encode(
            x=alt.X("stack:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=_y("low:Q", unit, frame),
            y2="high:Q",
            opacity=alt.Opacity("strength:Q", scale=None),
        )
    )
    ends = [(middles[name], name, INK) for name in names]
    return _finished([chart, *_labels(ends, frame)], frame)


def _bounds(low: float, high: float, unit: str) -> str:
    first, last = shown(low, unit), shown(high, unit)
    return first if first == last else f"{first} to {last}"


def _frame(
    values: Sequence[float], width: int, *, log: bool = False, from_zero: bool = True, words: ChartWords = ENGLISH
) -> Frame:
    low, high = min(values), max(values)
    room = (high - low) * HEADROOM or abs(high) or 1.0
    if not log:
        low = low - room if low < 0.0 or not from_zero else 0.0
        high = high + room if high > 0.0 or low == 0.0 else 0.0
    return Frame(width=width - LABEL_ROOM - AXIS_ROOM, low=low, high=high, log=log, words=words)


def _y(field: str, unit: str, frame: Frame) -> alt.Y:
    scale = alt.Scale(domain=[frame.low, frame.high], type="log" if frame.log else "linear", nice=False, zero=False)
    marks: Any = _decades(frame.low, frame.high) if frame.log else alt.Undefined
    axis = alt.Axis(labelExpr=axis_labels(unit, frame.words), tickCount=5, values=marks)
    title = described(unit, frame.words)
    if frame.log:
        title = frame.words.said(frame.words.logarithmic.format(unit=title))
    return alt.Y(field, title=title, scale=scale, axis=axis)


def _decades(low: float, high: float) -> list[float]:
    """Marks of a logarithmic axis: ones, twos and fives of each power of ten, or only the ones where it is long."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = (1, 2, 5) if last - first <= MOST_DECADES else (1,)
    marks = [step * 10.0**power for power in range(first, last + 1) for step in steps]
    return [mark for mark in marks if low <= mark <= high]


def _x(dates: Sequence[dt.date], words: ChartWords) -> alt.X:
    years = max((dates[-1] - dates[0]).days // 365, 1)
    if years > 2:
        axis = alt.Axis(format="%Y", tickCount=alt.TimeIntervalStep(interval="year", step=1))
    else:
        month = words.axis_month()
        axis = alt.Axis(format="%b %Y", tickCount=5, labelExpr=month or alt.Undefined)
    return alt.X("on:T", title=None, scale=alt.Scale(type="utc"), axis=axis)


def _bands(fan: Fan, unit: str, frame: Frame) -> list[alt.Chart]:
    rows = [
        {"on": day(on), **{level: values[place] for level, values in fan.quantiles.items()}}
        for place, on in enumerate(fan.dates)
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_x(fan.dates, frame.words))
    bands = [
        base.mark_area(color=ACCENT, opacity=opacity).encode(y=_y(f"{low}:Q", unit, frame), y2=f"{high}:Q")
        for low, high, opacity in BANDS
    ]
    middle = base.mark_line(color=ACCENT, strokeWidth=2, strokeDash=[6, 3]).encode(y=_y("p50:Q", unit, frame))
    return [*bands, middle]


def _line(line: Line, unit: str, frame: Frame) -> alt.Chart:
    rows = [{"on": day(line.dates[place]), "value": line.values[place]} for place in _drawn(line.values)]
    dash: Any = [6, 3] if line.dashed else alt.Undefined
    mark = alt.Chart(alt.InlineData(values=rows)).mark_line(color=line.colour, strokeWidth=2, strokeDash=dash)
    return mark.encode(x=_x(line.dates, frame.words), y=_y("value:Q", unit, frame))


def _drawn(values: Sequence[float]) -> list[int]:
    """The places of the points of a line that are drawn, ends and extremes among them."""
    count = len(values)
    length = 2 * math.ceil(count / MOST_POINTS)
    if count <= MOST_POINTS:
        return list(range(count))
    kept = {0, count - 1}
    for first in range(0, count, length):
        stretch = range(first, min(first + length, count))
        kept |= {min(stretch, key=values.__getitem__), max(stretch, key=values.__getitem__)}
    return sorted(kept)


def _zero(frame: Frame) -> alt.Chart:
    mark = alt.Chart(alt.InlineData(values=[{}])).mark_rule(color=MUTED, strokeWidth=1)
    return mark.encode(y=alt.YValue(frame.pixel(0.0)))


def _fan_ends(fan: Fan, unit: str, words: ChartWords) -> list[tuple[float, str, str]]:
    ends = {level: values[-1] for level, values in fan.quantiles.items()}
    if ends["p05"] == ends["p95"]:
        same = words.same.format(figure=shown(ends["p50"], unit, words))
        return [(ends["p50"], words.said(same), ACCENT)]
    return [
        (
            ends[level],
            words.said(words.label.format(level=words.figure(word), figure=shown(ends[level], unit, words))),
            ACCENT if level == "p50" else MUTED,
        )
        for level, word in zip(LEVELS, words.levels, strict=True)
    ]


def _labels(ends: list[tuple[float, str, str]], frame: Frame) -> list[alt.Chart]:
    places = apart([frame.pixel(value) for value, _, _ in ends], 6, HEIGHT)
    return [
        alt.Chart(alt.InlineData(values=[{}]))
        .mark_text(align="left", baseline="middle", color=colour)
        .encode(x=alt.XValue(frame.width + 8), y=alt.YValue(place), text=alt.TextValue(words))
        for place, (_, words, colour) in zip(places, ends, strict=True)
    ]


def _finished(layers: list[alt.Chart], frame: Frame) -> Spec:
    chart: Any = alt.layer(*layers).properties(width=frame.width, height=HEIGHT)
    return chart.configure(**config()).to_dict()
