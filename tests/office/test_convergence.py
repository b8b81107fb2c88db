"""How sure figures are: errors by batches, held against what theory and other seeds say."""

import functools
import math
import statistics

import msgspec
import pytest

from bitcoin_office.office.convergence import BATCHES, convergence
from bitcoin_office.office.measures import Measure, measured
from bitcoin_office.simulate.parts import Day, Part, Statistic
from bitcoin_office.simulate.plan import PlanInput, prepare, varied
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import run_piece
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.weather.price_models import Drift, Gbm, Start
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from tests.office.asked_plans import setup
from tests.simulate.programmes import FIRST, rule, texts

PATHS = 512


@functools.cache
def tiny():
    """Two days of GBM with one coin a day, with what a plan judges."""
    span = Span(FIRST, 2)
    section = Gbm(volatility=2.0).section(Start(price_usd=100_000.0), Drift()) + DOLLAR
    section += reserve_section((rule("fixed_coins", coins=1.0),), Opening(), span, texts())
    section += Section(
        day=Day(
            state=(), draws=(), steps=(),
            statistics=(Statistic(name="value_over_cost_usd", unit="USD", low=4, high=50, signed=True),),
            reports=(Part(function="over_cost", gives=("value_over_cost_usd",)),),
            written="def over_cost(value_usd, cost_usd):\n    return value_usd - cost_usd\n",
        )
    )  # fmt: skip
    return prepare(PlanInput(section=section, span=span, reports=(1,), seed=1, texts=texts(), lanes=32))


def batches(plan, paths, number):
    """In the interpreter."""
    size = paths // number
    return [run_piece(plan, plain_kernel(plan), place * size, size) for place in range(number)]


@functools.cache
def found():
    """The answer for the tiny plan."""
    asked = msgspec.structs.replace(setup(), question=msgspec.structs.replace(setup().question, paths=PATHS))
    return convergence(asked, tiny(), 1.0, batches)


def figure(series, of):
    """One of the figures."""
    return next(item for item in found().figures if (item.series, item.measure) == (series, of))


def test_the_error_of_a_mean_is_the_known_one():
    """The price's mean after two days of GBM has the standard error that theory gives, within what 16 batches tell."""
    volatility = 2.0 * math.sqrt(2 / 365)
    mean = 100_000 * math.exp(volatility**2 / 2)
    expected = mean * math.sqrt(math.expm1(volatility**2) / PATHS)
    item = figure("price_usd", "mean")
    assert item.standard_error == pytest.approx(expected, rel=0.5)
    assert abs(item.value - mean) < 4 * expected
    assert item.growing[-1] == item.value


def test_errors_are_those_between_seeds():
    """The middle price of other seeds differs by about the told error: neither a third nor three times as much."""
    item = figure("price_usd", "p50")
    others = []
    for seed in range(2, 10):
        plan = varied(tiny(), {}, seed=seed)
        piece = run_piece(plan, plain_kernel(plan), 0, PATHS)
        others.append(measured(plan, piece, Measure(series="price_usd", of="p50")))
    assert item.standard_error / 3 < statistics.stdev(others) < 3 * item.standard_error


def test_more_futures_are_needed_for_more_accuracy():
    """Half the error takes four times the futures; what does not vary needs none."""
    item = figure("price_usd", "p05")
    assert item.relative is not None
    assert item.paths_needed == math.ceil(PATHS * (item.relative / 0.01) ** 2)
    coins = figure("coins", "mean")
    assert (coins.value, coins.standard_error, coins.paths_needed) == (2.0, 0.0, None)
    assert found().paths == PATHS
    assert found().batches == BATCHES
    assert found().loss.low < found().loss.share < found().loss.high
