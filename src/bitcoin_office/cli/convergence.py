"""``bitcoin-office convergence``: how sure a plan's figures are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.answers import ask_convergence
from bitcoin_office.app.playbook import Asked
from bitcoin_office.cli.options import office_option, programme_option
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.cli.plan_options import bar, futures_options
from bitcoin_office.cli.plan_view import headline, notes
from bitcoin_office.office.convergence import Convergence
from bitcoin_office.office.figures import figure
from bitcoin_office.office.plan_terms import PlanQuestion

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@programme_option
@click.option(
    "--accuracy",
    type=click.FloatRange(0.001, 100.0),
    default=1.0,
    show_default=True,
    help="Percent to which a figure is to be sure (one standard error).",
)
@futures_options
@office_option
@json_option
def command(
    *,
    programme: Asked,
    accuracy: float,
    question: PlanQuestion,
    threads: int,
    office_path: Path,
    json_to: str | None,
) -> None:
    """How sure a plan's figures are with --paths futures, and how many futures an accuracy takes.

    Standard errors are those of 16 batches of the plan's own futures.

    Exit codes: 0 fine, 2 usage, 3 something is missing or you stopped it.
    """
    with bar(question.paths) as progress:
        result = ask_convergence(programme, question, accuracy, threads=threads, office=office_path, progress=progress)
    show(result, json_to, lambda console: _draw(result, console))


def _draw(result: Convergence, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    headline(result.finding, result.manifest, console)
    table = Table(
        "series", "figure", "a quarter", "half", "all futures", "±", f"futures for {result.accuracy_percent:g} %"
    )
    for column in table.columns[2:]:
        column.justify = "right"
    for item in result.figures:
        if item.standard_error:
            grown = [figure(value, item.unit) for value in item.growing[2:]]
            needed = "" if item.paths_needed is None else f"{item.paths_needed:,}"
            table.add_row(item.series, item.measure, *grown, figure(item.standard_error, item.unit), needed)
    console.print(table)
    loss = result.loss
    console.print(
        f"Probability that {loss.says}: {loss.share:.2%}, between {loss.low:.2%} and {loss.high:.2%}", markup=False
    )
    notes(result.notes, console)
