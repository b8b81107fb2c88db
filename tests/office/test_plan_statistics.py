"""Quantiles and means out of counts, against the values themselves."""

import random

import pytest

from bitcoin_office.office.plan_statistics import fan, shares_by_sign
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece, trace
from tests.simulate.programmes import plan

PATHS = 200


@pytest.fixture(scope="module")
def counted():
    """A small plan, what was counted, and the value of every path on the last day."""
    made = plan("gbm", days=12, reports=(11,), seed=random.Random(5).randrange(2**32))
    kernel = plain_kernel(made)
    values = {name: sorted(path[-1] for path in paths) for name, paths in trace(made, kernel, 0, PATHS).items()}
    return made, run_piece(made, kernel, 0, PATHS), values


@pytest.mark.parametrize("name", ["price_usd", "value_usd", "gain_usd", "drawdown", "coins"])
def test_quantiles_are_within_a_bin_of_the_sorted_values(counted, name):
    """Every quantile lies within 1.6 % of the value of its rank, and the mean is exact to the sum's step."""
    made, piece, values = counted
    got = fan(made, piece, name, "")
    ranked = values[name]
    for share, figure in zip((0.05, 0.25, 0.5, 0.75, 0.95), vars_of(got.quantiles), strict=True):
        expected = ranked[round(share * PATHS) - 1]
        assert figure == pytest.approx(expected, rel=0.016, abs=0.001)
    assert got.mean[-1] == pytest.approx(sum(ranked) / PATHS, rel=1e-9, abs=0.001)


def vars_of(quantiles):
    """The last figure of each level."""
    return [getattr(quantiles, level)[-1] for level in ("p05", "p25", "p50", "p75", "p95")]


def test_shares_by_sign_are_counted(counted):
    """The shares below and above zero are those of the values, but for those within a few dollars of it."""
    made, piece, values = counted
    below, above = shares_by_sign(made, piece, "gain_usd")
    assert below == sum(value <= -16 for value in values["gain_usd"]) / PATHS
    assert above == sum(value >= 16 for value in values["gain_usd"]) / PATHS
