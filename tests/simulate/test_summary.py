"""Histograms, quantiles and means out of integers."""

import math
import random
import statistics
from array import array

import pytest

from bitcoin_office.simulate.layout import histogram_size, positive_bins
from bitcoin_office.simulate.parts import Statistic
from bitcoin_office.simulate.record import bin_of, record
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import empty_piece, run_piece, trace
from bitcoin_office.simulate.summary import edges, quantile, series
from bitcoin_office.terms.errors import IncompleteDataError
from tests.simulate.programmes import plan, rule

SIGNED = Statistic(name="x", unit="USD", low=-3, high=10, signed=True)
PLAIN = Statistic(name="x", unit="USD", low=-3, high=10)
chance = random.Random(11)


@pytest.mark.parametrize("statistic", [SIGNED, PLAIN], ids=["signed", "plain"])
def test_a_value_lies_in_its_bin(statistic):
    """Between the edges of its bin, which is at most 1/64 wide; what is beyond all is in the last."""
    above = positive_bins(statistic)
    below = above if statistic.signed else 0
    for _ in range(3000):
        value = chance.choice([-1, 1] if statistic.signed else [1]) * 2.0 ** chance.uniform(-6, 10)
        low, high = edges(statistic, bin_of(value, statistic.low, above, below))
        assert low <= value <= high
        assert high - low <= max(abs(value) / 64, 2.0**-2)
    assert bin_of(1e300, statistic.low, above, below) == histogram_size(statistic) - 1
    assert bin_of(0.0, statistic.low, above, below) == below
    assert bin_of(-1e300, statistic.low, above, below) == 0


def _recorded(values, statistic=SIGNED):
    counts, sums = array("q", bytes(8 * histogram_size(statistic))), array("q", [0] * 4)
    ends = array("d", [math.inf]), array("d", [-math.inf]), array("q", [2**62]), array("q", [2**62])
    above = positive_bins(statistic)
    places = array("q", bytes(8 * len(values)))
    record(
        array("d", values), 0, len(values), 100, 1024.0, 2.0**51, statistic.low, above, above, 0, 0, counts, sums,
        *ends, places,
    )  # fmt: skip
    return counts, sums, ends


def test_quantiles_are_those_of_the_values():
    """Within the width of a bin of the sample's own quantile, at every level."""
    values = [chance.gauss(3.0, 20.0) for _ in range(5000)]
    counts, _, (lows, highs, *_) = _recorded(values)
    exact = statistics.quantiles(values, n=100, method="inclusive")
    for level in (5, 25, 50, 75, 95):
        found = quantile(SIGNED, counts, (lows[0], highs[0]), level / 100)
        assert found == pytest.approx(exact[level - 1], rel=1 / 64, abs=0.125)


def test_a_value_that_is_the_same_on_all_paths_is_exact():
    """No bin makes a range out of what is certain."""
    counts, sums, (lows, highs, *_) = _recorded([7.25] * 9)
    assert {quantile(SIGNED, counts, (lows[0], highs[0]), level) for level in (0.0, 0.05, 0.5, 1.0)} == {7.25}
    assert sums.tolist() == [0, 9 * 7424, 9, 0]


def test_what_is_no_number_is_refused_and_counted():
    """Not a number, infinities and what is beyond all do not enter any figure; extremes name the lowest path."""
    counts, sums, (lows, highs, low_paths, high_paths) = _recorded([1.0, math.nan, -2.0, math.inf, 1e300, -2.0, 1.0])
    assert sum(counts) == sums[2] == 4
    assert sums[3] == 3
    assert (lows[0], low_paths[0], highs[0], high_paths[0]) == (-2.0, 102, 1.0, 100)


def test_series_are_those_of_the_paths():
    """Means are the paths' own, to the step; extremes are replayed by their number; dates are the report days'."""
    made = plan(days=20, rules=(rule("fixed_coins", coins=1.0),), reports=(9, 19))
    piece = run_piece(made, plain_kernel(made), 0, 40)
    found = series(made, piece)
    seen = trace(made, plain_kernel(made), 0, 40)
    prices = [path[19] for path in seen["price_usd"]]
    assert found["price_usd"].mean[1] == pytest.approx(statistics.fmean(prices), abs=2**-10)
    assert found["price_usd"].lowest[1].value == min(prices)
    assert prices[found["price_usd"].highest[1].path] == max(prices)
    assert found["price_usd"].dates == (made.span.date(9), made.span.date(19))
    assert found["gain_usd"].refused == 0
    assert set(found) >= {"coins", "value_usd", "value_local", "cost_usd", "spent_usd", "drawdown"}
    with pytest.raises(IncompleteDataError):
        series(made, empty_piece(made))
