"""The part of a replayed future's page that is about one year of it by the hour."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.office.chart_style import ACCENT, INK, MUTED, NARROW, WIDE, described, shown
from bitcoin_office.office.charts import Curve, duration_chart, stacks_chart
from bitcoin_office.office.figures import figure
from bitcoin_office.office.page import Chart, Part, Table
from bitcoin_office.office.power_result import Scheduled, Span
from bitcoin_office.office.replay_hours_result import PlantsOfHours, ReplayHours

MWH_PER_GWH = 1_000.0
TENTHS = 10
VIEW_WORDS = {"as_dispatched": "as dispatched", "cheap_split": "cheap split", "dear_split": "dear split"}
VIEW_COLOURS = {"as_dispatched": MUTED, "cheap_split": ACCENT, "dear_split": ACCENT}
DASHED = frozenset({"cheap_split"})


def hours_parts(result: ReplayHours, origin: str) -> tuple[Part, ...]:
    """The year: what the fleet does, its plants, the yardsticks, schedules, and the daily step beside all that."""
    span = f"{result.first_day} to {result.last_day}. {origin}"
    return (
        Part(
            heading="A year of this future, hour by hour",
            says=(result.finding, *result.notes),
            charts=(*_costs(result, span), *(_months(view, span) for view in result.plants if view.by_month)),
            tables=(
                _fleet(result),
                *_sites(result),
                _plants(result),
                _yardsticks(result),
                *_schedules(result.schedule),
            ),
        ),
        Part(
            heading="Coarse against hourly, in this future",
            says=("What the daily step of the futures says of the same year, beside the hours.", *_whys(result)),
            tables=(_apart(result),),
        ),
    )


def _costs(result: ReplayHours, foot: str) -> tuple[Chart, ...]:
    """Fuel for a kilowatt-hour, from the dearest hour to the cheapest, beside the tariff."""
    unit = f"{result.currency}/kWh"
    curves = [
        Curve(
            label=VIEW_WORDS[view.view],
            values=tuple(sorted((cost for cost in _cost_of(result, view) if cost is not None), reverse=True)),
            colour=VIEW_COLOURS[view.view],
            dashed=view.view in DASHED,
        )
        for view in result.plants
    ]
    if not curves[0].values:
        return ()
    hours = len(curves[0].values)
    curves.append(Curve(label="tariff", values=(result.tariff_per_kwh,) * hours, colour=INK))
    title, over = "What the fleet's fuel costs, by hours", "share of the hours with a draw"
    rows = tuple(
        (
            f"{tenth / TENTHS:.0%}",
            *(shown(curve.values[min(tenth * hours // TENTHS, hours - 1)], unit) for curve in curves),
        )
        for tenth in range(TENTHS + 1)
    )
    return (
        Chart(
            name="hours_cost",
            title=title,
            says="Without losses that nobody states. Where a view lies above the tariff, others pay for the fuel.",
            foot=f"In {described(unit)}, {foot}",
            wide=duration_chart(curves, unit, over, width=WIDE),
            narrow=duration_chart(curves, unit, over, width=NARROW),
            table=Table(caption=f"{title}, {unit}", head=(over, *(curve.label for curve in curves)), rows=rows),
        ),
    )


def _cost_of(result: ReplayHours, view: PlantsOfHours) -> tuple[float | None, ...]:
    return result.columns[f"fuel_{view.view}"].values


def _months(view: PlantsOfHours, foot: str) -> Chart:
    plants = list(view.by_plant_mwh)
    stacks = [
        (month.month, {plant: month.by_plant_mwh.get(plant, 0.0) / MWH_PER_GWH for plant in plants})
        for month in view.by_month
    ]
    title = f"Energy by plant and month, {VIEW_WORDS[view.view]}"
    rows = tuple((month, *(shown(parts[plant], "GWh") for plant in plants)) for month, parts in stacks)
    return Chart(
        name=f"hours_plants_{view.view}",
        title=title,
        says="Without losses.",
        foot=f"In GWh, {foot}",
        wide=stacks_chart(stacks, "GWh", width=WIDE),
        narrow=stacks_chart([(month[-2:], parts) for month, parts in stacks], "GWh", width=NARROW),
        table=Table(caption=f"{title}, GWh", head=("month", *plants), rows=rows),
    )


def _fleet(result: ReplayHours) -> Table:
    fleet, local = result.fleet, result.currency
    worth = fleet.break_even_local_per_kwh
    rows = (
        ("machines", f"{result.mining_mw:,.0f} MW of {result.machine}"),
        ("hours", f"{fleet.hours_running:,} of {fleet.hours_offered:,} offered"),
        ("energy", f"{fleet.mining_mwh / MWH_PER_GWH:,.0f} GWh, {fleet.utilisation:.0%} of what was offered"),
        ("coins", f"{fleet.coins:,.0f}, {fleet.network_share:.2%} of all found while it ran"),
        ("worth", shown(fleet.revenue_usd, "USD")),
        ("power bill", f"{shown(fleet.bill_usd, 'USD')}, {shown(fleet.bill_local, local)} {local}"),
        ("left before machines", shown(fleet.margin_usd, "USD")),
        ("tariff", f"{result.tariff_per_kwh:,.2f} {local} a kilowatt-hour"),
        ("break-even tariff", "unknown" if worth is None else f"{worth:,.2f} {local} a kilowatt-hour, on average"),
    )
    return Table(caption="What the fleet does", head=("what", "how much"), rows=rows)


def _sites(result: ReplayHours) -> tuple[Table, ...]:
    """Site by site, where there are several."""
    rows = tuple(
        (site.name, f"{site.mining_mwh / MWH_PER_GWH:,.0f}", f"{site.coins:,.0f}", shown(site.margin_usd, "USD"))
        for site in result.sites
    )
    head = ("site", "GWh", "coins", "left before machines")
    return (Table(caption="Site by site", head=head, rows=rows),) if rows else ()


def _plants(result: ReplayHours) -> Table:
    rows = tuple(
        (
            VIEW_WORDS[item.view],
            _between(item.marginal_cost_per_kwh, f"{result.currency}/kWh"),
            _between(item.above_tariff_share, "share"),
            _between(item.contribution_local, result.currency),
            "unknown" if item.co2_tonnes is None else _between(item.co2_tonnes, "t"),
        )
        for item in result.plants
    )
    head = ("view", "fuel a kilowatt-hour", "hours above the tariff", "to capacity charges", "tonnes of CO2")
    return Table(caption=f"Plants, from no losses to those of all customers, {result.currency}", head=head, rows=rows)


def _yardsticks(result: ReplayHours) -> Table:
    rows = tuple(
        (item.yardstick.replace("_", " "), item.basis, _between(item.local, result.currency), _between(item.usd, "USD"))
        for item in result.subsidies
    )
    head = ("yardstick", "basis", result.currency, "dollars")
    return Table(caption="Subsidy by three yardsticks, each hour by itself", head=head, rows=rows)


def _schedules(schedule: Scheduled | None) -> tuple[Table, ...]:
    if schedule is None:
        return ()
    ramp = "" if schedule.ramp_mw is None else f", at most {schedule.ramp_mw:,.0f} MW an hour up or down"
    share = f"{schedule.least_hall_share:.0%} of each week for the hall"
    rows = tuple(
        (name, f"{mining / MWH_PER_GWH:,.0f}", f"{hall / MWH_PER_GWH:,.0f}", shown(profit, "USD"))
        for name, mining, hall, profit in (
            (f"best: {share}{ramp}", schedule.mining_mwh, schedule.hall_mwh, schedule.profit_usd),
            ("merit order, without", schedule.merit_mining_mwh, schedule.merit_hall_mwh, schedule.merit_profit_usd),
        )
    )
    head = ("schedule", "mining, GWh", "hall, GWh", "profit")
    return (Table(caption="The best hours for machines and a hall on the same power", head=head, rows=rows),)


def _apart(result: ReplayHours) -> Table:
    rows = tuple(
        (
            item.quantity,
            figure(item.hourly, item.unit),
            figure(item.daily, item.unit),
            "" if item.error is None else f"{item.error:+.2%}",
        )
        for item in result.apart
    )
    return Table(caption="The same year by both", head=("figure", "by the hour", "by the day", "apart"), rows=rows)


def _whys(result: ReplayHours) -> Iterator[str]:
    """Why figures may be apart, each reason once."""
    for why in dict.fromkeys(item.why for item in result.apart):
        names = [item.quantity.replace("_", " ") for item in result.apart if item.why == why]
        yield f"{', '.join(names)}: {why}."


def _between(span: Span, unit: str) -> str:
    low, high = shown(span.low, unit), shown(span.high, unit)
    return low if low == high else f"{low} to {high}"
