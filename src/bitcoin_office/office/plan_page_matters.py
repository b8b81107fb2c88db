"""The part of a plan's page about the assumptions that matter most, where that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.office.chart_style import NARROW, WIDE, described, shown
from bitcoin_office.office.charts import ranges_chart
from bitcoin_office.office.page import Chart, Part, Table, origin
from bitcoin_office.office.plan_result import Manifest, Matter, PlanResult
from bitcoin_office.office.series_words import of_series

TOLD = ("value_over_cost_usd", "value_usd", "mining_coins_total", "mining_net_usd", "debt_added_local")
"""Series of which a page tells; the JSON has all."""
MOST = 6
"""Assumptions that are drawn for one series: those that move it most."""


def matters_parts(result: PlanResult) -> Iterator[Part]:
    """Nothing where nobody asked."""
    if result.matters is None:
        return
    charts = tuple(_chart(name, result.matters[name], result.manifest) for name in TOLD if result.matters.get(name))
    says = "Each bar is what the middle future becomes as one assumption goes from end to end of its range."
    if charts:
        yield Part(heading="What matters most", says=(says,), charts=charts)


def _chart(name: str, matters: tuple[Matter, ...], manifest: Manifest) -> Chart:
    told, unit = matters[:MOST], matters[0].series_unit
    rows = [(item.says, min(item.at_low, item.at_high), max(item.at_low, item.at_high)) for item in told]
    title = f"{of_series(name)[0]}, by assumption"
    ranges = (f"{item.low:,.4g} to {item.high:,.4g} {item.unit}" for item in told)
    texts = tuple(
        (item.says, over, shown(item.at_low, unit), shown(item.at_high, unit))
        for item, over in zip(told, ranges, strict=True)
    )
    return Chart(
        name=f"matters_{name}",
        title=title,
        says="The longest bar is the assumption to look at first.",
        foot=f"In {described(unit)}, the middle future. {origin(manifest)}",
        wide=ranges_chart(rows, unit, width=WIDE),
        narrow=ranges_chart(rows, unit, width=NARROW),
        table=Table(caption=title, head=("assumption", "its range", "at its low end", "at its high end"), rows=texts),
    )
