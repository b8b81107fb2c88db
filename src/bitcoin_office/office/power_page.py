"""The page about a year of mining on a country's power."""

from __future__ import annotations

from bitcoin_office.office.chart_style import NARROW, WIDE, described, shown
from bitcoin_office.office.charts import ranges_chart
from bitcoin_office.office.page import Chart, Page, Part, Table
from bitcoin_office.office.power_result import Plants, PowerYear, Span, Subsidies, Subsidy

MWH_PER_GWH = 1_000.0
YARDSTICKS = (
    ("marginal_cost", "by marginal cost"),
    ("cost_of_service", "by cost of service"),
    ("class_tariff", "by the tariff of a class"),
)


def power_page(result: PowerYear) -> Page:
    """Yardsticks first, then plants, coins, machines, and what it all rests on."""
    earned = result.mining
    tariff = f"{result.tariff_per_kwh:,.2f} {result.currency} (${result.tariff_usd_per_kwh:.4f}) a kilowatt-hour"
    sources = dict.fromkeys(item.source for item in result.assumptions)
    return Page(
        kind="A year of mining on surplus power",
        title=f"{result.country}: {result.programme}, {result.first_day} to {result.last_day}",
        finding=result.finding,
        number=shown(earned.margin_usd, "USD"),
        number_says=f"is what {earned.coins:,.0f} coins bring beyond the power bill: {result.power_mw:,.0f} MW at "
        f"{tariff}",
        marks=("A year replayed on the recorded market, not a meter reading", f"Tariff: {result.tariff_source}"),
        parts=(
            Part(
                heading="Three yardsticks of the subsidy",
                charts=_subsidies(result),
                tables=(subsidy_table(result.subsidies),),
            ),
            Part(heading="Which plants serve it", charts=tuple(_plants(view, result) for view in result.plants)),
            Part(heading="What the fleet finds", tables=(_coins(result), *_sites(result), _models(result))),
            Part(heading="What the arrangement says", tables=_conditions(result)),
        ),
        notes=(*(item.says for item in result.assumptions), *(f"Missing: {text}" for text in result.missing)),
        facts=(
            ("programme", result.programme),
            ("days", f"{result.first_day} to {result.last_day}"),
            ("months", ", ".join(map(str, result.months)) or "all"),
            ("power", f"{result.power_mw:,.0f} MW"),
            ("tariff", tariff),
        ),
        sources=tuple(sources),
    )


def _foot(result: PowerYear, unit: str) -> str:
    return f"In {described(unit)}, {result.first_day} to {result.last_day}. Own calculation; sources below."


def _subsidies(result: PowerYear) -> tuple[Chart, ...]:
    rows = [
        (f"{word}: {item.basis.split(':')[0].split(',')[0]}", item.subsidy_usd.low, item.subsidy_usd.high)
        for name, word in YARDSTICKS
        for item in subsidies_by(result.subsidies, name)
        if item.subsidy_usd is not None
    ]
    if not rows:
        return ()
    return (
        Chart(
            name="subsidy",
            title="Subsidy a year, as each yardstick has it",
            says="Below zero the tariff is above the yardstick: others are paid, not miners.",
            foot=_foot(result, "USD"),
            wide=ranges_chart(rows, "USD", width=WIDE),
            narrow=ranges_chart(rows, "USD", width=NARROW),
            table=_table("Subsidy a year", "yardstick", rows, "USD"),
        ),
    )


def _plants(view: Plants, result: PowerYear) -> Chart:
    rows = [(plant, 0.0, mwh / MWH_PER_GWH) for plant, mwh in view.by_plant_mwh.items() if mwh]
    title = f"Energy by plant, {view.view.replace('_', ' ')}"
    co2 = (
        "" if view.co2_tonnes is None else f", with {view.co2_tonnes.low:,.0f} to {view.co2_tonnes.high:,.0f} t of CO2"
    )
    return Chart(
        name=f"plants_{view.view}",
        title=title,
        says=f"Without losses{co2}.",
        foot=_foot(result, "GWh"),
        wide=ranges_chart(rows, "GWh", width=WIDE, from_zero=True),
        narrow=ranges_chart(rows, "GWh", width=NARROW, from_zero=True),
        table=_table(title, "plant", rows, "GWh"),
    )


def _table(caption: str, what: str, rows: list[tuple[str, float, float]], unit: str) -> Table:
    texts = tuple((name, shown(low, unit), shown(high, unit)) for name, low, high in rows)
    return Table(caption=f"{caption}, {described(unit)}", head=(what, "from", "to"), rows=texts)


def _coins(result: PowerYear) -> Table:
    earned = result.mining
    rows = (
        ("machine", f"{earned.machine}, {earned.j_per_th:g} J/TH"),
        ("hash rate", f"{earned.hashrate_ehs:,.1f} EH/s, {earned.network_share:.1%} of the network"),
        ("energy", f"{earned.energy_mwh / MWH_PER_GWH:,.0f} GWh, {earned.utilisation:.0%} of what was offered"),
        ("coins", f"{earned.coins:,.0f}"),
        ("worth", shown(earned.revenue_usd, "USD")),
        ("power bill", shown(earned.bill_usd, "USD")),
        ("break-even tariff", f"${earned.break_even_usd_per_kwh:.4f} a kilowatt-hour"),
    )
    return Table(caption="Coins and bill", head=("what", "how much"), rows=rows)


def _sites(result: PowerYear) -> tuple[Table, ...]:
    """Site by site, where there is more than one."""
    if len(result.sites) == 1:
        return ()
    rows = tuple(
        (
            site.name,
            site.plant or site.supply,
            site.machines,
            f"{site.tariff_per_kwh:,.2f}",
            f"{site.utilisation:.0%}",
            f"{site.coins:,.0f}",
            shown(site.margin_usd, "USD"),
        )
        for site in result.sites
    )
    head = ("site", "power from", "machines", f"{result.currency} a kilowatt-hour", "runs", "coins", "left after power")
    return (Table(caption="Site by site", head=head, rows=rows),)


def _models(result: PowerYear) -> Table:
    rows = tuple(
        (
            model.machine,
            f"{model.j_per_th:g}",
            f"${model.break_even_usd_per_kwh:.4f}",
            f"{model.break_even_local_per_kwh:,.2f}",
        )
        for model in result.models
    )
    head = ("machine", "J/TH", "break-even, dollars", f"break-even, {result.currency}")
    return Table(caption="Break-even tariff a kilowatt-hour, by machine, on the same days", head=head, rows=rows)


def _conditions(result: PowerYear) -> tuple[Table, ...]:
    rows = tuple((item.says, str(item.kept), "; ".join(item.why), item.source) for item in result.conditions)
    return (
        (Table(caption="Conditions on tariffs", head=("condition", "kept", "why", "source"), rows=rows),)
        if rows
        else ()
    )


def subsidy_table(subsidies: Subsidies) -> Table:
    """The three yardsticks side by side."""
    rows = tuple(
        (word, item.basis, _between(item), "; ".join(item.missing))
        for name, word in YARDSTICKS
        for item in subsidies_by(subsidies, name)
    )
    return Table(caption="Subsidy a year", head=("yardstick", "basis", "subsidy", "missing"), rows=rows)


def subsidies_by(subsidies: Subsidies, name: str) -> tuple[Subsidy, ...]:
    """The forms of one yardstick."""
    return getattr(subsidies, name)


def _between(item: Subsidy) -> str:
    span: Span | None = item.subsidy_usd
    if span is None:
        return "unknown"
    low, high = shown(span.low, "USD"), shown(span.high, "USD")
    return low if low == high else f"{low} to {high}"
