"""Tables and progress bars of the market commands."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from bitcoin_office.app.market_update import Progress
    from bitcoin_office.market.crosscheck import CrossCheck
    from bitcoin_office.market.report import Checked, Gaps, Shown, Updated
    from bitcoin_office.simulate.weather.fitted import FittedWeather
    from bitcoin_office.terms.period import Period

_LISTED_GAPS = 12


def draw_rows(result: Shown, console: Console) -> None:
    """Figures by day; gaps below."""
    from rich.table import Table  # noqa: PLC0415 - as in output.console

    table = Table(title=f"{result.kind} in {result.unit}")
    for name in ("day", "figure", "age", "support", "source"):
        table.add_column(name, justify="right" if name in {"figure", "age"} else "left", overflow="fold")
    notes: dict[str, int] = {}
    for row in result.rows:
        note = notes.setdefault(row.source, len(notes) + 1)
        age = f"{row.age_days} days old" if row.age_days else ""
        support = f"{row.agreeing} series agree" if row.agreeing > 1 else "one source"
        table.add_row(
            str(row.day), number(row.value), age, support, f"[{note}]", style="" if row.agreeing > 1 else "dim"
        )
    console.print(table)
    for source, note in notes.items():
        console.print(f"[{note}] {source}", soft_wrap=True, markup=False)
    _print_gaps(result.gaps, console)


def draw_gaps(result: Gaps, console: Console) -> None:
    """For each series: what is known, what is missing."""
    console.print(f"To {result.last}:")
    for series in result.series:
        known = f"known {series.known_first} to {series.known_last}" if series.known_first else "nothing known"
        missing = f"{series.missing_days:,} days missing from {series.first}"
        console.print(f"{series.kind} (a figure a {series.step}): {known}; {missing}")
        _print_gaps(series.gaps, console)


def draw_check(result: Checked, console: Console) -> None:
    """Support of the series, comparisons, and how much was listed when the shipped tables were made."""
    from rich.table import Table  # noqa: PLC0415 - as in output.console

    table = Table(title="How well each series is supported")
    for name in ("series", "from", "to", "figures", "two series agree", "one source"):
        words = name in {"series", "from", "to"}
        table.add_column(name, justify="left" if words else "right", no_wrap=words, overflow="fold")
    for line in result.support:
        table.add_row(
            line.kind, str(line.first), str(line.last), f"{line.figures:,}", f"{line.agreed:,}", f"{line.one_source:,}"
        )
    console.print(table)
    _print_comparisons(result.comparisons, console)
    console.print(
        f"{len(result.listed)} second figures were over 1 % off when the shipped tables were made; see --json."
    )


def draw_update(result: Updated, console: Console) -> None:
    """What every source brought, and how they compare."""
    from rich.table import Table  # noqa: PLC0415 - as in output.console

    table = Table(title=f"Finished days to {result.until}")
    for name in ("source", "requests", "new", "stored", "last", "missing days"):
        table.add_column(name, justify="left" if name in {"source", "last"} else "right", no_wrap=True)
    for source in result.sources:
        table.add_row(
            source.name, f"{source.requests:,}", f"{source.new_figures:,}", f"{source.figures:,}",
            str(source.last or ""), f"{source.missing_days:,}",
        )  # fmt: skip
    console.print(table)
    for source in result.sources:
        if source.problem:
            console.print(f"{source.name}: {source.problem}", markup=False, soft_wrap=True)
    _print_comparisons(result.comparisons, console)


def draw_fit(found: FittedWeather, console: Console) -> None:
    """Every fitted number with its standard error, and what it was fitted to."""
    from rich.table import Table  # noqa: PLC0415 - as in output.console

    price, rate, errors = found.price, found.rate, found.rate_errors
    table = Table("what", "fitted", "standard error", title="The weather of plans")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, value, error in (
        ("bitcoin: share of yesterday's news in today's variance", price.news, price.errors[0]),
        ("bitcoin: share that is remembered", price.memory, price.errors[1]),
        ("bitcoin: degrees of freedom of Student's t", price.tail, price.errors[2]),
        ("bitcoin: log growth a year in the sample (used by nothing)", price.growth, price.growth_error),
        ("rupee: depreciation a year between devaluations", rate.depreciation, rate.depreciation_deviation),
        ("rupee: volatility a year", rate.volatility, errors.volatility),
        ("rupee: devaluations a year", rate.jumps, errors.jumps),
        ("rupee: size of a devaluation", rate.jump_mean, errors.jump_mean),
    ):
        table.add_row(name, f"{value:.4g}", f"{error:.2g}")
    console.print(table)
    for source in (found.price_from, found.rate_from):
        console.print(
            f"{source.series}, {source.first} to {source.last}: {source.method}. {source.source}",
            markup=False,
            soft_wrap=True,
        )


def number(value: Decimal) -> str:
    """A figure with thousands separators; large ones in whole numbers, small ones with four significant decimals."""
    return f"{value:,.0f}" if value >= 1000 else f"{value:,.4f}".rstrip("0").rstrip(".")


@contextlib.contextmanager
def progress_bars() -> Generator[Progress]:
    """A bar a source on the terminal's standard error; nothing where that is no terminal."""
    from rich.console import Console  # noqa: PLC0415 - only for an update
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        tasks: dict[str, TaskID] = {}

        def on_page(source: str, done: int, total: int) -> None:
            if source not in tasks:
                tasks[source] = bars.add_task(source, total=total)
            bars.update(tasks[source], completed=done)

        yield on_page


def _print_gaps(gaps: tuple[Period, ...], console: Console) -> None:
    for gap in gaps[:_LISTED_GAPS]:
        console.print(f"  no figure {gap.first}" + (f" to {gap.last}" if gap.last != gap.first else ""))
    if len(gaps) > _LISTED_GAPS:
        console.print(f"  and {len(gaps) - _LISTED_GAPS} more stretches; --json lists them all")


def _print_comparisons(comparisons: tuple[CrossCheck, ...], console: Console) -> None:
    """The comparisons that had a day in common."""
    from rich.table import Table  # noqa: PLC0415 - as in output.console

    made = [check for check in comparisons if check.median_percent is not None]
    if not made:
        return
    table = Table(title="Sources held against each other", show_lines=True)
    for name in ("one", "the other"):
        table.add_column(name)
    for name in ("days", "median %", "worst %", f"above {made[0].tolerance_percent} %"):
        table.add_column(name, justify="right", no_wrap=True)
    for check in made:
        table.add_row(
            check.a, check.b, f"{check.compared:,}", f"{check.median_percent:.3f}", f"{check.worst_percent:.2f}",
            f"{len(check.disagreements):,}",
        )  # fmt: skip
    console.print(table)
