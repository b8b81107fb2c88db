"""The chart of a reserve's history: what was announced and what was disclosed, each line named where it ends."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import altair as alt
import msgspec

from bitcoin_office.office.chart_style import (
    ACCENT,
    FAINT,
    INK,
    MUTED,
    NARROW,
    THOUSAND,
    apart,
    axis_labels,
    config,
    day,
    described,
)
from bitcoin_office.office.chart_words import ENGLISH, ChartWords
from bitcoin_office.office.charts import Spec

UNIT = "BTC"
HEIGHTS = {True: 300, False: 240}
"""Pixels of the field, for wide and for narrow paper."""
AXIS_ROOM = 58
"""Pixels left of the field, for its axis; the names of the lines need more or less right of it."""
NAMES_ROOM = {True: 158, False: 118}
NAMES_GAP = 36
"""Pixels between two names, each of which has its figure under it."""
HEADROOM = 1.05

Point = tuple[dt.date, float]


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """What a line is called at its end: its name and its last figure in words, at a height in bitcoin."""

    name: str
    figure: str
    value: float
    accent: bool = False


class History(msgspec.Struct, frozen=True, kw_only=True):
    """A reserve up to its last day, in bitcoin.

    ``announced`` is drawn as one line from zero, ``disclosed`` as points; ``between`` is the line through them up to
    the last day, which nobody disclosed and which is drawn as unsure.
    """

    announced: tuple[Point, ...]
    disclosed: tuple[Point, ...]
    between: tuple[Point, ...]
    ends: tuple[Ending, ...]


def field(width: int) -> tuple[float, float]:
    """How wide and high in pixels the field of a chart is, between the first and the last day, under its lines."""
    is_wide = width > NARROW
    return float(width - AXIS_ROOM - NAMES_ROOM[is_wide]), float(HEIGHTS[is_wide])


def history_chart(history: History, *, width: int, words: ChartWords = ENGLISH) -> Spec:
    """The specification, ``width`` pixels wide with all its names."""
    across, high = field(width)
    points = (*history.announced, *history.disclosed, *history.between)
    top = HEADROOM * max(value for _, value in points) or 1.0
    axis = alt.Axis(labelExpr=axis_labels(UNIT, words), tickCount=4)
    y = alt.Y("btc:Q", title=described(UNIT, words), scale=alt.Scale(domain=[0.0, top], nice=False), axis=axis)
    x = _x(history, across)
    announced = _data(history.announced).encode(x=x, y=y)
    layers: list[Any] = [
        announced.mark_area(color=FAINT, opacity=0.45),
        announced.mark_line(color=MUTED, strokeWidth=2.5),
        _data(history.between).mark_line(color=ACCENT, strokeWidth=2, strokeDash=[2, 5]).encode(x=x, y=y),
        _data(history.disclosed).mark_point(color=ACCENT, filled=True, opacity=1, size=50).encode(x=x, y=y),
    ]
    layers += _names(history, across, high, top, words)
    chart: Any = alt.layer(*layers).properties(width=across, height=high)
    return chart.configure(**config()).to_dict()


def _data(points: tuple[Point, ...]) -> alt.Chart:
    rows = [{"on": day(on), "btc": value} for on, value in points]
    return alt.Chart(alt.InlineData(values=rows))


def _x(history: History, across: float) -> alt.X:
    """Years, as many as have room; the field begins and ends with the days of the history."""
    first, last = (day(history.announced[place][0]) for place in (0, -1))
    years = history.announced[-1][0].year - history.announced[0][0].year
    step = 1 if across > THOUSAND / 2 or years < 4 else 2
    every: Any = alt.TimeIntervalStep(interval="year", step=step)
    scale = alt.Scale(type="utc", domain=[first, last], nice=False)
    return alt.X("on:T", title=None, scale=scale, axis=alt.Axis(format="%Y", tickCount=every))


def _names(history: History, across: float, high: float, top: float, words: ChartWords) -> list[alt.Chart]:
    """Each name with its figure under it, none over another."""
    wanted = [high * (1 - ending.value / top) for ending in history.ends]
    places = apart(wanted, NAMES_GAP / 4, high - NAMES_GAP / 4, gap=NAMES_GAP)
    made: list[alt.Chart] = []
    for ending, place in zip(history.ends, places, strict=True):
        colour = ACCENT if ending.accent else INK
        rows: tuple[tuple[str, int, Literal["normal", "bold"]], ...] = (
            (words.said(ending.name), -8, "normal"),
            (ending.figure, 8, "bold"),
        )
        for text, down, weight in rows:
            mark = alt.Chart(alt.InlineData(values=[{}])).mark_text(
                align="left", baseline="middle", color=colour, fontWeight=weight
            )
            made.append(mark.encode(x=alt.XValue(across + 10), y=alt.YValue(place + down), text=alt.TextValue(text)))
    return made
