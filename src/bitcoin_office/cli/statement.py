"""``bitcoin-office statement``: a reserve on any day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from bitcoin_office.app.reserve import office_statement
from bitcoin_office.cli.options import DAY, load_office, office_option
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.cli.statement_view import draw


@click.command()
@office_option
@click.option("--at", type=DAY, required=True, help="The day, as known at its end (UTC).")
@json_option
def command(office_path: Path, at: dt.date, json_to: str | None) -> None:
    """What was announced, disclosed and proved by a day; cost, value, gain; what the record cannot explain."""
    statement = office_statement(load_office(office_path), at)
    show(statement, json_to, lambda console: draw(statement, console))
