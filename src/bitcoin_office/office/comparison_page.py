"""The page about two programmes on the same futures."""

from __future__ import annotations

from bitcoin_office.office.chart_style import ACCENT, MUTED, NARROW, WIDE, described, shown
from bitcoin_office.office.charts import Line, fan_chart
from bitcoin_office.office.compare import Compared, Comparison
from bitcoin_office.office.compare_arrangement import Moved, short
from bitcoin_office.office.page import BANDS, Chart, FanOf, Page, Part, Table, facts_of, fan_part, marks_of, origin
from bitcoin_office.office.series_words import of_series

GAIN = "gain_usd"


def comparison_page(result: Comparison) -> Page:
    """What the second programme holds, costs and gains beyond the first."""
    gain = result.series[GAIN].difference.quantiles
    a, b = result.a.programme, result.b.programme
    names = [GAIN, *(name for name in result.series if name != GAIN)]
    differences = tuple(_difference(name, result) for name in names)
    return Page(
        kind="Comparison",
        title=f"{result.a.country}: {b} beside {a}",
        finding=result.finding,
        number=shown(gain["p50"][-1], "USD"),
        number_says=f"is what {b} gains beyond {a} in the middle of all futures on {result.a.last_day}; it gains more "
        f"in {result.more_share:.0%} of them and less in {result.less_share:.0%}",
        marks=(*marks_of(result.a), *(mark for mark in marks_of(result.b) if mark not in marks_of(result.a))),
        parts=(
            Part(heading=f"What {b} has beyond {a}, future by future", says=(BANDS, _SAME), charts=differences),
            *_arrangement(result),
            Part(heading="Each by itself, in its middle future", charts=tuple(_both(n, result) for n in names)),
        ),
        notes=result.notes,
        facts=(*facts_of(result.a), ("the other programme", b), ("its hash", result.b.programme_hash)),
        sources=tuple(dict.fromkeys((*result.a.sources, *result.b.sources))),
    )


def _arrangement(result: Comparison) -> tuple[Part, ...]:
    """What the second moves of its arrangement beyond the first, where it moves anything."""
    if not result.arrangement:
        return ()
    rows = tuple(
        (
            f"{item.says} ({item.sense})",
            *(short(size, item.unit) for size in (item.moved.p05, item.moved.p50, item.moved.p95)),
            "" if item.in_year is None else f"{short(item.in_year.p50, item.unit)} to {item.year_to}",
            _share(item),
            "; ".join(item.missing) or "nothing: see the plan of each programme",
        )
        for item in result.arrangement
    )
    head = ("criterion", "5 %", "middle", "95 %", "worst budget year", "of the limit", "to judge it is missing")
    table = Table(caption=f"Moved to {result.b.last_day}, over the whole plan", head=head, rows=rows)
    return (Part(heading="What it moves of the arrangement's criteria", tables=(table,)),)


def _share(item: Moved) -> str:
    """What the worst year, or of a stock the whole plan, is of the last limit of the same kind."""
    if item.share_of_limit is None:
        return ""
    return f"{item.share_of_limit:.1%} of {short(item.last_limit or 0.0, item.unit)}, {item.last_limit_on}"


_SAME = "Both run on the same prices and rates, so the spread is that of the decision, not that of the market."


def _difference(name: str, result: Comparison) -> Chart:
    fan = result.series[name].difference
    drawn = FanOf(unit=fan.unit, dates=fan.dates, quantiles=fan.quantiles)
    heading = f"{of_series(name)[0]}: the difference"
    return fan_part(f"difference_{name}", drawn, result.a, heading=heading, says="Above zero the second has more.")


def _both(name: str, result: Comparison) -> Chart:
    compared: Compared = result.series[name]
    unit, dates = compared.a.unit, compared.a.dates
    lines = tuple(
        Line(label=label, dates=dates, values=fan.quantiles["p50"], colour=colour, dashed=True)
        for label, fan, colour in (("A", compared.a, MUTED), ("B", compared.b, ACCENT))
    )
    title = of_series(name)[0]
    rows = tuple((str(on), *(shown(line.values[place], unit) for line in lines)) for place, on in enumerate(dates))
    return Chart(
        name=f"both_{name}",
        title=title,
        says=f"A is {result.a.programme}, B is {result.b.programme}.",
        foot=f"In {described(unit)}, the middle of all futures. {origin(result.a)}",
        wide=fan_chart(None, unit, lines, width=WIDE),
        narrow=fan_chart(None, unit, lines, width=NARROW),
        table=Table(caption=f"{title}, {described(unit)}", head=("on", "A", "B"), rows=rows),
    )
