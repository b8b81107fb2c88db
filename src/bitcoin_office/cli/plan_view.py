"""A plan on the terminal: the answer, the fan by year, the arrangement, power, and what it all rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from bitcoin_office.cli.options import program
from bitcoin_office.cli.output import printable
from bitcoin_office.cli.plan_fiscal_view import fiscal_part
from bitcoin_office.cli.plan_matters_view import matters_part
from bitcoin_office.cli.plan_power_view import power_part
from bitcoin_office.office.measures import MINING_NET, OVER_COST
from bitcoin_office.office.plan import money
from bitcoin_office.office.plan_result import Manifest, PlanResult
from bitcoin_office.simulate.summary import FanSeries

if TYPE_CHECKING:
    from rich.console import Console

DECEMBER, DOLLARS = 12, "USD"
LEVELS = ("p05", "p25", "p50", "p75", "p95")


def draw(result: PlanResult, console: Console) -> None:
    """Draws a plan."""
    headline(result.finding, result.manifest, console)
    if result.holds_coins:
        _years(result, console)
        _local(result, console)
    fiscal_part(result, year_ends(result.series["coins"].dates), console)
    power_part(result, console)
    _worst(result, console)
    matters_part(result, console)
    notes(result.notes, console)


def _worst(result: PlanResult, console: Console) -> None:
    """Which future is the worst, and how to see it day by day."""
    net = result.mining.series.get(MINING_NET) if result.mining else None
    if not result.holds_coins and net is None:
        return
    over = result.series[OVER_COST]
    end, left = (net.lowest[-1], "left of mining") if net and not result.holds_coins else (over.lowest[-1], "over cost")
    deepest = result.deepest
    console.print(
        f"\nThe future that ends worst is number {end.path}: {money(end.value)} {left} in the end. Day by day: "
        f"{program()} replay, with the same options and --path {end.path}.",
        markup=False,
    )
    if deepest is not None and deepest.worst_on is not None:
        console.print(
            f"The one that is deepest on any day is number {deepest.worst_path}: {money(deepest.worst_usd)} on "
            f"{deepest.worst_on}. {deepest.ever_share:.0%} of futures are ever below zero.",
            markup=False,
        )


def headline(finding: str, manifest: Manifest, console: Console) -> None:
    """What was found, and the line that says which futures these are."""
    console.print(printable(finding), style="bold", soft_wrap=True, markup=False)
    console.print(
        f"{manifest.paths:,} futures from {manifest.first_day} to {manifest.last_day}, seed {manifest.seed}, "
        f"bitcoin at {money(manifest.weather.price_usd)} on {manifest.weather.price_on}",
        style="dim",
        markup=False,
    )


def notes(lines: tuple[str, ...], console: Console) -> None:
    """What a reader must know."""
    console.print("\nNotes", style="bold")
    for line in lines:
        console.print(f"  {printable(line)}", markup=False)


def year_ends(dates: tuple[dt.date, ...]) -> tuple[int, ...]:
    """The places of the last report of each calendar year and of the last of all."""
    return tuple(place for place, day in enumerate(dates) if day.month == DECEMBER or place == len(dates) - 1)


def _years(result: PlanResult, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    series = result.series
    table = Table("on", "coins", "cost", "5 %", "25 %", "middle", "75 %", "95 %", "price's worst fall")
    table.title = "Worth of the reserve: one future of twenty lies below the 5 % column, half below the middle"
    for column in table.columns[1:]:
        column.justify = "right"
    for place in year_ends(series["coins"].dates):
        fan = series["value_usd"]
        row = [str(fan.dates[place]), f"{_middle(series['coins'], place):,.0f}"]
        row.append(money(_middle(series["cost_usd"], place)))
        row += [money(fan.quantiles[level][place]) for level in LEVELS]
        row.append(f"{_middle(series['worst_drawdown'], place):.0%}")
        table.add_row(*row)
    console.print(table)


def _local(result: PlanResult, console: Console) -> None:
    """The same in the country's money, where a rate is on file: the rate, the worth, and what the budget pays."""
    from rich.table import Table  # noqa: PLC0415 - not for --json

    series, currency = result.series, result.manifest.currency
    worth, rate, budget = (series.get(name) for name in ("value_local", "local_per_usd", "budget_moved_local"))
    if worth is None or rate is None or currency == DOLLARS:
        return
    table = Table("on", f"{currency} for $1", "worth, 5 %", "middle", "95 %", title=f"The same in {currency}")
    pays = budget if budget is not None and any(end.value for end in budget.lowest) else None
    if pays is not None:
        table.add_column("moved of the budget (5 to 95 %)")
    for column in table.columns[1:]:
        column.justify = "right"
    for place in year_ends(worth.dates):
        row = [str(worth.dates[place]), _span(rate, place, lambda value: f"{value:,.0f}")]
        row += [_bare(worth.quantiles[level][place]) for level in ("p05", "p50", "p95")]
        if pays is not None:
            row.append(_span(pays, place, _bare))
        table.add_row(*row)
    console.print(table)


def _span(fan: FanSeries, place: int, says: Callable[[float], str]) -> str:
    low, middle, high = (says(fan.quantiles[level][place]) for level in ("p05", "p50", "p95"))
    return f"{middle} ({low} to {high})"


def _bare(value: float) -> str:
    return money(value).replace("$", "")


def _middle(fan: FanSeries, place: int) -> float:
    return fan.quantiles["p50"][place]
