"""A rate is that of the day, or an error that says what is missing."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.market.price import rate_on
from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import PKR, SAT, USD


def series(unit: str, **by_day: str) -> Series:
    """A series of days in January 2024."""
    points = tuple(
        Point(on=dt.date(2024, 1, int(day.removeprefix("d"))), value=Decimal(value), agreeing=2)
        for day, value in by_day.items()
    )
    return Series(kind="k", unit=unit, source=Source(title="a test"), step=Step.DAY, points=points)


def test_the_rate_of_the_day_converts():
    """A price series gives dollars for a bitcoin, a currency series rupees for a dollar, with day and source."""
    price = rate_on(series("USD/BTC", d1="42000.50"), dt.date(2024, 1, 1))
    assert (price.base, price.quote, price.on, price.source.title) == (SAT, USD, dt.date(2024, 1, 1), "a test")
    assert price.convert(Amount.parse("2 BTC")) == Amount.parse("84001 USD")
    rupees = rate_on(series("PKR/USD", d1="280"), dt.date(2024, 1, 1))
    assert rupees.convert(Amount.parse("1.50 USD")) == Amount(42000, PKR)


def test_a_missing_day_names_the_nearest_known_ones():
    """There is no silent filling: the error says which day is missing and which are known."""
    known = series("USD/BTC", d1="1", d9="2")
    with pytest.raises(IncompleteDataError, match=r"on 2024-01-05.*2024-01-01 and 2024-01-09") as raised:
        rate_on(known, dt.date(2024, 1, 5))
    assert "market update --from 2024-01-05" in raised.value.remedy
    with pytest.raises(IncompleteDataError, match="none is known at all"):
        rate_on(series("USD/BTC"), dt.date(2024, 1, 5))
