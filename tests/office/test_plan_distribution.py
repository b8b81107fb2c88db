"""How futures are spread at the end: shares that add up, zero at an edge, nothing for what is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.office.plan_distribution import OUTSIDE, distribution
from bitcoin_office.simulate.scores import share_below


def even(low: float, high: float, parts: int):
    """Futures spread evenly."""
    width = (high - low) / parts
    return tuple((low + place * width, low + (place + 1) * width, 1 / parts) for place in range(parts))


@given(low=st.floats(-1e9, 1e9), width=st.floats(1, 1e9), parts=st.integers(1, 40))
def test_shares_add_up_and_zero_is_an_edge(low, width, parts):
    """Every future is in one part or outside; a loss is never in a column with a gain."""
    spread = distribution(even(low, low + width, parts))
    assert spread is not None
    assert sum(spread.shares) + spread.below + spread.above == pytest.approx(1.0)
    assert all(share >= -1e-9 for share in spread.shares)
    assert spread.below <= OUTSIDE + 1e-9
    assert spread.above <= OUTSIDE + 1e-9
    if spread.edges[0] < 0 < spread.edges[-1]:
        assert 0.0 in spread.edges


def test_shares_of_losses_are_those_that_were_counted():
    """Columns below zero, with what lies further left, hold the share of futures below zero."""
    counted = even(-3.0, 9.0, 12)
    spread = distribution(counted)
    assert spread is not None
    below = spread.below + sum(s for s, edge in zip(spread.shares, spread.edges[1:], strict=True) if edge <= 0)
    assert below == pytest.approx(share_below(counted, 0.0)) == pytest.approx(0.25)


def test_what_is_certain_is_not_spread():
    """The same value in every future has no distribution."""
    assert distribution(((7.0, 7.0, 1.0),)) is None
