"""Small steps that windows and rules share."""

from __future__ import annotations

import math

# Adding and taking away 1.5 * 2**12 leaves a multiple of 2**-40; sums of such below 2**11 are exact in any order.
GRID = 6144.0
DAYS_PER_YEAR = 365.0


def squared_move(log_price: float, log_price_before: float) -> tuple[float, float]:
    """The square of a day's move on the grid on which windows sum exactly, and the price to compare the next with."""
    move = log_price - log_price_before
    return (move * move + GRID) - GRID, log_price


def yearly_volatility(squares: float, day_number: float, window_days: float) -> float:
    """Volatility a year, out of the sum of squared daily moves in a window that may have only begun."""
    return math.sqrt(max(squares, 0.0) * DAYS_PER_YEAR / min(day_number + 1.0, window_days))
