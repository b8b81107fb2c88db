"""Elementary functions against arithmetic of 50 digits."""

import math
import random

import mpmath
import pytest

from bitcoin_office.simulate.elementary import exp, log, nearest, normal_pair, sine_cosine, uniform

SAMPLES = 4000
chance = random.Random(4)


def ulps(value: float, exact: mpmath.mpf) -> float:
    """How far a value is from the exact one, in units in the last place of the exact one."""
    return float(abs(mpmath.mpf(value) - exact) / math.ulp(float(exact)))


@pytest.fixture(autouse=True)
def digits():
    """Fifty digits are more than any double has."""
    with mpmath.workdps(50):
        yield


def test_exp_against_mpmath():
    """Exp is within one unit in the last place from -700 to 700, and near zero."""
    points = [chance.uniform(-700, 700) for _ in range(SAMPLES)] + [chance.uniform(-1, 1) for _ in range(SAMPLES)]
    assert max(ulps(exp(x), mpmath.exp(mpmath.mpf(x))) for x in points) < 1.0


def test_log_against_mpmath():
    """Log is within one unit in the last place over all magnitudes, and near one."""
    points = [2.0 ** chance.uniform(-1000, 1000) for _ in range(SAMPLES)]
    points += [1.0 + chance.uniform(-0.5, 0.5) for _ in range(SAMPLES)]
    assert max(ulps(log(x), mpmath.log(mpmath.mpf(x))) for x in points) < 1.0


def test_sine_and_cosine_against_mpmath():
    """Both are within three units in the last place at any word, and within 2**-52 of the exact value."""
    words = [chance.randrange(2**32) for _ in range(SAMPLES)] + [0, 2**29, 2**30, 2**31, 2**32 - 1]
    for word in words:
        angle = 2 * mpmath.pi * (word + mpmath.mpf(0.5)) / 2**32
        for value, exact in zip(sine_cosine(word), (mpmath.sin(angle), mpmath.cos(angle)), strict=True):
            assert ulps(value, exact) < 3.0
            assert abs(value - exact) < 2**-52


def test_exp_is_cut_far_out():
    """No argument gives an infinity or a zero."""
    assert exp(1e9) == exp(700.0) < math.inf
    assert exp(-1e9) == exp(-700.0) > 0.0


def test_uniform_is_exact_and_never_zero_or_one():
    """A word's number is (word + 1/2) / 2**32, exactly."""
    for word in (0, 1, 2**31, 2**32 - 1, *(chance.randrange(2**32) for _ in range(SAMPLES))):
        assert uniform(word) == (2 * word + 1) / 2**33
        assert 0.0 < uniform(word) < 1.0


def test_nearest_is_pythons_round():
    """The rounding of the engine is Python's: to the nearest, a half to the even one."""
    values = [chance.uniform(-1e15, 1e15) for _ in range(SAMPLES)] + [0.5, 1.5, 2.5, -0.5, -1.5, 0.0]
    values += [chance.randrange(-(10**6), 10**6) + 0.5 for _ in range(SAMPLES)]
    assert [nearest(value) for value in values] == [round(value) for value in values]


def test_normal_pairs_have_the_moments_of_the_normal_distribution():
    """Mean 0, variance 1, kurtosis 3, no correlation, within five standard errors; nothing beyond 6.77."""
    pairs = [normal_pair(chance.randrange(2**32), chance.randrange(2**32)) for _ in range(20_000)]
    values = [value for pair in pairs for value in pair]
    size = len(values)
    assert abs(sum(values) / size) < 5 / math.sqrt(size)
    assert abs(sum(v * v for v in values) / size - 1) < 5 * math.sqrt(2 / size)
    assert abs(sum(v**4 for v in values) / size - 3) < 5 * math.sqrt(96 / size)
    assert abs(sum(a * b for a, b in pairs) / len(pairs)) < 5 / math.sqrt(len(pairs))
    assert max(map(abs, (*normal_pair(0, 0), *normal_pair(0, 2**30)))) < 6.77
