"""``bitcoin-office stress``: great falls and devaluations laid on a programme, by the same rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.answers import ask_stress
from bitcoin_office.app.playbook import Asked
from bitcoin_office.cli.options import office_option, programme_option
from bitcoin_office.cli.output import json_option, printable
from bitcoin_office.cli.pages import Wanted, deliver, page_options
from bitcoin_office.cli.plan_options import futures_options
from bitcoin_office.cli.plan_view import notes
from bitcoin_office.office.figures import figure
from bitcoin_office.office.measures import OVER_COST
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.stress import StressOutcome, StressResult

if TYPE_CHECKING:
    from rich.console import Console

PRICE, COINS, SPENT, VALUE, FALL = "price_usd", "coins", "spent_usd", "value_usd", "worst_drawdown"
MINED, REVENUE, BILL = "mining_coins_total", "mining_revenue_usd", "mining_bill_usd"
MINING = ("mined", "earned, last year", "power, last year", "left of mining")


@click.command()
@programme_option
@click.option("--name", "names", multiple=True, metavar="NAME", help="Only these stresses; any number (default: all).")
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Stresses of your own.",
)
@click.option("--series", "more", multiple=True, metavar="NAME", help="Also show these series; any number.")
@futures_options
@office_option
@json_option
@page_options
def command(
    *,
    programme: Asked,
    names: tuple[str, ...],
    file: Path | None,
    more: tuple[str, ...],
    question: PlanQuestion,
    threads: int,
    office_path: Path,
    wanted: Wanted,
) -> None:
    """Great falls and devaluations of the past, and worse, laid on a programme from its first day on.

    Each is one path on which nothing but the stress moves; the rules decide as in a plan. What every series comes to,
    with its worst day, is in --json. Paths, seed and threads play no part.

    Exit codes: 0 fine, 2 usage, 3 something is missing.
    """
    del threads
    result = ask_stress(programme, question, names, office_path, file)
    deliver(result, wanted, lambda console: _draw(result, more, console))


def _draw(result: StressResult, more: tuple[str, ...], console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    console.print(printable(result.finding), style="bold", soft_wrap=True, markup=False)
    ends = (COINS, SPENT, VALUE) if result.judged == OVER_COST else (MINED, REVENUE, BILL)
    names = ("coins", "spent", "worth", "over cost") if result.judged == OVER_COST else MINING
    table = Table("stress", "price falls to", "on", *names, "at worst", "on")
    table.title = f"On {result.manifest.last_day}, from {result.manifest.first_day} on"
    for column in table.columns[1:]:
        column.justify = "right"
    outcomes = (result.calm, *result.stresses)
    for item in outcomes:
        table.add_row(item.id, *_row(item, ends, result.judged))
    console.print(table)
    for item in outcomes:
        console.print(f"{item.id}: {printable(item.says)}; {printable(item.missing or item.source)}", markup=False)
        for name in more:
            found = item.series.get(name)
            if found is not None:
                low, high = (figure(value, found.unit) for value in (found.lowest, found.highest))
                console.print(
                    f"  {name}: {figure(found.last, found.unit)} at the end; from {low} on {found.lowest_on} to {high} "
                    f"on {found.highest_on}",
                    markup=False,
                )
    notes(result.notes, console)


def _row(item: StressOutcome, ends: tuple[str, ...], judged: str) -> list[str]:
    if not item.series:
        return [""] * 8
    price, over = item.series[PRICE], item.series[judged]
    shown = [figure(item.series[name].last, item.series[name].unit) for name in ends]
    worst = [figure(value, "USD") for value in (over.last, over.lowest)]
    return [figure(price.lowest, price.unit), str(price.lowest_on), *shown, *worst, str(over.lowest_on)]
