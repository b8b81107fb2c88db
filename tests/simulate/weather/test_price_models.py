"""Market models: moments and prices against QuantLib's, and that the assumed drift is the one that comes out."""

import itertools
import math

import pytest
import QuantLib

from bitcoin_office.adapters.compiled_engine import compiled_kernel
from bitcoin_office.simulate.parts import Day, Part, Statistic
from bitcoin_office.simulate.plan import PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece, trace
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.summary import mean
from bitcoin_office.simulate.weather.price_models import Bates, Bootstrap, Drift, Gbm, Start
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from tests.simulate.programmes import FIRST, RATE, WEATHERS, plan, texts

YEAR = 365
PATHS = 60_000
RATE_FREE, STRIKE, PUT_STRIKE, SPOT = 0.04, 1.1, 0.7, 1.0
CALL, PUT = QuantLib.Option.Call, QuantLib.Option.Put
BATES = Bates(
    variance_first=0.25, variance_mean=0.36, variance_return=3.0, variance_volatility=0.9, correlation=-0.3,
    jumps=8.0, jump_mean=-0.02, jump_deviation=0.06,
)  # fmt: skip
# A desk's own statistics, as text: what a test may add, any desk may.
WRITTEN = """
def measured(log_price, price_usd, strike, put_strike):
    payoff = max(price_usd - strike, 0.0)
    put = max(put_strike - price_usd, 0.0)
    return log_price, log_price * log_price, payoff, payoff * payoff, put, put * put
"""
NAMES = ("log_of_price", "log_squared", "payoff", "payoff_squared", "put_payoff", "put_squared")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One cache for all tests of this file."""
    return tmp_path_factory.mktemp("engine")


def means(section, folder, paths=PATHS):
    """The means of the measured values after a year."""
    span = Span(FIRST, YEAR)
    measured = Section(
        day=Day(
            state=(),
            draws=(),
            steps=(),
            reports=(Part(function="measured", gives=NAMES),),
            statistics=tuple(Statistic(name=name, unit="", low=-20, high=20, signed=True, fine=40) for name in NAMES),
            written=WRITTEN,
        ),
        parameters=(("strike", STRIKE), ("put_strike", PUT_STRIKE)),
    )
    given = PlanInput(section=section + DOLLAR + measured, span=span, reports=(YEAR - 1,), seed=3, texts=texts())
    made = prepare(given)
    piece = run_piece(made, compiled_kernel(made, folder), 0, paths)
    assert list(piece.sums[3::4]) == [0] * len(NAMES)
    return [mean(statistic, piece, cell) for cell, statistic in enumerate(made.layout.statistics)]


def option_prices(engine_process, engine_of):
    """The price of a year's option by kind and strike, with QuantLib's engine for a process."""
    today = QuantLib.Date(1, 1, 2026)
    QuantLib.Settings.instance().evaluationDate = today
    count = QuantLib.Actual365Fixed()
    rate = QuantLib.YieldTermStructureHandle(QuantLib.FlatForward(today, RATE_FREE, count))
    none = QuantLib.YieldTermStructureHandle(QuantLib.FlatForward(today, 0.0, count))
    spot = QuantLib.QuoteHandle(QuantLib.SimpleQuote(SPOT))
    engine = engine_of(engine_process(rate, none, spot, today, count))

    def price(kind, strike):
        option = QuantLib.VanillaOption(
            QuantLib.PlainVanillaPayoff(kind, strike), QuantLib.EuropeanExercise(today + YEAR)
        )
        option.setPricingEngine(engine)
        return option.NPV()

    return price


def assert_prices(found, price):
    """Prices out of paths are exact within four standard errors and a per mille of the spot for daily steps."""
    discount = math.exp(-RATE_FREE)
    for place, (kind, strike) in ((2, (CALL, STRIKE)), (4, (PUT, PUT_STRIKE))):
        payoff, squared = found[place], found[place + 1]
        error = discount * math.sqrt((squared - payoff * payoff) / PATHS)
        assert abs(discount * payoff - price(kind, strike)) < 4 * error + 1e-3 * SPOT


def replicated_moments(price):
    """Mean and variance of the log price out of option prices (P. Carr, D. Madan 1998): what QuantLib's model holds.

    The mean of any g(S) is g at the forward plus the second derivative of g times out-of-the-money options, summed.
    """
    forward, step, ends = SPOT * math.exp(RATE_FREE), 0.04, 5.0
    mean, square = 0.0, 0.0
    for number in range(-int(ends / step), int(ends / step) + 1):
        x = number * step
        option = price(PUT if x < 0 else CALL, forward * math.exp(x)) * math.exp(RATE_FREE) / forward
        mean -= option * math.exp(-x) * step
        square += 2.0 * (1.0 - x) * option * math.exp(-x) * step
    return math.log(forward) + mean, square - mean * mean


@pytest.mark.slow
def test_gbm_against_quantlib(folder):
    """Mean and variance of the log price are exact within four standard errors; options have QuantLib's prices."""
    volatility = 0.6
    growth = RATE_FREE - volatility**2 / 2
    found = means(Gbm(volatility=volatility).section(Start(price_usd=SPOT), _growing(growth)), folder)
    assert abs(found[0] - growth) < 4 * volatility / math.sqrt(PATHS)
    assert abs(found[1] - found[0] ** 2 - volatility**2) < 4 * volatility**2 * math.sqrt(2 / PATHS)

    def process(rate, none, spot, today, count):
        flat = QuantLib.BlackConstantVol(today, QuantLib.NullCalendar(), volatility, count)
        return QuantLib.BlackScholesMertonProcess(spot, none, rate, QuantLib.BlackVolTermStructureHandle(flat))

    price = option_prices(process, QuantLib.AnalyticEuropeanEngine)
    assert_prices(found, price)
    assert replicated_moments(price) == pytest.approx((growth, volatility**2), abs=1e-3)


