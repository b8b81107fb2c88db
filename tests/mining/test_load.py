"""Tests of the shape of load and its blocks."""

import itertools
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.adapters.mining_tables import shipped_load_shape
from bitcoin_office.mining.load import LoadShape, blocks_of, day_factors, hour_factors, hours_of_month
from bitcoin_office.playbook.decode import decode


@pytest.mark.parametrize("shape", shipped_load_shape().month, ids=lambda shape: str(shape.month))
def test_the_shipped_shape_keeps_means_and_spread(shape) -> None:
    """Every month's hours average to the mean, its days have the spread that the table states, no hour is negative."""
    hours = hours_of_month(shape, 30, 1000.0)
    assert len(hours) == 720
    assert fmean(hours) == pytest.approx(1000)
    assert pstdev(day_factors(shape, 30)) == pytest.approx(shape.spread_of_days)
    assert fmean(hour_factors(shape)) == pytest.approx(1)
    assert 500 < min(hours) < max(hours) < 1500


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=200), st.integers(1, 12))
def test_blocks_keep_the_mean_and_rise(loads: list[float], number: int) -> None:
    """Blocks have the mean of the hours, from the lowest to the highest, also where hours do not divide evenly."""
    blocks = blocks_of(tuple(loads), number)
    assert len(blocks) == number
    assert fmean(blocks) == pytest.approx(fmean(loads), rel=1e-9, abs=1e-9)
    assert all(low <= high + 1e-6 for low, high in itertools.pairwise(blocks))


def test_a_block_for_every_hour_is_the_hours_in_order() -> None:
    """Four blocks of four hours are the hours, sorted."""
    assert blocks_of((4.0, 1.0, 3.0, 2.0), 4) == (1, 2, 3, 4)


def test_a_shape_of_eleven_months_is_found() -> None:
    """A table that lacks a month, or has them out of order, is a finding."""
    waves = "".join(f"{name} = 0.0\n" for name in ("day_cosine", "day_sine", "half_day_cosine", "half_day_sine"))
    row = f"[[month]]\nmonth = {{}}\n{waves}spread_of_days = 0.1\n"
    for months in (range(1, 12), range(12, 0, -1)):
        text = 'source = { title = "x" }\n' + "".join(row.format(month) for month in months)
        shape, findings = decode(text, LoadShape, file="f.toml")
        assert shape is None
        assert [finding.code for finding in findings] == ["wrong-order"]
