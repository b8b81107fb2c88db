"""Draws charts: Vega-Lite specifications as SVG and PNG, in this process, without a browser or a network."""

from __future__ import annotations

import re
from typing import Any

from bitcoin_office.terms.errors import MissingComponentError

VEGA_LITE = "6.4"
"""The version of the specifications' language; the one that our Altair writes."""
SHARPNESS = 2.0
PAPER = "#ffffff"
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
"""What a drawing says of its parts: each tick and line by itself, where a reader wants the chart's own sentence."""


def svg(spec: dict[str, Any], *, paper: bool = False) -> str:
    """The chart as SVG, on nothing or on white ``paper``. Raises ``MissingComponentError`` without the extra."""
    drawn: str = _converter().vegalite_to_svg(_on(spec, paper=paper), vl_version=VEGA_LITE)
    return drawn


def inline_svg(spec: dict[str, Any], label: str) -> str:
    """The chart as SVG for a page: as wide as there is room, with ``label`` for those who do not see it."""
    drawn = svg(spec)
    size = re.search(r'<svg[^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"', drawn)
    wide, high = (size[1], size[2]) if size else ("1", "1")
    body = _SPOKEN.sub("", drawn[drawn.index(">") + 1 :])
    text = label.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f'<svg role="img" aria-label="{text}" viewBox="0 0 {wide} {high}" width="{wide}">{body}'


def png(spec: dict[str, Any]) -> bytes:
    """The chart as PNG on white paper, twice as sharp as a screen's point."""
    drawn: bytes = _converter().vegalite_to_png(_on(spec, paper=True), vl_version=VEGA_LITE, scale=SHARPNESS)
    return drawn


def _on(spec: dict[str, Any], *, paper: bool) -> dict[str, Any]:
    return {**spec, "background": PAPER if paper else None}


def _converter() -> Any:
    try:
        import vl_convert  # noqa: PLC0415 - an extra, and heavy
    except ImportError as error:
        raise MissingComponentError(extra="charts", needed_for="Drawing charts") from error
    return vl_convert
