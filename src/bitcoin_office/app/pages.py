"""Wires pages and charts to what draws them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bitcoin_office.adapters import whole_files
from bitcoin_office.adapters.chart_images import inline_svg, png, svg
from bitcoin_office.adapters.pages import rendered
from bitcoin_office.terms.errors import MissingComponentError, OfficeError

if TYPE_CHECKING:
    from bitcoin_office.office.page import Page

WORDS_FROM = 40
"""A column with a text longer than this is one of words, not of figures."""


def page_of(result: Any) -> Page:
    """The page about a result. Raises ``MissingComponentError`` without the extra ``charts``."""
    require_charts()
    from bitcoin_office.app.page_kinds import PAGES  # noqa: PLC0415 - Altair is an extra, and heavy

    return PAGES[type(result)](result)


def require_charts() -> None:
    """Raises ``MissingComponentError`` without the extra ``charts``."""
    if any(importlib.util.find_spec(name) is None for name in ("altair", "jinja2", "vl_convert")):
        raise MissingComponentError(extra="charts", needed_for="Drawing charts")


def html(page: Page) -> bytes:
    """The page as one file that needs no other."""
    values = msgspec.to_builtins(page)
    for part, given in zip(values["parts"], page.parts, strict=True):
        for chart, drawn in zip(part["charts"], given.charts, strict=True):
            chart["svg_wide"] = inline_svg(drawn.wide, f"{drawn.title}. {drawn.says}")
            chart["svg_narrow"] = inline_svg(drawn.narrow, f"{drawn.title}. {drawn.says}")
            mark_words(chart["table"])
        for table in part["tables"]:
            mark_words(table)
    return rendered(values)


def write_charts(page: Page, folder: Path) -> tuple[Path, ...]:
    """Every chart of a page as SVG and PNG; each file whole or not at all. Raises ``OfficeError``."""
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in page.parts:
            for chart in part.charts:
                for ending, data in (("svg", svg(chart.wide, paper=True).encode()), ("png", png(chart.wide))):
                    written.append(folder / f"{chart.name}.{ending}")
                    whole_files.write_pieces(written[-1], (data,))
    except OSError as error:
        raise OfficeError(
            f"Cannot write charts to {folder}: {error.strerror}.", remedy="Choose a folder that is yours and has room."
        ) from error
    return tuple(written)


def mark_words(table: dict[str, Any]) -> None:
    """Says of a table whether it holds sentences, so that they are not set like figures."""
    table["words"] = any(len(cell) > WORDS_FROM for row in table["rows"] for cell in row)
