"""What a plan says of mining and power: fans over the budget's years, yardsticks side by side, halls, and the check.

Estimates of futures, so plain numbers. A subsidy is what the tariff lacks of a yardstick, never below zero; a
contribution is what it brings beyond fuel, negative where everybody else pays for it: the signs of ``bitcoin-office
power``. A year is the budget's; the first and the last are as much of it as the plan holds.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.office.power_result import Earned, Halls, Plants, Subsidies
from bitcoin_office.simulate.summary import FanSeries


class BudgetYear(msgspec.Struct, frozen=True, kw_only=True):
    """A year of the series, by its days in the plan."""

    first_day: dt.date
    last_day: dt.date


class FanSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A value between two bounds, in every future; both are the same where nothing is unknown."""

    low: FanSeries
    high: FanSeries


class YardstickFutures(msgspec.Struct, frozen=True, kw_only=True):
    """One yardstick in one form: by year, what the tariff lacks of it, in the country's money and in dollars."""

    basis: str
    local: FanSpan
    usd: FanSpan


class SubsidyFutures(msgspec.Struct, frozen=True, kw_only=True):
    """The three yardsticks side by side; each in every form that the figures on file allow."""

    marginal_cost: tuple[YardstickFutures, ...]
    cost_of_service: tuple[YardstickFutures, ...]
    class_tariff: tuple[YardstickFutures, ...]


class ContributionFutures(msgspec.Struct, frozen=True, kw_only=True):
    """What the tariff brings beyond fuel as one view of the plants has it; ``low`` with losses, ``high`` without.

    ``others_tariff`` is what a kilowatt-hour of everybody else costs more for it, or less; ``None`` where what they use
    is not on file.
    """

    basis: str
    local: FanSpan
    others_tariff: FanSpan | None


class HallYear(msgspec.Struct, frozen=True, kw_only=True):
    """In which share of futures mining keeps more than a hall: by megawatt, and by dollar of what is built."""

    last_day: dt.date
    mining_beats_per_mw: float
    mining_beats_per_dollar: float | None


class HallFutures(msgspec.Struct, frozen=True, kw_only=True):
    """A megawatt of machines and one of a hall, each on power all year at the same tariff."""

    hall: str
    years: tuple[HallYear, ...]


class Coarse(msgspec.Struct, frozen=True, kw_only=True):
    """One quantity of the recorded year, hour by hour and as the futures' daily step has it; ``error`` is a share."""

    quantity: str
    hourly: float
    daily: float
    error: float


class RecordedYear(msgspec.Struct, frozen=True, kw_only=True):
    """The last whole budget year before the plan, replayed on the recorded market, hour by hour.

    ``coarse`` is the daily step of the futures on the same days: how far it is from the hours.
    """

    first_day: dt.date
    last_day: dt.date
    power_mw: float
    tariff_per_kwh: float
    tariff_source: str
    earned: Earned
    plants: tuple[Plants, ...]
    """Which plants served it, in the three views."""
    halls: Halls | None
    """Mining and a hall side by side, and the hashprices at which they are even."""
    subsidies: Subsidies
    coarse: tuple[Coarse, ...]
    missing: tuple[str, ...]


class SiteFutures(msgspec.Struct, frozen=True, kw_only=True):
    """One site of several: what it is, and its energy, coins and what they bring beyond power, by budget year."""

    site: str
    name: str
    supply: str
    plant: str | None
    region: str | None
    power_mw: float
    machines: str
    opens: dt.date | None
    closes: dt.date | None
    tariff_per_kwh: float
    tariff_source: str
    tariff_reason: str
    """Of a tariff by rule: what it comes to on the plan's day with the mean of its months' fuel, and why."""
    energy_mwh: FanSeries
    coins: FanSeries
    margin_usd: FanSeries


class MiningFutures(msgspec.Struct, frozen=True, kw_only=True):
    """Mining in every future: ``series`` by budget year, and ``pays_back_share`` of futures that earn what was built.

    ``recorded`` and the futures' parts are each ``None`` where figures are missing; the plan's notes name them.
    """

    machine: str
    j_per_th: float
    mining_mw: float
    hall_mw: float
    months: tuple[int, ...]
    tariff_per_kwh: float
    coins_go_to: str
    build_usd_per_mw: float | None
    pays_back_share: float | None
    years: tuple[BudgetYear, ...]
    series: dict[str, FanSeries]
    sites: tuple[SiteFutures, ...]
    """Empty where there is one site, of which ``series`` tells all."""
    contributions: tuple[ContributionFutures, ...]
    halls: HallFutures | None
    recorded: RecordedYear | None
    missing: tuple[str, ...]
