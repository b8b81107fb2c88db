"""What a plan rests on, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bitcoin_office.cli.output import printable
from bitcoin_office.cli.plan_view import headline
from bitcoin_office.cli.statement_view import Notes
from bitcoin_office.office.why import Why

if TYPE_CHECKING:
    from rich.console import Console


def draw_why(result: Why, console: Console) -> None:
    """Figures with value, day and trust, rules, what is drawn, and the sources by number."""
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    headline(result.finding, result.manifest, console)
    notes = Notes()
    table = Table("figure", "value", "unit", "from", "trust", "source")
    table.columns[1].justify = "right"
    for figure in result.figures:
        since = "" if figure.since is None else str(figure.since)
        marks = notes.marks((figure.source,)) if figure.source else ""
        table.add_row(printable(figure.key), figure.value, figure.unit, since, figure.trust, marks)
    for rule in result.rules:
        table.add_row(f"reserve.rules.{rule.rule}", "", "rule", "", rule.standing, notes.marks((rule.source,)))
    console.print(table)
    console.print(f"Drawn: {', '.join(result.drawn) or 'nothing'}.", markup=False)
    _manifest(result, console)
    console.print("\nSources", style="bold")
    for mark, source in notes.lines():
        console.print(f"{mark:>5} {printable(source)}", soft_wrap=True, markup=False)
    for source in result.manifest.sources:
        console.print(f"      {printable(source)}", soft_wrap=True, markup=False)


def _manifest(result: Why, console: Console) -> None:
    manifest, weather = result.manifest, result.manifest.weather
    console.print("\nManifest", style="bold")
    fitted = f"{weather.past_moves:,} daily moves, {weather.past_first_day} to {weather.past_last_day}"
    drift = f"{weather.drift_percent:g} % a year, give or take {weather.drift_deviation_percent:.1f} %"
    lines = (
        f"programme {manifest.programme}, hash {manifest.programme_hash}",
        f"plan hash {manifest.plan_hash}, engine {manifest.engine}, version {manifest.version}",
        f"{weather.price}, fitted to {fitted}",
        f"drift {drift}; {weather.rate}",
    )
    for line in lines:
        console.print(f"  {printable(line)}", markup=False)
