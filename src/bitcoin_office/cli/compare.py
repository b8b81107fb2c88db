"""``bitcoin-office compare``: two programmes on the same futures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.plan import ask_comparison
from bitcoin_office.app.playbook import Asked
from bitcoin_office.cli.options import both_programmes, office_option
from bitcoin_office.cli.output import json_option, printable
from bitcoin_office.cli.pages import Wanted, deliver, page_options
from bitcoin_office.cli.plan_options import bar, futures_options, processes_option, state_option
from bitcoin_office.cli.plan_view import LEVELS, headline, notes, year_ends
from bitcoin_office.office.compare import Comparison
from bitcoin_office.office.compare_arrangement import short
from bitcoin_office.office.plan import money
from bitcoin_office.office.plan_terms import PlanQuestion

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = (("value_usd", "worth"), ("spent_usd", "spent"), ("gain_usd", "gain"))


@click.command()
@both_programmes
@futures_options
@processes_option
@state_option
@office_option
@json_option
@page_options
def command(
    *,
    first: Asked,
    second: Asked,
    question: PlanQuestion,
    threads: int,
    processes: int | None,
    state: Path | None,
    office_path: Path,
    wanted: Wanted,
) -> None:
    """Two programmes on the same futures: what B holds, costs and gains beyond A, path by path.

    A and B are programmes of one country, such as pk and pk+sv-reserve, or pk and pk+mining.power=1000. What
    --overlay and --set lay over is laid over both.

    Exit codes: 0 fine, 2 usage, 3 something is missing or you stopped it.
    """
    with bar(question.paths) as progress:
        result = ask_comparison(
            (first, second),
            question,
            threads=threads,
            processes=processes,
            office=office_path,
            state=state,
            progress=progress,
        )
    deliver(result, wanted, lambda console: _draw(result, console))


def _draw(result: Comparison, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    headline(result.finding, result.a, console)
    table = Table("on", "what", "A middle", "B middle", "5 %", "25 %", "middle", "75 %", "95 %")
    table.title = f"A {result.a.programme}, B {result.b.programme}; the five columns are B less A on the same future"
    for column in table.columns[2:]:
        column.justify = "right"
    for place in year_ends(result.series["coins"].a.dates):
        for name, word in SHOWN:
            compared = result.series[name]
            fans = [compared.a.quantiles["p50"], compared.b.quantiles["p50"]]
            fans += [compared.difference.quantiles[level] for level in LEVELS]
            day = str(compared.a.dates[place]) if word == SHOWN[0][1] else ""
            table.add_row(day, word, *(money(fan[place]) for fan in fans))
    console.print(table)
    for item in result.arrangement:
        low, middle, high = (short(size, item.unit) for size in (item.moved.p05, item.moved.p50, item.moved.p95))
        says = f"B moves {item.name} ({item.sense}) by {middle} beyond A, {low} to {high} in nine futures of ten"
        if item.in_year is not None:
            low, middle, high = (
                short(size, item.unit) for size in (item.in_year.p05, item.in_year.p50, item.in_year.p95)
            )
            says += f"; in the worst of the budget's years, to {item.year_to}, by {middle}, {low} to {high}"
        console.print(printable(f"{says}. {item.says}."), markup=False)
        for missing in item.missing:
            console.print(printable(f"  To judge it, what is missing: {missing}"), style="dim", markup=False)
    notes(result.notes, console)
