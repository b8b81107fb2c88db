"""Options of the commands that read a chain."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bitcoin_office.app.chains import NodeOptions
from bitcoin_office.app.office_dir import OfficeDir, OfficeKind


def with_node(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a command what the command line says of the node as ``node``."""

    @click.option("--node", "url", default="", metavar="URL", help="The Bitcoin node (default: [node] in office.toml).")
    @click.option("--cookie", type=click.Path(path_type=Path), help="The node's cookie file with its credentials.")
    @click.option("--certificates", type=click.Path(path_type=Path), help="Certificates to trust beside the system's.")
    @click.option("--plain-http", is_flag=True, help="Let credentials travel to another machine unprotected.")
    @functools.wraps(function)
    def command(*, url: str, cookie: Path | None, certificates: Path | None, plain_http: bool, **options: Any) -> None:
        node = NodeOptions(url=url, cookie=cookie, certificates=certificates, plain_http=plain_http)
        function(node=node, **options)

    return command


def load_watching(path: Path) -> OfficeDir:
    """The office in a folder; a training office is marked on standard error before anything else is said of it."""
    office = OfficeDir.load(path)
    if office.settings.kind is OfficeKind.TRAINING:
        click.echo("A training office: all of it is made up.", err=True)
    return office
