"""One future, day by day: what is printed and written as JSON of it.

Estimates of a future, so plain numbers: coins in BTC, money in whole units of its currency, shares from 0 to 1; trades
in satoshis and US cents, as an office would book them. Nothing here is ever booked.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.office.plan_result import Manifest
from bitcoin_office.office.replay_hours_result import ReplayHours


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule answered on one day, and why.

    ``answer`` is bitcoin to buy, negative to sell; for a rule that stops purchases, the share of them that may go
    ahead. ``traded_sats`` and ``paid_usd_cents`` are what came of it, negative for a sale.
    """

    on: dt.date
    rule: str
    holds: bool
    answer: float
    stops: bool
    traded_sats: int
    paid_usd_cents: int
    reasons: tuple[str, ...]


class Daily(msgspec.Struct, frozen=True, kw_only=True):
    """One value at the end of every day."""

    unit: str
    values: tuple[float, ...]


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """One future by its number; ``chosen`` says in words how it was found. ``hours`` are there where they are asked."""

    schema: str = "bitcoin-office/replay/1"
    finding: str
    path: int
    chosen: str
    manifest: Manifest
    dates: tuple[dt.date, ...]
    series: dict[str, Daily]
    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]
    hours: ReplayHours | None = None

    @property
    def holds_coins(self) -> bool:
        """Whether any coin is held, or traded, on any day."""
        return any(self.series["coins"].values) or any(decision.traded_sats for decision in self.decisions)
