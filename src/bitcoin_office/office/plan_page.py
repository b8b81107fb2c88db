"""The page about a plan."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.office.chart_style import NARROW, WIDE, described, shown
from bitcoin_office.office.charts import chances_chart, columns_chart
from bitcoin_office.office.page import BANDS, Chart, Page, Part, Table, facts_of, fan_part, fans_of, marks_of, origin
from bitcoin_office.office.plan_page_fiscal import fiscal_parts
from bitcoin_office.office.plan_page_matters import matters_parts
from bitcoin_office.office.plan_page_power import power_parts
from bitcoin_office.office.plan_result import CriterionChance, PlanResult

OVER_COST = "value_over_cost_usd"
FIRST = ("value_usd", "value_over_cost_usd", "spent_usd", "coins", "price_usd", "worst_drawdown")
"""Series that every plan's page begins with, in this order; all others follow as they come."""
MARKET = ("price_usd", "worst_drawdown")
"""What of these is left where no future ever holds a coin."""
NO_GUESS = "A criterion without a sourced limit and baseline is not evaluated: no chance comes out of a guess."


def plan_page(result: PlanResult) -> Page:
    """Everything that a plan says, the answer first."""
    fans, manifest = fans_of(result.series), result.manifest
    number, number_says = _number(result)
    power = tuple(power_parts(result))
    heading = "What it would hold, cost and be worth" if result.holds_coins else "The market, and every series"
    drawn = tuple(_fans(result))
    first = (*drawn[:2], *_spread(result), *drawn[2:]) if result.holds_coins else drawn
    others = tuple(fan_part(name, fan, manifest) for name, fan in fans.items() if name not in FIRST)
    parts = [
        *(() if result.holds_coins else power),
        Part(heading=heading, says=(BANDS,), charts=first, tables=(*_deepest(result), _ends(result))),
        _criteria(result),
        *fiscal_parts(result),
        *(power if result.holds_coins else ()),
        *matters_parts(result),
        Part(heading="More of the same futures", charts=others),
    ]
    return Page(
        kind="Plan",
        title=f"{manifest.country}: {manifest.programme}",
        finding=result.finding,
        number=number,
        number_says=number_says,
        marks=marks_of(manifest),
        parts=tuple(part for part in parts if part.charts or part.tables or part.says),
        notes=result.notes,
        facts=facts_of(manifest),
        sources=manifest.sources,
    )


def _number(result: PlanResult) -> tuple[str, str]:
    """The page's one figure and what it is: of the coins, or of mining where no coin is ever held."""
    last = result.manifest.last_day
    net = result.mining.series.get("mining_net_usd") if result.mining else None
    if result.holds_coins or net is None:
        fan, of = result.series["value_usd"], "worth of the coins"
    else:
        fan, of = net, "what mining leaves, less sites and machines,"
    low, middle, high = (shown(fan.quantiles[level][-1], "USD") for level in ("p05", "p50", "p95"))
    return middle, f"{of} on {last} in the middle future; one future of twenty ends below {low}, one above {high}"


def _fans(result: PlanResult) -> Iterator[Chart]:
    """What every plan's page begins with."""
    fans, names = fans_of(result.series), FIRST if result.holds_coins else MARKET
    return (fan_part(name, fans[name], result.manifest) for name in names if name in fans)


def _spread(result: PlanResult) -> Iterator[Chart]:
    """Where the futures end: worth less cost."""
    spread = result.ends.get(OVER_COST)
    if spread is None:
        return
    manifest, unit = result.manifest, result.series[OVER_COST].unit
    rows = tuple(
        (shown(low, unit), shown(high, unit), f"{share:.1%}")
        for low, high, share in zip(spread.edges[:-1], spread.edges[1:], spread.shares, strict=True)
    )
    yield Chart(
        name="ends",
        title="Where the futures end: worth less cost",
        says=f"In {result.loss_share:.0%} of futures the coins end worth less than they cost: the dark columns. "
        f"{spread.below:.1%} of futures lie further left, {spread.above:.1%} further right.",
        foot=f"In {described(unit)}, on {manifest.last_day}. {origin(manifest)}",
        wide=columns_chart(spread.edges, spread.shares, unit, width=WIDE),
        narrow=columns_chart(spread.edges, spread.shares, unit, width=NARROW),
        table=Table(caption="Shares of futures by worth less cost", head=("from", "to", "futures"), rows=rows),
    )


def _deepest(result: PlanResult) -> tuple[Table, ...]:
    """How bad it can get, and when."""
    found = result.deepest
    if found is None or found.on is None:
        return ()
    worst = "" if found.worst_on is None else str(found.worst_on)
    rows = (
        ("one of twenty is no deeper, or no later", shown(found.usd.p95, "USD"), f"{found.on.p05:%Y-%m}"),
        ("the middle future", shown(found.usd.p50, "USD"), f"{found.on.p50:%Y-%m}"),
        ("one of twenty is deeper, or later", shown(found.usd.p05, "USD"), f"{found.on.p95:%Y-%m}"),
        (f"the worst future, number {found.worst_path}", shown(found.worst_usd, "USD"), worst),
    )
    caption = f"How bad, and when: the day on which {found.series} is lowest below zero"
    return (Table(caption=caption, head=("future", "by", "when"), rows=rows),)


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
