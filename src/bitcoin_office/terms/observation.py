"""What an adapter saw: a price, a block, a meter reading; with its time and source."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.terms.source import Source


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """``kind`` names what was seen (``btc_usd_close``), ``value`` its exact size in ``unit``.

    ``on`` is the UTC day it holds for; ``height`` the Bitcoin block height, where it holds at a block.
    """

    kind: str
    value: Decimal
    unit: str
    on: dt.date
    source: Source
    height: int | None = None

    def age_days(self, today: dt.date) -> int:
        """Whole days between the day it holds for and ``today``; zero on the day itself."""
        return (today - self.on).days
