"""A column chart for the terminal: stacked blocks, labelled directly, no legend to hunt for."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

# Eighths of a character cell, from below.
_BLOCKS = " ▁▂▃▄▅▆▇█"
_UPPER = "░"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column: a solid part, and on top of it a part that is shaded because it is not explained. ``label`` below."""

    solid: float
    shaded: float = 0.0
    label: str = ""


def column_chart(columns: Sequence[Column], *, height: int, width: int, unit: str) -> list[str]:
    """The chart as lines of at most ``width`` characters: an axis on the left, labels below.

    Columns are two cells wide where there is room, else one; where even that is too much, the oldest are left out.
    """
    top = max((column.solid + column.shaded for column in columns), default=0.0)
    if top <= 0:
        return []
    margin = len(f"{top:,.0f}") + 3
    cell = 2 if (width - margin) // 2 >= len(columns) else 1
    shown = columns[-((width - margin) // cell) :]
    lines = [f"{unit:>{margin - 2}}"]
    for row in range(height, 0, -1):
        mark = f"{top * row / height:,.0f}" if row % 4 == 0 or row == height else ""
        cells = "".join(_cell(column, row, height, top) * cell for column in shown)
        lines.append(f"{mark:>{margin - 2}} ┤{cells}".rstrip() if mark else f"{'':>{margin - 2}} │{cells}".rstrip())
    lines.append(f"{'0':>{margin - 2}} └{'─' * (len(shown) * cell)}")
    lines.append(" " * margin + _labels(shown, cell))
    return lines


def _cell(column: Column, row: int, height: int, top: float) -> str:
    """What stands in one row of a column: solid, the edge of solid, shaded, or nothing."""
    solid = column.solid / top * height - (row - 1)
    total = (column.solid + column.shaded) / top * height - (row - 1)
    if solid >= 1:
        return _BLOCKS[8]
    # Where the two parts meet a cell shows the one that fills most of it, so that no gap opens between them.
    if column.shaded and total >= 0.5:
        return _BLOCKS[8] if solid >= 0.5 else _UPPER
    return _BLOCKS[max(0, min(8, round(solid * 8)))]


def _labels(shown: Sequence[Column], cell: int) -> str:
    """The labels below, each at its column, none over another."""
    line = ""
    for index, column in enumerate(shown):
        if column.label and len(line) <= index * cell:
            line = line.ljust(index * cell) + column.label + " "
    return line.rstrip()
