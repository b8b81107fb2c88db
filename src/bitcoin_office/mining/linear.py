"""A linear programme as plain numbers, and the port to whatever solves it."""

from __future__ import annotations

import math
from typing import Protocol

import msgspec

INFINITY = math.inf


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A quantity to choose between two bounds, and what one unit of it costs (negative: earns)."""

    name: str
    cost: float
    low: float = 0.0
    high: float = INFINITY


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A sum of columns, each with its factor, that must lie between two bounds."""

    name: str
    terms: tuple[tuple[int, float], ...]
    low: float = -INFINITY
    high: float = INFINITY


class LinearProgram(msgspec.Struct, frozen=True, kw_only=True):
    """Choose the columns so that their cost is least and every row holds."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen for each column, and what it costs."""

    values: tuple[float, ...]
    cost: float


class Solver(Protocol):
    """Something that solves linear programmes."""

    def solve(self, program: LinearProgram) -> Solution:
        """The best choice. Raises ``OfficeError`` where there is none, or none that is best."""
        ...
