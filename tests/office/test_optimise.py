"""The best of one or two numbers: found where it is known, and judged on futures it was not chosen on."""

import pytest

from bitcoin_office.office.measures import Measure
from bitcoin_office.office.optimise import Direction, OptimiseQuestion, Varied, optimise, parse_goal
from bitcoin_office.simulate.plan import varied
from bitcoin_office.terms.errors import UsageError
from tests.office.asked_plans import DAYS, run, setup, small

COINS = Varied(name="one-a-day.coins", low=0.0, high=2.0, declared=1.0)
SECOND = Varied(name="drift_mean", low=-1.0, high=1.0, declared=0.0)


def at(values):
    """The plan with the rule's coins, and the drift where a second number is given."""
    names = ("rule_0_coins", "drift_mean")[: len(values)]
    return varied(small(), dict(zip(names, values, strict=True)))


def asked(measure, *items, direction=Direction.MAX, steps=5, seeds=3):
    """The answer, and the seeds that were run."""
    seen = []

    def recorded(plan, paths):
        seen.append(plan.seed)
        return run(plan, paths)

    question = OptimiseQuestion(measure=measure, direction=direction, varied=items, steps=steps, seeds=seeds)
    return optimise(setup(), small(), question, at, recorded), seen


def test_the_best_of_a_known_figure():
    """Most coins where most are bought a day: at the end of the range, and it is said that it is the end."""
    found, _ = asked(Measure(series="coins", of="mean"), COINS)
    assert found.best == (2.0,)
    assert found.at_edge
    assert (found.chosen_on, found.declared_there) == (2.0 * DAYS, DAYS)
    assert found.gain.mean == DAYS
    assert found.luck == 0.0
    assert len(found.tried) == 5 + 3
    assert found.finding.startswith(
        "Best of what was tried is one-a-day.coins = 2: on fresh futures the mean of coins held is"
    )


def test_fewest_is_the_other_end_and_ties_go_to_the_smallest():
    """The goal's direction turns it round; where nothing differs the smallest numbers are chosen."""
    assert asked(Measure(series="coins", of="mean"), COINS, direction=Direction.MIN)[0].best == (0.0,)
    found, _ = asked(Measure(series="price_usd", of="mean"), COINS)
    assert found.best == (0.0,)
    assert found.finding.endswith("the difference is not more than chance.")


def test_two_numbers_on_common_futures_and_fresh_ones():
    """Two numbers give a grid and a closer one; the choice is made on the plan's seed, the judging on the next ones."""
    found, seen = asked(Measure(series="value_usd", of="p50"), COINS, SECOND, steps=3)
    assert found.best == (2.0, 1.0)
    assert len(found.tried) <= 9 + 25
    chosen_on = setup().question.seed
    fresh = [seed for seed in seen if seed != chosen_on]
    assert sorted(set(fresh)) == [chosen_on + 1, chosen_on + 2, chosen_on + 3]
    assert len(fresh) == 2 * 3
    assert found.fresh_best.standard_error > 0.0
    assert found.luck == pytest.approx(found.chosen_on - found.fresh_best.mean)


def test_goals_and_numbers_that_cannot_be_meant():
    """A goal is a direction and a figure; at most two numbers are varied."""
    assert parse_goal("min:below:0") == (Direction.MIN, "below:0")
    for text in ("p05", "most:p05", "max:", "max"):
        with pytest.raises(UsageError, match="goal"):
            parse_goal(text)
    with pytest.raises(UsageError, match="One or two"):
        asked(Measure(series="coins", of="mean"), COINS, SECOND, COINS)
