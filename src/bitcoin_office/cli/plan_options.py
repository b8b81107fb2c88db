"""Options that every run over futures shares, and the bar that shows how far it is."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections.abc import Callable, Generator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from bitcoin_office.cli.options import DAY
from bitcoin_office.cli.power import Number
from bitcoin_office.office.plan_terms import PlanQuestion, WeatherName
from bitcoin_office.terms.errors import UsageError

MOST_PATHS, MOST_YEARS, MOST_SEED, MOST_THREADS = 10_000_000, 30, 2**64 - 1, 256

DEFAULT_YEARS, DEFAULT_PATHS, FEW_PATHS = 5, 10_000, 500


class Growth(click.ParamType[tuple[Decimal, ...]]):
    """Percent a year: one number, or one for each year of the plan, the last one going on."""

    name = "PCT[,PCT...]"

    def convert(
        self, value: str | tuple[Decimal, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Decimal, ...]:
        """Reads the numbers."""
        if isinstance(value, tuple):
            return value
        one = Number(Decimal(-90), Decimal(1000))
        return tuple(one.convert(part.strip(), param, ctx) for part in value.split(","))


_YEARS = click.option(
    "--years", type=click.IntRange(1, MOST_YEARS), default=DEFAULT_YEARS, show_default=True, help="How far ahead."
)
_UNTIL = click.option("--until", type=DAY, default=None, help="The last day (default: the last day with a close).")
_OPTIONS = (
    click.option(
        "--seed", type=click.IntRange(0, MOST_SEED), default=1, show_default=True, help="The same seed, the same bytes."
    ),
    click.option("--as-of", type=DAY, default=None, help="Sees nothing later (default: the last day with a close)."),
    click.option(
        "--drift",
        type=Growth(),
        default="0",
        show_default=True,
        metavar="PCT[,PCT...]",
        help="Your assumption: percent by which the median price grows in a year; several for year by year.",
    ),
    click.option(
        "--drift-deviation",
        type=Number(Decimal(0), Decimal(200)),
        default=None,
        help="How unsure that is, in percent a year (default: what the past leaves open).",
    ),
    click.option(
        "--weather",
        default=str(WeatherName.FILTERED_HISTORY),
        show_default=True,
        metavar="NAME|FILE",
        help=f"How prices are drawn: {', '.join(WeatherName)}, or a file that `market fit` wrote.",
    ),
    click.option(
        "--threads",
        type=click.IntRange(1, MOST_THREADS),
        default=lambda: min(os.cpu_count() or 1, MOST_THREADS),
        help="Threads (default: one for each processor); the result is the same.",
    ),
)
processes_option = click.option(
    "--processes",
    type=click.IntRange(1, MOST_THREADS),
    default=None,
    metavar="N",
    help="So many processes instead of threads, for machines with many processors; the result is the same.",
)
state_option = click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE",
    help="Where Ctrl-C keeps what was run; the same command then goes on, to the same bytes.",
)


def _paths(default: int) -> Callable[[Any], Any]:
    return click.option(
        "--paths", type=click.IntRange(1, MOST_PATHS), default=default, show_default=True, help="Futures."
    )


def futures_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of a run over futures; the command gets ``question`` and ``threads``, and has an office."""
    return _with_question(command, _YEARS)


def few_futures_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """As ``futures_options``, for answers that run the plan hundreds of times: with fewer futures unless said."""
    return _with_question(command, _YEARS, default_paths=FEW_PATHS)


def past_futures_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """As ``futures_options``, for futures of which the end is known: until a day instead of for so many years."""
    return _with_question(command, _UNTIL)


def _with_question(
    command: Callable[..., Any], end: Callable[[Any], Any], *, default_paths: int = DEFAULT_PATHS
) -> Callable[..., Any]:
    @functools.wraps(command)
    def called(
        *, paths: int, seed: int, as_of: Any, drift: Any, drift_deviation: Any, weather: str, **rest: Any
    ) -> Any:
        from bitcoin_office.app.weather import with_weather  # noqa: PLC0415 - --help does not pay for it

        if (
            rest.get("processes")
            and click.get_current_context().get_parameter_source("threads") is ParameterSource.COMMANDLINE
        ):
            raise UsageError("--threads and --processes are both named.", remedy="Name one of them.")
        question = PlanQuestion(
            paths=paths,
            years=rest.pop("years", DEFAULT_YEARS),
            seed=seed,
            as_of=as_of,
            until=rest.pop("until", None),
            drift_percent=drift[0],
            drift_path=drift if len(drift) > 1 else (),
            drift_deviation_percent=drift_deviation,
        )
        office: Path = rest["office_path"]
        return command(question=with_weather(question, weather, office), **rest)

    for option in reversed((_paths(default_paths), end, *_OPTIONS)):
        called = option(called)
    return called


@contextlib.contextmanager
def bar(paths: int | None, what: str = "Futures") -> Generator[Callable[[int], None]]:
    """A progress bar on standard error, where that is a terminal; ``None`` for a number that nobody knows yet."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - --help and --json do not pay for it
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - likewise

    done = "{task.completed:,}" if paths is None else "{task.completed:,} of {task.total:,}"
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn(done), TimeRemainingColumn())
    with Progress(*columns, TextColumn("left"), console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=paths)

        def show(done: int) -> None:
            """So many paths are done."""
            progress.update(task, completed=done)

        yield show
