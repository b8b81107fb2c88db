"""A power year on the terminal: the finding, three yardsticks, plants, coins, halls, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bitcoin_office.office.power_result import PowerYear, Scheduled, Span, Subsidy
from bitcoin_office.office.power_wording import BILLION, MILLION, MWH_PER_TWH

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDEST = 118
PERCENT = 100.0
MWH_PER_GWH = 1e3
UNKNOWN = "unknown"


def draw(result: PowerYear, console: Console) -> None:
    """Draws the whole answer; the first line is the finding, alone."""
    width = min(console.width, WIDEST)
    console.print(result.finding, style="bold", width=width)
    months = f", months {', '.join(map(str, result.months))}" if result.months else ""
    tariff = f"{result.tariff_per_kwh:,.2f} {result.currency}/kWh (${result.tariff_usd_per_kwh:.4f})"
    console.print(
        f"{result.country}, {result.first_day} to {result.last_day}{months}: {result.power_mw:,.0f} MW at {tariff}, "
        f"{result.tariff_source}",
        style="dim",
        width=width,
    )
    _print(console, "Three yardsticks of the subsidy", _yardsticks(result))
    _print(console, "Which plants serve it (fuel alone)", _plants(result))
    _print(console, "What the fleet finds", _coins(result))
    if len(result.sites) > 1:
        _print(console, "Site by site", _sites(result))
    _print(console, "Break-even tariff by machine, on the same days", _models(result))
    if result.halls is not None:
        _print(console, "Mining or halls of computers, at this tariff", _halls(result))
        _even(result, console)
    if result.schedule is not None:
        _print(console, "Machines and a hall on the same power, hour by hour", schedule_table(result.schedule))
    for title, lines in (
        ("What the arrangement with the IMF says of this tariff", _conditions(result)),
        ("What this rests on", tuple(f"{item.says} [{item.source}]" for item in result.assumptions)),
        ("What is missing", result.missing),
    ):
        if lines:
            console.print(f"\n{title}", style="bold")
            for line in lines:
                console.print(f"  • {line}", width=width, markup=False)


def _print(console: Console, title: str, table: Table) -> None:
    console.print(f"\n{title}", style="bold")
    console.print(table, width=min(console.width, WIDEST))


def plain_table(*headers: str, words: int = 1) -> Table:
    """A table without lines; the first ``words`` columns hold words, the others numbers."""
    from rich.table import Table  # noqa: PLC0415 - only where a table is drawn

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for place, header in enumerate(headers):
        table.add_column(header, justify="left" if place < words else "right", overflow="fold")
    return table


def span_text(span: Span | None, divisor: float = 1.0, decimals: int = 2) -> str:
    """Both bounds, or one number where they print alike."""
    if span is None:
        return UNKNOWN
    low, high = f"{span.low / divisor:,.{decimals}f}", f"{span.high / divisor:,.{decimals}f}"
    return low if low == high else f"{low} to {high}"


def _yardsticks(result: PowerYear) -> Table:
    table = plain_table(
        "against", "which is", "reference/kWh", "subsidy/kWh", f"billion {result.currency}", "million USD", words=2
    )
    groups: tuple[tuple[str, tuple[Subsidy, ...]], ...] = (
        ("marginal cost", result.subsidies.marginal_cost),
        ("cost of service", result.subsidies.cost_of_service),
        ("class tariff", result.subsidies.class_tariff),
    )
    for name, group in groups:
        for place, item in enumerate(group):
            table.add_row(
                "" if place else name,
                item.basis,
                span_text(item.reference_per_kwh),
                span_text(item.subsidy_per_kwh),
                span_text(item.subsidy_local, BILLION, 1),
                span_text(item.subsidy_usd, MILLION, 0),
            )
    return table


def _plants(result: PowerYear) -> Table:
    table = plain_table(
        "view", "plants, GWh", "cost/kWh", f"to capacity charges, billion {result.currency}", "others pay/kWh",
        "million t CO2", "blocks' error", words=2,
    )  # fmt: skip
    for item in result.plants:
        plants = ", ".join(f"{name} {energy / MWH_PER_GWH:,.0f}" for name, energy in item.by_plant_mwh.items())
        error = "" if item.block_error is None else f"{item.block_error * PERCENT:+.2f} %"
        unserved = f"; not served {item.unserved_mwh / MWH_PER_GWH:,.0f}" if item.unserved_mwh >= 1 else ""
        table.add_row(
            item.view.replace("_", " "),
            f"{plants}{unserved}",
            span_text(item.marginal_cost_per_kwh),
            span_text(item.contribution_local, BILLION, 1),
            span_text(item.others_tariff_change_per_kwh, decimals=3),
            span_text(item.co2_tonnes, MILLION, 1),
            error,
        )
    return table


def _coins(result: PowerYear) -> Table:
    table, mining, money = plain_table("", "", words=2), result.mining, result.currency
    table.show_header = False
    hashprice = f"${mining.hashprice_usd_per_ph_day:,.2f}/PH/day, {mining.own_effect * PERCENT:.1f} % of what it was"
    ran = f"{mining.days_running} of {mining.days_offered} days, {mining.energy_mwh / MWH_PER_TWH:,.2f} TWh"
    bill = f"{mining.bill_local / BILLION:,.1f} billion {money}, ${mining.bill_usd / MILLION:,.0f} million"
    for name, value in (
        ("Machines", f"{mining.machine}, {mining.j_per_th:.1f} J/TH, {mining.hashrate_ehs:,.1f} EH/s"),
        ("Share of the network", f"{mining.network_share * PERCENT:.2f} % of blocks, standing days counted"),
        ("Hashprice with the fleet in it", hashprice),
        ("Ran", f"{ran}, {mining.utilisation * PERCENT:.0f} % of the energy offered"),
        ("Coins", f"{mining.coins:,.0f} BTC, ${mining.revenue_usd / MILLION:,.0f} million"),
        ("Power", bill),
        ("Left before machines", f"${mining.margin_usd / MILLION:,.0f} million"),
        (
            "Break-even tariff, on average",
            f"${mining.break_even_usd_per_kwh:.4f} = {mining.break_even_local_per_kwh:,.2f} {money}/kWh",
        ),
    ):
        table.add_row(name, value)
    return table


def _sites(result: PowerYear) -> Table:
    table = plain_table(
        "site", "power from", "machines", "MW", f"{result.currency}/kWh", "runs", "coins", "million USD left", words=3
    )
    for site in result.sites:
        table.add_row(
            site.name,
            f"{site.plant or site.supply}",
            site.machines,
            f"{site.power_mw:,.0f}",
            f"{site.tariff_per_kwh:,.2f}",
            f"{site.utilisation * PERCENT:.0f} %",
            f"{site.coins:,.0f}",
            f"{site.margin_usd / MILLION:,.1f}",
        )
    return table


def _models(result: PowerYear) -> Table:
    table = plain_table("machine", "J/TH", "USD/kWh", f"{result.currency}/kWh", "figures")
    for model in result.models:
        table.add_row(
            model.machine,
            f"{model.j_per_th:.1f}",
            f"{model.break_even_usd_per_kwh:.4f}",
            f"{model.break_even_local_per_kwh:,.2f}",
            model.trust,
        )
    return table


def _halls(result: PowerYear) -> Table:
    table = plain_table("use of a megawatt", "earns a year, USD", "costs to build, USD", "pays back in years")
    for use in result.halls.uses if result.halls else ():
        table.add_row(
            use.use,
            f"{use.margin_usd_per_mw_year:,.0f}",
            UNKNOWN if use.build_usd_per_mw is None else f"{use.build_usd_per_mw:,.0f}",
            "never" if use.payback_years is None else f"{use.payback_years:,.1f}",
        )
    return table


def _even(result: PowerYear, console: Console) -> None:
    if result.halls is None:
        return
    megawatt, dollar = result.halls.even_per_mw_usd_per_ph_day, result.halls.even_per_dollar_usd_per_ph_day
    console.print(
        f"Mining all year beats a hall above ${megawatt:,.2f}/PH/day megawatt by megawatt"
        + (f", and above ${dollar:,.2f} dollar by dollar of what is built." if dollar is not None else "."),
        width=min(console.width, WIDEST),
    )


def _conditions(result: PowerYear) -> tuple[str, ...]:
    lines: list[str] = []
    for held in result.conditions:
        lines.append(f"{held.kept}: {held.says} [{held.source}]")
        lines.extend(f"  {why}" for why in held.why)
    return tuple(lines)


def schedule_table(schedule: Scheduled) -> Table:
    """The best schedule beside the merit order's."""
    table = plain_table("schedule", "mining, GWh", "hall, GWh", "profit, million USD")
    ramp = "" if schedule.ramp_mw is None else f", at most {schedule.ramp_mw:,.0f} MW an hour up or down"
    share = f"{schedule.least_hall_share * PERCENT:.0f} % of each week for the hall"
    for name, mining, hall, profit in (
        (f"best: {share}{ramp}", schedule.mining_mwh, schedule.hall_mwh, schedule.profit_usd),
        ("merit order, without them", schedule.merit_mining_mwh, schedule.merit_hall_mwh, schedule.merit_profit_usd),
    ):
        table.add_row(name, f"{mining / MWH_PER_GWH:,.0f}", f"{hall / MWH_PER_GWH:,.0f}", f"{profit / MILLION:,.1f}")
    return table
