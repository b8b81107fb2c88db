"""Counting: the bins, sums and extremes of values one by one, whatever they are and however they are cut."""

import math
import struct
from array import array

from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.simulate.record import LIMB, SUMS, bin_of, bits_in_order, record

LOW, BINS, STEPS, MOST = -4, 64 * 12, 1024.0, 2.0**51
FIRST_PATH = 100
VALUES = st.lists(
    st.one_of(
        st.floats(-1e4, 1e4),
        st.sampled_from([0.0, -0.0, 3.0, -3.0, math.nan, math.inf, -math.inf, 2.0**51, -(2.0**60)]),
    ),
    min_size=1,
    max_size=40,
)


class _Counted:
    """A statistic's arrays, and the engine's own function upon them."""

    def __init__(self) -> None:
        self.counts = array("q", bytes(8 * (2 * BINS + 1)))
        self.sums = array("q", bytes(8 * SUMS))
        self.ends = array("d", [math.inf]), array("d", [-math.inf]), array("q", [2**62]), array("q", [2**62])

    def take(self, values: list[float], first: int) -> None:
        places = array("q", bytes(8 * len(values)))
        record(
            array("d", values), 0, len(values), first, STEPS, MOST, LOW, BINS, BINS, 0, 0, self.counts, self.sums,
            *self.ends, places,
        )  # fmt: skip


@given(values=VALUES, cut=st.integers(0, 40))
def test_what_is_counted_is_what_was_there(values, cut):
    """Every value in its bin and in the sum, the lowest path of each extreme, no number refused; in any two pieces."""
    counted = _Counted()
    pieces = [(values[cut:], FIRST_PATH + min(cut, len(values))), (values[:cut], FIRST_PATH)]
    for piece, first in pieces:
        counted.take(piece, first)
    fit = [(value + 0.0, FIRST_PATH + number) for number, value in enumerate(values) if -MOST < value < MOST]
    high, low, number, refused = counted.sums
    assert (number, refused) == (len(fit), len(values) - len(fit))
    assert (high << LIMB) + low == sum(int(value * STEPS) for value, _ in fit)
    bins = [bin_of(value, LOW, BINS, BINS) for value, _ in fit]
    assert {place: count for place, count in enumerate(counted.counts) if count} == {b: bins.count(b) for b in bins}
    if fit:
        lowest, highest = min(fit), min(fit, key=lambda pair: (-pair[0], pair[1]))
        assert [ends[0] for ends in counted.ends] == [lowest[0], highest[0], lowest[1], highest[1]]
        assert math.copysign(1.0, counted.ends[0][0]) == (1.0 if lowest[0] >= 0.0 else -1.0)


@given(first=st.floats(allow_nan=False), second=st.floats(allow_nan=False))
def test_bits_are_in_the_order_of_values(first, second):
    """As whole numbers they compare as the values do, a negative zero before zero."""
    if first != second:
        assert (bits_in_order(first) < bits_in_order(second)) == (first < second)
    assert bits_in_order(-0.0) < bits_in_order(0.0)
    assert bits_in_order(1.0) == struct.unpack("<q", struct.pack("<d", 1.0))[0]
