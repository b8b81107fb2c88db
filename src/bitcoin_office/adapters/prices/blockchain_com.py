"""Difficulty by day from blockchain.com's charts: a second voice beside mempool.space."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.adapters.prices.days import day_of
from bitcoin_office.adapters.prices.http_client import HttpClient
from bitcoin_office.market.fetching import Offer
from bitcoin_office.market.series import Point, Step
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Source


class _ChartValue(msgspec.Struct):
    x: int
    y: Decimal


class _ChartAnswer(msgspec.Struct):
    values: list[_ChartValue]


class BlockchainDifficulty:
    """``GET /charts/difficulty``: ``{x: time, y: difficulty}`` by day; unsampled only for a few years at a time."""

    default_url = "https://api.blockchain.info"
    offer = Offer(
        name="blockchain-difficulty",
        kind="difficulty",
        unit="difficulty",
        step=Step.DAY,
        source=Source(
            title="blockchain.com difficulty chart", url="https://www.blockchain.com/explorer/api/charts_api"
        ),
        first_day=dt.date(2009, 1, 9),
        page_days=1461,
    )

    def __init__(self, http: HttpClient, base_url: str) -> None:
        self._http, self._base_url = http, base_url

    def fetch(self, asked: Period) -> tuple[Point, ...]:
        """The difficulty of every day of a period."""
        query = f"timespan={len(asked)}days&start={asked.first}&format=json&sampled=false"
        answer = self._http.json(f"{self._base_url}/charts/difficulty?{query}", _ChartAnswer)
        return tuple(Point(on=day_of(value.x), value=value.y) for value in answer.values)
