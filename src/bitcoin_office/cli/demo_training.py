"""The demo's second half: an office on a made-up chain, apart from any real record, that proves what it holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir, OfficeKind
from bitcoin_office.cli.bring import bring
from bitcoin_office.cli.options import program
from bitcoin_office.cli.output import printable
from bitcoin_office.terms.errors import MissingComponentError, UsageError


def show_training(path: Path, country: str) -> None:
    """Tells the training office's story the first time; after that verifies its disclosures again, and the flipped one.

    Where the consensus library cannot be had, says so and leaves this half out.
    """
    click.echo(
        f"\n{click.style('TRAINING', bold=True)}: everything below is made up, on a chain of its own, in {path}."
    )
    try:
        _tell_or_verify(path, country)
    except MissingComponentError as error:
        if bring(error):
            _tell_or_verify(path, country)
        else:
            click.echo(f"Left out: {error}")


def _tell_or_verify(path: Path, country: str) -> None:
    from bitcoin_office.app.training import Scene, retell_training, tell_training  # noqa: PLC0415 - after the statement

    def tell(scene: Scene) -> None:
        click.echo(f"{click.style(scene.title, bold=True)}. {printable(scene.text)}")

    if (path / SETTINGS_FILE).exists() and not retell_training(path, tell):
        _clear(path)
    if not path.exists():
        tell_training(path, country, tell)
    click.echo(f"\nSee for yourself:\n  {program()} verify {path / 'disclosures'} --office {path}")
    click.echo(f"  {program()} movements --office {path}\n  {program()} check-page check.html")


def _clear(path: Path) -> None:
    """Removes a training office whose story was broken off, and nothing else."""
    if OfficeDir.load(path).settings.kind is not OfficeKind.TRAINING:
        raise UsageError(f"{path} is no training office.", remedy="Name another folder with --training.")
    shutil.rmtree(path)
    path.with_name(f"{path.name}.signing.key").unlink(missing_ok=True)
