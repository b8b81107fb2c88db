"""``bitcoin-office check-page``: the page with which anybody checks a disclosure in their own browser."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from bitcoin_office.adapters.check_page import check_page
from bitcoin_office.cli.output import write_whole


@click.command()
@click.argument("path", metavar="[PATH|-]", type=click.Path(path_type=Path), default=Path("check.html"))
def command(path: Path) -> None:
    """Writes the page to PATH (check.html), or to standard output: one file, to be published beside the disclosures.

    The same version writes the same bytes everywhere, so that its SHA-256 tells a reader whether a copy is genuine.
    """
    page = check_page().encode()
    if path == Path("-"):
        click.echo(page, nl=False)
        return
    write_whole(path, page)
    click.echo(f"Wrote {path}: {len(page):,} bytes, SHA-256 {hashlib.sha256(page).hexdigest()}", err=True)
    click.echo("Open it in a browser, and drop a disclosure and its .headers on it.", err=True)
