"""The country's money against the dollar: a currency that drifts and gives way now and then, or the dollar itself."""

from __future__ import annotations

import math

import msgspec

from bitcoin_office.simulate import draws
from bitcoin_office.simulate.elementary import log
from bitcoin_office.simulate.parts import Day, Part, State
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR

DOLLAR = Section(
    day=Day(state=(State(name="local_per_usd", begins="first_local_per_usd"),), draws=(), steps=(), statistics=()),
    parameters=(("first_local_per_usd", 1.0),),
)
"""A country whose money is the dollar."""


class ManagedRate(msgspec.Struct, frozen=True, kw_only=True):
    """Small moves about a drift, and devaluations as jumps; all numbers a year, of the log of the rate.

    ``depreciation`` is the drift between devaluations and ``depreciation_deviation`` how unsure it is; ``correlation``
    is that of small moves with the day's shock of bitcoin.
    """

    depreciation: float
    depreciation_deviation: float
    volatility: float
    jumps: float
    jump_mean: float
    jump_deviation: float
    correlation: float = 0.0

    def section(self, local_per_usd: float) -> Section:
        """The model from a rate on the evening before."""
        return Section(
            day=Day(
                state=(State(name="log_rate", begins="first_log_rate"), State(name="rate_drift")),
                draws=(draws.RUPEE_SHOCK, draws.RUPEE_JUMP_CHANCE, draws.RUPEE_JUMP_SHOCK),
                steps=(
                    Part(function="rate_day", gives=("log_rate",)),
                    Part(function="rate_of", gives=("local_per_usd",)),
                ),
                statistics=(),
                starts=(Part(function="drawn_rate_drift", gives=("rate_drift",)),),
                start_draws=(draws.RUPEE_DRIFT_SHOCK,),
            ),
            parameters=(
                ("first_log_rate", log(local_per_usd)),
                ("rate_drift_mean", self.depreciation),
                ("rate_drift_deviation", self.depreciation_deviation),
                ("rate_volatility_day", self.volatility / math.sqrt(DAYS_PER_YEAR)),
                ("rate_jumps_day", self.jumps / DAYS_PER_YEAR),
                ("rate_jump_mean", self.jump_mean),
                ("rate_jump_deviation", self.jump_deviation),
                ("rate_price_correlation", self.correlation),
                ("rate_price_rest", math.sqrt(1.0 - self.correlation * self.correlation)),
            ),
        )
