"""Daily closes of BTC-USD at Coinbase Exchange."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bitcoin_office.adapters.prices.days import DAY_SECONDS, day_of
from bitcoin_office.adapters.prices.http_client import HttpClient
from bitcoin_office.market.fetching import Offer
from bitcoin_office.market.series import Point, Step
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Source


class Coinbase:
    """``GET /products/BTC-USD/candles``: ``[time, low, high, open, close, volume]``, newest first, at most 300.

    It may add candles from before the period, and leaves out days without a trade.
    """

    default_url = "https://api.exchange.coinbase.com"
    offer = Offer(
        name="coinbase",
        kind="btc_usd_close",
        unit="USD/BTC",
        step=Step.DAY,
        source=Source(title="Coinbase Exchange BTC-USD daily close", url="https://docs.cdp.coinbase.com/exchange/"),
        first_day=dt.date(2015, 7, 20),
        page_days=300,
    )

    def __init__(self, http: HttpClient, base_url: str) -> None:
        self._http, self._base_url = http, base_url

    def fetch(self, asked: Period) -> tuple[Point, ...]:
        """The closes of a period."""
        query = f"granularity={DAY_SECONDS}&start={asked.first}T00:00:00Z&end={asked.last}T00:00:00Z"
        url = f"{self._base_url}/products/BTC-USD/candles?{query}"
        candles = self._http.json(url, list[tuple[int, Decimal, Decimal, Decimal, Decimal, Decimal]])
        return tuple(Point(on=day_of(time), value=close) for time, _, _, _, close, _ in candles)
