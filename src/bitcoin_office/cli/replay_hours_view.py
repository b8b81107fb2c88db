"""A replayed year by the hour on the terminal: fleet, plants, yardsticks, schedules, and the daily step beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bitcoin_office.cli.output import printable
from bitcoin_office.cli.power_view import UNKNOWN, WIDEST, plain_table, schedule_table, span_text
from bitcoin_office.office.figures import figure
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.power_wording import BILLION, MILLION, MWH_PER_TWH
from bitcoin_office.office.replay_hours_result import Apart, ReplayHours

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MWH_PER_GWH = 1e3
PERCENT = 100.0


def draw_hours(result: ReplayHours, console: Console) -> None:
    """The finding of the year, then its tables."""
    width = min(console.width, WIDEST)
    console.print()
    console.print(printable(result.finding), style="bold", width=width, markup=False)
    hall = f" beside {result.hall_mw:,.0f} MW of halls" if result.hall_mw else ""
    says = f"{result.mining_mw:,.0f} MW of {result.machine}{hall} at {result.tariff_per_kwh:,.2f} {result.currency}/kWh"
    console.print(printable(f"{says}, hour by hour."), style="dim", width=width, markup=False)
    titled = [
        ("What the fleet does, by the hour", _fleet(result)),
        *([("Site by site", _sites(result))] if result.sites else []),
        ("Which plants serve it (fuel alone, at the cost of each day)", _plants(result)),
        ("Three yardsticks of the subsidy, each hour by itself", _yardsticks(result)),
    ]
    if result.schedule is not None:
        title = "The best hours, beside the merit order that holds back where more would earn less"
        titled.append((title, schedule_table(result.schedule)))
    titled.append(("Coarse against hourly, in this future", _apart(result)))
    for title, drawn in titled:
        console.print(f"\n{title}", style="bold")
        console.print(drawn, width=width)
    for why in dict.fromkeys(item.why for item in result.apart if _differs(item)):
        names = ", ".join(item.quantity for item in result.apart if item.why == why and _differs(item))
        console.print(printable(f"  • {names}: {why}"), width=width, markup=False)
    console.print("\nHow the hours are made", style="bold")
    for note in result.notes:
        console.print(printable(f"  • {note}"), width=width, markup=False)


def _fleet(result: ReplayHours) -> Table:
    fleet, drawn = result.fleet, plain_table("", "", words=2)
    drawn.show_header = False
    worth = fleet.break_even_local_per_kwh
    ran = f"{fleet.hours_running:,} of {fleet.hours_offered:,} hours, {fleet.mining_mwh / MWH_PER_TWH:,.2f} TWh"
    rows = [
        ("Ran", f"{ran}, {fleet.utilisation:.0%} of the energy offered"),
        ("Coins", f"{fleet.coins:,.0f} BTC, {money(fleet.revenue_usd)}; {fleet.network_share:.2%} of all while it ran"),
        ("Power", f"{fleet.bill_local / BILLION:,.1f} billion {result.currency}, {money(fleet.bill_usd)}"),
        ("Left before machines", money(fleet.margin_usd)),
        ("Break-even tariff", UNKNOWN if worth is None else f"{worth:,.2f} {result.currency}/kWh, on average"),
    ]
    if fleet.hall_mwh:
        rows.append(("Halls", f"{fleet.hall_mwh / MWH_PER_TWH:,.2f} TWh for {money(fleet.hall_bill_usd)} of power"))
    for row in rows:
        drawn.add_row(*row)
    return drawn


def _sites(result: ReplayHours) -> Table:
    drawn = plain_table("site", "GWh", "coins", "left, million USD")
    for site in result.sites:
        drawn.add_row(
            printable(site.name),
            f"{site.mining_mwh / MWH_PER_GWH:,.0f}",
            f"{site.coins:,.0f}",
            f"{site.margin_usd / MILLION:,.1f}",
        )
    return drawn


def _plants(result: ReplayHours) -> Table:
    drawn = plain_table(
        "view", "plants, GWh", "cost/kWh", "hours above tariff, %", f"to capacity charges, billion {result.currency}",
        "million t CO2", words=2,
    )  # fmt: skip
    for item in result.plants:
        plants = ", ".join(f"{name} {energy / MWH_PER_GWH:,.0f}" for name, energy in item.by_plant_mwh.items())
        unserved = f"; not served {item.unserved_mwh / MWH_PER_GWH:,.0f}" if item.unserved_mwh >= 1 else ""
        drawn.add_row(
            item.view.replace("_", " "),
            f"{plants}{unserved}",
            span_text(item.marginal_cost_per_kwh),
            span_text(item.above_tariff_share, 1 / PERCENT, 0),
            span_text(item.contribution_local, BILLION, 1),
            span_text(item.co2_tonnes, MILLION, 1),
        )
    return drawn


def _yardsticks(result: ReplayHours) -> Table:
    drawn = plain_table("against", "which is", f"billion {result.currency}", "million USD", words=2)
    before = ""
    for item in result.subsidies:
        name = item.yardstick.replace("_", " ")
        drawn.add_row(
            "" if name == before else name,
            item.basis,
            span_text(item.local, BILLION, 1),
            span_text(item.usd, MILLION, 0),
        )
        before = name
    return drawn


def _apart(result: ReplayHours) -> Table:
    drawn = plain_table("figure", "by the hour", "by the day", "difference", "in percent")
    for item in result.apart:
        share = "" if item.error is None else f"{item.error * PERCENT:+.2f} %"
        drawn.add_row(
            item.quantity,
            figure(item.hourly, item.unit),
            figure(item.daily, item.unit),
            figure(item.daily - item.hourly, item.unit) if _differs(item) else "",
            share if _differs(item) else "none",
        )
    return drawn


def _differs(item: Apart) -> bool:
    """Whether the two are apart by more than the last digits of a sum."""
    return abs(item.daily - item.hourly) > LEAST * max(abs(item.daily), abs(item.hourly))


LEAST = 1e-9
"""A share below which two sums of thousands of hours are the same."""
