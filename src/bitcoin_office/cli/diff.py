"""``bitcoin-office diff``: what one country's playbook would change in another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bitcoin_office.app.playbook import compare
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.cli.statement_view import Notes
from bitcoin_office.playbook.diff import COMPARED, PlaybookDiff, SectionDiff, Side

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--section", metavar="NAME", help=f"Only this section: {', '.join(COMPARED)}.")
@json_option
def command(a: str, b: str, section: str | None, json_to: str | None) -> None:
    """Shows in which entries the programmes A and B differ, section by section, with sources.

    A programme is a country's code, the path of its folder, or one of them with overlays: pk+sv-reserve, pk+my.toml.
    """
    result = compare(a, b, section)
    show(result, json_to, lambda console: draw(result, console))


def draw(result: PlaybookDiff, console: Console) -> None:
    """One table a section, then the sources by number."""
    from rich.text import Text  # noqa: PLC0415 - only where a table is drawn

    notes = Notes()
    for section in result.sections:
        if section.rows:
            _draw_section(section, result, notes, console)
    alike = [f"{section.section} ({section.same})" for section in result.sections if section.same and not section.rows]
    if alike:
        console.print(f"\nThe same in all entries: {', '.join(alike)}.", style="dim")
    if not result.changes:
        console.print("\nNo difference.")
        return
    console.print("\nSources", style="bold")
    for mark, source in notes.lines():
        console.print(Text(f"{mark:>5} {source}"), soft_wrap=True)
    console.print(
        f"\n{result.changes} entries differ between {result.a_name} ({result.a}) and {result.b_name} ({result.b}).",
        markup=False,
    )


def _draw_section(section: SectionDiff, result: PlaybookDiff, notes: Notes, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn
    from rich.text import Text  # noqa: PLC0415

    console.print(f"\n[bold]{section.section}[/bold]: {section.heading}")
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim", show_edge=False)
    table.add_column("entry", no_wrap=True)
    table.add_column(result.a, ratio=1, overflow="fold")
    table.add_column(result.b, ratio=1, overflow="fold")
    group = ""
    for row in section.rows:
        inside, _, name = row.key.rpartition(".")
        if inside and inside != group:
            table.add_row(Text(inside, style="dim"), "", "")
        group = inside
        table.add_row(Text(f"  {name}" if inside else name), _cell(row.a, notes), _cell(row.b, notes))
    console.print(table)
    if section.same:
        more = "entry is" if section.same == 1 else "entries are"
        console.print(f"{section.same} more {more} the same.", style="dim")


def _cell(side: Side | None, notes: Notes) -> Text:
    from rich.text import Text  # noqa: PLC0415 - only where a table is drawn

    if side is None:
        return Text("–", style="dim")
    marks = notes.marks((str(side.source),)) if side.source else ""
    return Text.assemble(side.text, (f" {marks}" if marks else "", "dim"))
