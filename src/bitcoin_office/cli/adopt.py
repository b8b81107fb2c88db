"""``bitcoin-office adopt``: one country's section as an overlay over another's programme."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.playbook import Adopted, adopt_section
from bitcoin_office.cli.check import draw_finding
from bitcoin_office.cli.options import DAY, program
from bitcoin_office.cli.output import json_option, show, write_whole
from bitcoin_office.terms.errors import OfficeError, UsageError

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("section")
@click.option("--from", "origin", required=True, metavar="PROGRAMME", help="Whose section it is.")
@click.option("--into", required=True, metavar="PROGRAMME", help="Who would adopt it.")
@click.option("--to", "file", type=click.Path(path_type=Path), help="The overlay's file [overlays/FROM-SECTION.toml].")
@click.option("--effective-from", type=DAY, help="The first day of the adopted rules.")
@click.option("--force", is_flag=True, help="Replace the file when it is there.")
@json_option
def command(
    *,
    section: str,
    origin: str,
    into: str,
    file: Path | None,
    effective_from: dt.date | None,
    force: bool,
    json_to: str | None,
) -> None:
    """Writes the overlay by which one country would adopt SECTION of another, with its sources.

    Nothing is converted silently: money of the other country, its dates and what does not fit are named.
    """
    adopted = adopt_section(section, origin, into, effective_from=effective_from, file=file)
    target = Path(adopted.file)
    if target.exists() and not force:
        raise UsageError(f"{target} is there already.", remedy="Choose another file with --to, or add --force.")
    _make_folder(target.parent)
    for rule in adopted.rules:
        _write_rule(Path(rule.file), rule.text, force=force)
    write_whole(target, adopted.overlay.encode())
    show(adopted, json_to, lambda console: draw(adopted, console))


def draw(adopted: Adopted, console: Console) -> None:
    """What was written, what to look at, what to do next."""
    for finding in adopted.findings:
        draw_finding(finding, console)
    entries = f"{adopted.changes} {'entry' if adopted.changes == 1 else 'entries'}"
    for rule in adopted.rules:
        console.print(f"Wrote {rule.file}, which the overlay names with its hash.", soft_wrap=True, markup=False)
    console.print(
        f"Wrote {adopted.file}: it changes {entries} of {adopted.into_country}.", soft_wrap=True, markup=False
    )
    both = f"{adopted.into_country} {adopted.into_country}+{adopted.file}"
    console.print(f"Next: {program()} diff {both}", soft_wrap=True, markup=False)


def _write_rule(file: Path, text: str, *, force: bool) -> None:
    """A rule of the other country beside the overlay; another text of that name is not overwritten unseen."""
    if file.is_file() and file.read_bytes() != text.encode() and not force:
        raise UsageError(
            f"{file} is there already, with another text.", remedy="Choose another folder with --to, or add --force."
        )
    _make_folder(file.parent)
    write_whole(file, text.encode())


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OfficeError(f"Cannot make {folder}: {error.strerror}.", remedy="Choose another with --to.") from error
