"""Solves tiny linear programmes by trying every corner with exact fractions: the solver's double and oracle."""

from fractions import Fraction
from itertools import combinations
from math import isinf

from bitcoin_office.mining.linear import LinearProgram, Solution

Plane = tuple[tuple[Fraction, ...], Fraction]


class CornerSolver:
    """Tries every corner of the polyhedron; for at most a few columns."""

    def solve(self, program: LinearProgram) -> Solution:
        """The cheapest corner that keeps every bound. Fails where there is none."""
        count = len(program.columns)
        bounds = _bounds(program)
        planes = [(factors, limit) for factors, limit, _ in bounds]
        best: tuple[Fraction, list[Fraction]] | None = None
        for chosen in combinations(planes, count):
            corner = _meet(chosen)
            if corner is not None and all(
                sign * (sum(f * x for f, x in zip(factors, corner, strict=True)) - limit) >= 0
                for factors, limit, sign in bounds
            ):
                cost = sum(
                    (Fraction(column.cost) * x for column, x in zip(program.columns, corner, strict=True)), Fraction(0)
                )
                if best is None or cost < best[0]:
                    best = (cost, corner)
        assert best is not None, "no corner keeps every bound"
        return Solution(values=tuple(float(x) for x in best[1]), cost=float(best[0]))


def _bounds(program: LinearProgram) -> list[tuple[tuple[Fraction, ...], Fraction, int]]:
    """Every finite bound as factors, limit and 1 for at least, -1 for at most."""
    count = len(program.columns)
    found: list[tuple[tuple[Fraction, ...], Fraction, int]] = []
    for place, column in enumerate(program.columns):
        unit = tuple(Fraction(int(other == place)) for other in range(count))
        found += [
            (unit, Fraction(limit), sign) for limit, sign in ((column.low, 1), (column.high, -1)) if not isinf(limit)
        ]
    for row in program.rows:
        factors = [Fraction(0)] * count
        for place, factor in row.terms:
            factors[place] += Fraction(factor)
        found += [
            (tuple(factors), Fraction(limit), sign)
            for limit, sign in ((row.low, 1), (row.high, -1))
            if not isinf(limit)
        ]
    return found


def _meet(planes: tuple[Plane, ...]) -> list[Fraction] | None:
    """The point where as many planes as there are columns meet; ``None`` where they do not meet in one."""
    rows = [[*factors, limit] for factors, limit in planes]
    count = len(rows)
    for place in range(count):
        pivot = next((row for row in rows[place:] if row[place] != 0), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        rows.insert(place, [value / pivot[place] for value in pivot])
        for other in range(count):
            if other != place and rows[other][place] != 0:
                factor = rows[other][place]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[place], strict=True)]
    return [row[-1] for row in rows]
