"""Given moves: paths through points, growth by a schedule against published models, and chance held still."""

import datetime as dt
import itertools
import math

import msgspec
import pytest

from bitcoin_office.adapters.shipped_weather import shipped_stresses
from bitcoin_office.market.market import Market
from bitcoin_office.playbook.wording import Interval
from bitcoin_office.simulate.plan import PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import trace
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.weather.price_models import Drift, Gbm, Start
from bitcoin_office.simulate.weather.pushes import growth_pushes, moves_along, price_pushes, rate_pushes, still
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from bitcoin_office.simulate.weather.stresses import parse_stresses
from bitcoin_office.terms.errors import IncompleteDataError
from tests.simulate.programmes import FIRST, RATE, WEATHERS, rule, texts

NO_CHANCE = Gbm(volatility=0.0)


def along(section, span, sources, *rules):
    """Every kept value of every day of the one path there is."""
    given = section + reserve_section(rules, Opening(), span, sources)
    made = prepare(PlanInput(section=given, span=span, reports=(span.days - 1,), seed=1, texts=sources, lanes=1))
    return {name: values[0] for name, values in trace(made, plain_kernel(made), 0, 1).items()}


def test_growth_without_chance_against_bitcoin24():
    """Strategy's Bitcoin24, its base case: from $65,000 in 2024 by 50 % a year, 2.5 points less each year down to 20 %:
    about $13 million in 2045. Through the engine, with no volatility, it is 13.4.
    """
    percents = [max(50.0 - 2.5 * year, 20.0) for year in range(21)]
    span = Span(dt.date(2024, 7, 1), (dt.date(2045, 7, 1) - dt.date(2024, 7, 1)).days)
    section = price_pushes(growth_pushes(span, percents[:13])) + NO_CHANCE.section(Start(price_usd=65_000.0), Drift())
    price = along(section + DOLLAR, span, texts())["price_usd"]
    expected = 65_000 * math.prod(1 + percent / 100 for percent in percents)
    assert price[-1] == pytest.approx(expected, rel=1e-9)
    assert price[-1] == pytest.approx(13.4e6, rel=0.001)
    yearly = [price[span.number(dt.date(year, 6, 30))] for year in range(2025, 2046)]
    growth = [round(100 * (after / before - 1), 6) for before, after in itertools.pairwise(yearly)]
    assert growth == percents[1:]


def test_growth_without_chance_against_vanecks_reserve():
    """VanEck's reserve of a million coins, bought in five years from 2025 and held: at 25 % a year from $200,000 it is
    $42.3 million a coin in 2049, $42 trillion in all, 35 % of a debt of $37 trillion that grows by 5 %.
    """
    span = Span(dt.date(2025, 1, 1), (dt.date(2049, 1, 1) - dt.date(2025, 1, 1)).days)
    section = NO_CHANCE.section(Start(price_usd=200_000.0), Drift()) + DOLLAR
    section = price_pushes(growth_pushes(span, [25.0])) + section
    buys = msgspec.structs.replace(
        rule("fixed_coins", interval=Interval.YEAR, coins=200_000.0), effective_to=dt.date(2029, 12, 31)
    )
    found = along(section, span, texts(), buys)
    assert found["price_usd"][-1] == pytest.approx(42.35e6, rel=0.001)
    assert found["coins"][-1] == 1e6
    assert found["value_usd"][-1] == pytest.approx(42.35e12, rel=0.001)
    assert found["value_usd"][-1] / (37e12 * 1.05**24) == pytest.approx(0.355, abs=0.001)


@pytest.mark.parametrize("weather", WEATHERS)
def test_pushes_go_with_every_weather(weather):
    """On the same chance every price is the one without the push times what was pushed, under any weather."""
    span = Span(FIRST, 12)
    moves = tuple(0.01 * day - 0.05 for day in range(12))
    plain = WEATHERS[weather].section(Start(price_usd=50_000.0), Drift()) + DOLLAR
    without = along(plain, span, texts())["price_usd"]
    pushed = along(price_pushes(moves) + plain, span, texts())["price_usd"]
    for day, (a, b) in enumerate(zip(without, pushed, strict=True)):
        assert b / a == pytest.approx(math.exp(math.fsum(moves[: day + 1])), rel=1e-12)


