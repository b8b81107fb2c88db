"""Fits GARCH(1,1) with Student's t to daily closes by maximum likelihood, and takes out the residuals.

T. Bollerslev: A conditionally heteroskedastic time series model for speculative prices (1987). The long-run variance is
held at the sample's (variance targeting), so three numbers are fitted: how much news counts, how long it is remembered,
and how heavy the tails are. Only our own logarithm is used: a refit gives the same numbers on every machine.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import msgspec

from bitcoin_office.simulate.elementary import exp, log
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR, FilteredHistory
from bitcoin_office.simulate.weather.simplex import Point, lowest
from bitcoin_office.terms.errors import IncompleteDataError

FEWEST_MOVES = 500
"""Below this, tails and memory cannot be told apart."""

WARM_UP = 50
"""First residuals that are left out: they rest on a variance that was only assumed."""

_DIGITS = 6
_LEAST_TAIL = 2.05
_MOST_TAIL = 200.0
_CHUNK = 16


class GarchFit(msgspec.Struct, frozen=True, kw_only=True):
    """What was fitted, each with its standard error; variances are of a day's log move.

    ``tail`` is the number of degrees of freedom of Student's t. ``growth`` is the mean log move of a year in the
    sample, given so that a reader sees it and how unsure it is, and used by nothing.
    """

    moves: int
    constant: float
    news: float
    memory: float
    tail: float
    errors: tuple[float, float, float]
    growth: float
    growth_error: float


def log_moves(closes: Sequence[float]) -> tuple[float, ...]:
    """The moves of the log price from close to close."""
    logs = [log(close) for close in closes]
    return tuple(after - before for before, after in itertools.pairwise(logs))


def fit(moves: Sequence[float]) -> GarchFit:
    """The most likely GARCH(1,1)-t, to six digits. Raises ``IncompleteDataError`` for fewer than 500 moves."""
    if len(moves) < FEWEST_MOVES:
        raise IncompleteDataError(
            f"{len(moves)} daily moves are too few to fit a volatility model to.",
            remedy=f"Give at least {FEWEST_MOVES + 1} daily closes.",
        )
    mean, variance = _moments(moves)
    squares = [(move - mean) * (move - mean) for move in moves]
    best = lowest(lambda point: unlikelihood(squares, variance, _natural(point)), (3.0, -2.0, 1.0), (0.5, 0.5, 0.5))
    news, memory, tail = (_rounded(value) for value in _natural(best))
    years = len(moves) / DAYS_PER_YEAR
    return GarchFit(
        moves=len(moves),
        constant=_rounded(variance * (1.0 - news - memory)),
        news=news,
        memory=memory,
        tail=tail,
        errors=_errors(squares, variance, (news, memory, tail)),
        growth=_rounded(mean * DAYS_PER_YEAR),
        growth_error=_rounded(math.sqrt(variance * DAYS_PER_YEAR / years)),
    )


def filtered(found: GarchFit, moves: Sequence[float]) -> FilteredHistory:
    """The weather that draws from these moves: their residuals, and the variance after the last of them.

    Residuals of heavy-tailed moves vary by more than 1, because great moves come after calm days too. They are brought
    to a variance of 1 and the model's variance is raised by as much, so that no move is drawn smaller than it was.
    """
    mean, variance = _moments(moves)
    residuals: list[float] = []
    for move in moves:
        shock = move - mean
        residuals.append(shock / math.sqrt(variance))
        variance = found.constant + found.news * (shock * shock) + found.memory * variance
    kept = residuals[WARM_UP:]
    middle, spread = _moments(kept)
    scale = math.sqrt(spread)
    return FilteredHistory(
        constant=found.constant * spread,
        news=found.news,
        memory=found.memory,
        variance_day=variance * spread,
        residuals=tuple((residual - middle) / scale for residual in kept),
    )


def unlikelihood(squares: Sequence[float], variance: float, natural: Point) -> float:
    """Minus the mean log likelihood of squared shocks under (news, memory, tail).

    Logarithms of products are taken, sixteen factors at a time: none of them is far enough from one to overflow.
    """
    news, memory, tail = natural
    if news + memory >= 1.0 or not _LEAST_TAIL < tail < _MOST_TAIL:
        return math.inf
    constant = variance * (1.0 - news - memory)
    now, logs, tails = variance, 0.0, 0.0
    for begin in range(0, len(squares), _CHUNK):
        product, tail_product = 1.0, 1.0
        for square in squares[begin : begin + _CHUNK]:
            product *= now / variance
            tail_product *= 1.0 + square / (now * (tail - 2.0))
            now = constant + news * square + memory * now
        logs += log(product)
        tails += log(tail_product)
    size = len(squares)
    shape = log_gamma((tail + 1.0) / 2.0) - log_gamma(tail / 2.0) - 0.5 * log(math.pi * (tail - 2.0))
    return 0.5 * (logs / size + log(variance)) + 0.5 * (tail + 1.0) * tails / size - shape


def log_gamma(x: float) -> float:
    """The logarithm of the gamma function of a positive number: Stirling's series, the argument raised to 8 before."""
    below = 1.0
    while x < 8.0:
        below *= x
        x += 1.0
    inverse = 1.0 / (x * x)
    far = 1 / 1680 - inverse * (1 / 1188 - inverse * 691 / 360360)
    series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * far))) / x
    return (x - 0.5) * log(x) - x + 0.5 * log(2.0 * math.pi) + series - log(below)


def _natural(point: Point) -> Point:
    """News, memory and tail for any three numbers: so that the search knows no bounds."""
    persistence = 1.0 / (1.0 + exp(-point[0]))
    news = persistence / (1.0 + exp(-point[1]))
    return news, persistence - news, _LEAST_TAIL + exp(point[2])


def _errors(squares: Sequence[float], variance: float, best: Point) -> tuple[float, float, float]:
    """Standard errors: the inverse of the curvature of the log likelihood, by differences."""
    # Steps stay well inside what is possible: a lasting memory is close to where variance has no mean.
    room = (1.0 - best[0] - best[1]) / 4.0
    steps = [min(0.01 * best[0], room), min(0.01 * best[1], room), min(0.01 * best[2], (best[2] - _LEAST_TAIL) / 4.0)]

    def at(i: int, a: float, j: int, b: float) -> float:
        point = list(best)
        point[i] += a * steps[i]
        point[j] += b * steps[j]
        return unlikelihood(squares, variance, tuple(point)) * len(squares)

    curvature = [
        [(at(i, 1, j, 1) - at(i, 1, j, -1) - at(i, -1, j, 1) + at(i, -1, j, -1)) / (4 * steps[i] * steps[j])
         for j in range(3)]
        for i in range(3)
    ]  # fmt: skip
    (a, b, c), (_, e, f), (_, _, i) = curvature
    whole = a * (e * i - f * f) - b * (b * i - f * c) + c * (b * f - e * c)
    if whole == 0.0:
        raise IncompleteDataError(
            "These moves do not tell news, memory and tails apart.", remedy="Give more days, or another series."
        )
    diagonal = ((e * i - f * f) / whole, (a * i - c * c) / whole, (a * e - b * b) / whole)
    first, second, third = (_rounded(math.sqrt(max(value, 0.0))) for value in diagonal)
    return first, second, third


def _moments(values: Sequence[float]) -> tuple[float, float]:
    mean = math.fsum(values) / len(values)
    return mean, math.fsum((value - mean) * (value - mean) for value in values) / len(values)


def _rounded(value: float) -> float:
    """To six digits: what a fit knows, and what does not hang on the last bit of anything."""
    return float(f"{value:.{_DIGITS}g}")
