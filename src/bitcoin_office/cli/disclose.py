"""``bitcoin-office disclose``: the next signed disclosure of the office's coins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.disclosing import Disclosed, KeyMade, Wish, disclose_office, make_key
from bitcoin_office.cli.chain_options import with_node
from bitcoin_office.cli.options import load_office, office_option
from bitcoin_office.cli.output import json_option, printable, show
from bitcoin_office.reserve.disclosure.document import Scope
from bitcoin_office.terms.amount import sats

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@office_option
@with_node
@click.option("--at", type=click.IntRange(0), metavar="HEIGHT", help="The block (default: the last one that was read).")
@click.option("--part", is_flag=True, help="Say that the office may hold other coins than these.")
@click.option(
    "--committed",
    multiple=True,
    metavar="VAULT",
    help="Only commit to this vault's proofs and put them into a file for the auditor; '*' means every vault.",
)
@click.option(
    "--corrects", type=click.IntRange(1), metavar="NUMBER", help="Take back the disclosures from this one on."
)
@click.option("--why", default="", metavar="TEXT", help="Why they are taken back.")
@click.option("--init-key", type=click.Path(path_type=Path), metavar="FILE", help="Only make a signing key.")
@click.option("--name", metavar="NAME", help="With --init-key: the key's name, such as office.example/sv.")
@json_option
def command(
    *,
    office_path: Path,
    node: NodeOptions,
    at: int | None,
    part: bool,
    committed: tuple[str, ...],
    corrects: int | None,
    why: str,
    init_key: Path | None,
    name: str | None,
    json_to: str | None,
) -> None:
    """Draws up the office's next disclosure: every coin with its proof of inclusion, every movement, who can sign.

    It is verified against the chain before it is written, and never written over. Disclosures whose block a
    reorganisation took back are superseded by themselves. Run sync first.
    """
    office = load_office(office_path)
    if init_key is not None:
        made = make_key(office, init_key, name)
        show(made, json_to, lambda console: _draw_key(made, console))
        return
    scope = Scope.PART if part else Scope.ALL
    found = disclose_office(office, node, Wish(at=at, scope=scope, committed=committed, corrects=corrects, why=why))
    show(found, json_to, lambda console: _draw(found, console))


def _draw_key(made: KeyMade, console: Console) -> None:
    console.print(f"The signing key is in {made.file}; only you may read it. Keep a copy where the office is not.")
    console.print("Publish this, so that others can tell your disclosures from forged ones:")
    console.print(made.public, soft_wrap=True, markup=False)
    if not made.pinned:
        console.print("office.toml has a [signing] section already: put the key there yourself, if it is to be used.")


def _draw(found: Disclosed, console: Console) -> None:
    if found.training:
        console.print("TRAINING: made up on a chain of its own. None of this is about real coins.", style="bold yellow")
    head = f"Number {found.number}: {sats(found.sats).short()} in {found.coins:,} coins after block {found.height:,}."
    console.print(head, style="bold")
    moved = f"{found.movements:,} movements since the last one"
    open_ = f", {found.unexplained:,} of them unexplained" if found.unexplained else ""
    console.print(f"{moved}{open_}.")
    if found.supersedes is not None:
        console.print(
            f"It supersedes number {found.supersedes} and what followed: {found.supersedes_because}.", style="yellow"
        )
    for path in (found.file, found.sidecar, *((found.auditor,) if found.auditor else ())):
        console.print(f"  {path}", soft_wrap=True, markup=False)
    for remark in found.remarks:
        console.print(printable(remark), style="dim", markup=False)
    console.print("Verified against the chain. See what it proves: bitcoin-office verify FILE")
