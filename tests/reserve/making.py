"""Records, closes and positions for the reserve's tests, made of whole numbers that can be added up by hand."""

import datetime as dt
from decimal import Decimal

from bitcoin_office.books.lots import LotPosition
from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.reserve.purchases import ANNOUNCED
from bitcoin_office.reserve.record import Disclosure, Purchase, Record, StandingPurchase
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import SAT

SOURCE = Source(title="made for a test")
FIRST = dt.date(2021, 9, 6)


def day(offset: int) -> dt.date:
    """The day so many days after the first."""
    return FIRST + dt.timedelta(days=offset)


def purchase(offset: int, btc: str, usd: str | None = None) -> Purchase:
    """An announced purchase."""
    return Purchase(on=day(offset), btc=Decimal(btc), usd_per_btc=None if usd is None else Decimal(usd), source=SOURCE)


def daily(first: int, last: int, btc: str = "1") -> StandingPurchase:
    """A purchase repeated every day."""
    return StandingPurchase(first=day(first), seen_until=day(last), btc=Decimal(btc), source=SOURCE, seen_source=SOURCE)


def disclosed(offset: int, btc: str, **more: object) -> Disclosure:
    """A figure that the holder disclosed."""
    return Disclosure(on=day(offset), btc=Decimal(btc), by="the holder", source=SOURCE, **more)


def record(**parts: object) -> Record:
    """A record of a country that does not exist."""
    return Record(country="xx", name="Utopia", **parts)


def closes(*prices: int, first: int = 0) -> Series:
    """A close for each day from ``first`` on."""
    points = tuple(Point(day(first + index), Decimal(price), 2) for index, price in enumerate(prices))
    return Series(kind="btc_usd_close", unit="USD/BTC", source=SOURCE, step=Step.DAY, points=points)


def position(btc: int, usd: int, account: str = ANNOUNCED, lot: str = "a") -> LotPosition:
    """A lot in the books: whole bitcoins and dollars."""
    return LotPosition(
        account=account,
        lot=lot,
        unit=SAT.code,
        quantity=btc * SAT.per_whole,
        cost=usd * 100,
        cost_unit="USD",
        acquired_on=FIRST,
        arrived_on=FIRST,
        opened_seq=1,
    )
