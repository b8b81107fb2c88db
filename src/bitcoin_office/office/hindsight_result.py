"""What a plan of an earlier day comes to beside what happened. Estimates of futures: plain numbers, never booked."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.office.plan_result import Manifest


class Scored(msgspec.Struct, frozen=True, kw_only=True):
    """One value over the months: what came true, the plan's fan of then, and how the two stand to each other.

    ``place`` is the share of futures below what came true; half of those equal to it count. ``inside_50`` and
    ``inside_90`` are shares of months. ``crps`` and ``no_change_crps`` are means over months; ``skill`` is 1 less their
    ratio, ``None`` where no change was exactly right.
    """

    unit: str
    dates: tuple[dt.date, ...]
    came_true: tuple[float, ...]
    no_change: tuple[float, ...]
    quantiles: dict[str, tuple[float, ...]]
    place: tuple[float, ...]
    inside_50: float
    inside_90: float
    crps: float
    no_change_crps: float
    skill: float | None


class Hindsight(msgspec.Struct, frozen=True, kw_only=True):
    """A plan of then and what happened."""

    schema: str = "bitcoin-office/hindsight/1"
    finding: str
    manifest: Manifest
    series: dict[str, Scored]
    notes: tuple[str, ...]
