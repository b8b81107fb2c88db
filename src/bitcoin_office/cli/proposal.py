"""``bitcoin-office proposal``: what the rules asked for, and what people decided about it."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.proposals import (
    Decided,
    ProposalDecided,
    ProposalList,
    approve_proposal,
    execute_proposal,
    list_proposals,
    reject_proposal,
    show_proposal,
)
from bitcoin_office.cli.chain_options import load_watching
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.options import DAY, office_option
from bitcoin_office.cli.output import json_option, print_findings, printable, show
from bitcoin_office.cli.today_view import draw_proposal
from bitcoin_office.cli.voucher import dollars
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.units import USD

if TYPE_CHECKING:
    from rich.console import Console

_TXID = re.compile("[0-9a-fA-F]{64}")

by_option = click.option("--by", required=True, metavar="NAME", help="Who decides.")
on_option = click.option("--on", type=DAY, default=None, help="As if on this day; in a training office only.")
why_option = click.option("--why", default="", help="Why, in a sentence.")


@click.group(no_args_is_help=True)
def command() -> None:
    """What the rules asked for, and what people decided about it: list, show, approve, reject, executed."""


@command.command("list")
@office_option
@click.option("--on", type=DAY, default=None, help="As it stands on this day (default: today, UTC).")
@json_option
def list_(office_path: Path, on: dt.date | None, json_to: str | None) -> None:
    """Every proposal, with where it stands. Ends with code 1 where the log of them was changed."""
    result = list_proposals(load_watching(office_path), on)
    show(result, json_to, lambda console: _draw_list(result, console))
    print_findings(result.findings)
    if result.findings:
        sys.exit(EXIT_FINDINGS)


@command.command("show")
@click.argument("name", metavar="ID")
@office_option
@click.option("--on", type=DAY, default=None, help="As it stands on this day (default: today, UTC).")
@json_option
def show_(name: str, office_path: Path, on: dt.date | None, json_to: str | None) -> None:
    """All of one proposal: exactly what whoever approves it is bound to."""
    result = show_proposal(load_watching(office_path), name, on)
    show(result, json_to, lambda console: _draw(result, console))


@command.command()
@click.argument("name", metavar="ID")
@by_option
@why_option
@on_option
@office_option
@json_option
def approve(*, name: str, by: str, why: str, on: dt.date | None, office_path: Path, json_to: str | None) -> None:
    """Approves exactly what the proposal of this ID says.

    The ID ends in the beginning of the proposal's hash, so an approval is of what was shown and of nothing else. It is
    refused once the day is over, the programme has changed, or the price has moved too far.
    """
    result = approve_proposal(load_watching(office_path), name, by, why=why, day=on)
    show(result, json_to, lambda console: _draw_decision(result, console))


@command.command()
@click.argument("name", metavar="ID")
@by_option
@why_option
@on_option
@office_option
@json_option
def reject(*, name: str, by: str, why: str, on: dt.date | None, office_path: Path, json_to: str | None) -> None:
    """Rejects a proposal: it is not made again on that day unless the programme changes."""
    result = reject_proposal(load_watching(office_path), name, by, why=why, day=on)
    show(result, json_to, lambda console: _draw_decision(result, console))


@command.command()
@click.argument("name", metavar="ID")
@click.argument("txid", metavar="TXID")
@click.option("--file", "document", type=click.Path(path_type=Path), required=True, help="What the exchange confirms.")
@click.option("--usd", metavar="SUM", help="What was paid or had in dollars, as it says.")
@by_option
@office_option
@json_option
def executed(
    *, name: str, txid: str, document: Path, usd: str | None, by: str, office_path: Path, json_to: str | None
) -> None:
    """Says which transaction executed an approved proposal, and at what price; the next sync books it so.

    A purchase that is paid to the proposal's own address is found by sync without this.
    """
    if not _TXID.fullmatch(txid):
        raise UsageError(f"{txid!r} is no transaction's id.", remedy="It has 64 hexadecimal digits.")
    result = execute_proposal(load_watching(office_path), name, txid, by=by, document=document, usd=dollars(usd))
    show(result, json_to, lambda console: _draw_decision(result, console))


def _draw_list(result: ProposalList, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    if result.training:
        console.print("TRAINING: made up", style="bold")
    if not result.proposals:
        console.print("Nothing was proposed yet. Run: bitcoin-office today", markup=False)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in ("Proposal", "State", "Trade", "USD"):
        table.add_column(header, justify="right" if header == "USD" else "left", overflow="fold")
    for each in result.proposals:
        proposal = each.proposal
        trade = f"{proposal.side} {sats(proposal.sats).short()}"
        table.add_row(each.id, each.state, trade, Amount(proposal.usd_cents, USD).plain())
    console.print(table)


def _draw(result: ProposalDecided, console: Console) -> None:
    draw_proposal(result.decided.id, result.decided.hash, result.decided.proposal, console)
    _draw_decision(result, console)


def _draw_decision(result: ProposalDecided, console: Console) -> None:
    decided: Decided = result.decided
    console.print(f"{decided.id}: {decided.state}", style="bold", markup=False, soft_wrap=True)
    console.print(printable(decided.says), markup=False, soft_wrap=True)
    if result.document:
        console.print(f"Document: {result.document}", markup=False, soft_wrap=True)
    if result.voucher:
        console.print(f"Voucher: {result.voucher}. Next: bitcoin-office sync", markup=False, soft_wrap=True)
