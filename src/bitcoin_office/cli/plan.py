"""``bitcoin-office plan``: what a programme would hold, cost and be worth on many futures."""

from __future__ import annotations

from pathlib import Path

import click

from bitcoin_office.app.plan import ask_plan, ask_why
from bitcoin_office.app.playbook import Asked
from bitcoin_office.cli.options import office_option, programme_option
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.cli.pages import Wanted, deliver, page_options
from bitcoin_office.cli.plan_options import bar, futures_options, processes_option, state_option
from bitcoin_office.cli.plan_view import draw
from bitcoin_office.cli.why_view import draw_why
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.terms.errors import UsageError


@click.command()
@programme_option
@click.option(
    "--why",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[SERIES]",
    help="Run nothing; show what the plan, or one of its series, rests on: figures, trust, sources, manifest.",
)
@futures_options
@click.option("--sensitivity", "sensitive", is_flag=True, help="Also tell which assumptions matter most.")
@processes_option
@state_option
@office_option
@json_option
@page_options
def command(
    *,
    programme: Asked,
    why: str | None,
    question: PlanQuestion,
    threads: int,
    processes: int | None,
    sensitive: bool,
    state: Path | None,
    office_path: Path,
    wanted: Wanted,
) -> None:
    """What a programme would hold, cost and be worth on many futures, and how bad it can get.

    PROGRAMME is a country's code or folder, with +overlay. Its reserve's rules run day by day on every future, from
    what is on record on the day of the plan. A criterion of the IMF arrangement without a sourced limit and baseline
    is not evaluated. What is not in the plan yet stands in its notes.

    Exit codes: 0 fine, 2 usage, 3 something is missing or you stopped it.
    """
    if why is not None:
        if wanted.html_to is not None or wanted.charts_to is not None:
            raise UsageError("--why draws no page.", remedy="Take it, or --html and --charts.")
        with bar(None, "Figures tried") as progress:
            rests_on = ask_why(programme, question, why, office=office_path, progress=progress)
        show(rests_on, wanted.json_to, lambda console: draw_why(rests_on, console))
        return
    with bar(question.paths) as progress:
        result = ask_plan(
            programme,
            question,
            state=state,
            sensitive=sensitive,
            threads=threads,
            processes=processes,
            office=office_path,
            progress=progress,
        )
    deliver(result, wanted, lambda console: draw(result, console))
