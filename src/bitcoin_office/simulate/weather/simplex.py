"""Finds where a function of a few numbers is lowest, by the downhill simplex method (J. A. Nelder, R. Mead 1965)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Point = tuple[float, ...]
_MOST_STEPS = 600


def lowest(function: Callable[[Point], float], start: Point, sizes: Point, tolerance: float = 1e-9) -> Point:
    """The lowest point near ``start``; ``sizes`` are the first steps in each direction.

    Ends when the simplex's values lie within ``tolerance`` of each other, or after 600 steps.
    """
    corners = [start, *(_moved(start, sizes, index) for index in range(len(start)))]
    valued = sorted((function(corner), corner) for corner in corners)
    for _ in range(_MOST_STEPS):
        if valued[-1][0] - valued[0][0] < tolerance:
            break
        middle = tuple(math.fsum(axis) / len(axis) for axis in zip(*(corner for _, corner in valued[:-1]), strict=True))
        valued = _stepped(function, valued, middle)
    return valued[0][1]


def _stepped(
    function: Callable[[Point], float], valued: list[tuple[float, Point]], middle: Point
) -> list[tuple[float, Point]]:
    """One step: the worst corner is reflected, stretched or drawn in, or all are drawn to the best."""
    worst_value, worst = valued[-1]

    def tried(factor: float) -> tuple[float, Point]:
        point = tuple(m + factor * (m - w) for m, w in zip(middle, worst, strict=True))
        return function(point), point

    reflected = tried(1.0)
    if reflected[0] < valued[0][0]:
        return sorted([*valued[:-1], min(reflected, tried(2.0))])
    if reflected[0] < valued[-2][0]:
        return sorted([*valued[:-1], reflected])
    drawn = tried(0.5 if reflected[0] < worst_value else -0.5)
    if drawn[0] < min(reflected[0], worst_value):
        return sorted([*valued[:-1], drawn])
    best = valued[0][1]
    shrunk = [tuple((b + c) / 2 for b, c in zip(best, corner, strict=True)) for _, corner in valued[1:]]
    return sorted([valued[0], *((function(corner), corner) for corner in shrunk)])


def _moved(start: Point, sizes: Sequence[float], index: int) -> Point:
    return (*start[:index], start[index] + sizes[index], *start[index + 1 :])
