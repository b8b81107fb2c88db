"""``bitcoin-office today``: the rules of the office's programme on today's observations."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from bitcoin_office.app.today import today_of
from bitcoin_office.cli.chain_options import load_watching
from bitcoin_office.cli.options import DAY, office_option
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.cli.today_view import draw_today


@click.command()
@office_option
@click.option("--on", type=DAY, default=None, help="The day (default: today, UTC).")
@click.option("--dry-run", is_flag=True, help="Show what the rules ask for; keep and propose nothing.")
@json_option
def command(*, office_path: Path, on: dt.date | None, dry_run: bool, json_to: str | None) -> None:
    """What the programme's rules ask for today, and why.

    The same rules as in plan and backtest, on the last close, on what the books and the chain hold, and on the
    parameters of the day. Each purchase or sale becomes a proposal, which people approve: see proposal. Run again on
    the same day it proposes nothing twice.

    Exit codes: 0 fine, 2 usage, 3 operational, such as a price that is too old.
    """
    day = on or dt.datetime.now(dt.UTC).date()
    result = today_of(load_watching(office_path), day, keep=not dry_run)
    show(result, json_to, lambda console: draw_today(result, console))
