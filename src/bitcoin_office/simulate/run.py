"""Runs a plan in pieces. A piece is a stretch of path numbers; its result is integers, so pieces merge in any order.

``run_piece`` is a pure function of plan, engine and stretch: threads, processes, clusters only decide who runs which.
"""

from __future__ import annotations

import math
import operator
from array import array
from collections.abc import Callable, Iterable

import msgspec

from bitcoin_office.simulate.plan import Plan, scratch
from bitcoin_office.simulate.record import SUMS
from bitcoin_office.terms.errors import ConflictError

Stretch = tuple[int, int]
"""The first path's number and how many."""

Kernel = Callable[..., None]
"""A plan's ``run``, by whatever engine: takes the arguments that ``kernel_text.ARGUMENTS`` names."""

_NO_PATH = 2**62


class Piece(msgspec.Struct, kw_only=True):
    """What was counted over some stretches of paths. Mergeable; the arrays are as ``record`` fills them.

    It is the one thing here that is not frozen: an engine counts into it.
    """

    plan: str
    stretches: tuple[Stretch, ...]
    counts: array[int]
    sums: array[int]
    lows: array[float]
    highs: array[float]
    low_paths: array[int]
    high_paths: array[int]

    @property
    def paths(self) -> int:
        """How many paths were run."""
        return sum(number for _, number in self.stretches)


def empty_piece(plan: Plan) -> Piece:
    """No path yet."""
    cells = len(plan.reports) * len(plan.layout.statistics)
    bins = len(plan.reports) * plan.layout.bins + len(plan.marked) * plan.layout.seldom_bins
    return Piece(
        plan=plan.hash,
        stretches=(),
        counts=array("q", [0]) * bins,
        sums=array("q", [0]) * (cells * SUMS),
        lows=array("d", [math.inf]) * cells,
        highs=array("d", [-math.inf]) * cells,
        low_paths=array("q", [_NO_PATH]) * cells,
        high_paths=array("q", [_NO_PATH]) * cells,
    )


class Workplace(msgspec.Struct, frozen=True):
    """A plan's numbers and the room that an engine works in. Piece after piece can use it, one at a time."""

    numbers: tuple[array[float] | array[int], ...]
    room: tuple[array[float] | array[int], ...]


def workplace(plan: Plan) -> Workplace:
    """Room for one engine, tens of megabytes for a large plan: to be made once for each thread."""
    numbers = (plan.parameters, plan.calendar, plan.tables)
    whole = (plan.sizes, plan.reports)
    return Workplace(
        (*(array("d", values) for values in numbers), *(array("q", values) for values in whole)), scratch(plan)
    )


def run_piece(
    plan: Plan, kernel: Kernel, first_path: int, paths: int, *, into: Piece | None = None, at: Workplace | None = None
) -> Piece:
    """Runs ``paths`` paths from ``first_path`` on and counts them, into a piece of its own or one begun before.

    ``at`` is a workplace of this plan, where one is kept for several pieces.
    """
    piece = into or empty_piece(plan)
    _run(plan, kernel, (first_path, paths), piece, array("d"), at or workplace(plan))
    piece.stretches = joined((*piece.stretches, (first_path, paths)))
    return piece


def trace(plan: Plan, kernel: Kernel, first_path: int, paths: int) -> dict[str, list[array[float]]]:
    """Every kept value of every day of some paths: by name, then by path, an array over days. For replays and tests."""
    rows, days = len(plan.layout.rows), plan.span.days
    values = array("d", bytes(8 * paths * days * rows))
    _run(plan, kernel, (first_path, paths), empty_piece(plan), values, workplace(plan))
    return {
        name: [values[path * days * rows + row : (path + 1) * days * rows : rows] for path in range(paths)]
        for name, row in plan.layout.rows.items()
    }


def _run(plan: Plan, kernel: Kernel, stretch: Stretch, piece: Piece, values: array[float], at: Workplace) -> None:
    seed = plan.seed if plan.seed < 2**63 else plan.seed - 2**64
    kernel(
        *stretch,
        seed,
        plan.span.days,
        *at.numbers,
        *at.room,
        piece.counts,
        piece.sums,
        piece.lows,
        piece.highs,
        piece.low_paths,
        piece.high_paths,
        values,
    )


def one_by_one(counts: array[int], others: array[int]) -> array[int]:
    """Counts of two pieces added."""
    return array("q", map(operator.add, counts, others))


def merge(pieces: Iterable[Piece], added: Callable[[array[int], array[int]], array[int]] = one_by_one) -> Piece:
    """All pieces as one. Raises ``ConflictError`` for another plan's piece and for a path counted twice.

    ``added`` adds millions of counts; whoever has something quicker than one by one says so.
    """
    first, *others = pieces
    total = msgspec.structs.replace(first)
    for other in others:
        if other.plan != total.plan:
            message = f"A piece of plan {other.plan[:12]} cannot be merged into plan {total.plan[:12]}."
            raise ConflictError(message, remedy="Merge pieces of one plan only.")
        low = _extreme(total.lows, total.low_paths, other.lows, other.low_paths, operator.lt)
        high = _extreme(total.highs, total.high_paths, other.highs, other.high_paths, operator.gt)
        total = Piece(
            plan=total.plan,
            stretches=joined(total.stretches + other.stretches),
            counts=added(total.counts, other.counts),
            sums=added(total.sums, other.sums),
            lows=low[0],
            low_paths=low[1],
            highs=high[0],
            high_paths=high[1],
        )
    return total


def _extreme(
    values: array[float],
    paths: array[int],
    other_values: array[float],
    other_paths: array[int],
    beyond: Callable[[float, float], bool],
) -> tuple[array[float], array[int]]:
    """The more extreme of each, the lower path's where they are equal."""
    pairs = [
        (b, q) if beyond(b, a) or (a == b and q < p) else (a, p)
        for a, p, b, q in zip(values, paths, other_values, other_paths, strict=True)
    ]
    return array("d", (value for value, _ in pairs)), array("q", (path for _, path in pairs))


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same paths in as few stretches as can be, in order. Raises ``ConflictError`` for a path that is in two."""
    result: list[Stretch] = []
    for first, number in sorted(stretch for stretch in stretches if stretch[1]):
        if result and first < sum(result[-1]):
            raise ConflictError(f"Path {first} would be counted twice.", remedy="Leave out one of the pieces.")
        if result and first == sum(result[-1]):
            result[-1] = (result[-1][0], result[-1][1] + number)
        else:
            result.append((first, number))
    return tuple(result)


def missing(stretches: Iterable[Stretch], paths: int) -> tuple[Stretch, ...]:
    """What is left of the first ``paths`` paths after these stretches: where a stopped run goes on."""
    gaps: list[Stretch] = []
    at = 0
    for first, number in joined(stretches):
        if first > at:
            gaps.append((at, min(first, paths) - at))
        at = max(at, first + number)
    if at < paths:
        gaps.append((at, paths - at))
    return tuple(gap for gap in gaps if gap[1] > 0)
