"""``bitcoin-office demo``: the main job, from nothing: El Salvador's statement, then a training office that proves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir
from bitcoin_office.app.reserve import book_office_record, init_office, office_statement
from bitcoin_office.cli.demo_training import show_training
from bitcoin_office.cli.options import DAY, program
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.cli.serve import USUAL_PORT, serve_offices
from bitcoin_office.cli.statement_view import draw

COUNTRY = "sv"
# The day on which four newspapers printed four holdings.
THE_DAY = dt.date(2025, 7, 17)


@click.command()
@click.option("--dir", "path", type=click.Path(path_type=Path), default=Path("var/office-sv"), show_default=True)
@click.option("--at", type=DAY, default=THE_DAY, help=f"The day of the statement.  [default: {THE_DAY}]")
@click.option(
    "--training",
    "training_path",
    type=click.Path(path_type=Path),
    default=Path("var/office-training"),
    show_default=True,
    help="Where the training office is made, apart from the real record.",
)
@click.option("--serve", is_flag=True, help="Then show both offices in a browser, until Ctrl-C.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=USUAL_PORT, show_default=True, help="Where, with --serve."
)
@click.option("--once", is_flag=True, help="Print and end, whatever else is asked.")
@json_option
def command(
    path: Path, training_path: Path, at: dt.date, json_to: str | None, port: int, *, serve: bool, once: bool
) -> None:
    """Makes an office for El Salvador and prints its statement; then a training office, which proves what it holds.

    With --json it prints the statement alone.
    """
    if (path / SETTINGS_FILE).exists():
        office = OfficeDir.load(path)
        book_office_record(office)
    else:
        office, _ = init_office(path, COUNTRY)
    statement = office_statement(office, at)
    show(statement, json_to, lambda console: draw(statement, console))
    if json_to is None:
        click.echo(f"\nThe office stands in {path}. Look further with:")
        for more in ("statement --office {} --at 2024-03-14", "books --office {} lots", "books --office {} verify"):
            click.echo(f"  {program()} {more.format(path)}")
        show_training(training_path)
        click.echo(f"\nIn a browser:\n  {program()} serve --office {path} --office {training_path}")
    if serve and not once:
        shown = tuple(folder for folder in (path, training_path) if (folder / SETTINGS_FILE).exists())
        serve_offices(shown, port=port)
