"""``bitcoin-office hindsight``: a plan as it was on an earlier day, held against what then happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.plan import ask_hindsight
from bitcoin_office.app.playbook import Asked
from bitcoin_office.cli.options import office_option, programme_option
from bitcoin_office.cli.output import json_option
from bitcoin_office.cli.pages import Wanted, deliver, page_options
from bitcoin_office.cli.plan_options import bar, past_futures_options, processes_option, state_option
from bitcoin_office.cli.plan_view import headline, notes
from bitcoin_office.office.hindsight_result import Hindsight, Scored
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.terms.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

MILLION = 1_000_000
SMALL = 1_000


@click.command()
@programme_option
@past_futures_options
@processes_option
@state_option
@office_option
@json_option
@page_options
def command(
    *,
    programme: Asked,
    question: PlanQuestion,
    threads: int,
    processes: int | None,
    state: Path | None,
    office_path: Path,
    wanted: Wanted,
) -> None:
    """A plan as it was on an earlier day, held against what then happened.

    PROGRAMME is a country's code or folder, with +overlay. The plan is made with --as-of, blind to all that is later;
    then what came true is looked up: for each value and month its place among the futures, whether it lies inside the
    bands, and the score of the plan beside that of no change.

    Exit codes: 0 fine, 2 usage, 3 something is missing or you stopped it.
    """
    if question.as_of is None:
        raise UsageError("Hindsight needs the day of a plan.", remedy="Name it, such as --as-of 2025-07-17.")
    with bar(question.paths) as progress:
        result = ask_hindsight(
            programme,
            question,
            state=state,
            threads=threads,
            processes=processes,
            office=office_path,
            progress=progress,
        )
    deliver(result, wanted, lambda console: _draw(result, console))


def _draw(result: Hindsight, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    headline(result.finding, result.manifest, console)
    table = Table("value", "came true", "5 %", "middle", "95 %", "futures below", "in 50 %", "in 90 %", "skill")
    table.title = f"On {result.manifest.last_day}; shares of months inside the bands; skill against no change"
    for column in table.columns[1:]:
        column.justify = "right"
    for name, scored in result.series.items():
        fan = [scored.quantiles[level][-1] for level in ("p05", "p50", "p95")]
        table.add_row(name, *map(plain, (scored.came_true[-1], *fan)), *_shares(scored))
    console.print(table)
    notes(result.notes, console)


def _shares(scored: Scored) -> tuple[str, ...]:
    skill = "" if scored.skill is None else f"{scored.skill:+.2f}"
    return (f"{scored.place[-1]:.0%}", f"{scored.inside_50:.0%}", f"{scored.inside_90:.0%}", skill)


def plain(value: float) -> str:
    """A number with as many digits as its size asks for."""
    if abs(value) >= MILLION:
        return f"{value / MILLION:,.2f}m"
    return f"{value:,.0f}" if abs(value) >= SMALL else f"{value:,.4g}"
