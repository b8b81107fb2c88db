"""What a plan assumes: each assumption by its name, its range, and the numbers that it sets."""

import math

import pytest

from bitcoin_office.office.assumptions import assumptions_of, chosen
from bitcoin_office.simulate.plan import varied
from bitcoin_office.simulate.weather.price_models import Bates, Drift, Start
from bitcoin_office.terms.errors import NotFoundError, UsageError
from tests.office.asked_plans import setup, small
from tests.simulate.programmes import OPENING, WEATHERS, plan, rule


def named(made=None):
    """All assumptions by name."""
    return {item.name: item for item in assumptions_of(setup(), made or small())}


def test_the_market_and_every_rule_are_assumed():
    """Growth, its uncertainty, volatility, price, the rupee's two, the rule's coins; nothing that is known."""
    found = named()
    assert {"growth", "growth-deviation", "volatility", "price", "depreciation", "devaluations"} <= found.keys()
    assert {"devaluation-size", "rate-with-bitcoin"} <= found.keys()
    assert found["rate-with-bitcoin"].sets(0.6, {}) == {"rate_price_correlation": 0.6, "rate_price_rest": 0.8}
    assert found["one-a-day.coins"].declared == 1.0
    assert not found.keys() & {"past_days", "first_sats", "credit_usd", "rule_0_first", "rule_0_coins", "drift_mean"}
    for item in found.values():
        assert item.low < item.declared < item.high, item.name


def test_whatever_another_desk_brings_is_assumed_too():
    """A number of a desk that nobody here knows, such as mined coins, has its own name and 20 % either way."""
    found = named(plan("fhs", days=5, rules=(rule("fixed_coins", coins=1.0),), opening=OPENING))["mined_coins"]
    assert (found.low, found.declared, found.high) == (0.4, 0.5, 0.6)
    assert found.sets(0.6, {}) == {"mined_coins": 0.6}


def test_declared_values_change_nothing():
    """Every assumption at its declared value gives the plan's own numbers, to the last bits of a logarithm."""
    numbers = small().numbers
    for item in named().values():
        for name, value in item.sets(item.declared, numbers).items():
            assert value == pytest.approx(numbers[name], rel=1e-9, abs=1e-9), item.name


def test_growth_price_and_volatility():
    """Growth shifts the drift by its logarithm, the price is its logarithm, volatility squares into variances."""
    numbers, found = small().numbers, named()
    assert found["growth"].sets(50.0, numbers)["drift_mean"] == pytest.approx(numbers["drift_mean"] + math.log(1.5))
    high = found["price"].sets(1e6, numbers)
    assert high == {"first_log_price": pytest.approx(math.log(1e6)), "first_height_usd": 1e6}
    louder = found["volatility"].sets(2.0, numbers)
    assert louder["garch_constant"] == 4.0 * numbers["garch_constant"]
    assert varied(small(), louder).hash != small().hash


def test_volatility_of_bates_leaves_the_growth_of_the_median():
    """Twice the volatility is the model with twice its deviations and jumps, drift and all."""
    model = WEATHERS["bates"]
    made = plan("bates", days=5, rules=(rule("fixed_coins", coins=1.0),))
    twice = Bates(
        variance_first=4 * model.variance_first, variance_mean=4 * model.variance_mean,
        variance_return=model.variance_return, variance_volatility=2 * model.variance_volatility,
        correlation=model.correlation, jumps=model.jumps, jump_mean=2 * model.jump_mean,
        jump_deviation=2 * model.jump_deviation,
    )  # fmt: skip
    expected = dict(twice.section(Start(price_usd=100_000.0), Drift(median_growth=0.1, deviation=0.2)).parameters)
    found = named(made)["volatility"].sets(2.0, made.numbers)
    assert found == {name: pytest.approx(expected[name]) for name in found}
    assert "drift_mean" in found


def test_a_bootstrap_has_no_number_for_its_volatility():
    """It is in the drawn moves themselves, so it is left out rather than guessed at."""
    assert "volatility" not in named(plan("bootstrap", days=5, rules=(rule("fixed_coins", coins=1.0),)))


def test_ranges_and_names_as_asked():
    """A range replaces the default one; any number of the engine can be named; nonsense is refused."""
    known = tuple(named().values())
    growth, jumps = chosen(known, ("growth=-10..30", "rate_jump_mean=0.1..0.3"), small())
    assert (growth.low, growth.high, growth.why) == (-10.0, 30.0, "as asked")
    assert jumps.sets(0.2, {}) == {"rate_jump_mean": 0.2}
    with pytest.raises(NotFoundError, match="growth"):
        chosen(known, ("grwth",), small())
    for text in ("growth=10", "growth=30..10", "growth=a..b", "growth=1..inf", "growth=1..2..3"):
        with pytest.raises(UsageError, match="range"):
            chosen(known, (text,), small())
