"""Mining, power and subsidy of a plan on the terminal: by budget year, yardsticks and halls beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bitcoin_office.cli.output import printable
from bitcoin_office.office.plan import money
from bitcoin_office.office.plan_mining_result import FanSpan, HallFutures, MiningFutures, SubsidyFutures
from bitcoin_office.office.plan_result import PlanResult
from bitcoin_office.simulate.summary import FanSeries

if TYPE_CHECKING:
    from rich.console import Console

YARDSTICKS = (
    ("marginal cost", "marginal_cost"),
    ("cost of service", "cost_of_service"),
    ("class tariff", "class_tariff"),
)


def power_part(result: PlanResult, console: Console) -> None:
    """Everything that a plan says of mining; nothing where it says nothing."""
    if result.mining is None or result.subsidy is None:
        return
    _mining(result.mining, result.manifest.currency, console)
    if result.mining.sites:
        _sites(result.mining, result.manifest.currency, console)
    _subsidies(result.mining, result.subsidy, result.manifest.currency, console)
    if result.mining.halls is not None:
        _halls(result.mining.halls, console)


def _mining(mining: MiningFutures, currency: str, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    series = mining.series
    table = Table("to", "coins", "earned", "power bill", "kept, 5 to 95 %", "in use", "of network", "CO2, Mt")
    table.title = (
        f"Mining {mining.mining_mw:,.0f} MW at {mining.tariff_per_kwh:g} {currency}/kWh, {mining.machine}: the middle "
        "future of each budget year"
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for place, year in enumerate(mining.years):
        margin = series["mining_margin_usd"]
        carbon = series.get("power_co2_tonnes")
        table.add_row(
            str(year.last_day),
            f"{_middle(series['mining_coins'], place):,.0f}",
            money(_middle(series["mining_revenue_usd"], place)),
            money(_middle(series["mining_bill_usd"], place)),
            f"{money(margin.quantiles['p05'][place])} to {money(margin.quantiles['p95'][place])}",
            f"{_middle(series['mining_utilisation'], place):.0%}",
            f"{_middle(series['mining_network_share'], place):.1%}",
            "unknown" if carbon is None else f"{_middle(carbon, place) / 1e6:.2f}",
        )
    console.print(table)


def _sites(mining: MiningFutures, currency: str, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    years = [str(year.last_day) for year in mining.years]
    table = Table("site", "power from", "MW", f"{currency}/kWh", "machines", *(f"kept to {year}" for year in years))
    table.title = "What each site keeps beyond its power: the middle future of each budget year"
    for site in mining.sites:
        table.add_row(
            printable(site.name),
            printable(site.plant or site.supply),
            f"{site.power_mw:,.0f}",
            f"{site.tariff_per_kwh:g}",
            printable(site.machines),
            *(money(_middle(site.margin_usd, place)) for place in range(len(years))),
        )
    console.print(table)


def _subsidies(mining: MiningFutures, subsidy: SubsidyFutures, currency: str, console: Console) -> None:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    table = Table("to", *(word for word, _ in YARDSTICKS), f"contribution, {currency}")
    table.title = (
        "What the tariff lacks of each yardstick in its several forms: the middle future (one of twenty lies above)"
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for place, year in enumerate(mining.years):
        cells = [_forms(tuple(row.usd for row in getattr(subsidy, name)), place) for _, name in YARDSTICKS]
        contribution = mining.contributions[0].local
        brings = f"{_plain(_middle(contribution.low, place))} to {_plain(_middle(contribution.high, place))}"
        table.add_row(str(year.last_day), *cells, brings)
    console.print(table)
    console.print(
        f"Contribution to everybody's capacity charges, {mining.contributions[0].basis}; negative: others pay for it.",
        style="dim",
        markup=False,
    )


def _halls(halls: HallFutures, console: Console) -> None:
    said: list[str] = []
    for year in halls.years:
        by_cost = year.mining_beats_per_dollar
        dollars = "" if by_cost is None else f", by dollar built in {by_cost:.0%}"
        said.append(f"{year.last_day} in {year.mining_beats_per_mw:.0%} of futures{dollars}")
    console.print(f"Mining all year beats {printable(halls.hall)}, by megawatt: {'; '.join(said)}.", markup=False)


def _forms(spans: tuple[FanSpan, ...], place: int) -> str:
    """The lowest and the highest form of one yardstick, and what the highest comes to in one future of twenty."""
    if not spans:
        return "unknown"
    low = min(_middle(span.low, place) for span in spans)
    high = max(_middle(span.high, place) for span in spans)
    most = max(span.high.quantiles["p95"][place] for span in spans)
    return f"{money(low) if high <= low else f'{money(low)} to {money(high)}'} ({money(most)})"


def _plain(amount: float) -> str:
    return money(amount).replace("$", "")


def _middle(fan: FanSeries, place: int) -> float:
    return fan.quantiles["p50"][place]
