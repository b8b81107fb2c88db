"""Daily closes of XBT/USD at Kraken: the latest two years only, a third voice where two disagree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.adapters.prices.days import day_of, midnight
from bitcoin_office.adapters.prices.http_client import HttpClient
from bitcoin_office.market.fetching import Offer
from bitcoin_office.market.series import Point, Step
from bitcoin_office.terms.errors import SourceError
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Source

# 720 candles, the last of which is that of the unfinished day.
_REACH_DAYS = 719

_Candle = tuple[int, Decimal, Decimal, Decimal, Decimal, Decimal, Decimal, int]


class _Answer(msgspec.Struct):
    error: list[str]
    result: dict[str, list[_Candle] | int] = {}


class Kraken:
    """``GET /0/public/OHLC``: ``[time, open, high, low, close, vwap, volume, count]``, only the latest 720 candles.

    The last candle is always that of the unfinished day. Errors come with status 200, in ``error``.
    """

    default_url = "https://api.kraken.com"
    offer = Offer(
        name="kraken",
        kind="btc_usd_close",
        unit="USD/BTC",
        step=Step.DAY,
        source=Source(title="Kraken XBT/USD daily close", url="https://docs.kraken.com/api/"),
        first_day=dt.date(2013, 10, 6),
        page_days=_REACH_DAYS,
        reach_days=_REACH_DAYS,
    )

    def __init__(self, http: HttpClient, base_url: str) -> None:
        self._http, self._base_url = http, base_url

    def fetch(self, asked: Period) -> tuple[Point, ...]:
        """The closes of a period."""
        since = midnight(asked.first) - 1  # "since" leaves out the moment itself
        url = f"{self._base_url}/0/public/OHLC?pair=XBTUSD&interval=1440&since={since}"
        answer = self._http.json(url, _Answer)
        if answer.error:
            raise SourceError(f"kraken refuses: {', '.join(answer.error)}.", remedy="Run the update again later.")
        return tuple(
            Point(on=day_of(candle[0]), value=candle[4])
            for candles in answer.result.values()
            if not isinstance(candles, int)
            for candle in candles
        )
