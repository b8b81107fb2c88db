"""Rupees for a dollar by month, from the United Kingdom's customs rates."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal, InvalidOperation

from bitcoin_office.adapters.prices.http_client import HttpClient
from bitcoin_office.market.fetching import Offer
from bitcoin_office.market.series import Point, Step
from bitcoin_office.terms.errors import SourceError
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Source

_NONE = Decimal(0)


class CustomsRates:
    """``GET /api/v2/exchange_rates/files/monthly_csv_2025-7.csv``: units of each currency for a pound, by month.

    The rate of a month is fixed in the last days of the month before. Rupees for a dollar are the quotient of two rows.
    """

    default_url = "https://www.trade-tariff.service.gov.uk"
    offer = Offer(
        name="hmrc",
        kind="usd_pkr",
        unit="PKR/USD",
        step=Step.MONTH,
        source=Source(
            title="HM Revenue & Customs monthly rates (PKR and USD for a pound)",
            url="https://www.trade-tariff.service.gov.uk/exchange_rates",
        ),
        first_day=dt.date(2021, 1, 1),
        page_days=31,
    )

    def __init__(self, http: HttpClient, base_url: str) -> None:
        self._http, self._base_url = http, base_url

    def fetch(self, asked: Period) -> tuple[Point, ...]:
        """The rate of one month, on its first day; none where the month is not published."""
        month = asked.first
        url = f"{self._base_url}/api/v2/exchange_rates/files/monthly_csv_{month.year}-{month.month}.csv"
        body = self._http.text_if_any(url)
        if body is None:
            return ()
        for_a_pound = _units_for_a_pound(body, url)
        pkr, usd = for_a_pound.get("PKR", _NONE), for_a_pound.get("USD", _NONE)
        if not all(rate.is_finite() and rate > 0 for rate in (pkr, usd)):
            raise SourceError(f"{url} has no rate for PKR or USD.", remedy="Leave this source out with --sources.")
        return (Point(on=month, value=(pkr / usd).quantize(Decimal("0.0001"))),)


def _units_for_a_pound(body: bytes, url: str) -> dict[str, Decimal]:
    """Units for a pound by currency code; columns found by name, since their case has varied."""
    try:
        lines = [
            {(name or "").strip().lower(): cell for name, cell in line.items()}
            for line in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
        ]
        return {line["currency code"]: Decimal(line["currency units per £1"]) for line in lines}
    except (KeyError, TypeError, ValueError, InvalidOperation, csv.Error) as error:
        raise SourceError(
            f"{url} is not the expected table of rates ({error!r}).", remedy="Leave this source out with --sources."
        ) from error
