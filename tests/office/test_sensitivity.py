"""Which assumption matters: on a plan so small that what must come out is known."""

import pytest

pytest.importorskip("SALib", reason="the extra `sensitivity` brings SALib")

from bitcoin_office.adapters.salib_designs import SalibDesigns
from bitcoin_office.office.measures import Measure
from bitcoin_office.office.sensitivity import SensitivityQuestion, sensitivity
from bitcoin_office.simulate.plan import Plan
from tests.office.asked_plans import DAYS, PATHS, run, setup, small


def asked(measure, *names, samples=4, trajectories=2):
    """The answer, and the plans that were run for it."""
    seen: list[Plan] = []

    def recorded(plan: Plan, paths: int):
        seen.append(plan)
        return run(plan, paths)

    question = SensitivityQuestion(measure=measure, assumptions=names, samples=samples, trajectories=trajectories)
    return sensitivity(setup(), small(), question, SalibDesigns(), recorded), seen


def test_coins_depend_on_the_rule_alone():
    """Ten days of 0.8 to 1.2 coins are 8 to 12; growth and volatility move nothing; all variance is the rule's."""
    found, seen = asked(Measure(series="coins", of="mean"), "growth", "volatility", "one-a-day.coins")
    first, *others = found.influences
    assert first.name == "one-a-day.coins"
    assert (first.at_low, first.at_high) == pytest.approx((0.8 * DAYS, 1.2 * DAYS))
    assert first.screened.effect.value == pytest.approx(0.4 * DAYS)
    assert first.shared is not None
    assert {item.screened.effect.value for item in others} == {0.0}
    assert {item.shared for item in others} == {None}
    assert found.declared == pytest.approx(DAYS)
    assert found.finding.startswith("Rule one-a-day: coins matters most to the mean of coins held: over 0.8 to 1.2")
    assert found.runs == len(seen)
    assert found.paths == PATHS


def test_nothing_is_compiled_anew_and_the_futures_are_the_same():
    """Every plan that is run has the code, the seed and the last day of the first: only numbers differ."""
    _, seen = asked(Measure(series="value_usd", of="p50"), "growth", "price")
    assert {plan.code_hash for plan in seen} == {small().code_hash}
    assert {(plan.seed, plan.reports) for plan in seen} == {(small().seed, (DAYS - 1,))}
    assert len({plan.hash for plan in seen}) > len(seen) / 2


def test_worth_depends_on_the_price_first():
    """In ten days a price 20 % off matters more than growth does; without samples there are no shares."""
    found, _ = asked(Measure(series="value_usd", of="p50"), "growth", "price", samples=0)
    assert [item.name for item in found.influences] == ["price", "growth"]
    assert {item.shared for item in found.influences} == {None}


def test_what_nothing_moves():
    """The rupee's devaluations do not change how many coins there are, and the answer says so."""
    found, _ = asked(Measure(series="coins", of="mean"), "devaluations", "depreciation")
    assert found.finding == "No assumption moves the mean of coins held."
