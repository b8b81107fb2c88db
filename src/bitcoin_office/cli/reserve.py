"""``bitcoin-office reserve``: the record booked, and declared purchases held against books and chain."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.reconciling import reconcile_office
from bitcoin_office.app.reserve import book_office_record
from bitcoin_office.cli.chain_options import load_watching
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.options import DAY, office_option
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.terms.amount import sats

if TYPE_CHECKING:
    from rich.console import Console

    from bitcoin_office.reserve.reconcile import Reconciliation

# A terminal shows the first; --json has them all.
SHOWN_BREAKS = 40


@click.group(no_args_is_help=True)
def command() -> None:
    """The reserve as a whole: what the record declares, what the books say, what the chain shows."""


@command.command()
@office_option
@click.option("--at", type=DAY, help="As known at the end of this day (default: today, UTC).")
@json_option
def reconcile(office_path: Path, at: dt.date | None, json_to: str | None) -> None:
    """Holds the programme's declared purchases against the books against the chain.

    Lists each break with its reason and what to do. Ends with code 1 when there are any.
    """
    day = at or dt.datetime.now(dt.UTC).date()
    result = reconcile_office(load_watching(office_path), day)
    show(result, json_to, lambda console: _draw(result, console))
    if result.breaks:
        sys.exit(EXIT_FINDINGS)


@command.command()
@office_option
@json_option
def book(office_path: Path, json_to: str | None) -> None:
    """Books what the country's record announces and the books lack. Again adds nothing."""
    result = book_office_record(load_watching(office_path))
    show(
        result, json_to, lambda console: console.print(f"{result.purchases:,} announced, {result.new:,} newly booked.")
    )


def _draw(result: Reconciliation, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    read = "nothing was read from the chain" if result.height is None else f"the chain read to block {result.height:,}"
    console.print(f"{result.country} on {result.at}, {read}\n", style="bold", markup=False)
    sums = Table(box=None, show_header=False, pad_edge=False)
    sums.add_column()
    sums.add_column(justify="right")
    for name, quantity in (
        (f"Declared in {result.declared:,} purchases", result.declared_sats),
        ("Booked as announced", result.booked_sats),
        ("In the vaults, on the chain", result.chain_sats),
        ("Proved of that", result.proved_sats),
        ("Bought, by vouchers", result.vouched_sats),
        ("Came unexplained", result.unexplained_sats),
    ):
        sums.add_row(name, str(sats(quantity)))
    console.print(sums)
    if not result.breaks:
        console.print("\nNo breaks: programme, record, books, chain and proofs agree.")
        return
    console.print(f"\n{len(result.breaks):,} breaks", style="bold")
    for each in result.breaks[:SHOWN_BREAKS]:
        console.print(f"• {each.reason}", markup=False, soft_wrap=True)
        console.print(f"  {each.remedy}", style="dim", markup=False, soft_wrap=True)
    if len(result.breaks) > SHOWN_BREAKS:
        console.print(f"and {len(result.breaks) - SHOWN_BREAKS:,} more; --json has them all", style="dim")
