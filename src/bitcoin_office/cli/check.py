"""``bitcoin-office check``: everything that is wrong with what people wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.check import Checked, check
from bitcoin_office.cli.main import EXIT_FINDINGS
from bitcoin_office.cli.options import laid_over_options
from bitcoin_office.cli.output import json_option, show
from bitcoin_office.terms.finding import Finding, Severity

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("path")
@laid_over_options
@json_option
def command(path: str, overlays: tuple[str, ...], settings: tuple[str, ...], json_to: str | None) -> None:
    """Checks a country's folder (or code), or one file of it, and lists all findings with file and line.

    Exit code 1 when there are errors; warnings alone leave it at 0.
    """
    checked = check(path, overlays, settings)
    show(checked, json_to, lambda console: draw(checked, console))
    if checked.errors:
        sys.exit(EXIT_FINDINGS)


def draw(checked: Checked, console: Console) -> None:
    """Findings under the file that they are in, and the count."""
    file = ""
    for finding in checked.findings:
        if finding.place.file != file:
            file = finding.place.file
            console.print(f"\n{short(file)}", style="bold", soft_wrap=True, markup=False)
        draw_finding(finding, console)
    count = len(checked.files)
    files = f"{count} {'file' if count == 1 else 'files'} checked"
    if not checked.findings:
        console.print(f"{files}, no findings.")
        return
    errors = f"{checked.errors} {'error' if checked.errors == 1 else 'errors'}"
    warnings = f"{checked.warnings} {'warning' if checked.warnings == 1 else 'warnings'}"
    console.print(f"\n{files}: {errors}, {warnings}.")


def draw_finding(finding: Finding, console: Console) -> None:
    """One finding: line, severity and key; then what is wrong and what to do."""
    from rich.padding import Padding  # noqa: PLC0415 - only where something is drawn
    from rich.text import Text  # noqa: PLC0415

    colour = "red" if finding.severity is Severity.ERROR else "yellow"
    where = f"{finding.place.line or '-':>5}  "
    head = Text.assemble(
        where, (str(finding.severity), colour), f"  {finding.place.key}  ", (f"[{finding.code}]", "dim")
    )
    console.print(head, soft_wrap=True)
    console.print(Padding(Text(f"{finding.message} {finding.remedy}".rstrip()), (0, 0, 0, len(where))))


def short(path: str) -> str:
    """A path as seen from the current folder, where it is inside."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