def test_still_chance_moves_nothing():
    """With chance at its middle the rate only drifts, and a push is all that happens to it."""
    span = Span(FIRST, 10)
    price = NO_CHANCE.section(Start(price_usd=50_000.0), Drift())
    calm = along(price + RATE.section(280.0), span, still(texts()))["local_per_usd"]
    assert calm[-1] == pytest.approx(280.0 * math.exp(10 * RATE.depreciation / 365), rel=1e-12)
    moves = moves_along([(0, 1.0), (4, 1.3)], 10)
    pushed = along(rate_pushes(moves) + price + RATE.section(280.0), span, still(texts()))["local_per_usd"]
    assert pushed[-1] == pytest.approx(1.3 * calm[-1], rel=1e-12)


def test_moves_lead_through_their_points():
    """Even in between, nothing after the last, cut where the plan ends."""
    moves = moves_along([(0, 100.0), (2, 121.0), (3, 60.5)], 5)
    assert moves == pytest.approx([math.log(1.1), math.log(1.1), math.log(0.5), 0.0, 0.0])
    assert moves_along([(0, 100.0), (2, 121.0)], 1) == pytest.approx([math.log(1.1)])
    assert moves_along([(0, 1.0)], 3) == (0.0, 0.0, 0.0)


def test_growth_goes_by_anniversaries():
    """A leap year's growth is spread over 366 days, and the last growth goes on."""
    span = Span(dt.date(2028, 2, 29), 366 + 365 + 10)
    moves = growth_pushes(span, [10.0, 20.0])
    year = (dt.date(2029, 3, 1) - dt.date(2028, 2, 29)).days
    assert math.fsum(moves[:year]) == pytest.approx(math.log(1.1))
    assert moves[year] == moves[-1] == pytest.approx(math.log(1.2) / 365)
    assert len(moves) == span.days


def test_shipped_stresses_are_what_they_say(shipped):
    """Falls to the recorded share of the height: 2022 to 23 %, March 2020 to 47 %, 2018 to 17 %, 2013 to 15 %."""
    days = 800
    found = {item.id: item for item in shipped_stresses()}
    reached = {name: math.exp(math.fsum(item.price_moves(shipped, days))) for name, item in found.items()}
    assert reached["fall-2022"] == pytest.approx(15_760 / 67_517, rel=0.001)
    lowest = min(itertools.accumulate(found["march-2020"].price_moves(shipped, days)))
    assert math.exp(lowest) == pytest.approx(4_901 / 10_382, rel=0.001)
    assert reached["fall-2018"] == pytest.approx(3_182 / 19_161, rel=0.001)
    assert reached["fall-2013"] == pytest.approx(171 / 1_135, rel=0.001)
    assert reached["four-fifths"] == pytest.approx(0.2)
    assert reached["flat"] == 1.0
    rates = {name: math.exp(math.fsum(item.rate_moves(shipped, days))) for name, item in found.items()}
    assert rates["rupee-2022"] == pytest.approx(299.7897 / 177.9561, rel=0.001)
    assert rates["rupee-2018"] > 1.4
    assert rates["flat"] == 1.0


def test_what_is_not_on_file_is_said(shipped):
    """A recorded fall that the closes at hand do not cover, and a file that is none."""
    points = shipped.btc_usd.between(dt.date.min, dt.date(2021, 1, 1))
    early = Market(
        btc_usd=msgspec.structs.replace(shipped.btc_usd, points=points),
        usd_pkr=shipped.usd_pkr,
        difficulty=shipped.difficulty,
        hashrate=shipped.hashrate,
    )
    with pytest.raises(IncompleteDataError, match="not on file"):
        shipped_stresses()[0].price_moves(early, 10)
    with pytest.raises(IncompleteDataError, match="another version"):
        parse_stresses('schema = "bitcoin-office/stresses/2"\nstress = []')
    with pytest.raises(IncompleteDataError, match="no file of stresses"):
        parse_stresses('stress = [{ id = "x" }]')


@pytest.fixture(scope="module")
def shipped():
    """The shipped market."""
    from bitcoin_office.adapters.prices.shipped import shipped_market

    return shipped_market()
