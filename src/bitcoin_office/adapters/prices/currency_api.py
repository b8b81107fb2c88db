"""Rupees for a dollar by day, from the files of currency-api on a public file network."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.adapters.prices.http_client import HttpClient, decoded
from bitcoin_office.market.fetching import Offer
from bitcoin_office.market.series import Point, Step
from bitcoin_office.terms.errors import SourceError
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Quality, Source


class _DollarRates(msgspec.Struct):
    pkr: Decimal


class _CurrencyAnswer(msgspec.Struct):
    date: dt.date
    usd: _DollarRates


class CurrencyApi:
    """``GET /npm/@fawazahmed0/currency-api@2024.3.2/v1/currencies/usd.min.json``: one file a day.

    A day without a file has no figure. Volunteers put the files together: hence of uncertain quality, and held against
    the customs rates.
    """

    default_url = "https://cdn.jsdelivr.net"
    offer = Offer(
        name="currency-api",
        kind="usd_pkr",
        unit="PKR/USD",
        step=Step.DAY,
        source=Source(
            title="currency-api daily rates",
            url="https://github.com/fawazahmed0/exchange-api",
            quality=Quality.UNCERTAIN,
        ),
        first_day=dt.date(2024, 3, 2),
        page_days=1,
    )

    def __init__(self, http: HttpClient, base_url: str) -> None:
        self._http, self._base_url = http, base_url

    def fetch(self, asked: Period) -> tuple[Point, ...]:
        """The rate of one day."""
        day = asked.first
        version = f"{day.year}.{day.month}.{day.day}"
        url = f"{self._base_url}/npm/@fawazahmed0/currency-api@{version}/v1/currencies/usd.min.json"
        body = self._http.text_if_any(url)
        if body is None:
            return ()
        answer = decoded(body, _CurrencyAnswer, url)
        if answer.date != day:
            raise SourceError(f"{url} answered for {answer.date}.", remedy="Leave this source out with --sources.")
        return (Point(on=day, value=answer.usd.pkr),)
