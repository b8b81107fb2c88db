"""``bitcoin-office training``: an office on a made-up chain, which does in a minute what a reserve does in years."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.training import Scene, TrainingTold, key_beside, tell_training
from bitcoin_office.cli.demo_training import say_what_it_runs_on
from bitcoin_office.cli.output import json_option, printable, show

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@json_option
def command(path: Path, json_to: str | None) -> None:
    """Makes a training office in the new folder PATH: mining, purchases, consolidation, gifts, proofs, disclosures.

    Everything in it is made up, its country too, on a chain of its own that Bitcoin Core's consensus library checks in
    this program; where that has no build, a Bitcoin node does (BITCOIND, or one that tools/get-bitcoind brought). No
    network is needed. At the end it changes one byte of its own disclosure and names the coin that breaks.
    """
    click.echo("TRAINING: everything that follows is made up, on a chain of its own.", err=json_to == "-")

    def tell(scene: Scene) -> None:
        click.echo(f"{click.style(scene.title, bold=True)}. {printable(scene.text)}", err=json_to == "-")

    say_what_it_runs_on(err=json_to == "-")
    found = tell_training(path, tell)
    show(found, json_to, lambda console: _draw(found, console))


def _draw(found: TrainingTold, console: Console) -> None:
    console.print(f"\nThe office stands in {found.office}, its signing key in {key_beside(Path(found.office))}.")
    for command_line in (
        f"verify {found.office}/disclosures --office {found.office}",
        f"verify {found.flipped.file}",
        f"movements --office {found.office}",
        f"holdings --office {found.office}",
        f"books lots --office {found.office}",
    ):
        console.print(f"  bitcoin-office {command_line}", soft_wrap=True, markup=False)
