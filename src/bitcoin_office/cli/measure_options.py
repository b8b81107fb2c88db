"""Options that name one figure of a plan: a series, and what of it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from bitcoin_office.office.measures import MINING_NET, OVER_COST, Measure

TOLD_BY = f"{OVER_COST}, or {MINING_NET} where no coin is held"
"""What a programme is told by unless a series is named, for ``--help``."""
_SERIES = click.option(
    "--series",
    default="",
    show_default=TOLD_BY,
    metavar="NAME",
    help="A series of the plan, on its last day, or of its last whole year.",
)
_OF = click.option(
    "--of",
    default="p50",
    show_default=True,
    metavar="WHAT",
    help="mean, a quantile such as p05, or a share of futures: below:X, above:X.",
)


def measure_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--series`` and ``--of``; the command gets ``measure``."""

    @functools.wraps(command)
    def called(*, series: str, of: str, **rest: Any) -> Any:
        return command(measure=Measure(series=series, of=of), **rest)

    return _SERIES(_OF(called))


def vary_option(told: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds ``--vary``, of which ``told`` says what it does; the command gets ``assumptions``."""
    return click.option("--vary", "assumptions", multiple=True, metavar="NAME[=LOW..HIGH]", help=told)
