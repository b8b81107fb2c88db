"""How the chances of a plan go together: a parameter for each pair, and the matrix that all of them make."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.playbook.problem import Problem

SHOCKS = ("bitcoin", "rupee", "load", "hydro", "remittances")
"""What chance moves day by day: the price, the country's money, the system's load, water, remittances."""
PERCENT = 100.0
LEAST_PIVOT = 1e-9
"""Below this a matrix counts as not positive definite: one shock would be a sum of the others."""

Matrix = tuple[tuple[float, ...], ...]
Pairs = Mapping[tuple[str, str], float]


def parameter_of(first: str, second: str) -> str:
    """The parameter of a pair, whichever comes first.

    >>> parameter_of("rupee", "bitcoin")
    'correlation_bitcoin_rupee'
    """
    ordered = sorted((first, second), key=SHOCKS.index)
    return f"correlation_{ordered[0]}_{ordered[1]}"


PAIRS = {parameter_of(first, second): (first, second) for first, second in itertools.combinations(SHOCKS, 2)}
"""Every pair by its parameter."""


def matrix_of(pairs: Pairs, shocks: Sequence[str] = SHOCKS) -> Matrix:
    """The matrix of these shocks in their order; a pair that is not there has none."""

    def of(first: str, second: str) -> float:
        return 1.0 if first == second else pairs.get((first, second), pairs.get((second, first), 0.0))

    return tuple(tuple(of(first, second) for second in shocks) for first in shocks)


def cholesky(matrix: Matrix) -> Matrix | None:
    """The lower triangle that, times its own transpose, is the matrix; ``None`` where it is not positive definite.

    Only exact sums, products, quotients and square roots: equal bits everywhere.
    """
    rows: list[list[float]] = []
    for number, line in enumerate(matrix):
        row: list[float] = []
        for place in range(number):
            known = math.fsum(row[k] * rows[place][k] for k in range(place))
            row.append((line[place] - known) / rows[place][place])
        pivot = line[number] - math.fsum(value * value for value in row)
        if pivot < LEAST_PIVOT:
            return None
        rows.append([*row, math.sqrt(pivot)])
    size = len(matrix)
    return tuple(tuple(row + [0.0] * (size - len(row))) for row in rows)


def correlations_on(parameters: Mapping[str, Sequence[ParameterValue]], on: dt.date) -> dict[tuple[str, str], float]:
    """The pairs that are stated on a day and are not 0, as -1 to 1."""
    found: dict[tuple[str, str], float] = {}
    for name, pair in PAIRS.items():
        holding = [value for value in parameters.get(name, ()) if value.effective_from <= on]
        if holding and holding[-1].value:
            found[pair] = float(holding[-1].value) / PERCENT
    return found


def correlation_problems(parameters: Mapping[str, Sequence[ParameterValue]]) -> Iterator[Problem]:
    """Days on which the stated pairs contradict one another: no chance could have all of them."""
    stated = {name: values for name, values in parameters.items() if name in PAIRS}
    days = sorted({value.effective_from for values in stated.values() for value in values})
    for day in days:
        pairs = correlations_on(stated, day)
        if cholesky(matrix_of(pairs)) is None:
            told = ", ".join(f"{parameter_of(*pair)} {value:+.0%}" for pair, value in pairs.items())
            last = max(
                (value.effective_from, name, index)
                for name, values in stated.items()
                for index, value in enumerate(values)
                if value.effective_from <= day
            )
            message = f"From {day} these cannot all be true, their matrix is not positive definite: {told}."
            remedy = "Bring them nearer to 0, or fit them together."
            yield Problem(
                code="not-positive-definite", message=message, remedy=remedy, key=("parameters", last[1], last[2])
            )
