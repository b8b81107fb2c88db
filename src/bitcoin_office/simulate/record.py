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
LARGEST = 0x7FFFFFFFFFFFFFFF
PLACE_MASK = 0xFFFFFFFF
"""Tells a compiler that a place is not negative: numba lets an index count from the end, and would ask each time."""
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


def bits_in_order(value: float) -> int:
    """A number that grows with the value: its bits, those below zero turned round, as sorts by radix have them."""
    bits = float_bits(value)
    return bits ^ ((bits >> 63) & LARGEST)


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
    places: array[int],
) -> None:
    """Counts one value of the paths that lie side by side from ``rows[offset]`` on, ``live`` of them from ``start`` on.

    ``steps`` is how many steps of the sum make 1, ``most`` what may be counted at all, ``base`` where the histogram
    begins in ``counts``, ``cell`` which sum and extremes are meant; ``places`` has room for a number of each path.
    """
    # Only the second loop has to go path by path. Whole numbers, unlike floats, have a minimum that may be found in
    # any order, and so in SIMD lanes.
    offset, base = offset & PLACE_MASK, base & PLACE_MASK
    upper, lower, counted = 0, 0, 0
    lowest, highest = LARGEST, -LARGEST
    for lane in range(live):
        value = rows[offset + lane] + 0.0  # a negative zero would make extremes depend on the order of paths
        fits = -most < value < most
        value = value if fits else 0.0
        counted += 1 if fits else 0
        whole = int(value * steps)
        upper += whole >> LIMB
        lower += whole & LIMB_MASK
        rank = bits_in_order(value)
        lowest = min(lowest, rank if fits else LARGEST)
        highest = max(highest, rank if fits else -LARGEST)
        places[lane] = bin_of(value, low, bins, below) if fits else -1
    for lane in range(live):
        if places[lane] >= 0:
            counts[base + (places[lane] & PLACE_MASK)] += 1
    if lowest <= bits_in_order(lows[cell]):
        _extreme(rows, offset, live, start, lowest, cell, lows, low_paths)
    if highest >= bits_in_order(highs[cell]):
        _extreme(rows, offset, live, start, highest, cell, highs, high_paths)
    sums[cell * SUMS] += upper
    sums[cell * SUMS + 1] += lower
    sums[cell * SUMS + 2] += counted
    sums[cell * SUMS + 3] += live - counted


def _extreme(
    rows: array[float],
    offset: int,
    live: int,
    start: int,
    rank: int,
    cell: int,
    extremes: array[float],
    paths: array[int],
) -> None:
    """Keeps an extreme and the lowest number of a path that has it, which may be a path of an earlier piece."""
    for lane in range(live):
        value = rows[offset + lane] + 0.0
        if bits_in_order(value) == rank:
            if value != extremes[cell] or start + lane < paths[cell]:
                extremes[cell] = value
                paths[cell] = start + lane
            break
