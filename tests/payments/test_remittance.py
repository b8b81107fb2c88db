"""Tests of remittances through the year and of what another way of sending saves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.payments.remittance import corridor_saving, shares_of_months


@given(st.dictionaries(st.integers(1, 12), st.decimals(1, 8, places=2), max_size=12))
def test_months_make_a_year(known: dict[int, Decimal]) -> None:
    """Shares of months add up to one, whatever is known of them, and months that nobody knows are alike."""
    shares = shares_of_months(known)
    assert sum(shares) == pytest.approx(Decimal(1))
    assert len({shares[month - 1] for month in range(1, 13) if month not in known}) <= 1


def test_what_another_way_saves() -> None:
    """A tenth of a billion, sent at half a percent in place of two, saves 1.5 million; a dearer way costs."""
    assert corridor_saving(1e9, 0.1, 0.02, 0.005) == pytest.approx(1.5e6)
    assert corridor_saving(1e9, 0.1, 0.02, 0.03) == pytest.approx(-1e6)
