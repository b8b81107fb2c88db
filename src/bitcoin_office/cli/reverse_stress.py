"""``bitcoin-office reverse-stress``: what breaks a figure of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.answers import ask_breaks
from bitcoin_office.app.playbook import Asked
from bitcoin_office.cli.measure_options import measure_options, vary_option
from bitcoin_office.cli.options import office_option, programme_option
from bitcoin_office.cli.output import json_option, printable
from bitcoin_office.cli.pages import Wanted, deliver, page_options
from bitcoin_office.cli.plan_options import bar, few_futures_options
from bitcoin_office.cli.plan_view import headline, notes
from bitcoin_office.office.figures import figure
from bitcoin_office.office.measures import Measure
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.reverse_stress import BreakQuestion, ReverseStress

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@programme_option
@measure_options
@click.option("--line", type=float, default=0.0, show_default=True, help="The figure breaks when it falls below this.")
@click.option("--above", is_flag=True, help="It breaks when it rises above the line.")
@vary_option("Move these assumptions to both ends; any number (default: price and growth down, volatility up).")
@few_futures_options
@office_option
@json_option
@page_options
def command(
    *,
    programme: Asked,
    measure: Measure,
    line: float,
    above: bool,
    assumptions: tuple[str, ...],
    question: PlanQuestion,
    threads: int,
    office_path: Path,
    wanted: Wanted,
) -> None:
    """What breaks it: the smallest fall, the lowest growth, the volatility that bring a figure to a line.

    Each assumption moves alone, on the same futures, until the figure crosses the line; and the closes on file say
    whether anything like it ever happened.

    Exit codes: 0 fine, 2 usage, 3 something is missing or you stopped it.
    """
    asked = BreakQuestion(measure=measure, line=line, above=above, assumptions=assumptions)
    with bar(None, "Runs") as progress:
        result = ask_breaks(programme, question, asked, threads=threads, office=office_path, progress=progress)
    deliver(result, wanted, lambda console: _draw(result, console))


def _draw(result: ReverseStress, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    headline(result.finding, result.manifest, console)
    if result.breaks:
        table = Table("assumption", "declared", "breaks at", "figure there", "moved up to", "figure there")
        for column in table.columns[1:]:
            column.justify = "right"
        for item in result.breaks:
            breaks = "not" if item.breaks_at is None else figure(item.breaks_at, item.unit)
            there = "" if item.breaks_at is None else figure(item.figure_there, result.unit)
            ends = (figure(item.end, item.unit), figure(item.at_end, result.unit))
            table.add_row(item.name, figure(item.declared, item.unit), breaks, there, *ends)
        console.print(table)
    for item in result.breaks:
        if item.history:
            console.print(f"{item.name}: {printable(item.history)}", markup=False, soft_wrap=True)
    notes(result.notes, console)
