"""SALib's designs: known indices are found, the same seed gives the same points, and where nothing moves nothing is."""

import math

import pytest

pytest.importorskip("SALib", reason="the extra `sensitivity` brings SALib")

from bitcoin_office.adapters.salib_designs import SalibDesigns

BOUNDS = [(-math.pi, math.pi)] * 3
# T. Ishigami, T. Homma (1990), with a = 7 and b = 0.1: shares of the variance, known in closed form.
ALONE, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)


def ishigami(point):
    """The function that every method of sensitivity is tried on."""
    x, y, z = point
    return math.sin(x) + 7 * math.sin(y) ** 2 + 0.1 * z**4 * math.sin(x)


@pytest.fixture(scope="module")
def designs():
    """SALib, loaded once."""
    return SalibDesigns()


def test_sobol_against_the_closed_form_of_ishigami(designs):
    """Shares alone and in all are those known, within twice the interval that is told of them."""
    points = designs.sobol_points(BOUNDS, 512, 3)
    assert len(points) == 512 * 5
    found = designs.sobol(BOUNDS, [ishigami(point) for point in points], 3)
    for share, alone, total in zip(found, ALONE, TOTAL, strict=True):
        assert abs(share.alone.value - alone) < 2 * share.alone.give_or_take + 0.01
        assert abs(share.total.value - total) < 2 * share.total.give_or_take + 0.01
        assert share.alone.give_or_take < 0.2


def test_morris_tells_linear_effects_exactly(designs):
    """Of a linear function the effect is slope times range, the same everywhere: no spread and no interval."""
    bounds = [(0.0, 2.0), (10.0, 20.0), (-1.0, 1.0)]
    points = designs.morris_points(bounds, 5, 1)
    assert len(points) == 5 * 4
    found = designs.morris(bounds, points, [3 * x - y for x, y, _ in points], 1)
    assert [item.effect.value for item in found] == pytest.approx([6.0, 10.0, 0.0])
    assert [item.spread for item in found] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_the_seed_decides_the_points(designs):
    """The same seed, the same points; another, others."""
    assert designs.sobol_points(BOUNDS, 4, 1) == designs.sobol_points(BOUNDS, 4, 1)
    assert designs.sobol_points(BOUNDS, 4, 1) != designs.sobol_points(BOUNDS, 4, 2)
    assert designs.morris_points(BOUNDS, 4, 1) == designs.morris_points(BOUNDS, 4, 1)
    assert designs.morris_points(BOUNDS, 4, 1) != designs.morris_points(BOUNDS, 4, 2)


def test_where_nothing_moves_nothing_matters(designs):
    """A function that is the same everywhere has indices of 0, not of what is no number."""
    points = designs.sobol_points(BOUNDS, 4, 1)
    assert {item.total.value for item in designs.sobol(BOUNDS, [5.0] * len(points), 1)} == {0.0}
    points = designs.morris_points(BOUNDS, 4, 1)
    assert {item.effect.value for item in designs.morris(BOUNDS, points, [5.0] * len(points), 1)} == {0.0}
