"""``bitcoin-office movements``: every transaction that touched the vaults, and what it was."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.chain_views import Chosen, office_movements
from bitcoin_office.cli.chain_options import load_watching
from bitcoin_office.cli.options import office_option
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.reserve.voucher import MovementClass
from bitcoin_office.terms.amount import sats

if TYPE_CHECKING:
    from rich.console import Console

    from bitcoin_office.reserve.movements import Movement

# A terminal shows the last; --json has them all.
SHOWN_ROWS = 50


@click.command()
@office_option
@click.option("--from", "first", type=click.IntRange(0), metavar="HEIGHT", help="From this block on.")
@click.option("--to", "last", type=click.IntRange(0), metavar="HEIGHT", help="Up to and with this block.")
@click.option("--vault", help="Only those that touched this vault.")
@click.option("--class", "kind", type=click.Choice([each.value for each in MovementClass]), help="Only of this class.")
@json_option
def command(
    *,
    office_path: Path,
    first: int | None,
    last: int | None,
    vault: str | None,
    kind: str | None,
    json_to: str | None,
) -> None:
    """Every transaction that touched the vaults: its class, why it has that class, and the voucher that says so.

    What moves between our own addresses is proved by the chain; all else needs a voucher, and is unexplained without.
    """
    chosen = Chosen(first=first, last=last, vault=vault, kind=None if kind is None else MovementClass(kind))
    result = office_movements(load_watching(office_path), chosen)
    show(result, json_to, lambda console: _draw(result, console))


def _draw(rows: tuple[Movement, ...], console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    if not rows:
        console.print("No movement. Has the office read the chain? See: bitcoin-office sync")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in ("Height", "Date", "Class", "BTC", "Fee (sat)", "Why"):
        table.add_column(header, justify="right" if header in {"Height", "BTC", "Fee (sat)"} else "left")
    for row in rows[-SHOWN_ROWS:]:
        fee = "?" if row.fee_sats is None else f"{row.fee_sats:,}"
        why = f"{row.evidence.contradiction} {row.evidence.sentence}".strip()
        table.add_row(f"{row.height:,}", str(row.date), row.kind, sats(row.delta_sats).plain(), fee, why)
    console.print(table)
    counted = Counter(row.kind.value for row in rows)
    told = ", ".join(f"{count:,} {kind}" for kind, count in sorted(counted.items()))
    console.print(f"\n{len(rows):,} movements: {told}", markup=False)
