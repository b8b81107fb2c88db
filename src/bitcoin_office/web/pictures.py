"""Charts in a page: the same specifications as everywhere, in the reader's language and the page's colours."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup

from bitcoin_office.office.chart_style import ACCENT, FAINT, INK, MUTED, NARROW, WIDE
from bitcoin_office.office.chart_words import ChartWords
from bitcoin_office.web.texts import Texts

_COLOURS: Final = ((INK, "ink"), (MUTED, "muted"), (FAINT, "faint"), (ACCENT, "accent"))
_SIZES: Final = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_UNITS: Final = (("USD", "usd"), ("USD/BTC", "price"), ("BTC", "btc"), ("share", "share"))
_LEVELS: Final = ("p95", "p75", "p50", "p25", "p05")


def can_draw() -> bool:
    """Whether the extra that draws is installed; where it is not, the tables stand alone."""
    return all(importlib.util.find_spec(name) is not None for name in ("altair", "vl_convert"))


def chart_words(texts: Texts) -> ChartWords:
    """What a chart says beside its figures, in the language of some texts."""
    return ChartWords(
        direction=texts.language.direction,
        levels=tuple(texts.plain(f"chart.{level}") for level in _LEVELS),  # pyright: ignore[reportArgumentType]
        label=texts.plain("chart.label"),
        same=texts.plain("chart.same"),
        logarithmic=texts.plain("chart.logarithmic"),
        sizes=tuple((least, texts.plain(f"chart.{name}")) for least, name in _SIZES),
        units=tuple((unit, texts.plain(f"chart.unit-{name}")) for unit, name in _UNITS),
        months=tuple(texts.plain(f"months-short.{number}") for number in range(1, 13)),
    )


def both_sizes(make: Callable[[int], dict[str, Any]], label: str) -> Markup:
    """The drawings for wide and for narrow paper of which ``make`` gives the specification for a width."""
    from bitcoin_office.adapters.chart_images import inline_svg  # noqa: PLC0415 - an extra, and heavy

    drawn = [
        Markup('<div class="{}">{}</div>').format(name, coloured(inline_svg(make(width), label)))
        for name, width in (("broad", WIDE), ("narrow", NARROW))
    ]
    return Markup("").join(drawn)


def coloured(drawn: str) -> Markup:
    """A drawing with the page's colours, so that it follows light, dark and paper."""
    for colour, name in _COLOURS:
        drawn = drawn.replace(f'"{colour}"', f'"var(--{name})"')
    return Markup(drawn)  # noqa: S704 - our own specification, drawn by our own converter
