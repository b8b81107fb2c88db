"""The page about what breaks a figure."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.office.chart_style import NARROW, WIDE, described, shown
from bitcoin_office.office.figures import figure
from bitcoin_office.office.influence_charts import Arrow, arrows_chart, from_to
from bitcoin_office.office.measures import Measure
from bitcoin_office.office.page import Chart, Page, Part, Table, facts_of, marks_of, origin
from bitcoin_office.office.reverse_stress import Break, ReverseStress


def reverse_stress_page(result: ReverseStress) -> Page:
    """Where each assumption breaks the figure, and whether anything like it is on record."""
    number, says = _number(result)
    return Page(
        kind="What breaks it",
        title=f"{result.manifest.country}: {result.manifest.programme}",
        finding=result.finding,
        number=number,
        number_says=says,
        marks=marks_of(result.manifest),
        parts=tuple(_parts(result)),
        notes=result.notes,
        facts=(("figure", f"{result.measure} of {result.series}"), *facts_of(result.manifest)),
        sources=result.manifest.sources,
    )


def _number(result: ReverseStress) -> tuple[str, str]:
    """Where the first assumption breaks it; else what the figure is as declared."""
    first = next((item for item in result.breaks if item.breaks_at is not None), None)
    words, line = Measure(series=result.series, of=result.measure).words, _line(result)
    if first is None or first.breaks_at is None:
        return shown(result.declared, result.unit), f"is {words} on {result.on}, as declared; the line is {line}"
    declared = figure(first.declared, first.unit)
    says = f"is the {first.says} that brings {words} on {result.on} {_side(result)} {line}; declared is {declared}"
    return figure(first.breaks_at, first.unit), says


def _side(result: ReverseStress) -> str:
    return "above" if result.above else "below"


def _line(result: ReverseStress) -> str:
    return shown(result.line, result.unit)


def _parts(result: ReverseStress) -> Iterator[Part]:
    if result.breaks:
        yield Part(
            heading="How far each can move",
            says=tuple(
                f"{item.says[:1].upper()}{item.says[1:]}: {item.history}" for item in result.breaks if item.history
            ),
            charts=(_moved(result),),
            tables=(_breaks(result),),
        )


def _moved(result: ReverseStress) -> Chart:
    """The figure from what is declared to the end of each move."""
    start = result.declared
    rows = [
        Arrow(name=_name(item), start=start, end=item.at_end, says=from_to(start, item.at_end, result.unit))
        for item in result.breaks
    ]
    title, unit = Measure(series=result.series, of=result.measure).words, result.unit
    table = tuple((_name(item), shown(result.declared, unit), shown(item.at_end, unit)) for item in result.breaks)
    title = title[:1].upper() + title[1:]
    return Chart(
        name="moved",
        title=title,
        says="Each line runs from the figure as declared to what it is at the end of the move, where the dot is. "
        f"Where it passes the mark, it breaks: {_side(result)} {_line(result)}.",
        foot=f"In {described(unit)}, on {result.on}. {origin(result.manifest)}",
        wide=arrows_chart(rows, unit, (result.line, "the line"), width=WIDE),
        narrow=arrows_chart(rows, unit, (result.line, "the line"), width=NARROW),
        table=Table(caption=title, head=("moved", "as declared", "at the end"), rows=table),
    )


def _name(item: Break) -> str:
    return f"{item.says}: {figure(item.declared, item.unit)} to {figure(item.end, item.unit)}"


def _breaks(result: ReverseStress) -> Table:
    rows = tuple(
        (
            item.says,
            figure(item.declared, item.unit),
            "does not" if item.breaks_at is None else figure(item.breaks_at, item.unit),
            "" if item.breaks_at is None else shown(item.figure_there, result.unit),
        )
        for item in result.breaks
    )
    head = ("assumption", "as declared", "breaks at", "the figure there")
    return Table(caption=f"What brings the figure {_side(result)} {_line(result)}", head=head, rows=rows)
