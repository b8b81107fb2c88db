"""``bitcoin-office serve``: the public pages and the API, for a browser."""

from __future__ import annotations

import importlib
import importlib.util
import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bitcoin_office.app.office_dir import SETTINGS_FILE
from bitcoin_office.cli.bring import bring_pictures
from bitcoin_office.terms.errors import MissingComponentError, UsageError

HERE = "127.0.0.1"
USUAL_PORT = 8400
_MOST_WORKERS = 64
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


@click.command()
@click.option(
    "--office",
    "offices",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="DIR",
    help="An office to show; may be repeated (default: the current folder, if it is one).",
)
@click.option("--host", default=HERE, show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=USUAL_PORT, show_default=True)
@click.option("--workers", type=click.IntRange(1, _MOST_WORKERS), default=1, show_default=True, help="Processes.")
@click.option("--certificate", type=click.Path(path_type=Path, exists=True), help="A TLS certificate (PEM).")
@click.option("--key", type=click.Path(path_type=Path, exists=True), help="Its private key (PEM).")
@click.option("--behind-proxy", "proxy", default="", metavar="ADDRESS", help="The proxy that ends TLS before it.")
@click.option(
    "--access-log",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write down who asks what.",
)
@click.option("--access-log-days", type=click.IntRange(1, 3650), default=90, show_default=True, help="Kept so long.")
def command(
    *,
    offices: tuple[Path, ...],
    host: str,
    port: int,
    workers: int,
    certificate: Path | None,
    key: Path | None,
    proxy: str,
    access_log: Path | None,
    access_log_days: int,
) -> None:
    """Serves the public pages of one or several offices, and of every shipped country beside them.

    Without an office it shows the shipped countries' records. It asks no network for anything.
    """
    if proxy and not _is_address(proxy):
        raise UsageError(f"{proxy!r} is no address of a proxy.", remedy="Give an IP address such as 127.0.0.1.")
    if proxy and certificate is not None:
        raise UsageError("A proxy ends TLS, or the server does.", remedy="Leave out --certificate or --behind-proxy.")
    before = {"proxy": proxy, "access_log": access_log, "access_log_days": access_log_days}
    serve_offices(
        offices or _here(), host=host, port=port, workers=workers, certificate=certificate, key=key, before=before
    )


def serve_offices(
    offices: tuple[Path, ...],
    *,
    host: str = HERE,
    port: int = USUAL_PORT,
    workers: int = 1,
    certificate: Path | None = None,
    key: Path | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Says where it can be seen and serves until it is told to stop. Raises ``MissingComponentError``."""
    if (certificate is None) != (key is None):
        raise UsageError("A certificate needs its key, and a key its certificate.", remedy="Give both, or neither.")
    if any(importlib.util.find_spec(name) is None for name in ("argon2", "litestar", "granian", "jinja2")):
        raise MissingComponentError(extra="web", needed_for="Serving the pages")
    bring_pictures()
    # By name: the pages and the command line are rooms on one floor, and strangers.
    web = importlib.import_module("bitcoin_office.web.serving")
    serving = web.Serving(
        offices=offices,
        host=host,
        port=port,
        workers=workers,
        certificate=certificate,
        key=key,
        before=web.Before(**(before or {})),
    )

    def begins() -> None:
        scheme = "http" if certificate is None else "https"
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Look at {scheme}://{shown}:{port}/ (Ctrl-C ends it).", err=True)
        if certificate is None and host not in _THIS_MACHINE and not serving.before.proxy:
            click.echo(
                "Without --certificate others can read and change what readers get: put a TLS proxy before it.",
                err=True,
            )

    web.serve(serving, begins)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _here() -> tuple[Path, ...]:
    return (Path(),) if Path(SETTINGS_FILE).exists() else ()
