"""``bitcoin-office voucher``: documents that say what a transaction was."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.vouchers import VoucherAdded, VoucherList, add_voucher, list_vouchers
from bitcoin_office.cli.chain_options import load_watching
from bitcoin_office.cli.options import DAY, office_option
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.reserve.voucher import VOUCHED, MovementClass, Voucher
from bitcoin_office.terms.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

_NO_HASH = "0" * 64


@click.group(no_args_is_help=True)
def command() -> None:
    """Vouchers: a purchase order, a payout, a deed, known by its SHA-256, that says what a transaction was."""


@command.command()
@click.argument("txid")
@office_option
@click.option(
    "--class", "kind", required=True, type=click.Choice([each.value for each in VOUCHED]), help="What it was."
)
@click.option("--file", "document", required=True, type=click.Path(path_type=Path), help="The document.")
@click.option("--usd", help="The whole cost or proceeds in dollars, such as 12345.67.")
@click.option("--on", type=DAY, help="The day of the document.")
@click.option("--declared", default="", help="The announced purchase that it was, such as sv:announced:2021-09-06:1.")
@click.option("--note", default="", help="What people should know of it.")
@click.option("--replace", is_flag=True, help="Let it hold in the place of an earlier voucher, which stays.")
@json_option
def add(
    *,
    txid: str,
    office_path: Path,
    kind: str,
    document: Path,
    usd: str | None,
    on: dt.date | None,
    declared: str,
    note: str,
    replace: bool,
    json_to: str | None,
) -> None:
    """Adds a voucher for the transaction TXID. The office keeps the document's hash and name, not the document.

    The next sync books the movement anew by what the voucher says.
    """
    draft = Voucher(
        txid=txid.lower(), kind=MovementClass(kind), sha256=_NO_HASH, file=document.name, usd=dollars(usd), on=on,
        declared=declared, note=note,
    )  # fmt: skip
    result = add_voucher(load_watching(office_path), draft, document, replace=replace)
    show(result, json_to, lambda console: _draw_added(result, console))


@command.command("list")
@office_option
@json_option
def list_(office_path: Path, json_to: str | None) -> None:
    """The vouchers that hold."""
    result = list_vouchers(load_watching(office_path))
    show(result, json_to, lambda console: _draw(result, console))


def dollars(text: str | None) -> Decimal | None:
    """The sum that an option states. Raises ``UsageError``."""
    if text is None:
        return None
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise UsageError(f"{text!r} is no sum of dollars.", remedy="Write it as a number: --usd 12345.67")
    return found


def _draw_added(result: VoucherAdded, console: Console) -> None:
    voucher = result.voucher
    console.print(f"{voucher.file} (SHA-256 {voucher.sha256}) now vouches for {voucher.txid}.", soft_wrap=True)
    console.print(f"Written to {result.file}. Next: bitcoin-office sync", markup=False, soft_wrap=True)


def _draw(result: VoucherList, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    if not result.vouchers:
        console.print("No vouchers. Add one: bitcoin-office voucher add TXID --class purchase --file order.pdf")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in ("Transaction", "Class", "USD", "Document", "Note"):
        table.add_column(header, justify="right" if header == "USD" else "left", overflow="fold")
    for voucher in result.vouchers:
        usd = "" if voucher.usd is None else f"{voucher.usd:,f}"
        table.add_row(f"{voucher.txid[:16]}…", voucher.kind, usd, voucher.file, voucher.note)
    console.print(table)
