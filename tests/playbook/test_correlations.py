"""Correlations of chances: the matrix, its triangle, and pairs that contradict one another."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.playbook.correlations import (
    PAIRS,
    SHOCKS,
    cholesky,
    correlation_problems,
    correlations_on,
    matrix_of,
    parameter_of,
)
from bitcoin_office.playbook.known import KNOWN
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.terms.source import Source

FIRST, LATER = dt.date(2025, 7, 1), dt.date(2026, 7, 1)


def stated(percent: int, on: dt.date = FIRST) -> ParameterValue:
    """A correlation from a day on."""
    return ParameterValue(unit="percent", effective_from=on, source=Source(title="x"), value=Decimal(percent))


def test_every_pair_is_a_known_parameter():
    """Ten pairs of five shocks, each a parameter with bounds, under one name whichever comes first."""
    assert len(PAIRS) == len(SHOCKS) * (len(SHOCKS) - 1) // 2
    assert set(PAIRS) <= set(KNOWN)
    assert parameter_of("hydro", "load") == parameter_of("load", "hydro") == "correlation_load_hydro"


@given(st.lists(st.floats(-0.95, 0.95), min_size=10, max_size=10))
def test_the_triangle_gives_the_matrix_back(values: list[float]) -> None:
    """Times its transpose the triangle is the matrix, for every matrix that has one."""
    matrix = matrix_of(dict(zip(PAIRS.values(), values, strict=True)))
    triangle = cholesky(matrix)
    if triangle is None:
        return
    for row, line in enumerate(matrix):
        for place, wanted in enumerate(line):
            found = sum(triangle[row][k] * triangle[place][k] for k in range(len(SHOCKS)))
            assert found == pytest.approx(wanted, abs=1e-9)


def test_a_triangle_against_a_known_one():
    """The textbook case: 0.5 between all of three."""
    triangle = cholesky(((1.0, 0.5, 0.5), (0.5, 1.0, 0.5), (0.5, 0.5, 1.0)))
    assert triangle is not None
    assert triangle[1] == pytest.approx((0.5, 0.75**0.5, 0.0))
    assert triangle[2] == pytest.approx((0.5, 0.28867513459481287, 0.816496580927726))
    assert cholesky(((1.0, 1.0), (1.0, 1.0))) is None


def test_what_cannot_be_true_together_is_one_finding_with_its_day():
    """Bitcoin with the rupee, the rupee with load, and load against bitcoin: each may be, all three cannot."""
    values = {
        "correlation_bitcoin_rupee": (stated(60),),
        "correlation_rupee_load": (stated(60),),
        "correlation_bitcoin_load": (stated(0), stated(-60, LATER)),
    }
    (problem,) = correlation_problems(values)
    assert (problem.code, problem.key) == ("not-positive-definite", ("parameters", "correlation_bitcoin_load", 1))
    assert "2026-07-01" in problem.message
    assert correlations_on(values, FIRST) == {("bitcoin", "rupee"): 0.6, ("rupee", "load"): 0.6}
    assert not list(correlation_problems({name: value for name, value in values.items() if "bitcoin_load" not in name}))