def _growing(log_growth):
    return Drift(median_growth=math.expm1(log_growth))


@pytest.mark.slow
def test_bates_against_quantlib(folder):
    """Stochastic volatility with jumps: options, mean and variance of the log price are QuantLib's engine's."""
    section = BATES.with_drift(Start(price_usd=SPOT), RATE_FREE - BATES.jump_growth, Drift())

    def process(rate, none, spot, today, count):
        b = BATES
        return QuantLib.BatesProcess(
            rate, none, spot, b.variance_first, b.variance_return, b.variance_mean, b.variance_volatility,
            b.correlation, b.jumps, b.jump_mean, b.jump_deviation,
        )  # fmt: skip

    price = option_prices(process, lambda made: QuantLib.BatesEngine(QuantLib.BatesModel(made)))
    found = means(section, folder)
    assert_prices(found, price)
    mean, variance = replicated_moments(price)
    assert abs(found[0] - mean) < 4 * math.sqrt(variance / PATHS) + 1e-3
    # Heavy tails: the error of a variance is larger than that of a normal one by its kurtosis, here about 1.3.
    assert abs(found[1] - found[0] ** 2 - variance) < 4 * 1.3 * variance * math.sqrt(2 / PATHS) + 2e-3


@pytest.mark.slow
@pytest.mark.parametrize("weather", WEATHERS)
def test_the_assumed_growth_comes_out(folder, weather):
    """Under every weather the log price grows on average as the user assumed, whatever the past did."""
    model = WEATHERS[weather]
    drift = Drift(median_growth=0.2, deviation=0.1)
    if isinstance(model, Bates):
        model = Bates(**{name: getattr(model, name) for name in model.__struct_fields__} | {"variance_first": 0.36})
    found = means(model.section(Start(price_usd=SPOT), drift), folder)
    error = math.sqrt((found[1] - found[0] ** 2) / PATHS)
    assert abs(found[0] - math.log(1.2)) < 4 * error + 0.002


def test_volatility_zero_is_compound_growth():
    """Without volatility every path grows as assumed, to the last cent of a year."""
    made = plan(days=YEAR, rules=(), model=Gbm(volatility=0.0), drift=Drift(median_growth=0.25), dollar=True)
    seen = trace(made, plain_kernel(made), 0, 2)
    assert [path[YEAR - 1] for path in seen["price_usd"]] == pytest.approx([125_000.0] * 2, rel=1e-12)


def test_a_bootstrap_follows_the_past_in_blocks():
    """Each day's move is a past one about the mean, and mostly that of the day after yesterday's."""
    moves = tuple(0.001 * number for number in range(100))
    made = plan(days=200, rules=(), model=Bootstrap(moves=moves, block_days=20.0), drift=Drift())
    seen = trace(made, plain_kernel(made), 0, 3)
    for places in seen["place"]:
        days = [int(place) for place in places]
        followed = sum((before + 1) % 100 == after for before, after in itertools.pairwise(days))
        assert 170 <= followed < 199
        assert all(0 <= day < 100 for day in days)
    middle = math.fsum(moves) / 100
    assert list(seen["past_move"][0]) == [moves[int(place)] - middle for place in seen["place"][0]]


def test_each_path_has_its_own_drift():
    """A path's drift is drawn once, and stays."""
    made = plan(days=5, rules=())
    seen = trace(made, plain_kernel(made), 0, 200)
    drifts = [set(path) for path in seen["drift"]]
    assert all(len(drift) == 1 for drift in drifts)
    values = [drift.pop() for drift in drifts]
    assert math.fsum(values) / 200 == pytest.approx(math.log(1.1), abs=4 * 0.2 / math.sqrt(200))
    assert len(set(values)) == 200


def test_the_rate_gives_way_now_and_then():
    """Devaluations come as often as said, and between them the rate hardly moves."""
    made = plan(days=YEAR, rules=())
    seen = trace(made, plain_kernel(made), 0, 40)
    jumps = 0
    for rates in seen["local_per_usd"]:
        moves = [math.log(after / before) for before, after in itertools.pairwise(rates)]
        jumps += sum(move > 0.02 for move in moves)
    expected = 40 * RATE.jumps * 0.9  # nine in ten of the jumps are larger than two percent
    assert abs(jumps - expected) < 5 * math.sqrt(expected)


def test_two_programmes_share_their_futures():
    """Adding a rule changes no price: a baseline and its reform are compared on the same futures."""
    one, two = plan("bates", days=30, rules=()), plan("bates", days=30)
    first, second = (trace(made, plain_kernel(made), 5, 4) for made in (one, two))
    assert first["price_usd"] == second["price_usd"]
    assert first["local_per_usd"] == second["local_per_usd"]
