"""The page about a plan of an earlier day and what happened."""

from __future__ import annotations

from bitcoin_office.office.chart_style import INK, shown
from bitcoin_office.office.charts import Line
from bitcoin_office.office.hindsight_result import Hindsight, Scored
from bitcoin_office.office.page import BANDS, Chart, FanOf, Page, Part, Table, facts_of, fan_part, marks_of
from bitcoin_office.office.series_words import of_series

PRICE = "price_usd"
CAME_TRUE = "came true"


def hindsight_page(result: Hindsight) -> Page:
    """The fan of then with what came true in it, series by series."""
    manifest, price = result.manifest, result.series[PRICE]
    names = [PRICE, *(name for name in result.series if name != PRICE)]
    return Page(
        kind="Hindsight",
        title=f"{manifest.country}: {manifest.programme}, the plan of {manifest.as_of}",
        finding=result.finding,
        number=f"{price.inside_90:.0%}".replace("%", " %"),
        number_says=f"of the plan's report days up to {manifest.last_day} had the price of bitcoin inside the band "
        "that was to hold nine of ten",
        marks=marks_of(manifest),
        parts=(
            Part(
                heading="The fan of then, and what came true",
                says=(BANDS, "The solid line is what came true."),
                charts=tuple(_chart(name, result) for name in names),
            ),
            Part(heading="Scores", tables=(_scores(result),)),
        ),
        notes=result.notes,
        facts=facts_of(manifest),
        sources=manifest.sources,
    )


def _chart(name: str, result: Hindsight) -> Chart:
    scored = result.series[name]
    line = Line(label=CAME_TRUE, dates=scored.dates, values=scored.came_true, colour=INK)
    fan = FanOf(unit=scored.unit, dates=scored.dates, quantiles=scored.quantiles)
    says = f"{shown(scored.came_true[-1], scored.unit)} came true{_place(scored)}."
    return fan_part(name, fan, result.manifest, (line,), says=says)


def _place(scored: Scored) -> str:
    """Where among the futures that is, for what they differ in."""
    ends = {level: values[-1] for level, values in scored.quantiles.items()}
    if ends["p05"] == ends["p95"]:
        return ""
    return f": {shown(scored.place[-1], 'share')} of the futures end below it"


def _scores(result: Hindsight) -> Table:
    rows = tuple((of_series(name)[0], *_row(scored)) for name, scored in result.series.items())
    head = ("series", CAME_TRUE, "futures below", "in 50 %", "in 90 %", "score", "no change", "skill")
    return Table(caption=f"Up to {result.manifest.last_day}; shares are of report days", head=head, rows=rows)


def _row(scored: Scored) -> tuple[str, ...]:
    return (
        shown(scored.came_true[-1], scored.unit),
        *(f"{share:.0%}" for share in (scored.place[-1], scored.inside_50, scored.inside_90)),
        shown(scored.crps, scored.unit),
        shown(scored.no_change_crps, scored.unit),
        "" if scored.skill is None else f"{scored.skill:+.2f}",
    )
