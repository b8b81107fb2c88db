"""What matters most beside a plan: two runs for each assumption tell it for every series."""

import pytest

from bitcoin_office.office.assumptions import assumptions_of
from bitcoin_office.office.matters import MOST_PATHS, MOST_TOLD, matters
from tests.office.asked_plans import DAYS, PATHS, run, setup, small


def test_each_series_has_its_own():
    """Coins follow the rule alone, the price the market alone, worth in rupees all of them."""
    asked = []

    def recorded(plan, paths):
        asked.append((plan.code_hash, plan.seed, paths))
        return run(plan, paths)

    found = matters(setup(), small(), recorded)
    (coins,) = found["coins"]
    assert (coins.name, coins.at_low, coins.at_high) == (
        "one-a-day.coins", pytest.approx(0.8 * DAYS, rel=0.01), pytest.approx(1.2 * DAYS, rel=0.01)
    )  # fmt: skip
    assert {item.name for item in found["price_usd"]} <= {"price", "growth", "growth-deviation", "volatility"}
    assert found["price_usd"][0].name == "price"
    assert {"price", "one-a-day.coins"} <= {item.name for item in found["value_local"]}
    assert max(map(len, found.values())) <= MOST_TOLD
    assert set(asked) == {(small().code_hash, small().seed, min(PATHS, MOST_PATHS))}
    assert len(asked) == 2 * len(assumptions_of(setup(), small()))


def test_the_most_comes_first():
    """Sorted by how far the middle moves from end to end."""
    for told in matters(setup(), small(), run).values():
        swings = [abs(item.at_high - item.at_low) for item in told]
        assert swings == sorted(swings, reverse=True)
