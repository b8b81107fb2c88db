"""The reserve's history as a picture: what was announced and what was disclosed, each line named where it ends.

Scalable, with colours and letters from the style sheet, so that it follows light, dark, paper and language. The table
under it holds the same figures.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from markupsafe import Markup

from bitcoin_office.reserve.record import DisclosureKind
from bitcoin_office.terms.units import SAT
from bitcoin_office.web import figures
from bitcoin_office.web.rendering import environment
from bitcoin_office.web.reserve_matter import Held
from bitcoin_office.web.visit import Visit

Point = tuple[float, float]

_GRID_LINES: Final = 4
# Steps that people count in.
_ROUND: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
# A label needs this much height, in the picture's own units.
_LABEL_HEIGHT: Final = 38.0


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A picture's size in its own units, which are about pixels, and the room around its lines."""

    name: str
    width: float
    height: float
    left: float
    right: float
    years_apart: int
    top: float = 16.0
    bottom: float = 28.0


FRAMES: Final = (
    Frame(name="broad", width=990, height=400, left=52, right=190, years_apart=1),
    Frame(name="narrow", width=350, height=300, left=44, right=98, years_apart=2),
)


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A short text at a place: of an axis, or at the end of a line."""

    x: float
    y: float
    text: Any
    figure: Any = ""
    name: str = ""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One picture, ready to be drawn: lines as the ``d`` of paths, points, marks."""

    frame: Frame
    announced: str
    unsure: str
    points: tuple[Point, ...]
    scale: tuple[Mark, ...]
    years: tuple[Mark, ...]
    labels: tuple[Mark, ...]


def chart(visit: Visit, held: Held) -> Markup:
    """The picture in both sizes; nothing where there is no history."""
    months = held.statement.monthly
    if len(months) < 2:
        return Markup("")
    template = environment().get_template("history_chart.svg")
    pictures = tuple(_picture(visit, held, frame) for frame in FRAMES)
    country = visit.country(visit.place)
    said = visit.texts("history.chart", country=country, day=held.statement.at).striptags()
    return Markup(template.render(pictures=pictures, said=said, legend=visit.texts("history.legend")))  # noqa: S704 - the template escapes


def _picture(visit: Visit, held: Held, frame: Frame) -> Picture:
    months = held.statement.monthly
    first, last = months[0].on.replace(day=1), held.statement.at
    record = visit.site.record(visit.place)
    spoken = [
        (item.on, item.sats) for item in record.disclosures if item.kind is DisclosureKind.DISCLOSED and item.on <= last
    ]
    top = _round_up(max([month.announced_sats for month in months] + [sats for _, sats in spoken]) / SAT.per_whole)

    def place(day: dt.date, sats: int) -> Point:
        across = (day - first).days / max(1, (last - first).days)
        up = sats / SAT.per_whole / top
        inner = frame.height - frame.top - frame.bottom
        return (
            round(frame.left + across * (frame.width - frame.left - frame.right), 1),
            round(frame.top + (1 - up) * inner, 1),
        )

    points = tuple(place(*item) for item in spoken)
    ends = [place(last, held.statement.disclosed.mid_sats)] if held.statement.disclosed and spoken else []
    return Picture(
        frame=frame,
        announced=_path([place(first, 0), *(place(month.on, month.announced_sats) for month in months)]),
        unsure=_path([*points, *ends]),
        points=points,
        scale=_scale(frame, top),
        years=_years(frame, first, last),
        labels=_labels(visit, held, place),
    )


def _labels(visit: Visit, held: Held, place: Any) -> tuple[Mark, ...]:
    """The names of the lines at their ends, with their last figures, none over another."""
    rows = [("proved", held.proved_sats), ("announced", held.announced_sats)]
    if held.disclosed_sats is not None:
        rows.append(("disclosed", held.disclosed_sats))
    marks: list[Mark] = []
    lowest = math.inf
    for name, sats in sorted(rows, key=lambda row: row[1]):
        x, y = place(held.statement.at, sats)
        y = min(y, lowest)
        lowest = y - _LABEL_HEIGHT
        text = visit.texts(f"figure.{name}").striptags()
        marks.append(Mark(x=x + 10, y=y, text=text, figure=figures.coins(sats).striptags(), name=name))
    return tuple(marks)


def _scale(frame: Frame, top: float) -> tuple[Mark, ...]:
    inner = frame.height - frame.top - frame.bottom
    values = [top * step / _GRID_LINES for step in range(_GRID_LINES + 1)]
    return tuple(
        Mark(x=frame.left - 8, y=round(frame.top + (1 - value / top) * inner, 1), text=f"{value:,.10g}")
        for value in values
    )


def _years(frame: Frame, first: dt.date, last: dt.date) -> tuple[Mark, ...]:
    days = max(1, (last - first).days)
    span = frame.width - frame.left - frame.right
    starts = [dt.date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    return tuple(
        Mark(x=round(frame.left + (day - first).days / days * span, 1), y=frame.height - 6, text=str(day.year))
        for day in starts
        if (day.year - starts[0].year) % frame.years_apart == 0
    )


def _round_up(value: float) -> float:
    """The next round number whose quarters are round."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value / _GRID_LINES))
    step = next(unit * power for unit in _ROUND if unit * power * _GRID_LINES >= value)
    return step * _GRID_LINES


def _path(points: Sequence[Point] | Iterable[Point]) -> str:
    """The ``d`` of a path through the points."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
