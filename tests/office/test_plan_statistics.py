"""Shares above and below zero out of counts, against the values themselves."""

import random

import pytest

from bitcoin_office.office.plan_statistics import fans, shares_by_sign
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


def test_shares_by_sign_are_counted(counted):
    """The shares below and above zero are those of the values, but for those within a few dollars of it."""
    made, piece, values = counted
    below, above = shares_by_sign(made, piece, "gain_usd")
    assert below == sum(value <= -16 for value in values["gain_usd"]) / PATHS
    assert above == sum(value >= 16 for value in values["gain_usd"]) / PATHS


def test_fans_speak_the_countrys_money(counted):
    """Units are put into the country's own money, and what is hidden is left out."""
    made, piece, _ = counted
    got = fans(made, piece, lambda unit: unit.replace("local", "PKR"), {"gain_usd"})
    assert got["local_per_usd"].unit == "PKR/USD"
    assert "gain_usd" not in got
