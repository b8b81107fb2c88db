"""GBM and Bates by moments: what was put in is found again."""

import math
import random

import pytest

from bitcoin_office.simulate.weather.garch_fit import GarchFit
from bitcoin_office.simulate.weather.moment_fit import fit_bates, fit_gbm, split_jumps

DAYS = 4000
FOUND = GarchFit(
    moves=DAYS, constant=1e-5, news=0.06, memory=0.91, tail=4.0, errors=(0.01, 0.02, 0.2), growth=0.0, growth_error=0.2
)


def test_gbm_has_the_samples_volatility():
    """Moves of 3 % a day in either direction are a volatility of 0.03 times the root of 365."""
    assert fit_gbm([0.03, -0.03] * 500).volatility == pytest.approx(0.03 * math.sqrt(365), rel=1e-5)


def test_bates_finds_jumps_and_calm_variance():
    """Falls of 30 % that were put into calm days, 20 of them in eleven years, are found by number, mean and spread."""
    chance = random.Random(4)
    moves = [chance.gauss(0.0, 0.02) for _ in range(DAYS)]
    for number in range(20):
        moves[100 + 190 * number] = -0.3 + chance.gauss(0.0, 0.05)
    found = fit_bates(FOUND, moves)
    assert found.jumps == pytest.approx(20 / (DAYS / 365), rel=1e-5)
    assert found.jump_mean == pytest.approx(-0.3, abs=0.04)
    assert found.jump_deviation == pytest.approx(0.05, abs=0.025)
    assert found.variance_mean == pytest.approx(0.02**2 * 365, rel=0.06)
    assert found.variance_return == pytest.approx(365 * (1 - 0.06 - 0.91))
    assert found.variance_volatility == pytest.approx(0.06 * math.sqrt(730 * found.variance_mean), rel=1e-5)
    calm, jumps = split_jumps(moves)
    assert (len(calm), len(jumps)) == (DAYS - 20, 20)


def test_without_jumps_there_are_none():
    """Days that are all alike hold no jump, and the sizes of none are 0."""
    moves = [0.02, -0.02] * 400
    found = fit_bates(FOUND, moves)
    assert (found.jumps, found.jump_mean, found.jump_deviation) == (0.0, 0.0, 0.0)
