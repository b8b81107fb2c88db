"""Stresses on a programme: one path each, the rules' own, beside the calm one."""

import datetime as dt
import functools
import itertools
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.adapters.shipped_weather import shipped_stresses
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import plan_facts
from bitcoin_office.office.plan import set_up
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.stress import CALM, named, stress_result, stressed_plan
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.weather.stresses import NumberFactor, Stress
from bitcoin_office.terms.errors import NotFoundError

QUESTION = PlanQuestion(paths=1, years=1, seed=1, as_of=dt.date(2025, 7, 17))


@functools.cache
def setup(programme="pk+sv-reserve", question=QUESTION):
    """A programme's setup."""
    return set_up(plan_facts(programme, market_for(None)), question)


def outcomes(*names, programme="pk+sv-reserve", question=QUESTION):
    """The outcomes of these stresses, and of the calm path, by name."""
    result = stress_result(setup(programme, question), shipped_texts(), named(shipped_stresses(), names), plain_kernel)
    return {item.id: item for item in (result.calm, *result.stresses)} | {"result": result}


def test_a_recorded_fall_is_bought_day_by_day_at_its_own_closes():
    """A coin a day through the fall of 2022: the price has its recorded shares, the cost is the sum of them."""
    found = outcomes("fall-2022")
    assert set(found) == {"calm", "fall-2022", "result"}
    price = float(setup().weather.start.price_usd)
    points = market_for(None).btc_usd.between(dt.date(2021, 11, 8), dt.date(2022, 11, 21))
    closes = [float(point.value) for point in points]
    path = [price * close / closes[0] for close in closes[1:366]]
    series = found["fall-2022"].series
    assert series["price_usd"].last == pytest.approx(path[-1], rel=1e-9)
    assert series["price_usd"].lowest == pytest.approx(min(path), rel=1e-9)
    assert series["price_usd"].lowest_on == QUESTION.as_of + dt.timedelta(days=1 + path.index(min(path)))
    assert series["spent_usd"].last == pytest.approx(sum(path[-351:]), rel=1e-6)
    assert found["calm"].series["price_usd"].highest == pytest.approx(price)


def test_only_the_stress_moves():
    """The calm path has one price; a devaluation moves the rupee and worth in rupees, and nothing in dollars."""
    found = outcomes("rupee-2022")
    calm, fallen = found["calm"].series, found["rupee-2022"].series
    assert calm["price_usd"].lowest == pytest.approx(calm["price_usd"].highest, rel=1e-12)
    assert fallen["local_per_usd"].last > 1.2 * calm["local_per_usd"].last
    assert fallen["value_local"].last > 1.2 * calm["value_local"].last
    assert fallen["value_usd"].last == pytest.approx(calm["value_usd"].last, rel=1e-9)
    assert "gain_usd" not in calm


def test_what_does_not_apply_says_why():
    """No mining, so no network to double; a country of dollars has no rupee; a later fall is not seen."""
    found = outcomes("rupee-2022", programme="sv")
    assert "dollar" in found["rupee-2022"].missing
    assert found["rupee-2022"].series == {}
    plan, missing = stressed_plan(
        setup(), shipped_texts(), Stress(id="x", says="", source="", numbers=(NumberFactor(name="nobody", factor=2.0),))
    )
    assert missing == "The plan has no nobody."
    assert plan.numbers
    early = setup(question=msgspec.structs.replace(QUESTION, as_of=dt.date(2023, 5, 31)))
    (later,) = named(shipped_stresses(), ("rupee-2022",))
    assert "not on file" in stressed_plan(early, shipped_texts(), later)[1]


def test_numbers_are_multiplied():
    """A stress may multiply any number that the plan has."""
    item = Stress(id="x", says="", source="", numbers=(NumberFactor(name="rule_0_coins", factor=3.0),))
    assert stressed_plan(setup(), shipped_texts(), item)[0].numbers["rule_0_coins"] == 3.0
    assert stressed_plan(setup(), shipped_texts(), CALM)[0].numbers["rule_0_coins"] == 1.0


def test_growth_as_assumed_goes_on_beneath_a_stress():
    """With a growth path of 100 % the calm price doubles in a year; after the fall a fifth of that is left."""
    question = msgspec.structs.replace(QUESTION, drift_percent=Decimal(100), drift_path=(Decimal(100), Decimal(0)))
    found = outcomes("four-fifths", question=question)
    start = setup().weather.start.price_usd
    assert found["calm"].series["price_usd"].last == pytest.approx(2 * start, rel=1e-9)
    assert found["four-fifths"].series["price_usd"].last == pytest.approx(0.4 * start, rel=1e-9)


def test_without_coins_it_is_told_by_what_mining_leaves():
    """Pakistan alone buys nothing: a fall stops its machines, and the worst stress is what leaves them least."""
    found = outcomes("fall-2022", "flat", programme="pk")
    assert found["result"].judged == "mining_net_usd"
    assert found["result"].finding.endswith("No coin is held.")
    assert found["fall-2022"].series["mining_net_usd"].last < found["flat"].series["mining_net_usd"].last
    assert found["fall-2022"].series["mining_coins_total"].last < found["flat"].series["mining_coins_total"].last
    assert outcomes("flat")["result"].judged == "value_over_cost_usd"


def test_the_worst_is_told_first():
    """The finding names the stress that leaves least, and unknown names are refused with what is known."""
    result = outcomes("flat", "fall-2022", "march-2020")["result"]
    assert result.finding.startswith("Worst of 3 stresses is fall-2022")
    assert all(len({item.id for item in pair}) == 2 for pair in itertools.pairwise(result.stresses))
    with pytest.raises(NotFoundError, match="fall-2022"):
        named(shipped_stresses(), ("fall-202",))
