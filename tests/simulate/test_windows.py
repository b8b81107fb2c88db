"""Looking back: the engine's running windows are those that one counts by hand."""

import math

import pytest

from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import trace
from bitcoin_office.simulate.window_steps import yearly_volatility
from tests.simulate.programmes import plan, rule

DAYS = 40


@pytest.mark.parametrize("window", [1, 2, 7, 13, 39, 40, 100])
def test_the_highest_of_a_window(window):
    """For every length, also longer than the plan, each day's highest is that of the last so many days, exactly."""
    made = plan(days=DAYS, rules=(rule("buy_falls", fall=0.1, amount_usd=1.0, amount_local=0.0, window_days=window),))
    seen = trace(made, plain_kernel(made), 0, 3)
    for prices, highs in zip(seen["price_usd"], seen["rule_0_high"], strict=True):
        assert list(highs) == [max(prices[max(0, day - window + 1) : day + 1]) for day in range(DAYS)]


@pytest.mark.parametrize("window", [1, 2, 7, 39, 100])
def test_the_volatility_of_a_window(window):
    """The sum of squared moves is exact, in whatever order one adds; volatility follows from it."""
    made = plan(days=DAYS, rules=(rule("volatility_target", volatility=0.05, most=0.1, window_days=window),))
    seen = trace(made, plain_kernel(made), 0, 3)
    for squares, sums in zip(seen["move_squared"], seen["rule_0_squares"], strict=True):
        for day in range(DAYS):
            within = squares[max(0, day - window + 1) : day + 1]
            assert sums[day] == math.fsum(reversed(within))
            assert yearly_volatility(sums[day], float(day), float(window)) == math.sqrt(
                math.fsum(within) * 365.0 / len(within)
            )
    moves = [math.log(after / before) for before, after in zip(seen["price_usd"][0], seen["price_usd"][0][1:])]  # noqa: B905
    assert list(seen["move_squared"][0][1:]) == pytest.approx([move * move for move in moves], abs=2.0**-40)
