"""Correlations of a plan's chances as parts of its day: Cholesky's triangle, row by row, and only where it is not 0.

What goes together are the standardised shocks of a day: of the price (``price_move``, under any market model), of the
small moves of the country's money, of load, of water and of remittances. Devaluations and jumps stay apart.
"""

from __future__ import annotations

import msgspec

from bitcoin_office.playbook.correlations import SHOCKS, Matrix, cholesky, matrix_of
from bitcoin_office.simulate.parts import Day, Part
from bitcoin_office.simulate.plan import PlanError
from bitcoin_office.simulate.sections import Numbers, Section

BITCOIN, RUPEE, LOAD, HYDRO, REMITTANCES = SHOCKS
_DRAWN = {BITCOIN: "price_move", RUPEE: "rupee_shock", REMITTANCES: "remittance_shock"}
_UNIFORM = {LOAD: "load_shock", HYDRO: "hydro_shock"}
Pairs = tuple[tuple[tuple[str, str], float], ...]


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """The pairs that are stated, -1 to 1; all others have none."""

    pairs: Pairs = ()

    def of(self, first: str, second: str) -> float:
        """The correlation of two shocks."""
        return matrix_of(dict(self.pairs), (first, second))[0][1]

    def moved(self, present: tuple[str, ...]) -> frozenset[str]:
        """The shocks, of those that are present, that take a part of others; the money's own model takes its own."""
        triangle = self._triangle(present)
        return frozenset(
            shock
            for row, shock in enumerate(present)
            if shock not in {BITCOIN, RUPEE} and any(triangle[row][place] for place in range(row))
        )

    def _triangle(self, present: tuple[str, ...]) -> Matrix:
        """Raises ``PlanError`` where no chance could have these correlations."""
        triangle = cholesky(matrix_of(dict(self.pairs), present))
        if triangle is None:
            told = ", ".join(f"{first} and {second} {value:+.2f}" for (first, second), value in self.pairs)
            raise PlanError(
                f"No chance has these correlations: {told}.", remedy="Their matrix must be positive definite."
            )
        return triangle

    def section(self, present: tuple[str, ...]) -> Section:
        """The shocks that take a part of others, under the names of ``taken``; after the price, before the desks."""
        triangle, moved = self._triangle(present), self.moved(present)
        rows = [row for row, shock in enumerate(present) if shock in moved]
        used = {present[place] for row in rows for place in range(row + 1) if triangle[row][place]}
        steps: list[Part] = []
        for shock in present:
            if shock in used and shock in _UNIFORM:
                renamed = (("chance", _UNIFORM[shock]),)
                steps.append(Part(function="in_deviations", gives=(_apart(shock),), renamed=renamed))
        numbers: Numbers = ()
        for row in rows:
            more, weights = _row(present, row, triangle[row])
            steps += more
            numbers += weights
        return Section(day=Day(state=(), draws=(), steps=tuple(steps), statistics=()), parameters=numbers)


NONE = Together()
"""Every chance by itself."""


def taken(shock: str, moved: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """How a desk's part is renamed, so that it takes a shock that goes with others; nothing where it goes alone."""
    drawn = _UNIFORM.get(shock) or _DRAWN[shock]
    return ((drawn, f"{shock}_together"),) if shock in moved else ()


def _apart(shock: str) -> str:
    """The name of a shock in standard deviations, as it is drawn."""
    return f"{shock}_apart" if shock in _UNIFORM else _DRAWN[shock]


def _row(present: tuple[str, ...], row: int, weights: tuple[float, ...]) -> tuple[list[Part], Numbers]:
    """One shock as a sum of its own part and those of the shocks before it."""
    shock = present[row]
    name = f"{shock}_together"
    total = f"{shock}_in_deviations" if shock in _UNIFORM else name
    own = f"{shock}_own_rest"
    numbers: Numbers = ((own, weights[row]),)
    parts = [Part(function="its_part", gives=(total,), renamed=(("own", _apart(shock)), ("weight", own)))]
    for place in range(row):
        if weights[place]:
            weight = f"{shock}_{present[place]}_correlation"
            numbers += ((weight, weights[place]),)
            renamed = (("total", total), ("other", _apart(present[place])), ("weight", weight))
            parts.append(Part(function="one_more_part", gives=(total,), renamed=renamed))
    if shock in _UNIFORM:
        parts.append(Part(function="out_of_deviations", gives=(name,), renamed=(("deviations", total),)))
    return parts, numbers
