"""``bitcoin-office sync``: reads what is new on the chain, and lets the books follow."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.chain_sync import Synced, sync_office
from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.cli.chain_options import load_watching, with_node
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.options import office_option
from bitcoin_office.cli.output import json_option, print_findings, show

if TYPE_CHECKING:
    from rich.console import Console

    from bitcoin_office.office.sync import Progress


@click.command()
@office_option
@with_node
@click.option("--upto", type=click.IntRange(0), metavar="HEIGHT", help="Read no further than this block.")
@json_option
def command(*, office_path: Path, node: NodeOptions, upto: int | None, json_to: str | None) -> None:
    """Reads from the chain what touched the vaults since the last time, and books it.

    It costs by new blocks. Stop it when you like: what was read is kept, and the next run goes on from there. What a
    reorganisation took back is undone in the books, never deleted. Ends with code 1 when the books could not follow.
    """
    result = sync_office(load_watching(office_path), node, upto=upto, told=_tell)
    show(result, json_to, lambda console: _draw(result, console))
    print_findings(result.findings)
    if result.findings:
        sys.exit(EXIT_FINDINGS)


def _tell(progress: Progress) -> None:
    """How far reading has come, on a line of its own where nobody watches."""
    share = 100 * progress.height // max(1, progress.goal)
    text = (
        f"Read to height {progress.height:,} of {progress.goal:,} ({share} %), {progress.transactions:,} transactions"
    )
    if sys.stderr.isatty():
        click.echo(f"\r{text}", err=True, nl=progress.height >= progress.goal)
    else:
        click.echo(text, err=True)


def _draw(result: Synced, console: Console) -> None:
    if result.height is None:
        console.print("Nothing was read.")
        return
    console.print(f"Read to block {result.height:,} {result.block_hash} ({result.network}).", soft_wrap=True)
    if result.orphaned_from is not None:
        console.print(
            f"A reorganisation took back blocks from height {result.orphaned_from:,} on; they were read anew."
        )
    found = f"{result.blocks:,} blocks, {result.transactions:,} transactions that touch the vaults"
    console.print(f"{found}; {result.booked:,} entries booked, {result.undone:,} undone.")
    if result.new_scripts:
        console.print(f"{result.new_scripts:,} new scripts are watched, {result.scripts:,} in all.")
    for remark in result.remarks:
        console.print(remark, style="dim", markup=False)
