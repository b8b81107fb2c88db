"""``bitcoin-office verify``: what a disclosure proves, what it cannot prove, and what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.disclosure import verify_files
from bitcoin_office.cli.chain_options import with_node
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.output import json_option, printable, show
from bitcoin_office.reserve.disclosure.result import FileSummary, Said, SignerStatus, Verification
from bitcoin_office.terms.amount import sats

if TYPE_CHECKING:
    from rich.console import Console

# A broken header breaks every coin of its block; the list in full is in --json.
MOST_FINDINGS = 20

_SIGNERS = {
    SignerStatus.KNOWN: "signed by the key you named",
    SignerStatus.UNKNOWN: "signer unknown",
    SignerStatus.WRONG: "signed by another key than you named",
    SignerStatus.INVALID: "no valid signature",
}


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--key", "keys", multiple=True, help="The office's public key, or a file that holds it; may be repeated.")
@click.option("--headers", "sidecar", type=click.Path(path_type=Path), help="The sidecar, if it is not beside PATH.")
@click.option("--auditor", type=click.Path(path_type=Path), help="The auditor's file, which opens commitments.")
@with_node
@click.option(
    "--office",
    "office_path",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="An office whose pinned key is trusted (default: the current folder, if it is one).",
)
@json_option
def command(
    *,
    path: Path,
    keys: tuple[str, ...],
    sidecar: Path | None,
    auditor: Path | None,
    node: NodeOptions,
    office_path: Path,
    json_to: str | None,
) -> None:
    """Verifies the disclosure PATH, or all disclosures in the folder PATH.

    Needs no network, no node and no office; with --node it also holds the coins against the chain. Exit code 0 only if
    nothing is wrong; what could not be proved is listed and does not count as wrong.
    """
    found = verify_files(path, sidecar=sidecar, auditor=auditor, keys=keys, office=office_path, node=node)
    show(found, json_to, lambda console: draw(found, console))
    if not found.ok:
        sys.exit(EXIT_FINDINGS)


def draw(found: Verification, console: Console) -> None:
    """The answer first; then what was proved, what was not, and what is wrong."""
    from rich.markup import escape  # noqa: PLC0415 - only where something is drawn

    if found.training:
        console.print("TRAINING: made up on a chain of its own. None of this is about real coins.", style="bold yellow")
    for each in found.files:
        console.print(escape(printable(_headline(each))), style="bold", soft_wrap=True)
    verdict = "Nothing is wrong with it" if found.ok else f"{len(found.findings):,} findings: do not rely on it"
    console.print(f"{verdict}; {_SIGNERS[found.signer.status]}.", style="green" if found.ok else "bold red")
    _list("Proved", found.proved, "green", console)
    _list("Not proved", found.not_proved, "yellow", console)
    if found.findings:
        console.print("\nWrong", style="bold red")
        for finding in found.findings[:MOST_FINDINGS]:
            line = f"{finding.message} {finding.remedy}".strip()
            console.print(f"  {escape(f'[{finding.code}]')} {escape(printable(line))}", soft_wrap=True)
        if len(found.findings) > MOST_FINDINGS:
            console.print(f"  and {len(found.findings) - MOST_FINDINGS:,} more; see --json.")


def _headline(each: FileSummary) -> str:
    gone = f", superseded by number {each.superseded_by}" if each.superseded_by is not None else ""
    return (
        f"{each.name}: {each.country.upper()}, number {each.number}, {sats(each.sats).short()} in {each.coins:,} coins "
        f"after block {each.height:,} ({each.network}){gone}"
    )


def _list(title: str, said: tuple[Said, ...], colour: str, console: Console) -> None:
    from rich.padding import Padding  # noqa: PLC0415 - only where something is drawn
    from rich.text import Text  # noqa: PLC0415

    console.print(f"\n{title}", style=f"bold {colour}")
    for each in said:
        console.print(Padding(Text(f"- {printable(each.text)}"), (0, 0, 0, 2)))
