"""One day of the price of bitcoin under each market model; log prices, and a drift of the log price a year.

``fhs``: G. Barone-Adesi, K. Giannopoulos, L. Vosper (1999). ``bootstrap``: D. N. Politis, J. P. Romano (1994).
``bates``: D. S. Bates (1996), in the full-truncation Euler scheme of R. Lord, R. Koekkoek, D. van Dijk (2010).
"""

from __future__ import annotations

import math

YEAR_OF_DAY = 0.0027397260273972603  # 1/365


def drawn_drift(drift_mean: float, drift_deviation: float, drift_shock: float) -> float:
    """A path's own drift: what is assumed, and how unsure that is."""
    return drift_mean + drift_deviation * drift_shock


def pushed_price(log_price: float, price_push: float) -> float:
    """A day's move that is given, before what chance adds: a recorded fall, or growth by a schedule."""
    return log_price + price_push


def gbm_day(log_price: float, drift: float, price_shock: float, volatility_day: float) -> tuple[float, float]:
    """Geometric Brownian motion: the price, and the day's shock in standard deviations."""
    return log_price + drift * YEAR_OF_DAY + volatility_day * price_shock, price_shock


def bates_day(
    log_price: float,
    variance: float,
    drift: float,
    price_shock: float,
    variance_shock: float,
    jump_chance: float,
    jump_shock: float,
    variance_return: float,
    variance_mean: float,
    variance_volatility: float,
    shock_correlation: float,
    shock_rest: float,
    jumps_day: float,
    jump_mean: float,
    jump_deviation: float,
) -> tuple[float, float, float]:
    """Stochastic volatility with jumps: the price, the variance a year, and the day's shock.

    ``drift`` is that of the mean price, less what jumps add to it; ``shock_rest`` is sqrt(1 - correlation squared).
    """
    positive = max(variance, 0.0)
    deviation = math.sqrt(positive * YEAR_OF_DAY)
    jump = jump_mean + jump_deviation * jump_shock if jump_chance < jumps_day else 0.0
    log_price = log_price + (drift - 0.5 * positive) * YEAR_OF_DAY + deviation * price_shock + jump
    shock = shock_correlation * price_shock + shock_rest * variance_shock
    pull = variance_return * (variance_mean - positive) * YEAR_OF_DAY
    return log_price, variance + pull + variance_volatility * deviation * shock, price_shock


def fhs_place(past_day: float, past_days: float) -> float:
    """Which past day's residual is drawn."""
    return past_day * past_days


def fhs_day(
    log_price: float,
    variance_day: float,
    drift: float,
    residual: float,
    garch_constant: float,
    garch_news: float,
    garch_memory: float,
) -> tuple[float, float, float]:
    """A past residual, scaled by today's volatility, which then follows it (GARCH(1,1)); price, variance, shock."""
    move = math.sqrt(variance_day) * residual
    log_price = log_price + drift * YEAR_OF_DAY + move
    return log_price, garch_constant + garch_news * (move * move) + garch_memory * variance_day, residual


def bootstrap_place(
    place: float, past_day: float, block_chance: float, past_days: float, restart_chance: float, day_number: float
) -> float:
    """The past day after yesterday's (the first after the last), or, once in a block and on the first day, any."""
    following = place + 1.0
    following = following - past_days if following >= past_days else following
    return past_day * past_days if block_chance < restart_chance or day_number == 0.0 else following


def bootstrap_day(log_price: float, drift: float, past_move: float, past_deviation: float) -> tuple[float, float]:
    """A past day's own move, about its mean."""
    return log_price + drift * YEAR_OF_DAY + past_move, past_move / past_deviation
