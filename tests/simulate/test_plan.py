"""A plan with other numbers: the same as if it had been prepared with them, and nothing is compiled anew."""

import pytest

from bitcoin_office.simulate.plan import PlanError, varied
from bitcoin_office.simulate.weather.price_models import Gbm
from tests.simulate.programmes import plan, rule


def made(**changed):
    """One coin a day for five days."""
    return plan(days=5, rules=(rule("fixed_coins", coins=changed.pop("coins", 1.0)),), **changed)


def test_a_varied_plan_is_the_one_that_would_be_prepared():
    """Two coins a day, a calmer market, another seed and report day: the prepared plan's hash, and one code."""
    first = made()
    numbers = {"rule_0_coins": 2.0, "volatility_day": made(model=Gbm(volatility=0.3)).numbers["volatility_day"]}
    found = varied(first, numbers, reports=(4,), seed=9)
    assert found == made(coins=2.0, model=Gbm(volatility=0.3), reports=(4,), seed=9)
    assert found.code_hash == first.code_hash
    assert found.hash != first.hash
    assert varied(first, {}) == first


def test_what_the_plan_does_not_have_cannot_be_varied():
    """Unknown names, what is no number and report days beyond the plan are named, all at once."""
    with pytest.raises(PlanError, match=r"nonsense; .*rule_0_coins = nan; report days"):
        varied(made(), {"nonsense": 1.0, "rule_0_coins": float("nan")}, reports=(5,))
