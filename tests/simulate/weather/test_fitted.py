"""Fitting the weather: what is known is found again, and nothing later than the day is seen."""

import datetime as dt
import math
import random
import statistics
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.adapters.prices.shipped import shipped_market
from bitcoin_office.adapters.shipped_weather import shipped_weather
from bitcoin_office.simulate.weather.fitted import (
    bootstrap,
    filtered_history,
    fit_weather,
    fitted_text,
    parse_fitted,
)
from bitcoin_office.simulate.weather.garch_fit import fit, log_gamma, log_moves
from bitcoin_office.simulate.weather.rate_fit import fit_rate
from bitcoin_office.terms.errors import IncompleteDataError

DAY = dt.date(2025, 7, 17)


def test_the_shipped_fit_is_what_a_new_fit_gives():
    """Anybody who fits the shipped tables again gets the shipped numbers, to the last digit."""
    assert shipped_weather() == fit_weather(shipped_market(), dt.date.max)


def test_a_fit_sees_nothing_later_than_its_day():
    """Other closes and rates after the day change no number of a fit as of that day."""
    market = shipped_market()
    points = [
        msgspec.structs.replace(point, value=point.value * 3 if point.on > DAY else point.value)
        for point in market.btc_usd.points
    ]
    rates = [
        msgspec.structs.replace(point, value=Decimal(999) if point.on > DAY else point.value)
        for point in market.usd_pkr.points
    ]
    other = msgspec.structs.replace(
        market,
        btc_usd=msgspec.structs.replace(market.btc_usd, points=tuple(points)),
        usd_pkr=msgspec.structs.replace(market.usd_pkr, points=tuple(rates)),
    )
    found = fit_weather(market, DAY)
    assert fit_weather(other, DAY) == found
    assert filtered_history(found, other, DAY) == filtered_history(found, market, DAY)
    assert bootstrap(other, DAY) == bootstrap(market, DAY)
    assert found.price_from.last == DAY


def test_garch_finds_what_was_put_in():
    """Of 6,000 simulated days the fit finds news, memory and tail again, within four of its standard errors."""
    chance = random.Random(5)
    news, memory, tail, variance = 0.08, 0.88, 5.0, 0.001
    now, moves = variance, []
    for _ in range(6000):
        normal, chi = chance.gauss(0, 1), chance.gammavariate(tail / 2, 2)
        move = math.sqrt(now * (tail - 2) / chi) * normal
        moves.append(move)
        now = variance * (1 - news - memory) + news * move * move + memory * now
    found = fit(moves)
    for value, true, error in zip(
        (found.news, found.memory, found.tail), (news, memory, tail), found.errors, strict=True
    ):
        assert 0 < error < true
        assert abs(value - true) < 4 * error


def test_residuals_are_standard():
    """Mean 0 and variance 1, so that the drift is the user's alone; heavy tails stay."""
    weather = filtered_history(shipped_weather(), shipped_market(), dt.date.max)
    assert statistics.fmean(weather.residuals) == pytest.approx(0, abs=1e-12)
    assert statistics.pvariance(weather.residuals) == pytest.approx(1, abs=1e-12)
    assert min(weather.residuals) < -4.5
    assert 0.2 < math.sqrt(weather.variance_day * 365) < 1.5


def test_log_gamma_against_the_standard_library():
    """Our series is the logarithm of gamma to twelve digits."""
    for x in (0.5, 1.0, 1.825, 2.3, 4.0, 7.9, 8.0, 55.5, 100.0):
        assert log_gamma(x) == pytest.approx(math.lgamma(x), rel=1e-12, abs=1e-12)


def test_devaluations_are_told_from_small_moves():
    """Six devaluations of ten percent in ten quiet years are found as such."""
    chance = random.Random(2)
    rate, rates = 100.0, [100.0]
    for month in range(120):
        rate *= math.exp(0.002 + chance.gauss(0, 0.004) + (0.1 if month % 20 == 7 else 0.0))
        rates.append(rate)
    found = fit_rate(rates)
    assert found.jumps == 0.6
    assert found.jump_mean == pytest.approx(0.1, abs=0.006)
    assert found.depreciation == pytest.approx(0.024, abs=4 * found.depreciation_deviation)
    assert found.volatility == pytest.approx(0.004 * math.sqrt(12), rel=0.25)


def test_too_little_is_said_to_be_too_little():
    """Fewer than 500 moves, fewer than five years of months, or no close at all."""
    with pytest.raises(IncompleteDataError, match="too few"):
        fit(log_moves([1.0, 2.0, 3.0]))
    with pytest.raises(IncompleteDataError, match="too few"):
        fit_rate([100.0] * 20)
    with pytest.raises(IncompleteDataError, match="No close"):
        fit_weather(shipped_market(), dt.date(2000, 1, 1))


def test_a_fit_survives_its_text():
    """Written and read it is the same; another version, or no fit, is refused."""
    found = shipped_weather()
    assert parse_fitted(fitted_text(found)) == found
    with pytest.raises(IncompleteDataError, match="another version"):
        parse_fitted(fitted_text(found).replace("weather/1", "weather/2"))
    with pytest.raises(IncompleteDataError, match="no fitted weather"):
        parse_fitted("price = 1")
