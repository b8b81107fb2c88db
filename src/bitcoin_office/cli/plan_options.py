"""Options that every run over futures shares, and the bar that shows how far it is."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Generator
from decimal import Decimal
from typing import Any

import click

from bitcoin_office.cli.options import DAY
from bitcoin_office.cli.power import Number

MOST_PATHS, MOST_YEARS, MOST_SEED, MOST_THREADS = 10_000_000, 30, 2**64 - 1, 256

_OPTIONS = (
    click.option("--paths", type=click.IntRange(1, MOST_PATHS), default=10_000, show_default=True, help="Futures."),
    click.option("--years", type=click.IntRange(1, MOST_YEARS), default=5, show_default=True, help="How far ahead."),
    click.option(
        "--seed", type=click.IntRange(0, MOST_SEED), default=1, show_default=True, help="The same seed, the same bytes."
    ),
    click.option("--as-of", type=DAY, default=None, help="Sees nothing later (default: the last day with a close)."),
    click.option(
        "--drift",
        type=Number(Decimal(-90), Decimal(1000)),
        default=Decimal(0),
        show_default=True,
        help="Your assumption: percent by which the median price grows in a year.",
    ),
    click.option(
        "--drift-deviation",
        type=Number(Decimal(0), Decimal(200)),
        default=None,
        help="How unsure that is, in percent a year (default: what the past leaves open).",
    ),
    click.option(
        "--threads",
        type=click.IntRange(1, MOST_THREADS),
        default=lambda: min(os.cpu_count() or 1, MOST_THREADS),
        help="Threads (default: one for each processor); the result is the same.",
    ),
)


def futures_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of a run over futures."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@contextlib.contextmanager
def bar(paths: int) -> Generator[Callable[[int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - --help and --json do not pay for it
    from rich.progress import Progress  # noqa: PLC0415 - likewise

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Futures", total=paths)

        def show(done: int) -> None:
            """So many paths are done."""
            progress.update(task, completed=done)

        yield show
