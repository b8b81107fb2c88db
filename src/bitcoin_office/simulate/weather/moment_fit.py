"""GBM and Bates by moments of the recorded moves: for stress and pricing, not for forecasts.

Volatility and jumps cannot both be seen in daily closes; so what counts as a jump is a stated threshold, and the rest
follows from the GARCH fit by its limit in continuous time (D. Nelson: ARCH models as diffusion approximations, 1990).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bitcoin_office.simulate.weather.garch_fit import GarchFit, filtered
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR, Bates, Gbm

BEYOND = 4.0
"""A day's move is a jump beyond so many standard deviations of the days that are none."""

GAUSSIAN_SQUARES = 2.0
"""The variance of a squared standard normal number: what Nelson's limit has of the shocks' shape."""

_ROUNDS = 50


def fit_gbm(moves: Sequence[float]) -> Gbm:
    """The sample's own volatility a year, to six digits."""
    return Gbm(volatility=_rounded(_deviation(moves) * math.sqrt(DAYS_PER_YEAR)))


def fit_bates(found: GarchFit, moves: Sequence[float]) -> Bates:
    """Jumps beyond the threshold by number, mean and deviation; variance and its return from the GARCH fit.

    Price and variance shocks are uncorrelated: a GARCH(1,1) does not tell falls from rises.
    """
    calm, jumps = split_jumps(moves)
    years = len(moves) / DAYS_PER_YEAR
    mean = math.fsum(calm) / len(calm)
    sizes = [move - mean for move in jumps]
    calm_variance = _deviation(calm) ** 2 * DAYS_PER_YEAR
    history = filtered(found, moves)
    today = history.variance_day * (1.0 - history.news - history.memory) / history.constant
    return Bates(
        variance_first=_rounded(calm_variance * today),
        variance_mean=_rounded(calm_variance),
        variance_return=_rounded(DAYS_PER_YEAR * (1.0 - found.news - found.memory)),
        variance_volatility=_rounded(found.news * math.sqrt(GAUSSIAN_SQUARES * DAYS_PER_YEAR * calm_variance)),
        correlation=0.0,
        jumps=_rounded(len(sizes) / years),
        jump_mean=_rounded(math.fsum(sizes) / len(sizes)) if sizes else 0.0,
        jump_deviation=_rounded(_deviation(sizes)) if sizes else 0.0,
    )


def split_jumps(moves: Sequence[float]) -> tuple[list[float], list[float]]:
    """Calm days and jumps; sorted until no day changes sides."""
    calm, jumps = list(moves), list[float]()
    for _ in range(_ROUNDS):
        mean, deviation = math.fsum(calm) / len(calm), _deviation(calm)
        now = [move for move in moves if abs(move - mean) <= BEYOND * deviation]
        jumps = [move for move in moves if abs(move - mean) > BEYOND * deviation]
        if len(now) == len(calm):
            break
        calm = now
    return calm, jumps


def _deviation(values: Sequence[float]) -> float:
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) * (value - mean) for value in values) / len(values))


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
