"""Difficulty and hash rate by day from the block explorer mempool.space."""

from __future__ import annotations

import bisect
import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.adapters.prices.days import day_of, midnight
from bitcoin_office.adapters.prices.http_client import HttpClient
from bitcoin_office.market.fetching import Offer
from bitcoin_office.market.network import HASHES_PER_EXAHASH
from bitcoin_office.market.series import Point, Step
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Quality, Source

_GENESIS_DAY = dt.date(2009, 1, 3)
_EVERYTHING_DAYS = 36_525
# Difficulty changes every 2,016 blocks, about 14 days. An explorer that has reported no change for twice as long has
# stopped following the chain, and what it says no longer holds.
_LONGEST_EPOCH_DAYS = 28
_DOCUMENTATION = "https://mempool.space/docs/api/rest"


class MempoolDifficulty:
    """``GET /api/v1/mining/difficulty-adjustments``: ``[time, height, difficulty, change]`` of every retarget.

    The figure of a day is the difficulty in force at its end.
    """

    default_url = "https://mempool.space"
    offer = Offer(
        name="mempool-difficulty",
        kind="difficulty",
        unit="difficulty",
        step=Step.DAY,
        source=Source(title="mempool.space difficulty adjustments", url=_DOCUMENTATION),
        first_day=_GENESIS_DAY,
        page_days=_EVERYTHING_DAYS,
    )

    def __init__(self, http: HttpClient, base_url: str) -> None:
        self._http, self._base_url = http, base_url

    def fetch(self, asked: Period) -> tuple[Point, ...]:
        """The difficulty of every day of a period that follows a retarget by at most four weeks."""
        url = f"{self._base_url}/api/v1/mining/difficulty-adjustments"
        retargets = sorted(self._http.json(url, list[tuple[int, int, Decimal, Decimal]]))
        times = [time for time, *_ in retargets]
        points: list[Point] = []
        for day in asked.days():
            place = bisect.bisect_left(times, midnight(day + dt.timedelta(days=1))) - 1
            if place >= 0 and (day - day_of(times[place])).days <= _LONGEST_EPOCH_DAYS:
                points.append(Point(on=day, value=retargets[place][2]))
        return tuple(points)


class _Hashrate(msgspec.Struct, rename="camel"):
    timestamp: int
    avg_hashrate: Decimal


class _HashrateAnswer(msgspec.Struct):
    hashrates: list[_Hashrate]


class MempoolHashrate:
    """``GET /api/v1/mining/hashrate/all``: hashes a second, from the blocks of the 24 hours *before* each midnight.

    So the figure at a midnight belongs to the day that ends there. A day without a block has no estimate.
    """

    default_url = "https://mempool.space"
    offer = Offer(
        name="mempool-hashrate",
        kind="hashrate",
        unit="EH/s",
        step=Step.DAY,
        source=Source(
            title="mempool.space hash rate, from each day's blocks", url=_DOCUMENTATION, quality=Quality.DERIVED
        ),
        first_day=_GENESIS_DAY,
        page_days=_EVERYTHING_DAYS,
    )

    def __init__(self, http: HttpClient, base_url: str) -> None:
        self._http, self._base_url = http, base_url

    def fetch(self, asked: Period) -> tuple[Point, ...]:
        """The hash rate of every day of a period with a block."""
        answer = self._http.json(f"{self._base_url}/api/v1/mining/hashrate/all", _HashrateAnswer)
        return tuple(
            Point(on=day_of(row.timestamp - 1), value=row.avg_hashrate / HASHES_PER_EXAHASH)
            for row in answer.hashrates
            if row.avg_hashrate and day_of(row.timestamp - 1) in asked
        )
