"""Tells a managed currency's devaluations from its small moves, in monthly rates."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from bitcoin_office.simulate.weather.garch_fit import log_moves
from bitcoin_office.simulate.weather.rate_models import ManagedRate
from bitcoin_office.terms.errors import IncompleteDataError

MONTHS = 12
FEWEST_MONTHS = 60
_ROUNDS = 50
# A month's move is a devaluation beyond so many standard deviations of the months that are none.
_BEYOND = 2.5


class RateErrors(msgspec.Struct, frozen=True, kw_only=True):
    """Standard errors of a fitted rate, a year: of its volatility, and of number and mean size of devaluations.

    The drift's own is the rate's ``depreciation_deviation``, which every plan draws from.
    """

    volatility: float
    jumps: float
    jump_mean: float


def rate_errors(rate: ManagedRate, months: int) -> RateErrors:
    """What so many monthly moves leave open: devaluations are counted as by Poisson, small moves are normal."""
    years = months / MONTHS
    number = rate.jumps * years
    quiet = max(months - number, 1.0)
    return RateErrors(
        volatility=_rounded(rate.volatility / math.sqrt(2.0 * quiet)),
        jumps=_rounded(math.sqrt(rate.jumps / years)),
        jump_mean=_rounded(rate.jump_deviation / math.sqrt(number)) if number else 0.0,
    )


def fit_rate(monthly: Sequence[float]) -> ManagedRate:
    """Drift and volatility of quiet months, and number, mean and deviation of devaluations, to four digits.

    Months are sorted into quiet ones and devaluations until none changes sides. Raises ``IncompleteDataError`` for
    fewer than five years. Monthly customs rates lag and smooth, so the volatility of days is, if anything, higher.
    """
    moves = log_moves(monthly)
    if len(moves) < FEWEST_MONTHS:
        raise IncompleteDataError(
            f"{len(moves)} monthly moves are too few to tell devaluations from noise.",
            remedy="Give five years or more.",
        )
    quiet = sorted(moves)[: len(moves) * 3 // 4]
    for _ in range(_ROUNDS):
        mean, deviation = _moments(quiet)
        now = sorted(move for move in moves if move <= mean + _BEYOND * deviation)
        if now == quiet:
            break
        quiet = now
    mean, deviation = _moments(quiet)
    jumps = [move - mean for move in moves if move > mean + _BEYOND * deviation]
    years = len(moves) / MONTHS
    jump_mean, jump_deviation = _moments(jumps) if jumps else (0.0, 0.0)
    return ManagedRate(
        depreciation=_rounded(mean * MONTHS),
        depreciation_deviation=_rounded(deviation * math.sqrt(MONTHS / years)),
        volatility=_rounded(deviation * math.sqrt(MONTHS)),
        jumps=_rounded(len(jumps) / years),
        jump_mean=_rounded(jump_mean),
        jump_deviation=_rounded(jump_deviation),
    )


def _moments(values: Sequence[float]) -> tuple[float, float]:
    mean = math.fsum(values) / len(values)
    return mean, math.sqrt(math.fsum((value - mean) * (value - mean) for value in values) / len(values))


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
