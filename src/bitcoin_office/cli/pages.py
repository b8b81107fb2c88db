"""Options of commands whose result can be a page or pictures, and what writes them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from bitcoin_office.cli.output import place_to_write, show, write_whole

if TYPE_CHECKING:
    from rich.console import Console

_HTML = click.option(
    "--html",
    "html_to",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE",
    callback=place_to_write,
    help="Write a page that stands alone: charts, tables, sources.",
)
_CHARTS = click.option(
    "--charts",
    "charts_to",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="DIR",
    help="Write each chart as SVG and PNG.",
)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Where a result is to go: JSON, a page, charts."""

    json_to: str | None
    html_to: Path | None
    charts_to: Path | None


def page_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--html`` and ``--charts``; together with ``--json`` the command gets them as ``wanted``."""

    @functools.wraps(command)
    def called(*, json_to: str | None, html_to: Path | None, charts_to: Path | None, **options: Any) -> Any:
        if html_to is not None or charts_to is not None:
            from bitcoin_office.app.pages import require_charts  # noqa: PLC0415 - heavy, and an extra

            # Before the work, so that nobody waits for a result that cannot be drawn.
            require_charts()
        return command(wanted=Wanted(json_to=json_to, html_to=html_to, charts_to=charts_to), **options)

    return _HTML(_CHARTS(called))


def deliver(result: Any, wanted: Wanted, table: Callable[[Console], None]) -> None:
    """Writes page and charts where they are wanted, then the JSON, or the table on the terminal."""
    if wanted.html_to is not None or wanted.charts_to is not None:
        from bitcoin_office.app.pages import html, page_of, write_charts  # noqa: PLC0415 - heavy, and an extra

        page = page_of(result)
        if wanted.html_to is not None:
            write_whole(wanted.html_to, html(page))
            click.echo(f"Wrote {wanted.html_to}", err=True)
        if wanted.charts_to is not None:
            written = write_charts(page, wanted.charts_to)
            click.echo(f"Wrote {len(written)} files to {wanted.charts_to}", err=True)
    show(result, wanted.json_to, table)
