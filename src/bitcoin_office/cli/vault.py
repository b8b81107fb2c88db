"""``bitcoin-office vault``: what the office watches."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.vaults import NewVault, VaultAdded, WatchedVaults, add_vault, list_vaults, show_vault
from bitcoin_office.chain.descriptor import MAX_RANGE
from bitcoin_office.cli.chain_options import load_watching
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.options import office_option
from bitcoin_office.cli.output import json_option, print_findings, show
from bitcoin_office.reserve.vault import DEFAULT_RANGE
from bitcoin_office.terms.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console


@click.group(no_args_is_help=True)
def command() -> None:
    """Vaults: descriptors and addresses that the office watches.

    Only public keys are ever kept; a text with a private key in it is refused and not repeated.
    """


@command.command()
@click.argument("name")
@click.argument("descriptors", nargs=-1, metavar="[DESCRIPTOR]...")
@office_option
@click.option("--addresses", type=click.Path(path_type=Path), help="A list of addresses, or an addresses.toml.")
@click.option("--from-height", type=click.IntRange(0), default=0, help="No coin of the vault is older than this block.")
@click.option(
    "--range", "count", type=click.IntRange(1, MAX_RANGE), default=DEFAULT_RANGE, show_default=True,
    help="Watch so many indexes of each branch from the start; more follow as they come into use.",
)  # fmt: skip
@click.option("--note", default="", help="What people should know of it.")
@json_option
def add(
    *,
    name: str,
    descriptors: tuple[str, ...],
    office_path: Path,
    addresses: Path | None,
    from_height: int,
    count: int,
    note: str,
    json_to: str | None,
) -> None:
    """Watches the vault NAME from now on: its output descriptors, a list of addresses, or both.

    Known forms: addr, raw, pk, pkh, wpkh, sh(wpkh), sh and wsh of multi, sortedmulti and miniscript, tr; with
    receiving and change branches as <0;1>. Nothing is read before the next sync.
    """
    if not descriptors and addresses is None:
        raise UsageError("A vault watches something.", remedy="Give a DESCRIPTOR, or --addresses FILE.")
    asked = NewVault(
        name=name, descriptors=descriptors, addresses=addresses, note=note, from_height=from_height, count=count
    )
    result = add_vault(load_watching(office_path), asked)
    show(result, json_to, lambda console: _draw_added(result, console))
    print_findings(result.findings)
    if result.vault is None:
        sys.exit(EXIT_FINDINGS)


@command.command("list")
@office_option
@json_option
def list_(office_path: Path, json_to: str | None) -> None:
    """The vaults of the office."""
    result = list_vaults(load_watching(office_path))
    show(result, json_to, lambda console: _draw(result, console))


@command.command("show")
@click.argument("name")
@office_option
@json_option
def show_(name: str, office_path: Path, json_to: str | None) -> None:
    """One vault with all its descriptors."""
    result = show_vault(load_watching(office_path), name)
    show(result, json_to, lambda console: _draw_whole(result, console))


def _draw_added(result: VaultAdded, console: Console) -> None:
    if result.vault is None:
        return
    what = f"{len(result.vault.descriptors):,} {'descriptor' if len(result.vault.descriptors) == 1 else 'descriptors'}"
    console.print(f"The vault {result.vault.name} watches {what}, on {result.vault.network}.", markup=False)
    console.print(f"Written to {result.vault.file}. Next: bitcoin-office sync", markup=False, soft_wrap=True)


def _draw(result: WatchedVaults, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    if not result.vaults:
        console.print("No vault is watched. Add one: bitcoin-office vault add NAME DESCRIPTOR")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in ("Vault", "Descriptors", "Addresses", "From height", "Note"):
        table.add_column(header, justify="right" if header in {"Descriptors", "Addresses", "From height"} else "left")
    for vault in result.vaults:
        ranged = len(vault.descriptors) - vault.addresses
        table.add_row(vault.name, f"{ranged:,}", f"{vault.addresses:,}", f"{vault.from_height:,}", vault.note)
    console.print(table)


def _draw_whole(result: WatchedVaults, console: Console) -> None:
    for vault in result.vaults:
        console.print(f"{vault.name} on {vault.network}, from height {vault.from_height:,}", style="bold", markup=False)
        for line in (vault.note, f"File: {vault.file}", f"Accounts: {', '.join(vault.accounts)}", *vault.descriptors):
            if line:
                console.print(line, markup=False, soft_wrap=True)
