"""How charts look: a muted ink, one accent, figures in words; and how numbers are written beside them.

The colours are fixed words of the specifications, so that a page can give each another one in the dark.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from bitcoin_office.office.chart_words import ENGLISH, ChartWords

INK, MUTED, FAINT, ACCENT = "#1b1f24", "#59616c", "#dfe3e8", "#b4500f"
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, sans-serif"
FONT_SIZE = 12
LABEL_GAP = 15
"""Pixels between two labels, so that neither covers the other."""

WIDE, NARROW = 760, 344
"""Widths of a chart with its labels: for a desk, and for a phone."""
HEIGHT = 260
LABEL_ROOM, AXIS_ROOM = 118, 62
"""Pixels right of a chart for its labels, and left of it for its axis."""

THOUSAND = 1e3
NO_MONEY = 0.005
"""Less than half a cent is none: what is left of sums that cancel."""


def config() -> dict[str, Any]:
    """What all charts share, as Vega-Lite takes it."""
    axis = {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": FONT_SIZE,
        "titleFontSize": FONT_SIZE,
        "titleFontWeight": "normal",
        "grid": True,
        "gridColor": FAINT,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    }
    return {
        "axis": axis,
        "axisX": {"grid": False, "domain": True, "domainColor": FAINT, "labelFlush": True},
        "view": {"stroke": None},
        "text": {"font": FONT, "fontSize": FONT_SIZE, "color": MUTED},
        "font": FONT,
    }


def is_money(unit: str) -> bool:
    """Whether a unit is dollars, or dollars for something."""
    return unit == "USD" or unit.startswith("USD/")


def is_price(unit: str) -> bool:
    """Whether a value is a price or rate: one of which nobody expects an axis from zero."""
    return "/" in unit


def is_share(unit: str) -> bool:
    """Whether a value is a share of 0 to 1, shown in percent."""
    return unit == "share"


def shown(value: float, unit: str, words: ChartWords = ENGLISH) -> str:
    """A value as people read it: ``$1.2bn``, ``45 %``, ``1,234``."""
    if is_share(unit):
        return words.figure(f"{value:.0%}".replace("%", " %"))
    if unit == "USD" and abs(value) < NO_MONEY:
        return words.figure("$0")
    sign, size = ("-" if value < 0 else ""), abs(value)
    mark = "$" if is_money(unit) else ""
    for least, word in words.sizes:
        if size >= least:
            return f"{words.figure(f'{sign}{mark}{_three_digits(size / least)}')}{word}"
    return words.figure(f"{sign}{mark}{size:,.0f}" if size >= THOUSAND else f"{sign}{mark}{size:.3g}")


def _three_digits(size: float) -> str:
    return f"{size:,.0f}" if size >= THOUSAND else f"{size:,.3g}"


def axis_labels(unit: str, words: ChartWords = ENGLISH) -> str:
    """The expression by which Vega writes the same on an axis."""
    if is_share(unit):
        return "format(datum.value, '.0%')"
    size, mark = "abs(datum.value)", "$" if is_money(unit) else ""
    sign = f"(datum.value < 0 ? '-{mark}' : '{mark}')"
    # Thousands have no word of their own in a label; Vega's is English.
    plain = ".3~s" if words == ENGLISH else ",.3~r"
    written = _on_axis(f"{sign} + format({size}, {size} < 1 ? '.2~g' : '{plain}')", "", words)
    for least, word in reversed(words.sizes):
        large = _on_axis(f"{sign} + format({size} / {least:.0f}, ',.3~r')", word, words)
        written = f"{size} >= {least:.0f} ? {large} : {written}"
    return written


def _on_axis(figure: str, word: str, words: ChartWords) -> str:
    """The expression of a figure and the word after it, in the language's direction."""
    before, _, after = words.said(f"{words.figure('|')}{word}").partition("|")
    return " + ".join(filter(None, (f"'{before}'" if before else "", figure, f"'{after}'" if after else "")))


def described(unit: str, words: ChartWords = ENGLISH) -> str:
    """A unit in the words of an axis."""
    return words.said(words.unit(unit))


def day(on: dt.date) -> str:
    """A day as Vega reads it without moving it to another time zone."""
    return f"{on.isoformat()}T00:00:00Z"


def apart(places: list[float], low: float, high: float, *, gap: float = LABEL_GAP) -> list[float]:
    """Places of labels, in the order given, moved as little as need be so that each has room between two ends."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    at = low
    for index in order:
        moved[index] = max(places[index], at)
        at = moved[index] + gap
    at = high
    for index in reversed(order):
        moved[index] = min(moved[index], at)
        at = moved[index] - gap
    return moved
