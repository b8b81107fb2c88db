"""Fills a draw's numbers of four days for paths that lie side by side: one call of Philox a path."""

from __future__ import annotations

from array import array

from bitcoin_office.simulate.elementary import normal_pair, uniform
from bitcoin_office.simulate.philox import philox

WORD_MASK = 0xFFFFFFFF


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
    for lane in range(lanes):
        path = start + lane
        a, b, c, d = philox(path & WORD_MASK, (path >> 32) & WORD_MASK, days, stream, seed_low, seed_high)
        first, second = normal_pair(a, b)
        third, fourth = normal_pair(c, d)
        chances[offset + lane] = first
        chances[offset + lanes + lane] = second
        chances[offset + 2 * lanes + lane] = third
        chances[offset + 3 * lanes + lane] = fourth


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
    for lane in range(lanes):
        path = start + lane
        a, b, c, d = philox(path & WORD_MASK, (path >> 32) & WORD_MASK, days, stream, seed_low, seed_high)
        chances[offset + lane] = uniform(a)
        chances[offset + lanes + lane] = uniform(b)
        chances[offset + 2 * lanes + lane] = uniform(c)
        chances[offset + 3 * lanes + lane] = uniform(d)
