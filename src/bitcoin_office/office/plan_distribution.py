"""How the futures of a plan are spread on its last day."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable

from bitcoin_office.office.plan_result import Distribution
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.scores import Step, share_below, steps

PARTS = 24
OUTSIDE = 0.025
"""The share of futures at either end that is told as one number: a few of them would make all others one column."""


def ends(plan: Plan, piece: Piece, names: Iterable[str]) -> dict[str, Distribution]:
    """The spread of each series on the last day on which it is counted; none where all futures are the same."""
    counted = {name: steps(plan, piece, name) for name in names}
    spread = {name: distribution(told[-1]) for name, told in counted.items() if told and told[-1]}
    return {name: found for name, found in spread.items() if found is not None}


def distribution(counted: tuple[Step, ...]) -> Distribution | None:
    """Parts of equal width, zero at an edge where it is among them; ``None`` for a single value."""
    low, high = _value_at(counted, OUTSIDE), _value_at(counted, 1.0 - OUTSIDE)
    width = (high - low) / PARTS
    if not width > 0.0:
        return None
    first, last = math.floor(low / width), math.ceil(high / width)
    edges = tuple(place * width for place in range(first, last + 1))
    below = tuple(share_below(counted, edge) for edge in edges)
    return Distribution(
        edges=edges,
        shares=tuple(b - a for a, b in itertools.pairwise(below)),
        below=below[0],
        above=1.0 - below[-1],
    )


def _value_at(counted: tuple[Step, ...], share: float) -> float:
    """The value that a share of futures lies below."""
    below = 0.0
    for first, last, part in counted:
        if below + part >= share:
            return first + (last - first) * (share - below) / part
        below += part
    return counted[-1][1]
