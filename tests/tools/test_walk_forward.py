"""The tests that the walk-forward bench applies, against another program's and on chance that is known."""

import importlib.util
import math
import random
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="the extra `plan` compiles futures")

BENCH = Path(__file__).resolve().parents[2] / "bench" / "walk_forward.py"


@pytest.fixture(scope="module")
def bench():
    """The bench as a module."""
    spec = importlib.util.spec_from_file_location("walk_forward", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["walk_forward"] = module
    spec.loader.exec_module(module)
    return module


def test_kolmogorov_smirnov_against_scipy(bench):
    """Of uniform and of bent numbers the p value is scipy's, within what an asymptotic one may differ."""
    stats = pytest.importorskip("scipy.stats", reason="the extra `sensitivity` brings scipy")
    chance = random.Random(3)
    uniform = [chance.random() for _ in range(800)]
    for values in (uniform, [value**1.1 for value in uniform], [value**1.3 for value in uniform]):
        expected = stats.kstest(values, "uniform").pvalue
        assert bench.kolmogorov_smirnov(values) == pytest.approx(expected, rel=0.03, abs=1e-6)


def test_kupiec_against_scipy(bench):
    """The likelihood ratio of so many losses is that of scipy's binomial, its p value that of its chi-squared."""
    stats = pytest.importorskip("scipy.stats", reason="the extra `sensitivity` brings scipy")
    for count, level in ((3, 0.01), (10, 0.01), (40, 0.05), (80, 0.05)):
        hits = [True] * count + [False] * (1000 - count)
        ratio = -2 * (stats.binom.logpmf(count, 1000, level) - stats.binom.logpmf(count, 1000, count / 1000))
        assert bench.kupiec(hits, level) == pytest.approx(stats.chi2.sf(ratio, 1), rel=1e-6, abs=1e-12)


def test_christoffersen_tells_clusters_from_chance(bench):
    """Losses at random are not called clustered more often than they should; losses in pairs always are."""
    chance = random.Random(8)
    values = [bench.christoffersen([chance.random() < 0.05 for _ in range(2000)]) for _ in range(200)]
    assert sum(value < 0.05 for value in values) / 200 == pytest.approx(0.05, abs=0.05)
    pairs = [day % 40 < 2 for day in range(2000)]
    assert bench.christoffersen(pairs) < 1e-6


def test_shares_below_are_the_engines(bench):
    """Half of the paths of a flat GBM end below where they began, after each horizon."""
    from bitcoin_office.simulate.weather.price_models import Drift, Gbm

    plan = bench.plan_for(Gbm(volatility=0.6), Drift())
    found = bench.shares_below(plan, dict.fromkeys(bench.HORIZONS, bench.SPOT))
    for share in found.values():
        assert share == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(bench.PATHS))
