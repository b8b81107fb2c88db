"""Tests of the three yardsticks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.fiscal.yardstick import (
    at_the_meter,
    capacity_contribution,
    cost_of_service,
    others_tariff_change,
    price_distance,
    price_gap,
)

PRICE = st.floats(0, 100)


def test_pakistan_at_the_proposed_tariff() -> None:
    """At 23 rupees: 0 against liquefied gas, 4.57 with average losses, 3.34 against purchase, 17.51 the class."""
    assert price_gap(22.7323, 23) == 0
    assert price_gap(at_the_meter(22.7323, 0.1755), 23) == pytest.approx(4.57, abs=0.005)
    assert price_gap(cost_of_service(9.67, 16.67, 0, 0), 23) == pytest.approx(3.34)
    assert price_gap(40.51, 23) == pytest.approx(17.51)


def test_cost_of_service_counts_every_part() -> None:
    """Energy and capacity grow with losses; the wires come on top."""
    assert cost_of_service(10, 15, 0.2, 3) == pytest.approx(25 / 0.8 + 3)


@given(PRICE, PRICE)
def test_a_gap_is_a_distance_that_is_never_negative(reference: float, tariff: float) -> None:
    """A tariff above the reference is no negative subsidy, but the distance says by how much it is above."""
    assert price_gap(reference, tariff) == max(0.0, price_distance(reference, tariff))
    assert price_distance(reference, tariff) == -capacity_contribution(tariff, reference)


def test_a_contribution_lowers_what_others_pay() -> None:
    """Two billion rupees on 127,160 GWh are 1.6 paisa less a kilowatt-hour; a loss is as much more."""
    assert others_tariff_change(2e9, 127_160e6) == pytest.approx(-0.0157, abs=1e-4)
    assert others_tariff_change(-2e9, 127_160e6) == pytest.approx(0.0157, abs=1e-4)
