"""Writes a layout as one function over flat arrays: the whole simulation, as text that Python runs and numba compiles.

Rows hold ``LANES`` paths side by side, so that one instruction steps several paths; offsets into the one array of rows
are constants in the text, which is what lets a compiler see that loops over paths are independent. Draws lie in an
array of their own: each gives four days at once, because that is what one call of Philox yields.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from bitcoin_office.simulate.draw_steps import VECTOR
from bitcoin_office.simulate.layout import (
    SELDOM,
    Layout,
    Loop,
    head_row,
    histogram_size,
    look_start,
    positive_bins,
    takes,
)
from bitcoin_office.simulate.parts import Chance, Draw, Look, Lookup, Window
from bitcoin_office.simulate.record import PLACE_MASK
from bitcoin_office.simulate.sources import SourceTexts

ARGUMENTS = (
    "first_path", "paths", "seed", "days", "parameters", "calendar", "tables", "sizes", "reports", "rows", "chances",
    "ring", "kept", "places", "counts", "sums", "lows", "highs", "low_paths", "high_paths", "trace",
)  # fmt: skip
"""Arguments of the function: five integers, then flat arrays; ``plan.py`` makes each of its right length."""

DAYS_PER_DRAW = 4
_KEPT_PATHS = 512
"""Paths whose reported values are kept and then counted together: a histogram is then in the processor's cache."""
START_DAY = 0xFFFFFFFF
"""The counter under which the draws of a path's start are drawn: no plan has so many days."""
# A sum's steps stay below 2**61, so that no conversion to an integer overflows.
_LARGEST_SUM_BITS = 61

STATISTIC_SIZES = 6
"""Numbers of a statistic in ``sizes``, after those of tables and windows."""

USED = ("fill_normals", "fill_rare_normals", "fill_uniforms", "record")
"""What the kernel calls, each compiled once: their numbers come out of ``sizes``, since numba would compile a function
anew for each constant that it is given."""


