"""One day of the country's money against the dollar: a managed rate that drifts, and now and then gives way."""

from __future__ import annotations

from bitcoin_office.simulate.elementary import exp

YEAR_OF_DAY = 0.0027397260273972603  # 1/365


def drawn_rate_drift(rate_drift_mean: float, rate_drift_deviation: float, rupee_drift_shock: float) -> float:
    """A path's own drift of the rate."""
    return rate_drift_mean + rate_drift_deviation * rupee_drift_shock


def rate_day(
    log_rate: float,
    rate_drift: float,
    price_move: float,
    rupee_shock: float,
    rupee_jump_chance: float,
    rupee_jump_shock: float,
    rate_volatility_day: float,
    rate_price_correlation: float,
    rate_price_rest: float,
    rate_jumps_day: float,
    rate_jump_mean: float,
    rate_jump_deviation: float,
) -> float:
    """The log of the rate: drift, small moves that may go with bitcoin's, and a devaluation now and then."""
    shock = rate_price_correlation * price_move + rate_price_rest * rupee_shock
    jump = rate_jump_mean + rate_jump_deviation * rupee_jump_shock if rupee_jump_chance < rate_jumps_day else 0.0
    return log_rate + rate_drift * YEAR_OF_DAY + rate_volatility_day * shock + jump


def pushed_rate(log_rate: float, rate_push: float) -> float:
    """A day's move of the rate that is given: a recorded devaluation."""
    return log_rate + rate_push


def rate_of(log_rate: float) -> float:
    """Units of the country's money for a dollar."""
    return exp(log_rate)
