"""A year of one future hour by hour: what is printed and written as JSON of it, beside what the daily step said.

Estimates of a future, so plain numbers: power in MW, energy in MWh, coins in BTC, money in whole units of its currency.
Between two bounds, ``low`` is without losses between plants and meters, ``high`` with those of all customers; of a
contribution it is the other way round. Nothing here is ever booked.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.office.power_result import Scheduled, Span


class FleetOfHours(msgspec.Struct, frozen=True, kw_only=True):
    """What the fleet found and paid. Bills are of machines and of a hall; the margin is that of machines."""

    hours_offered: int
    hours_running: int
    offered_mwh: float
    mining_mwh: float
    hall_mwh: float
    utilisation: float
    """The share of the energy offered to miners that was drawn."""
    coins: float
    network_share: float
    """Of all coins found while the fleet ran."""
    revenue_usd: float
    bill_local: float
    bill_usd: float
    hall_bill_local: float
    hall_bill_usd: float
    margin_usd: float
    break_even_local_per_kwh: float | None
    """The tariff at which coins pay for power exactly, on average of the hours offered."""


class SiteOfHours(msgspec.Struct, frozen=True, kw_only=True):
    """One of several sites: energy and coins, and what these bring beyond its power."""

    site: str
    name: str
    mining_mwh: float
    coins: float
    margin_usd: float


class MonthOfPlants(msgspec.Struct, frozen=True, kw_only=True):
    """Energy by plant in a month, without losses."""

    month: str
    by_plant_mwh: dict[str, float]


class PlantsOfHours(msgspec.Struct, frozen=True, kw_only=True):
    """Which plants served it, as one view of the merit order has it; fuel at the cost of each day.

    ``above_tariff_share`` is the share of the hours with a draw in which fuel costs more than the tariff.
    """

    view: str
    by_plant_mwh: dict[str, float]
    by_month: tuple[MonthOfPlants, ...]
    fuel_local: Span
    marginal_cost_per_kwh: Span
    above_tariff_share: Span
    co2_tonnes: Span | None
    unserved_mwh: float
    contribution_local: Span


class YardstickOfHours(msgspec.Struct, frozen=True, kw_only=True):
    """What the tariff lacks of one reference, each hour by itself; against marginal cost an hour's own.

    ``name`` is the reference's among the series of a plan: ``subsidy_NAME_local`` or ``subsidy_NAME_low_local``.
    """

    yardstick: str
    name: str
    basis: str
    local: Span
    usd: Span


class Apart(msgspec.Struct, frozen=True, kw_only=True):
    """One figure by the hours and by the daily step in the same future; ``error`` is a share, and why it may be."""

    quantity: str
    unit: str
    hourly: float
    daily: float
    error: float | None
    """``None`` where the hours have nothing, so that no share can be told."""
    why: str


class Hourly(msgspec.Struct, frozen=True, kw_only=True):
    """One value in every hour; ``None`` where it is not defined, as a cost where nothing was drawn."""

    unit: str
    values: tuple[float | None, ...]


class ReplayHours(msgspec.Struct, frozen=True, kw_only=True):
    """A budget year of one future, as much as the plan holds. ``columns`` begin with the first day's first hour."""

    finding: str
    year: int
    first_day: dt.date
    last_day: dt.date
    currency: str
    machine: str
    mining_mw: float
    hall_mw: float
    months: tuple[int, ...]
    tariff_per_kwh: float
    fleet: FleetOfHours
    sites: tuple[SiteOfHours, ...]
    """Empty where the programme has one."""
    plants: tuple[PlantsOfHours, ...]
    subsidies: tuple[YardstickOfHours, ...]
    schedule: Scheduled | None
    """The best hours in the linear programme; ``None`` where no power is offered in the year."""
    apart: tuple[Apart, ...]
    columns: dict[str, Hourly]
    notes: tuple[str, ...]
