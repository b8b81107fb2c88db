"""Which future to replay: the worst end of a series, or the one at a share of all."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from bitcoin_office.office.measures import OVER_COST
from bitcoin_office.simulate.layout import histogram_size
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Kernel, Piece, run_piece
from bitcoin_office.terms.errors import NotFoundError

WORST_WHEN_HIGH = frozenset({"drawdown", "worst_drawdown"})
"""Series whose high end is the bad one; of all others it is the low one."""
PERCENT = 100


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """How a future is asked for: by ``path``; else the worst end of the series ``by``, or ``percent`` up from it.

    An empty ``by`` is the series that the programme is told by.
    """

    path: int | None = None
    percent: Decimal = Decimal(5)
    worst: bool = False
    by: str = OVER_COST


def chosen(plan: Plan, piece: Piece, kernel: Kernel, choice: Choice) -> tuple[int, str]:
    """The number of the future that is asked for, among those of a whole piece, and in words how it was found.

    A share is exact to the bin of a histogram: the future with the lowest number of those in it. Raises
    ``NotFoundError`` for a series that the plan does not count.
    """
    names = [statistic.name for statistic in plan.layout.statistics]
    if choice.by not in names:
        raise NotFoundError(kind="series", name=choice.by, known=tuple(names))
    number = names.index(choice.by)
    report, begin = plan.places(number)[-1]
    cell = report * len(names) + number
    high = choice.by in WORST_WHEN_HIGH
    if choice.worst:
        ends = piece.high_paths if high else piece.low_paths
        return ends[cell], f"the {'highest' if high else 'lowest'} {choice.by} at the end, of {piece.paths:,}"
    counts = piece.counts[begin : begin + histogram_size(plan.layout.statistics[number])]
    share = 1 - choice.percent / PERCENT if high else choice.percent / PERCENT
    place = _bin_at(list(counts), float(share))
    path = _first_in(plan, kernel, begin + place, (0, piece.paths))
    side = "above" if high else "below"
    return path, f"{choice.percent:f} % of {piece.paths:,} futures end {side} it by {choice.by}"


def _bin_at(counts: list[int], share: float) -> int:
    """The bin that a share of all counts lies below."""
    below, target = 0, share * sum(counts)
    last = 0
    for place, count in enumerate(counts):
        below += count
        if count:
            last = place
            if below >= target:
                return place
    return last


def _first_in(plan: Plan, kernel: Kernel, place: int, stretch: tuple[int, int]) -> int:
    """The lowest number of a path that was counted in a bin, found by halves; it is known to be in the stretch."""
    first, number = stretch
    while number > 1:
        half = number // 2
        if run_piece(plan, kernel, first, half).counts[place]:
            number = half
        else:
            first, number = first + half, number - half
    return first
