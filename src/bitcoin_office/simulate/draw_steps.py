"""Fills a draw's numbers of four days for paths that lie side by side: one call of Philox a path."""

from __future__ import annotations

from array import array

from bitcoin_office.simulate.bits import bits_float, float_bits
from bitcoin_office.simulate.elementary import normal_pair, uniform
from bitcoin_office.simulate.philox import philox
from bitcoin_office.simulate.record import PLACE_MASK

WORD_MASK = 0xFFFFFFFF
VECTOR = 8
"""Doubles of the widest vector: what fills whole ones leaves nothing to be done path by path."""


def fill_normals(
    chances: array[float],
    offset: int,
    lanes: int,
    start: int,
    days: int,
    stream: int,
    seed_low: int,
    seed_high: int,
) -> None:
    """Standard normal numbers: the first day's of all paths, then the second day's, and so on.

    The counter of Philox is (path, ``days``, ``stream``), its key the seed; ``days`` counts stretches of four.
    """
    # Words first, kept as bits, then what is made of them: in loops this short a processor works on several rounds at
    # once, and so need not wait for the end of each long chain of operations.
    offset = offset & PLACE_MASK
    for lane in range(lanes):
        path = start + lane
        a, b, c, d = philox(path & WORD_MASK, (path >> 32) & WORD_MASK, days, stream, seed_low, seed_high)
        chances[offset + lane] = bits_float(a)
        chances[offset + lanes + lane] = bits_float(b)
        chances[offset + 2 * lanes + lane] = bits_float(c)
        chances[offset + 3 * lanes + lane] = bits_float(d)
    for lane in range(lanes):
        a, b = float_bits(chances[offset + lane]), float_bits(chances[offset + lanes + lane])
        chances[offset + lane], chances[offset + lanes + lane] = normal_pair(a, b)
    for lane in range(lanes):
        c, d = float_bits(chances[offset + 2 * lanes + lane]), float_bits(chances[offset + 3 * lanes + lane])
        chances[offset + 2 * lanes + lane], chances[offset + 3 * lanes + lane] = normal_pair(c, d)


def fill_uniforms(
    chances: array[float],
    offset: int,
    lanes: int,
    start: int,
    days: int,
    stream: int,
    seed_low: int,
    seed_high: int,
) -> None:
    """Numbers between 0 and 1, in the same order and by the same counter."""
    offset = offset & PLACE_MASK
    for lane in range(lanes):
        path = start + lane
        a, b, c, d = philox(path & WORD_MASK, (path >> 32) & WORD_MASK, days, stream, seed_low, seed_high)
        chances[offset + lane] = uniform(a)
        chances[offset + lanes + lane] = uniform(b)
        chances[offset + 2 * lanes + lane] = uniform(c)
        chances[offset + 3 * lanes + lane] = uniform(d)


def fill_rare_normals(
    chances: array[float],
    offset: int,
    lanes: int,
    start: int,
    days: int,
    stream: int,
    seed_low: int,
    seed_high: int,
    beside: int,
    below: float,
    room: int,
    chosen: array[int],
) -> None:
    """The numbers of ``fill_normals`` where those at ``beside`` are below ``below``, and 0 elsewhere.

    Only paths with one of them in these four days are drawn. ``chances`` has room to work in from ``room`` on, for four
    days of all paths and a vector, and ``chosen`` for the numbers of those that are drawn.
    """
    offset, beside, room = offset & PLACE_MASK, beside & PLACE_MASK, room & PLACE_MASK
    for lane in range(lanes):
        earlier = min(chances[beside + lane], chances[beside + lanes + lane])
        later = min(chances[beside + 2 * lanes + lane], chances[beside + 3 * lanes + lane])
        chances[room + lane] = min(earlier, later)
    for place in range(4 * lanes):
        chances[offset + place] = 0.0
    few = 0
    for lane in range(lanes):
        chosen[few] = lane
        few += 1 if chances[room + lane] < below else 0
    whole = (few + VECTOR - 1) & -VECTOR
    for place in range(few, whole):
        chosen[place] = 0
    width = lanes + VECTOR
    for place in range(whole):
        path = start + (chosen[place] & PLACE_MASK)
        a, b, c, d = philox(path & WORD_MASK, (path >> 32) & WORD_MASK, days, stream, seed_low, seed_high)
        chances[room + place], chances[room + width + place] = normal_pair(a, b)
        chances[room + 2 * width + place], chances[room + 3 * width + place] = normal_pair(c, d)
    for place in range(few):
        for day in range(4):
            at = day * lanes + (chosen[place] & PLACE_MASK)
            if chances[beside + at] < below:
                chances[offset + at] = chances[room + day * width + place]
