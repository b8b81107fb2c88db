"""Charts of what moves a figure: a line from one end of a range to the other, an estimate with its interval.

Pure, as all charts: values in, a Vega-Lite specification out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import msgspec

from bitcoin_office.office.chart_style import (
    ACCENT,
    AXIS_ROOM,
    INK,
    LABEL_ROOM,
    MUTED,
    axis_labels,
    config,
    described,
    shown,
)

Spec = dict[str, Any]
ROW_HEIGHT = 44
ROOM_ABOVE = 22
"""Pixels above the first row, where the mark has its name."""
HEADROOM = 0.03
"""Of the width of a scale, beyond its first and last value."""


class Arrow(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that goes from ``start`` to ``end``, under a name, and in words."""

    name: str
    start: float
    end: float
    says: str


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """A value between the two ends of its interval, under a name, and in words."""

    name: str
    value: float
    low: float
    high: float
    says: str


def arrows_chart(rows: Sequence[Arrow], unit: str, mark: tuple[float, str], *, width: int) -> Spec:
    """One line a row, with a dot where it ends; ``mark`` is a value that all are held against, and its name."""
    at, called = mark
    scale = _scale([at, *(value for row in rows for value in (row.start, row.end))])
    data = [{**msgspec.structs.asdict(row), "at": at} for row in rows]
    base = alt.Chart(alt.InlineData(values=data)).encode(y=_rows())
    axis = alt.Axis(labelExpr=axis_labels(unit), tickCount=4)
    line = base.mark_rule(color=ACCENT, strokeWidth=5, opacity=0.35).encode(
        x=alt.X("start:Q", title=described(unit), scale=scale, axis=axis), x2="end:Q"
    )
    dot = base.mark_point(color=ACCENT, filled=True, size=90, opacity=1).encode(x=alt.X("end:Q", scale=scale))
    held = base.mark_tick(color=INK, thickness=1.5, size=14, opacity=1).encode(x=alt.X("at:Q", scale=scale))
    name = alt.Chart(alt.InlineData(values=[{"at": at, "says": f"{called} {shown(at, unit)}"}])).mark_text(
        color=INK, align=_side(at, scale), dy=-8, baseline="bottom"
    )
    named = name.encode(x=alt.X("at:Q", scale=scale), y=alt.YValue(0), text="says:N")
    return _finished([line, held, dot, *_words(base, width), named], len(rows), width)


def estimates_chart(rows: Sequence[Estimate], unit: str, title: str, *, width: int) -> Spec:
    """One row each: a dot at the value, a pale bar as far as it is unsure."""
    scale = _scale([0.0, *(row.high for row in rows)])
    base = alt.Chart(alt.InlineData(values=[msgspec.structs.asdict(row) for row in rows])).encode(y=_rows())
    axis = alt.Axis(labelExpr=axis_labels(unit), tickCount=4)
    interval = base.mark_bar(color=ACCENT, opacity=0.3, height=8).encode(
        x=alt.X("low:Q", title=title, scale=scale, axis=axis), x2="high:Q"
    )
    dot = base.mark_point(color=ACCENT, filled=True, size=60, opacity=1).encode(x=alt.X("value:Q", scale=scale))
    return _finished([interval, dot, *_words(base, width)], len(rows), width)


def _rows() -> alt.Y:
    return alt.Y("name:N", title=None, sort=None, axis=None, scale=alt.Scale(paddingOuter=0))


def _scale(values: Sequence[float]) -> alt.Scale:
    low, high = min(values), max(values)
    room = (high - low) * HEADROOM or abs(high) or 1.0
    return alt.Scale(domain=[low - room if low else 0.0, high + room], nice=False, zero=False)


def _side(at: float, scale: Any) -> Any:
    """To which side the name of a mark is written, so that it stays on the paper."""
    low, high = scale.domain
    return "left" if at < (low + high) / 2 else "right"


def _words(base: alt.Chart, width: int) -> list[alt.Chart]:
    """The name above each row, its figures at the right."""
    names = base.mark_text(align="left", dy=-17, limit=width - 8).encode(x=alt.XValue(0), text="name:N")
    figures = base.mark_text(align="left", color=INK).encode(x=alt.XValue(_inner(width) + 8), text="says:N")
    return [names, figures]


def _inner(width: int) -> int:
    """The width of the field: names stand above the rows, so that nothing is needed at its left."""
    return width - LABEL_ROOM - AXIS_ROOM // 2


def from_to(start: float, end: float, unit: str) -> str:
    """Two figures in words, or one where they read alike."""
    first, last = shown(start, unit), shown(end, unit)
    return first if first == last else f"{first} to {last}"


def _finished(layers: list[alt.Chart], rows: int, width: int) -> Spec:
    chart: Any = alt.layer(*layers).properties(width=_inner(width), height=ROW_HEIGHT * rows)
    look = config() | {"padding": {"top": ROOM_ABOVE, "left": 5, "right": 5, "bottom": 5}}
    look["text"] = {**look["text"], "color": MUTED}
    return chart.configure(**look).to_dict()
