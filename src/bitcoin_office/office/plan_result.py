"""What a plan comes to: the result that is printed and written as JSON.

Estimates of futures, so plain numbers: coins in BTC, money in whole units of its currency, shares from 0 to 1. Nothing
here is ever booked.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.office.fiscal_result import FiscalResult
from bitcoin_office.office.notes import Note
from bitcoin_office.office.plan_mining_result import MiningFutures, SubsidyFutures
from bitcoin_office.playbook.arrangement import Sense
from bitcoin_office.simulate.summary import FanSeries


class Margin(msgspec.Struct, frozen=True, kw_only=True):
    """How far a criterion keeps to its side of the limit, in its unit; negative where it is missed."""

    p05: float
    p50: float
    p95: float


class CriterionChance(msgspec.Struct, frozen=True, kw_only=True):
    """How likely a criterion holds at a review: never a number unless limit, baseline and what moves it are sourced.

    ``low`` and ``high`` are the 95 percent interval that the number of futures leaves open. Standing conditions stand
    here too, as ceilings of 0: kept, broken, or depends; of a tariff ``low`` and ``high`` are the shares of futures in
    which it is kept by the strictest and by the mildest yardstick.
    """

    name: str
    review: str
    on: dt.date | None
    sense: Sense
    limit: str | None
    unit: str
    probability: float | None
    low: float | None
    high: float | None
    status: str
    missing: tuple[str, ...]
    rests_on: str
    """In words, on which baseline, and how sure that is taken to be; or the reasons of a condition."""
    margin: Margin | None
    known: bool = False
    """Whether it was measured before the plan, so that this is no chance but what came out."""


class WeatherUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The market model and its numbers, by the names that the engine knows them by; past days are those fitted to."""

    name: str
    price: str
    past_first_day: dt.date
    past_last_day: dt.date
    past_moves: int
    numbers: dict[str, float]
    price_usd: float
    price_on: dt.date
    drift_percent: float
    drift_path_percent: tuple[float, ...]
    drift_deviation_percent: float
    rate: str
    local_per_usd: float | None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """All that a plan rests on: whoever has the same gets the same bytes."""

    programme: str
    programme_hash: str
    settings: tuple[str, ...]
    country: str
    currency: str
    as_of: dt.date
    first_day: dt.date
    last_day: dt.date
    years: int
    paths: int
    seed: int
    plan_hash: str
    engine: str
    version: str
    weather: WeatherUsed
    opening_sats: int
    opening_cost_usd_cents: int
    rules: tuple[str, ...]
    sources: tuple[str, ...]


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """An assumption that moves the middle of a series: what that is at both ends of the assumption's range.

    ``unit`` is the assumption's, ``series_unit`` that of the middle.
    """

    name: str
    says: str
    unit: str
    declared: float
    low: float
    high: float
    at_low: float
    at_high: float
    series_unit: str


class Distribution(msgspec.Struct, frozen=True, kw_only=True):
    """How futures are spread: their shares between ``edges``, and the shares below the first and above the last."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    below: float
    above: float


class DatesOf(msgspec.Struct, frozen=True, kw_only=True):
    """Days at three levels of futures."""

    p05: dt.date
    p50: dt.date
    p95: dt.date


class Deepest(msgspec.Struct, frozen=True, kw_only=True):
    """How bad it can get and when: by future, how far ``series`` is below zero on the day on which it is lowest.

    ``usd`` is that over all futures, 0 where one is never below; ``on`` the days, to 1.6 percent of their number, of
    the ``ever_share`` of futures that are. ``worst_path`` is the number of the deepest future of all.
    """

    series: str
    ever_share: float
    usd: Margin
    on: DatesOf | None
    worst_path: int
    worst_usd: float
    worst_on: dt.date | None


class PlanResult(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer. ``loss_share`` is the share of paths on which the coins end worth less than they cost.

    ``ends`` is how each series is spread on its last day, where futures differ. ``matters`` has for each series what
    moves its middle most, where that was asked for. ``coded`` has those notes that can be said in other languages.
    """

    schema: str = "bitcoin-office/plan/1"
    finding: str
    loss_share: float
    manifest: Manifest
    series: dict[str, FanSeries]
    ends: dict[str, Distribution]
    criteria: tuple[CriterionChance, ...]
    mining: MiningFutures | None
    subsidy: SubsidyFutures | None
    fiscal: FiscalResult
    deepest: Deepest | None = None
    matters: dict[str, tuple[Matter, ...]] | None = None
    notes: tuple[str, ...]
    coded: tuple[Note, ...] = ()

    @property
    def holds_coins(self) -> bool:
        """Whether any future holds a coin on any report day."""
        return any(most.value > 0 for most in self.series["coins"].highest)
