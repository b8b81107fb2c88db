"""The market models as sections of a plan: each with its numbers, where they come from, and one assumption of drift."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from bitcoin_office.simulate import draws
from bitcoin_office.simulate.elementary import exp, log
from bitcoin_office.simulate.parts import Day, Draw, Lookup, Part, State
from bitcoin_office.simulate.sections import Columns, Numbers, Section

DAYS_PER_YEAR = 365.0


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """The price on the evening before the first day, and the highest close ever before."""

    price_usd: float
    height_usd: float = 0.0


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """What the user assumes of the price: how its median grows in a year (0.1 for 10 %), and how unsure that is.

    ``deviation`` is one standard deviation of the yearly log growth: each path draws its own drift with it. Nothing
    here is ever fitted: four bull years say little about the next, and a plan must say what it rests on.
    """

    median_growth: float = 0.0
    deviation: float = 0.0

    @property
    def log_growth(self) -> float:
        """The drift of the log price a year."""
        return log(1.0 + self.median_growth)


class Gbm(msgspec.Struct, frozen=True, kw_only=True):
    """Geometric Brownian motion with a volatility a year."""

    volatility: float

    def section(self, start: Start, drift: Drift) -> Section:
        """The model from a price on the evening before."""
        numbers = (("volatility_day", self.volatility * math.sqrt(1.0 / DAYS_PER_YEAR)),)
        steps = (Part(function="gbm_day", gives=("log_price", "price_move")),)
        return _section(start, drift.log_growth, drift, steps, (draws.PRICE_SHOCK,), numbers)


class Bates(msgspec.Struct, frozen=True, kw_only=True):
    """Stochastic volatility with jumps, all a year: variances and their return, jumps by number, mean and deviation.

    ``correlation`` is that of price and variance shocks. Jump sizes are of the log price.
    """

    variance_first: float
    variance_mean: float
    variance_return: float
    variance_volatility: float
    correlation: float
    jumps: float
    jump_mean: float
    jump_deviation: float

    @property
    def jump_growth(self) -> float:
        """What the jumps of a year add to the mean price."""
        return self.jumps * (exp(self.jump_mean + 0.5 * self.jump_deviation * self.jump_deviation) - 1.0)

    def section(self, start: Start, drift: Drift) -> Section:
        """The model, its drift set so that the log price grows as assumed while variance is at its mean."""
        log_drift = drift.log_growth + 0.5 * self.variance_mean - self.jumps * self.jump_mean
        return self.with_drift(start, log_drift, drift)

    def with_drift(self, start: Start, log_drift: float, drift: Drift) -> Section:
        """The model with the drift of its own equation: the mean price's growth less ``jump_growth``."""
        numbers = (
            ("variance_first", self.variance_first),
            ("variance_mean", self.variance_mean),
            ("variance_return", self.variance_return),
            ("variance_volatility", self.variance_volatility),
            ("shock_correlation", self.correlation),
            ("shock_rest", math.sqrt(1.0 - self.correlation * self.correlation)),
            ("jumps_day", self.jumps / DAYS_PER_YEAR),
            ("jump_mean", self.jump_mean),
            ("jump_deviation", self.jump_deviation),
        )
        steps = (Part(function="bates_day", gives=("log_price", "variance", "price_move")),)
        chances = (draws.PRICE_SHOCK, draws.VARIANCE_SHOCK, draws.JUMP_CHANCE, draws.JUMP_SHOCK)
        state = (State(name="variance", begins="variance_first"),)
        return _section(start, log_drift, drift, steps, chances, numbers, state)


class FilteredHistory(msgspec.Struct, frozen=True, kw_only=True):
    """Filtered historical simulation: GARCH(1,1) volatility that draws its shocks from the past's own residuals.

    ``variance_day`` is the variance of the first day's move; residuals have mean 0 and variance 1.
    """

    constant: float
    news: float
    memory: float
    variance_day: float
    residuals: tuple[float, ...]

    def section(self, start: Start, drift: Drift) -> Section:
        """The model from a price on the evening before."""
        numbers = (
            ("garch_constant", self.constant),
            ("garch_news", self.news),
            ("garch_memory", self.memory),
            ("first_variance_day", self.variance_day),
            ("past_days", float(len(self.residuals))),
        )
        steps = (
            Part(function="fhs_place", gives=("past_place",)),
            Lookup(table="residuals", place="past_place", gives="residual"),
            Part(function="fhs_day", gives=("log_price", "variance_day", "price_move")),
        )
        state = (State(name="variance_day", begins="first_variance_day"),)
        tables = (("residuals", self.residuals),)
        return _section(start, drift.log_growth, drift, steps, (draws.PAST_DAY,), numbers, state, tables)


class Bootstrap(msgspec.Struct, frozen=True, kw_only=True):
    """Stationary block bootstrap: the past's own daily moves in stretches of ``block_days`` on average."""

    moves: tuple[float, ...]
    block_days: float

    def section(self, start: Start, drift: Drift) -> Section:
        """The model from a price on the evening before."""
        mean = math.fsum(self.moves) / len(self.moves)
        centred = tuple(move - mean for move in self.moves)
        deviation = math.sqrt(math.fsum(move * move for move in centred) / len(centred))
        numbers = (
            ("past_days", float(len(centred))),
            ("restart_chance", 1.0 / self.block_days),
            ("past_deviation", deviation),
        )
        steps = (
            Part(function="bootstrap_place", gives=("place",)),
            Lookup(table="moves", place="place", gives="past_move"),
            Part(function="bootstrap_day", gives=("log_price", "price_move")),
        )
        chances = (draws.PAST_DAY, draws.BLOCK_CHANCE)
        state = (State(name="place"),)
        return _section(start, drift.log_growth, drift, steps, chances, numbers, state, (("moves", centred),))


PriceModel = Gbm | Bates | FilteredHistory | Bootstrap


def _section(
    start: Start,
    log_drift: float,
    drift: Drift,
    steps: Sequence[Part | Lookup],
    chances: tuple[Draw, ...],
    numbers: Numbers,
    state: tuple[State, ...] = (),
    tables: Columns = (),
) -> Section:
    """What all models have in common: a log price, a drift of each path, and what is observed of the price."""
    return Section(
        day=Day(
            state=(
                State(name="log_price", begins="first_log_price"),
                State(name="log_price_before", begins="first_log_price"),
                State(name="drift"),
                State(name="height_usd", begins="first_height_usd"),
                *state,
            ),
            draws=chances,
            steps=(
                *steps,
                Part(function="squared_move", gives=("move_squared", "log_price_before")),
                Part(function="observed_price", gives=("price_usd", "height_usd", "drawdown")),
            ),
            statistics=(),
            starts=(Part(function="drawn_drift", gives=("drift",)),),
            start_draws=(draws.DRIFT_SHOCK,),
        ),
        parameters=(
            ("first_log_price", log(start.price_usd)),
            ("first_height_usd", max(start.height_usd, start.price_usd)),
            ("drift_mean", log_drift),
            ("drift_deviation", drift.deviation),
            *numbers,
        ),
        tables=tables,
    )
