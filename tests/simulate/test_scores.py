"""Scores of a counted forecast: by hand, and against sums over a fine grid."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece
from bitcoin_office.simulate.scores import crps, share_below, steps
from tests.simulate.programmes import plan

STEPS = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(0, 20), st.integers(1, 9)),
    min_size=1,
    max_size=6,
    unique_by=lambda s: s[0],
)


def counted(drawn):
    """Steps in order that do not overlap, shares adding up to one."""
    drawn = sorted(drawn)
    total = sum(weight for _, _, weight in drawn)
    ends = [start for start, _, _ in drawn[1:]] + [1_000]
    return tuple(
        (float(start), float(min(start + width, end)), weight / total)
        for (start, width, weight), end in zip(drawn, ends, strict=True)
    )


def test_a_single_future_scores_its_distance():
    """One future at 10: off by 3 scores 3, on either side; exactly right scores 0, and half lies below."""
    only = ((10.0, 10.0, 1.0),)
    assert [crps(only, value) for value in (7.0, 13.0, 10.0)] == [3.0, 3.0, 0.0]
    assert [share_below(only, value) for value in (7.0, 13.0, 10.0)] == [0.0, 1.0, 0.5]


def test_an_even_spread_scores_as_the_formula_says():
    """Futures even from 0 to 1: the score of a half is 1/12, of an end 1/3 (Gneiting and Raftery, 2007)."""
    even = ((0.0, 0.5, 0.5), (0.5, 1.0, 0.5))
    assert [crps(even, value) for value in (0.5, 0.0, 1.0)] == pytest.approx([1 / 12, 1 / 3, 1 / 3])
    assert share_below(even, 0.25) == 0.25


@settings(max_examples=50)
@given(drawn=STEPS, value=st.floats(-80, 100))
def test_scores_are_the_integral(drawn, value):
    """Any counts and any outcome: the closed form is the sum over a fine grid of (share below less outcome) squared."""
    told = counted(drawn)
    low, high, points = min(told[0][0], value) - 1, max(told[-1][1], value) + 1, 20_000
    width = (high - low) / points
    grid = [low + (place + 0.5) * width for place in range(points)]
    summed = sum((share_below(told, at) - (at >= value)) ** 2 for at in grid) * width
    assert crps(told, value) == pytest.approx(summed, abs=5 * width + 1e-9)


def test_steps_of_a_plan_hold_all_its_futures():
    """Shares of what an engine counted add up to one, lie between the extremes, and rise."""
    made = plan(days=40)
    piece = run_piece(made, plain_kernel(made), 0, 50)
    for statistic in made.layout.statistics:
        told = steps(made, piece, statistic.name)[0]
        assert sum(share for _, _, share in told) == pytest.approx(1.0)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(told))
        assert share_below(told, told[-1][1] + 1.0) == pytest.approx(1.0)