def kept_paths(lanes: int) -> int:
    """Paths that are counted together: whole blocks of lanes."""
    return max(_KEPT_PATHS // lanes, 1) * lanes


def statistic_sizes(layout: Layout) -> Iterator[int]:
    """Of each statistic: its row, the bits of its sum's step, its first power of two, bins above and below, its place.

    The place is where its histogram begins among those of its kind.
    """
    begins = {True: 0, False: 0}
    for statistic in layout.statistics:
        above = positive_bins(statistic)
        yield from (layout.rows[statistic.name], statistic.fine, statistic.low, above)
        yield from (above if statistic.signed else 0, begins[statistic.seldom])
        begins[statistic.seldom] += histogram_size(statistic)


def draw_sizes(layout: Layout) -> Iterator[int]:
    """Of each draw, then of each at the start: its number and its stream; last the counter of those at the start."""
    for draws in (layout.draws, layout.start_draws):
        for number, draw in enumerate(draws):
            yield from (number, draw.stream)
    yield START_DAY


def chances_size(layout: Layout, lanes: int) -> int:
    """Four days of all draws, and room for one more to be worked on in whole vectors."""
    drawn = max(len(layout.draws), len(layout.start_draws)) * DAYS_PER_DRAW * lanes
    return drawn + DAYS_PER_DRAW * (lanes + VECTOR)


def kernel_text(layout: Layout, texts: SourceTexts, lanes: int) -> str:
    """The text of ``run``, without the functions that it calls."""
    lines = [f"def run({', '.join(ARGUMENTS)}):", *_indented(_Writer(layout, texts, lanes).body(), 1)]
    return "\n".join(lines)


def _indented(lines: Iterator[str], depth: int) -> Iterator[str]:
    for line in lines:
        yield f"{'    ' * depth}{line}"


class _Writer:
    """Writes the lines of one kernel."""

    def __init__(self, layout: Layout, texts: SourceTexts, lanes: int) -> None:
        self.layout, self.texts, self.lanes = layout, texts, lanes
        self.draw_numbers = {draw.name: number for number, draw in enumerate(layout.draws)}
        self.start_numbers = {draw.name: number for number, draw in enumerate(layout.start_draws)}

    def body(self) -> Iterator[str]:
        yield "seed_low = seed & 0xFFFFFFFF"
        yield "seed_high = (seed >> 32) & 0xFFFFFFFF"
        for number, name in enumerate(self.layout.names.parameters):
            yield f"{name} = parameters[{number}]"
        for number in range(len(self.layout.names.tables)):
            yield f"table_{number} = sizes[{number}]"
        offset = len(self.layout.names.tables)
        for number in range(len(self.layout.windows)):
            yield f"window_{number} = sizes[{offset + 2 * number}]"
            yield f"ring_{number} = sizes[{offset + 2 * number + 1}]"
        yield f"room = len(chances) - {DAYS_PER_DRAW * (self.lanes + VECTOR)}"
        yield f"blocks_of_paths = (paths + {self.lanes - 1}) // {self.lanes}"
        yield "for block in range(blocks_of_paths):"
        yield from _indented(self.block(), 1)

    def block(self) -> Iterator[str]:
        yield f"start = first_path + block * {self.lanes}"
        yield f"live = min({self.lanes}, paths - block * {self.lanes})"
        yield from self.beginning()
        yield "report, marked = 0, 0"
        together = kept_paths(self.lanes) // self.lanes
        yield f"slot = block % {together}"
        yield "for day in range(days):"
        yield from _indented(self.day(), 1)
        yield f"if slot == {together - 1} or block == blocks_of_paths - 1:"
        yield from _indented(self.counting(), 1)

    def beginning(self) -> Iterator[str]:
        """A path's first values: parameters, zeros, and what the parts at the start make of chance."""
        yield "day_number = 0.0"
        first = self.streams + 2 * len(self.layout.draws)
        yield from self.draws(self.layout.start_draws, first, f"sizes[{first + 2 * len(self.layout.start_draws)}]")
        yield "quarter = 0"
        for window in self.layout.windows:
            yield from self.lane_loop([f"{self.row(head_row(window))} = {look_start(window.look)!r}"])
        yield from self.lane_loop([f"{self.row(name)} = {value}" for name, value in self.first_values()])
        yield from self.loop(self.layout.starts, self.start_numbers)

    def first_values(self) -> Iterator[tuple[str, str]]:
        heads = {head_row(window) for window in self.layout.windows}
        for name in self.layout.rows:
            if name not in heads:
                yield name, dict(self.layout.begins).get(name) or "0.0"

    def day(self) -> Iterator[str]:
        yield "day_number = day + 0.0"
        columns = len(self.layout.names.calendar)
        for number, name in enumerate(self.layout.names.calendar):
            yield f"{name} = calendar[day * {columns} + {number}]"
        if self.layout.draws:
            yield f"if day & {DAYS_PER_DRAW - 1} == 0:"
            yield from _indented(self.draws(self.layout.draws, self.streams, "day >> 2"), 1)
            yield f"quarter = (day & {DAYS_PER_DRAW - 1}) * {self.lanes}"
        windows = iter(range(len(self.layout.windows)))
        for kind, steps in itertools.groupby(self.layout.steps, type):
            if kind is Lookup:
                yield from self.lookups([step for step in steps if isinstance(step, Lookup)])
                continue
            for step in steps:
                if isinstance(step, Loop):
                    yield from self.loop(step, self.draw_numbers)
                elif isinstance(step, Window):
                    yield from self.window(step, next(windows))
        yield "reported = report < len(reports) and reports[report] == day"
        yield "if reported or len(trace) > 0:"
        yield from _indented(self.report_loop(self.layout.reports), 1)
        if self.layout.seldom.parts:
            yield f"if reported and {SELDOM} > 0.0 or len(trace) > 0:"
            yield from _indented(self.report_loop(self.layout.seldom), 1)
        yield "if reported:"
        yield from _indented(self.keeping(), 1)
        yield "    report += 1"
        yield "if len(trace) > 0:"
        yield from _indented(self.tracing(), 1)

    def draws(self, draws: tuple[Draw, ...], streams: int, counter: str) -> Iterator[str]:
        """A call for each draw; with the loops in it the whole would take three times as long to compile.

        Those that are beside others come after all of these.
        """
        places = {draw.name: f"sizes[{streams + 2 * number}]" for number, draw in enumerate(draws)}
        size = DAYS_PER_DRAW * self.lanes
        for draw in sorted(draws, key=lambda draw: bool(draw.beside)):
            fill = "fill_normals" if draw.chance is Chance.NORMAL else "fill_uniforms"
            more = ""
            if draw.beside:
                fill, more = "fill_rare_normals", f", {places[draw.beside]} * {size}, {draw.below}, room, places"
            stream = f"sizes[{streams + 2 * draws.index(draw) + 1}]"
            yield (
                f"{fill}(chances, {places[draw.name]} * {size}, {self.lanes}, start, {counter}, {stream}, "
                f"seed_low, seed_high{more})"
            )

    def loop(self, loop: Loop, draws: dict[str, int]) -> Iterator[str]:
        if not loop.parts:
            return
        body: list[str] = []
        for name in loop.loads:
            if name in draws:
                base = draws[name] * DAYS_PER_DRAW * self.lanes
                body.append(f"{name} = chances[{base} + quarter + lane]")
            else:
                body.append(f"{name} = {self.row(name)}")
        for part in loop.parts:
            gives = ", ".join(part.gives)
            body.append(f"{gives} = {part.function}({', '.join(takes(part, self.texts))})")
        body += [f"{self.row(name)} = {name}" for name in loop.stores]
        yield from self.lane_loop(body)

    def lookups(self, lookups: list[Lookup]) -> Iterator[str]:
        """Those that follow one another share a loop, and those at one place the number of it."""
        body: list[str] = []
        numbered = ""
        for lookup in lookups:
            if lookup.place != numbered:
                numbered = lookup.place
                body.append(f"place = int({self.row(lookup.place)})")
            table = f"table_{self.layout.names.tables.index(lookup.table)}"
            body.append(f"{self.row(lookup.gives)} = tables[({table} + place) & {PLACE_MASK}]")
        yield from self.lane_loop(body)

    def window(self, window: Window, number: int) -> Iterator[str]:
        here, head, gives = self.row(window.of), self.row(head_row(window)), self.row(window.name)
        length = f"window_{number}"

        def ring(place: str) -> str:
            return f"ring[(ring_{number} + {place}) * {self.lanes} + lane]"

        yield f"place = day % {length}"
        if window.look is Look.SUM:
            yield f"if day >= {length}:"
            yield from _indented(self.lane_loop([f"{head} = {head} - {ring('place')}"]), 1)
            yield from self.lane_loop([f"{head} = {head} + {here}", f"{gives} = {head}", f"{ring('place')} = {here}"])
            return
        # A finished block becomes, from its end, the highest of what is left of it; so each day needs one comparison.
        yield "if place == 0 and day > 0:"
        yield f"    for back in range({length} - 1):"
        yield f"        left = {length} - 2 - back"
        longest = f"max({ring('left')}, {ring('left + 1')})"
        yield from _indented(self.lane_loop([f"{ring('left')} = {longest}"]), 2)
        yield from _indented(self.lane_loop([f"{head} = {look_start(window.look)!r}"]), 1)
        yield from self.lane_loop([f"{head} = max({head}, {here})", f"{gives} = {head}"])
        yield f"if day >= {length} and place + 1 < {length}:"
        yield from _indented(self.lane_loop([f"{gives} = max({gives}, {ring('place + 1')})"]), 1)
        yield from self.lane_loop([f"{ring('place')} = {here}"])

    def report_loop(self, loop: Loop) -> Iterator[str]:
        yield "pass"
        yield from self.loop(loop, self.draw_numbers)

    @property
    def often(self) -> int:
        """How many statistics are counted on every report day; the seldom ones come after them."""
        return sum(not statistic.seldom for statistic in self.layout.statistics)

    def keeping(self) -> Iterator[str]:
        """The reported values of this block, put aside until many paths are counted together."""
        yield from self.kept(0, self.often, f"report * {self.often}")
        if self.often < len(self.layout.statistics):
            seldom = len(self.layout.statistics) - self.often
            yield f"if {SELDOM} > 0.0:"
            cell = f"len(reports) * {self.often} + marked * {seldom} - {self.often}"
            yield from _indented(self.kept(self.often, len(self.layout.statistics), cell), 1)
            yield "    marked += 1"

    def kept(self, first: int, last: int, cell: str) -> Iterator[str]:
        yield f"for number in range({first}, {last}):"
        yield f"    kept_at = ({cell} + number) * {kept_paths(self.lanes)} + slot * {self.lanes}"
        yield f"    row_at = sizes[{self.table} + number * {STATISTIC_SIZES}] * {self.lanes}"
        yield from _indented(self.lane_loop(["kept[kept_at + lane] = rows[row_at + lane]"]), 1)

    @property
    def table(self) -> int:
        """Where the numbers of statistics begin in ``sizes``."""
        return len(self.layout.names.tables) + 2 * len(self.layout.windows)

    @property
    def streams(self) -> int:
        """Where the numbers and streams of draws begin in ``sizes``, after the numbers of statistics."""
        return self.table + len(self.layout.statistics) * STATISTIC_SIZES

    def counting(self) -> Iterator[str]:
        """Counts what was put aside, one histogram after the other; numbers of statistics stand in ``sizes``."""
        layout = self.layout
        yield f"first_kept = (block - slot) * {self.lanes}"
        yield f"live_kept = min(paths - first_kept, {kept_paths(self.lanes)})"
        yield "marked = 0"
        yield "for report in range(len(reports)):"
        cell = f"report * {self.often}"
        yield from _indented(self.recording(0, self.often, cell, f"report * {layout.bins}"), 1)
        if self.often < len(layout.statistics):
            column = layout.names.calendar.index(SELDOM)
            yield f"    if calendar[reports[report] * {len(layout.names.calendar)} + {column}] > 0.0:"
            seldom = len(layout.statistics) - self.often
            cell = f"len(reports) * {self.often} + marked * {seldom} - {self.often}"
            begin = f"len(reports) * {layout.bins} + marked * {layout.seldom_bins}"
            yield from _indented(self.recording(self.often, len(layout.statistics), cell, begin), 2)
            yield "        marked += 1"

    def recording(self, first: int, last: int, cell: str, begin: str) -> Iterator[str]:
        yield f"for number in range({first}, {last}):"
        yield f"    at = {self.table} + number * {STATISTIC_SIZES}"
        yield "    fine = sizes[at + 1]"
        yield (
            f"    record(kept, ({cell} + number) * {kept_paths(self.lanes)}, live_kept, first_path + first_kept, "
            f"float(1 << fine), float(1 << ({_LARGEST_SUM_BITS} - fine)), sizes[at + 2], sizes[at + 3], sizes[at + 4], "
            f"{begin} + sizes[at + 5], report * {len(self.layout.statistics)} + number, "
            "counts, sums, lows, highs, low_paths, high_paths, places)"
        )

    def tracing(self) -> Iterator[str]:
        rows = len(self.layout.rows)
        yield f"for row in range({rows}):"
        yield "    for lane in range(live):"
        yield f"        at = ((block * {self.lanes} + lane) * days + day) * {rows} + row"
        yield f"        trace[at] = rows[row * {self.lanes} + lane]"

    def lane_loop(self, body: list[str]) -> Iterator[str]:
        if body:
            yield f"for lane in range({self.lanes}):"
            yield from (f"    {line}" for line in body)

    def row(self, name: str) -> str:
        return f"rows[{self.layout.rows[name] * self.lanes} + lane]"
