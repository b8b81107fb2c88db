"""``bitcoin-office backtest``: a programme's rules over the recorded past, held against its record."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.plan import ask_backtest
from bitcoin_office.app.playbook import Asked
from bitcoin_office.cli.options import DAY, office_option, programme_option
from bitcoin_office.cli.output import json_option, printable
from bitcoin_office.cli.pages import Wanted, deliver, page_options
from bitcoin_office.cli.plan_view import notes, year_ends
from bitcoin_office.office.backtest import Backtest
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import USD

if TYPE_CHECKING:
    from rich.console import Console

EXIT_FINDINGS = 1


@click.command()
@programme_option
@click.option("--until", type=DAY, default=None, help="The last day (default: the last that the record shows).")
@office_option
@json_option
@page_options
def command(programme: Asked, until: dt.date | None, office_path: Path, wanted: Wanted) -> None:
    """A programme's rules over the recorded past, held against its record.

    The same rules as in a plan run on the recorded closes. What they buy and pay is held against the standing purchases
    of the record at the books' cost; what is disclosed beyond all that was announced is stated.

    Exit codes: 0 it meets the record, 1 it does not, 2 usage, 3 a close is missing.
    """
    result = ask_backtest(programme, until, office_path)
    deliver(result, wanted, lambda console: _draw(result, console))
    if not result.meets_record:
        raise click.exceptions.Exit(EXIT_FINDINGS)


def _draw(result: Backtest, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    console.print(printable(result.finding), style="bold", soft_wrap=True, markup=False)
    table = Table("by", "rules buy", "for", "record has", "for")
    for column in table.columns[1:]:
        column.justify = "right"
    for place in year_ends(tuple(month.on for month in result.months)):
        month = result.months[place]
        table.add_row(
            str(month.on),
            sats(month.rule_sats).short(),
            Amount(month.rule_usd_cents, USD).short(),
            sats(month.record_sats).short(),
            Amount(month.record_usd_cents, USD).short(),
        )
    console.print(table)
    disclosed = "nothing" if result.disclosed_sats is None else sats(result.disclosed_sats).short()
    console.print(
        f"Announced: {sats(result.announced_sats).short()}, of them {sats(result.single_sats).short()} in single "
        f"purchases that no rule makes. Disclosed: {disclosed}.",
        markup=False,
    )
    notes(result.notes, console)
