"""``bitcoin-office sensitivity``: which assumption of a plan matters most."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.answers import ask_sensitivity
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
from bitcoin_office.office.sensitivity import Sensitivity, SensitivityQuestion

if TYPE_CHECKING:
    from rich.console import Console

    from bitcoin_office.simulate.designs import Index

MOST_TRAJECTORIES, MOST_SAMPLES = 1_000, 4_096


@click.command()
@programme_option
@measure_options
@vary_option("Only these assumptions, and within this range; any number (default: all that the plan has).")
@click.option(
    "--trajectories",
    type=click.IntRange(2, MOST_TRAJECTORIES),
    default=8,
    show_default=True,
    help="Morris: each costs a run for every assumption.",
)
@click.option(
    "--samples",
    type=click.IntRange(0, MOST_SAMPLES),
    default=64,
    show_default=True,
    help="Sobol, of what matters most: each costs up to eight runs; 0 for none. Best a power of two.",
)
@few_futures_options
@office_option
@json_option
@page_options
def command(
    *,
    programme: Asked,
    measure: Measure,
    assumptions: tuple[str, ...],
    trajectories: int,
    samples: int,
    question: PlanQuestion,
    threads: int,
    office_path: Path,
    wanted: Wanted,
) -> None:
    """Which assumption matters most to a figure of a plan: growth, volatility, a rule's amount, any number it has.

    All runs draw the same futures. First every assumption by Morris' screening, then what matters most by Sobol's
    shares of variance, both with intervals. --paths are the futures of each run: some hundreds are enough.

    Exit codes: 0 fine, 2 usage, 3 something is missing or you stopped it.
    """
    asked = SensitivityQuestion(measure=measure, assumptions=assumptions, trajectories=trajectories, samples=samples)
    with bar(None, "Runs") as progress:
        result = ask_sensitivity(programme, question, asked, threads=threads, office=office_path, progress=progress)
    deliver(result, wanted, lambda console: _draw(result, console))


def _draw(result: Sensitivity, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    headline(result.finding, result.manifest, console)
    table = Table("assumption", "declared", "from", "to", "figure from", "to", "Morris ±", "Sobol alone ±", "in all ±")
    table.title = f"{result.measure} of {result.series} in {result.unit} on {result.on}: {result.runs:,} runs"
    table.columns[0].no_wrap = True
    for column in table.columns[1:]:
        column.justify = "right"
    moving = [item for item in result.influences if item.screened.effect.value]
    for item in moving:
        row = [item.name]
        row += [figure(value, item.unit) for value in (item.declared, item.low, item.high)]
        row += [figure(value, result.unit) for value in (item.at_low, item.at_high)]
        effect = item.screened.effect
        row.append(f"{figure(effect.value, result.unit)}\n{figure(effect.give_or_take, result.unit)}")
        row += ["", ""] if item.shared is None else [_share(item.shared.alone), _share(item.shared.total)]
        table.add_row(*row)
    console.print(table)
    for item in moving:
        console.print(f"{item.name}: {printable(item.says)}; range: {item.why}", markup=False, soft_wrap=True)
    still = ", ".join(item.name for item in result.influences if not item.screened.effect.value)
    if still:
        console.print(f"Without effect: {still}", markup=False, soft_wrap=True)
    notes(result.notes, console)


def _share(index: Index) -> str:
    return f"{index.value:.2f}\n{index.give_or_take:.2f}"
