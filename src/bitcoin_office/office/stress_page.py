"""The page about great falls and devaluations laid on a programme."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.office.chart_style import NARROW, WIDE, described, shown
from bitcoin_office.office.influence_charts import Arrow, arrows_chart
from bitcoin_office.office.page import Chart, Page, Part, Table, drift_mark, facts_of
from bitcoin_office.office.series_words import of_series
from bitcoin_office.office.stress import StressedSeries, StressOutcome, StressResult

NO_PROBABILITY = "One path for each: nothing moves but the stress. It says what would happen, not how likely it is"
OF_MANY = frozenset({"futures", "seed"})
"""Facts of a manifest that say nothing about one path without chance."""
TOLD = ("price_usd", "coins", "spent_usd", "value_usd", "mining_coins_total")
"""Series whose ends stand in the table beside the one that is judged by."""


def stress_page(result: StressResult) -> Page:
    """Each stress from its worst day to the end, and what it rests on."""
    judged = result.judged
    applied = tuple(item for item in result.stresses if judged in item.series)
    worst = min(applied, key=lambda item: item.series[judged].last, default=result.calm)
    found = worst.series[judged]
    return Page(
        kind="Stresses",
        title=f"{result.manifest.country}: {result.manifest.programme}",
        finding=result.finding,
        number=shown(found.last, found.unit),
        number_says=f"{of_series(judged)[0].lower()} at the end of the worst of {len(applied)} stresses, {worst.id}; "
        f"without it {shown(result.calm.series[judged].last, found.unit)}",
        marks=(NO_PROBABILITY, drift_mark(result.manifest)),
        parts=tuple(_parts(result, applied)),
        notes=result.notes,
        facts=tuple(fact for fact in facts_of(result.manifest) if fact[0] not in OF_MANY),
        sources=result.manifest.sources,
    )


def _parts(result: StressResult, applied: tuple[StressOutcome, ...]) -> Iterator[Part]:
    if applied:
        yield Part(
            heading="What each would leave", charts=(_ends(result, applied),), tables=(_beside(result, applied),)
        )
    yield Part(heading="What each stress is", tables=(_meanings(result),))


def _ends(result: StressResult, applied: tuple[StressOutcome, ...]) -> Chart:
    judged, calm = result.judged, result.calm.series[result.judged]
    ordered = sorted(applied, key=lambda item: item.series[judged].last)
    rows = [
        Arrow(name=f"{item.id}: {item.says}", start=calm.last, end=found.last, says=shown(found.last, found.unit))
        for item in ordered
        for found in (item.series[judged],)
    ]
    title, mark = of_series(judged)[0], (calm.last, "without any")
    return Chart(
        name="stresses",
        title=f"{title}, by stress",
        says="Each line is what a stress takes or gives by the end, where the dot is; the worst is on top.",
        foot=f"In {described(calm.unit)}, {result.manifest.first_day} to {result.manifest.last_day}. As of "
        f"{result.manifest.as_of}. Own calculation; sources below.",
        wide=arrows_chart(rows, calm.unit, mark, width=WIDE),
        narrow=arrows_chart(rows, calm.unit, mark, width=NARROW),
        table=Table(
            caption=f"{title}, {described(calm.unit)}",
            head=("stress", "at the end", "at worst", "on"),
            rows=tuple((item.id, *_worst(item.series[judged])) for item in (result.calm, *ordered)),
        ),
    )


def _worst(found: StressedSeries) -> tuple[str, str, str]:
    return shown(found.last, found.unit), shown(found.lowest, found.unit), str(found.lowest_on)


def _beside(result: StressResult, applied: tuple[StressOutcome, ...]) -> Table:
    """What else the programme is at the end, and how far the price falls."""
    names = tuple(name for name in TOLD if name in result.calm.series)
    rows = tuple(
        (item.id, shown(item.series["price_usd"].lowest, "USD"), *(_last(item, name) for name in names))
        for item in (result.calm, *applied)
    )
    head = ("stress", "the price falls to", *(f"{of_series(name)[0].lower()}, at the end" for name in names))
    return Table(caption=f"On {result.manifest.last_day}", head=head, rows=rows)


def _last(item: StressOutcome, name: str) -> str:
    found = item.series[name]
    return shown(found.last, found.unit)


def _meanings(result: StressResult) -> Table:
    rows = tuple((item.id, item.says, item.missing or item.source) for item in (result.calm, *result.stresses))
    return Table(caption="Stresses and where they are from", head=("stress", "what happens", "from"), rows=rows)
