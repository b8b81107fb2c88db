"""``bitcoin-office optimise``: the best of one or two numbers of a policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.answers import Sought, ask_optimum
from bitcoin_office.app.playbook import Asked
from bitcoin_office.cli.measure_options import TOLD_BY
from bitcoin_office.cli.options import office_option, programme_option
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.cli.plan_options import bar, few_futures_options
from bitcoin_office.cli.plan_view import headline, notes
from bitcoin_office.office.figures import figure
from bitcoin_office.office.measures import Measure
from bitcoin_office.office.optimise import Optimum, parse_goal
from bitcoin_office.office.plan_terms import PlanQuestion

if TYPE_CHECKING:
    from rich.console import Console

MOST_STEPS, MOST_SEEDS = 101, 1_000


@click.command()
@programme_option
@click.option(
    "--vary",
    multiple=True,
    required=True,
    metavar="NAME=LOW..HIGH",
    help="A number of a rule (one-a-day.coins), an assumption, or a key as in --set; once or twice.",
)
@click.option("--series", default="", show_default=TOLD_BY, metavar="NAME", help="A series of the plan.")
@click.option(
    "--goal",
    default="max:p05",
    show_default=True,
    metavar="max|min:WHAT",
    help="WHAT: p05, mean, below:0.",
)
@click.option("--steps", type=click.IntRange(3, MOST_STEPS), default=9, show_default=True, help="Places on each axis.")
@click.option(
    "--seeds", type=click.IntRange(2, MOST_SEEDS), default=5, show_default=True, help="Fresh seeds to judge on."
)
@few_futures_options
@office_option
@json_option
def command(
    *,
    programme: Asked,
    vary: tuple[str, ...],
    series: str,
    goal: str,
    steps: int,
    seeds: int,
    question: PlanQuestion,
    threads: int,
    office_path: Path,
    json_to: str | None,
) -> None:
    """The best of one or two numbers of a policy, and what is left of it on futures that it was not chosen on.

    What is best of many is also the luckiest. So the choice is made on one seed and judged on fresh ones, beside what
    is declared: only that is to be trusted.

    Exit codes: 0 fine, 2 usage, 3 something is missing or you stopped it.
    """
    direction, of = parse_goal(goal)
    sought = Sought(vary=vary, measure=Measure(series=series, of=of), direction=direction, steps=steps, seeds=seeds)
    with bar(None, "Runs") as progress:
        result = ask_optimum(programme, question, sought, threads=threads, office=office_path, progress=progress)
    show(result, json_to, lambda console: _draw(result, console))


def _draw(result: Optimum, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    headline(result.finding, result.manifest, console)
    table = Table("", *(item.name for item in result.varied), "where chosen", "on fresh seeds", "±")
    for column in table.columns[1:]:
        column.justify = "right"
    declared = ["" if item.declared is None else f"{item.declared:g}" for item in result.varied]
    for name, values, there, fresh in (
        ("best", [f"{value:g}" for value in result.best], result.chosen_on, result.fresh_best),
        ("declared", declared, result.declared_there, result.fresh_declared),
    ):
        figures = [figure(value, result.unit) for value in (there, fresh.mean, fresh.standard_error)]
        table.add_row(name, *values, *figures)
    console.print(table)
    gain = " ± ".join(figure(value, result.unit) for value in (result.gain.mean, result.gain.standard_error))
    luck = figure(result.luck, result.unit)
    console.print(f"Better than declared by {gain} on fresh seeds; where chosen it looked {luck} better than it is.")
    notes(result.notes, console)
