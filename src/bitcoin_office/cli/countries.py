"""``bitcoin-office countries``: the countries that come with the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bitcoin_office.app.playbook import ShippedCountries, list_countries
from bitcoin_office.cli.check import short
from bitcoin_office.cli.output import json_option, show

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@json_option
def command(json_to: str | None) -> None:
    """Lists the shipped countries, what each declares, and the overlays made for it."""
    result = list_countries()
    show(result, json_to, lambda console: draw(result, console))


def draw(result: ShippedCountries, console: Console) -> None:
    """One line a country."""
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for header in ("code", "country", "money", "languages", "declares", "overlays"):
        table.add_column(header, overflow="fold")
    for country in result.countries:
        languages, sections = ", ".join(country.languages), ", ".join(country.sections)
        overlays = ", ".join(country.overlays) or "–"
        cells = (country.code, country.name, country.currency, languages, sections, overlays)
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    console.print(
        f"\nFolder: {short(result.folder)}. Your own is a folder like these; see: bitcoin-office check PATH",
        soft_wrap=True,
    )
