"""``bitcoin-office proof``: asks signers for proofs of control, and takes back what they sign."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.proofs import (
    ProofRequested,
    ProofsAdded,
    ProofWish,
    add_office_proofs,
    export_office_proofs,
    office_proofs,
    request_office_proofs,
)
from bitcoin_office.cli.chain_options import with_node
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.options import DAY, load_office, office_option
from bitcoin_office.cli.output import json_option, print_findings, show
from bitcoin_office.proof.message import Purpose
from bitcoin_office.terms.amount import sats

if TYPE_CHECKING:
    from rich.console import Console

# A quarter and a month: until the next disclosure of a quarter is out.
USUAL_DAYS: Final = 120


@click.group()
def command() -> None:
    """Proofs of control (BIP-322): request, add, list, export."""


@command.command()
@click.argument("vault")
@office_option
@with_node
@click.option(
    "--purpose",
    type=click.Choice([each.value for each in Purpose]),
    default=Purpose.PRIMARY.value,
    help="Which quorum signs (default: primary).",
)
@click.option("--expires", type=DAY, help=f"Until when it is to be believed (default: {USUAL_DAYS} days from today).")
@click.option("--at", type=click.IntRange(0), metavar="HEIGHT", help="The block (default: the last one that was read).")
@click.option("--together", is_flag=True, help="One proof of funds over all coins, not one proof for each address.")
@json_option
def request(
    *,
    vault: str,
    office_path: Path,
    node: NodeOptions,
    purpose: str,
    expires: dt.date | None,
    at: int | None,
    together: bool,
    json_to: str | None,
) -> None:
    """Writes what the signers of VAULT are to sign: the message, and a PSBT for each address.

    Nothing that they sign can move a coin. Ends with code 1 where something could not be asked for.
    """
    until = expires or dt.datetime.now(dt.UTC).date() + dt.timedelta(days=USUAL_DAYS)
    wish = ProofWish(vault=vault, purpose=Purpose(purpose), expires=until, at=at, together=together)
    found = request_office_proofs(load_office(office_path), node, wish)
    show(found, json_to, lambda console: _draw_request(found, console))
    _end(found.findings)


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@office_option
@json_option
def add(*, files: tuple[Path, ...], office_path: Path, json_to: str | None) -> None:
    """Takes back what signers return: PSBTs, transactions, finished proofs, or a proofs file of bip322-audit.

    Each file finds its request by itself. Signers may answer one by one, in any order. Every proof is verified before
    it is kept. Ends with code 1 while signatures are missing or something is wrong.
    """
    found = add_office_proofs(load_office(office_path), files)
    show(found, json_to, lambda console: _draw_states(found, console))
    _end(found.findings)


@command.command("list")
@office_option
@json_option
def list_(*, office_path: Path, json_to: str | None) -> None:
    """All requests: how many proofs came of each, and what still lacks signatures."""
    found = office_proofs(load_office(office_path))
    show(found, json_to, lambda console: _draw_states(found, console))


@command.command()
@click.argument("name")
@click.argument("target", type=click.Path(path_type=Path))
@office_option
@with_node
def export(*, name: str, target: Path, office_path: Path, node: NodeOptions) -> None:
    """Writes the proofs of the request NAME to TARGET as a proofs file of bip322-audit."""
    count = export_office_proofs(load_office(office_path), node, name, target)
    click.echo(f"Wrote {count:,} proofs to {target}", err=True)


def _end(findings: tuple[object, ...]) -> None:
    if findings:
        sys.exit(EXIT_FINDINGS)


def _draw_request(found: ProofRequested, console: Console) -> None:
    console.print(f"To be signed, in {found.folder}:", soft_wrap=True, markup=False)
    for item in found.items:
        what = item.file or "the message alone, by the signers' own tool"
        money = f"{sats(item.sats).short()}, {len(item.coins):,} coins"
        console.print(f"  {what}  {item.address or item.script}  {money}", soft_wrap=True, markup=False)
        console.print(f"    by the {item.quorum} quorum, which can move the coins {item.waits}", style="dim")
    console.print("The message:")
    for line in found.message.splitlines():
        console.print(f"  {line}", soft_wrap=True, markup=False)
    console.print("Then: bitcoin-office proof add FILE...")
    print_findings(found.findings)


def _draw_states(found: ProofsAdded, console: Console) -> None:
    for each in found.requests:
        new = f", {each.added:,} of them new" if each.added else ""
        console.print(f"{each.name}: {each.proofs:,} proofs{new}.", markup=False)
        for item in each.open:
            console.print(f"  open: {item.file or 'message'}  {item.address or item.script}", style="yellow")
    print_findings(found.findings)
