"""What an extra kilowatt-hour costs and emits in each month of the year: the table that simulated futures look up."""

from __future__ import annotations

import calendar
import datetime as dt

import msgspec

from bitcoin_office.mining.load import MONTHS, LoadShape
from bitcoin_office.mining.supply import View
from bitcoin_office.mining.year import KWH_PER_MWH, DayOfDemand, supply_by_block
from bitcoin_office.playbook.power_policy import PowerPolicy

GRAMS_PER_TONNE = 1e6


class MonthCost(msgspec.Struct, frozen=True, kw_only=True):
    """One month: fuel for a kilowatt-hour at the meter in the country's money, and carbon dioxide, if it is known."""

    month: int
    cost_per_kwh: float
    emissions_g_per_kwh: float | None
    unserved_share: float


def month_costs(
    policy: PowerPolicy,
    shape: LoadShape,
    view: View,
    *,
    power_mw: float,
    year: int,
    losses_percent: float,
    blocks: int,
) -> tuple[MonthCost, ...]:
    """January to December of a year, for so much power at the meter all day. Raises ``IncompleteDataError``."""
    return tuple(
        _month_cost(policy, shape, view, (power_mw, year, month, losses_percent, blocks))
        for month in range(1, MONTHS + 1)
    )


def _month_cost(
    policy: PowerPolicy, shape: LoadShape, view: View, terms: tuple[float, int, int, float, int]
) -> MonthCost:
    power_mw, year, month, losses_percent, blocks = terms
    days = range(1, calendar.monthrange(year, month)[1] + 1)
    demand = tuple(DayOfDemand(dt.date(year, month, day), power_mw) for day in days)
    done = supply_by_block(policy, shape, demand, view, losses_percent=losses_percent, blocks=blocks)
    wanted_mwh = done.energy_mwh + done.unserved_mwh
    arrived_kwh = done.energy_mwh * (1.0 - losses_percent / 100.0) * KWH_PER_MWH
    tonnes = done.co2_tonnes
    return MonthCost(
        month=month,
        cost_per_kwh=done.cost / arrived_kwh if arrived_kwh else 0.0,
        emissions_g_per_kwh=None if tonnes is None or not arrived_kwh else tonnes * GRAMS_PER_TONNE / arrived_kwh,
        unserved_share=done.unserved_mwh / wanted_mwh if wanted_mwh else 0.0,
    )
