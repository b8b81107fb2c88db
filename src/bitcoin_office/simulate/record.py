"""Counting a value into a histogram whose bins are cut by the bits of the float itself: exact, and the same everywhere.

A positive double's bits grow with its value, so its exponent and first six fraction bits number the bin: 64 bins to a
doubling, each at most 1.6 % wide, with edges that are exact doubles. Counts, and sums in whole steps, are integers:
pieces merge by addition, in any order, to the same bits.
"""

from __future__ import annotations

from array import array

from bitcoin_office.simulate.bits import bits_float, float_bits

BINS_PER_DOUBLING = 64
BIN_SHIFT = 46  # 52 fraction bits less the six that number the bin
BIAS = 1023
LIMB = 31
LIMB_MASK = 0x7FFFFFFF
SUMS = 4
"""Integers kept for a sum: high part, low part, how many values, how many were refused (no number, or beyond all)."""


def bin_of(value: float, low: int, bins: int, below: int) -> int:
    """The number of a value's bin: ``below`` for what is nearer to zero than 2**low, the last for what is beyond all.

    ``below`` is how many bins there are for values below zero, as many as above or none.
    """
    number = (float_bits(abs(value)) >> BIN_SHIFT) - (BIAS + low) * BINS_PER_DOUBLING + 1
    number = min(max(number, 0), bins)
    return below + number if value >= 0.0 else max(below - number, 0)


def bin_edge(number: int, low: int) -> float:
    """The lower edge of a positive bin; 0 for the bin around zero."""
    if number <= 0:
        return 0.0
    return bits_float(((BIAS + low) * BINS_PER_DOUBLING + number - 1) << BIN_SHIFT)


def record(
    rows: array[float],
    offset: int,
    live: int,
    start: int,
    steps: float,
    most: float,
    low: int,
    bins: int,
    below: int,
    base: int,
    cell: int,
    counts: array[int],
    sums: array[int],
    lows: array[float],
    highs: array[float],
    low_paths: array[int],
    high_paths: array[int],
) -> None:
    """Counts one value of the paths that lie side by side from ``rows[offset]`` on, ``live`` of them from ``start`` on.

    ``steps`` is how many steps of the sum make 1, ``most`` what may be counted at all, ``base`` where the histogram
    begins in ``counts``, ``cell`` which sum and extremes are meant.
    """
    upper, lower, refused = 0, 0, 0
    lowest, highest = lows[cell], highs[cell]
    for lane in range(live):
        value = rows[offset + lane] + 0.0  # a negative zero would make extremes depend on the order of paths
        if -most < value < most:
            counts[base + bin_of(value, low, bins, below)] += 1
            whole = int(value * steps)
            upper += whole >> LIMB
            lower += whole & LIMB_MASK
            path = start + lane
            if value < lowest or (value == lowest and path < low_paths[cell]):
                lowest = value
                low_paths[cell] = path
            if value > highest or (value == highest and path < high_paths[cell]):
                highest = value
                high_paths[cell] = path
        else:
            refused += 1
    lows[cell], highs[cell] = lowest, highest
    sums[cell * SUMS] += upper
    sums[cell * SUMS + 1] += lower
    sums[cell * SUMS + 2] += live - refused
    sums[cell * SUMS + 3] += refused
