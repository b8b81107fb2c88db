"""How charts look: a muted ink, one accent, figures in words; and how numbers are written beside them.

The colours are fixed words of the specifications, so that a page can give each another one in the dark.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

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

_SIZES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
THOUSAND = 1e3


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


def shown(value: float, unit: str) -> str:
    """A value as people read it: ``$1.2bn``, ``45 %``, ``1,234``."""
    if is_share(unit):
        return f"{value:.0%}".replace("%", " %")
    sign, size = ("-" if value < 0 else ""), abs(value)
    mark = "$" if is_money(unit) else ""
    for least, word in _SIZES:
        if size >= least:
            return f"{sign}{mark}{size / least:,.3g}{word}"
    if size >= THOUSAND:
        return f"{sign}{mark}{size:,.0f}"
    return f"{sign}{mark}{size:.3g}"


def axis_labels(unit: str) -> str:
    """The expression by which Vega writes the same on an axis."""
    if is_share(unit):
        return "format(datum.value, '.0%')"
    mark = "'$'" if is_money(unit) else "''"
    number = "format(abs(datum.value), abs(datum.value) < 1 ? '.2~g' : '.3~s')"
    words = f"replace(replace(replace({number}, 'G', 'bn'), 'M', 'm'), 'T', 'tn')"
    return f"(datum.value < 0 ? '-' : '') + {mark} + {words}"


def described(unit: str) -> str:
    """A unit in the words of an axis."""
    words = {"USD": "US dollars", "USD/BTC": "US dollars for a bitcoin", "BTC": "bitcoin", "share": "percent"}
    return words.get(unit, unit)


def day(on: dt.date) -> str:
    """A day as Vega reads it without moving it to another time zone."""
    return f"{on.isoformat()}T00:00:00Z"


def apart(places: list[float], low: float, high: float) -> list[float]:
    """Places of labels, in the order given, moved as little as need be so that each has room between two ends."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    at = low
    for index in order:
        moved[index] = max(places[index], at)
        at = moved[index] + LABEL_GAP
    at = high
    for index in reversed(order):
        moved[index] = min(moved[index], at)
        at = moved[index] - LABEL_GAP
    return moved
