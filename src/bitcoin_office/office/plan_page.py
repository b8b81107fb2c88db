"""The page about a plan."""

from __future__ import annotations

from bitcoin_office.office.chart_style import NARROW, WIDE, shown
from bitcoin_office.office.charts import chances_chart
from bitcoin_office.office.page import BANDS, Chart, Page, Part, Table, facts_of, fan_part, fans_of, marks_of, origin
from bitcoin_office.office.plan_result import CriterionChance, PlanResult
from bitcoin_office.office.power_result import Span, Subsidies, Subsidy

FIRST = ("value_usd", "value_over_cost_usd", "spent_usd", "coins", "price_usd", "worst_drawdown")
"""Series that every plan's page begins with, in this order; all others follow as they come."""
NO_GUESS = "A criterion without a sourced limit and baseline is not evaluated: no chance comes out of a guess."
YARDSTICKS = (
    ("marginal_cost", "by marginal cost"),
    ("cost_of_service", "by cost of service"),
    ("class_tariff", "by the tariff of a class"),
)


def plan_page(result: PlanResult) -> Page:
    """Everything that a plan says, the answer first."""
    fans, manifest = fans_of(result.series), result.manifest
    worth = result.series["value_usd"].quantiles
    first = tuple(fan_part(name, fans[name], manifest) for name in FIRST if name in fans)
    others = tuple(fan_part(name, fan, manifest) for name, fan in fans.items() if name not in FIRST)
    parts = [
        Part(heading="What it would hold, cost and be worth", says=(BANDS,), charts=first, tables=(_ends(result),)),
        _criteria(result),
        _power(result),
        Part(heading="More of the same futures", charts=others),
    ]
    return Page(
        kind="Plan",
        title=f"{manifest.country}: {manifest.programme}",
        finding=result.finding,
        number=shown(worth["p50"][-1], "USD"),
        number_says=f"worth of the coins on {manifest.last_day} in the middle future; one future of twenty ends below "
        f"{shown(worth['p05'][-1], 'USD')}, one above {shown(worth['p95'][-1], 'USD')}",
        marks=marks_of(manifest),
        parts=tuple(part for part in parts if part.charts or part.tables or part.says),
        notes=result.notes,
        facts=facts_of(manifest),
        sources=manifest.sources,
    )


def _ends(result: PlanResult) -> Table:
    """Every series on the last day."""
    rows = tuple(
        (
            name,
            one.unit,
            *(shown(one.quantiles[level][-1], one.unit) for level in one.quantiles),
            shown(one.mean[-1], one.unit),
        )
        for name, one in result.series.items()
        if one.dates
    )
    head = ("series", "unit", "5 %", "25 %", "middle", "75 %", "95 %", "mean")
    return Table(caption=f"Every series on {result.manifest.last_day}", head=head, rows=rows)


def _criteria(result: PlanResult) -> Part:
    """Chances where there are any, and for the rest what is missing."""
    judged = [item for item in result.criteria if item.probability is not None]
    charts = (_chances(judged, result),) if judged else ()
    says = (NO_GUESS,) if result.criteria else ()
    return Part(heading="Criteria of the arrangement", says=says, charts=charts, tables=_judged(result))


def _chances(judged: list[CriterionChance], result: PlanResult) -> Chart:
    rows = [
        (f"{item.name}, {item.review}", item.probability or 0.0, item.low or 0.0, item.high or 0.0) for item in judged
    ]
    return Chart(
        name="criteria",
        title="Chance that each criterion holds",
        says="The bar is the interval that the number of futures leaves open.",
        foot=f"Share of futures. {origin(result.manifest)}",
        wide=chances_chart(rows, width=WIDE),
        narrow=chances_chart(rows, width=NARROW),
        table=Table(
            caption="Chance by criterion and review",
            head=("criterion", "chance", "from", "to"),
            rows=tuple((name, *(f"{share:.1%}" for share in shares)) for name, *shares in rows),
        ),
    )


def _judged(result: PlanResult) -> tuple[Table, ...]:
    """Each criterion once: how it stands, and what is missing or what it rests on."""
    rows: list[tuple[str, ...]] = []
    for name in dict.fromkeys(item.name for item in result.criteria):
        items = [item for item in result.criteria if item.name == name]
        why = dict.fromkeys(text for item in items for text in (*item.missing, item.rests_on) if text)
        stands = ", ".join(dict.fromkeys(item.status for item in items))
        rows.append((name, stands, ", ".join(str(item.on or item.review) for item in items), "; ".join(why)))
    head = ("criterion", "stands", "reviews", "what is missing, or what it rests on")
    return (Table(caption="Criteria and conditions", head=head, rows=tuple(rows)),) if rows else ()


def _power(result: PlanResult) -> Part:
    """Mining on record and the subsidy under each yardstick."""
    mining = result.mining.recorded if result.mining else None
    if mining is None:
        return Part(heading="Mining and power")
    earned = mining.earned
    told = (
        f"{mining.power_mw:,.0f} MW from {mining.first_day} to {mining.last_day}, replayed on the recorded market: "
        f"{earned.coins:,.0f} coins worth {shown(earned.revenue_usd, 'USD')} for a power bill of "
        f"{shown(earned.bill_usd, 'USD')}, at {mining.tariff_per_kwh:g} {result.manifest.currency} a kilowatt-hour "
        f"({mining.tariff_source})."
    )
    says = (told, *(f"Missing: {text}" for text in mining.missing))
    return Part(heading="Mining and power", says=says, tables=(subsidy_table(mining.subsidies),))


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
