"""Daily closes of BTC/USD at Bitstamp, the exchange with the longest unbroken dollar market."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.adapters.prices.days import DAY_SECONDS, day_of, midnight
from bitcoin_office.adapters.prices.http_client import HttpClient
from bitcoin_office.market.fetching import Offer
from bitcoin_office.market.series import Point, Step
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Source

_LONGEST_PAGE = 1000


class _Candle(msgspec.Struct):
    timestamp: Decimal
    close: Decimal


class _Data(msgspec.Struct):
    ohlc: list[_Candle]


class _Answer(msgspec.Struct):
    data: _Data


class Bitstamp:
    """``GET /api/v2/ohlc/btcusd/``: numbers as texts, at most 1,000 candles, both ends included."""

    default_url = "https://www.bitstamp.net"
    offer = Offer(
        name="bitstamp",
        kind="btc_usd_close",
        unit="USD/BTC",
        step=Step.DAY,
        source=Source(title="Bitstamp BTC/USD daily close", url="https://www.bitstamp.net/api/"),
        first_day=dt.date(2011, 8, 18),
        page_days=_LONGEST_PAGE,
    )

    def __init__(self, http: HttpClient, base_url: str) -> None:
        self._http, self._base_url = http, base_url

    def fetch(self, asked: Period) -> tuple[Point, ...]:
        """The closes of a period."""
        query = f"step={DAY_SECONDS}&limit={_LONGEST_PAGE}&start={midnight(asked.first)}&end={midnight(asked.last)}"
        answer = self._http.json(f"{self._base_url}/api/v2/ohlc/btcusd/?{query}", _Answer)
        return tuple(Point(on=day_of(candle.timestamp), value=candle.close) for candle in answer.data.ohlc)
