"""The demo's second half: an office on a made-up chain, apart from any real record, that proves what it holds."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Final

import click

from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir, OfficeKind
from bitcoin_office.cli.bring import bring_training_library
from bitcoin_office.cli.options import program
from bitcoin_office.cli.output import printable
from bitcoin_office.terms.errors import UsageError

# By then the story's last block is found.
_A_FORTNIGHT: Final = dt.timedelta(days=14)


def show_training(path: Path) -> None:
    """Tells the training office's story the first time; after that verifies its disclosures again, and the flipped one.

    Runs on a Bitcoin node where the consensus library cannot be had, and says so; where there is no node either, says
    which command brings one, and leaves this half out.
    """
    click.echo(
        f"\n{click.style('TRAINING', bold=True)}: everything below is made up, on a chain of its own, in {path}."
    )
    from bitcoin_office.app.training_means import NoTrainingChainError  # noqa: PLC0415 - after the statement

    try:
        _tell_or_verify(path)
    except NoTrainingChainError as error:
        click.echo(f"Left out. {error.message} {error.remedy}")


def say_what_it_runs_on(*, err: bool = False) -> None:
    """Brings the consensus library where that is possible; says so where the chain has to run on a node instead.

    ``err`` says it where it is not taken for the command's result.
    """
    from bitcoin_office.adapters.bitcoin_core.training_node import find_node  # noqa: PLC0415 - only for a new chain
    from bitcoin_office.app.training_means import has_library, why_no_library  # noqa: PLC0415

    bring_training_library()
    node = None if has_library() else find_node()
    if node is not None:
        click.echo(f"{why_no_library()} The chain runs on a Bitcoin node instead: {node}.", err=err)


def _tell_or_verify(path: Path) -> None:
    from bitcoin_office.app.training import Scene, retell_training, tell_training  # noqa: PLC0415 - after the statement
    from bitcoin_office.app.training_chain import FIRST_DAY  # noqa: PLC0415

    def tell(scene: Scene) -> None:
        click.echo(f"{click.style(scene.title, bold=True)}. {printable(scene.text)}")

    if (path / SETTINGS_FILE).exists() and not retell_training(path, tell):
        _clear(path)
    if not path.exists():
        say_what_it_runs_on()
        tell_training(path, tell)
    click.echo(f"\nSee for yourself:\n  {program()} verify {path / 'disclosures'} --office {path}")
    click.echo(f"  {program()} statement --office {path} --at {FIRST_DAY + _A_FORTNIGHT}")
    click.echo(f"  {program()} movements --office {path}\n  {program()} check-page check.html")


def _clear(path: Path) -> None:
    """Removes a training office whose story was broken off, and nothing else."""
    if OfficeDir.load(path).settings.kind is not OfficeKind.TRAINING:
        raise UsageError(f"{path} is no training office.", remedy="Name another folder with --training.")
    shutil.rmtree(path)
    path.with_name(f"{path.name}.signing.key").unlink(missing_ok=True)
