"""Units, currencies, hedges and ranges around a number, and what a printed figure admits."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.reserve.claims.admitted import admitted
from bitcoin_office.reserve.claims.hedge import Hedge
from bitcoin_office.reserve.claims.plain import plain
from bitcoin_office.reserve.claims.quantity import Per, Quantity, Unit, quantities
from bitcoin_office.reserve.claims.tolerance import TOLERANCES, tolerance

DAY = dt.date(2025, 7, 17)


def one(text: str) -> Quantity:
    """The one quantity of a text."""
    (quantity,) = quantities(plain(text))
    return quantity


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("6,240 BTC", Unit.BTC, "6240"),
        ("6,240 bitcoins", Unit.BTC, "6240"),
        ("\u20bf6,240", Unit.BTC, "6240"),
        ("BTC 6,240", Unit.BTC, "6240"),
        ("6,240-bitcoin", Unit.BTC, "6240"),
        ("6,240 coins", Unit.BTC, "6240"),
        ("150,000,000 sats", Unit.BTC, "1.5"),
        ("$745 million", Unit.USD, "745000000"),
        ("US$0.74bn", Unit.USD, "740000000"),
        ("U.S.$ 5 m", Unit.USD, "5000000"),
        ("USD 745m", Unit.USD, "745000000"),
        ("745m USD", Unit.USD, "745000000"),
        ("745 million dollars", Unit.USD, "745000000"),
        ("745 million U.S. dollars", Unit.USD, "745000000"),
        ("US$ 745 million dollars", Unit.USD, "745000000"),
        ("A$90 million", Unit.OTHER_MONEY, "90000000"),
        ("HK$90 million", Unit.OTHER_MONEY, "90000000"),
        ("\u20ac640 million", Unit.OTHER_MONEY, "640000000"),
        ("90 million Canadian dollars", Unit.OTHER_MONEY, "90000000"),
        ("Rs 12 crore", Unit.OTHER_MONEY, "120000000"),
        ("6,240 people", Unit.NONE, "6240"),
    ],
)
def test_units(text: str, unit: Unit, value: str) -> None:
    """Bitcoin by any name, dollars by any sign; other dollars are other money."""
    assert (one(text).unit, one(text).value) == (unit, Decimal(value))


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("over 6,240 BTC", Hedge.OVER),
        ("more than $740 million", Hedge.OVER),
        ("well over the 6,240 BTC", Hedge.OVER),
        ("6,240-plus BTC", Hedge.OVER),
        ("6,240+ BTC", Hedge.OVER),
        ("north of about 6,240 BTC", Hedge.OVER),
        ("about 6,240 BTC", Hedge.ABOUT),
        ("~$740m", Hedge.ABOUT),
        ("\u2248 $740m", Hedge.ABOUT),
        ("an estimated 6,240 BTC", Hedge.ABOUT),
        ("6,240 BTC or so", Hedge.ABOUT),
        ("nearly 6,250 BTC", Hedge.UNDER),
        ("up to 6,250 BTC", Hedge.UNDER),
        ("6,240 BTC", Hedge.PLAIN),
        ("a total of 6,240 BTC", Hedge.PLAIN),
        ("allover 6,240 BTC", Hedge.PLAIN),
    ],
)
def test_hedges(text: str, hedge: Hedge) -> None:
    """Words before and behind; one that binds from a side wins over "about"; a word that ends in "over" is none."""
    assert one(text).hedge is hedge


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 6,200 and 6,250 BTC", 6200, 6250),
        ("6,200-6,250 BTC", 6200, 6250),
        ("6,200 to 6,250 BTC", 6200, 6250),
        ("$740\u2013745 million", 740_000_000, 745_000_000),
        ("between $740 million and $745 million", 740_000_000, 745_000_000),
        ("ranges from 6,200 to 6,250 BTC", 6200, 6250),
    ],
)
def test_ranges(text: str, low: int, high: int) -> None:
    """Two figures that bound one quantity; the second one's magnitude is the first one's too."""
    assert (one(text).low, one(text).high) == (low, high)
    assert one(text).is_range


def test_a_change_is_no_range() -> None:
    """As "rose from A to B" gives two amounts of one unit; a year before an amount gives none."""
    old, new = quantities("the reserve rose from 6,089 to 6,240 BTC")
    assert (old.value, old.unit, new.value) == (6089, Unit.BTC, 6240)
    year, coins = quantities("from May 2024 to 6,240 BTC")
    assert (year.unit, coins.value, coins.is_range) == (Unit.NONE, 6240, False)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("$71,268 per bitcoin", Per.COIN),
        ("$71,268 a coin", Per.COIN),
        ("$71,268 apiece", Per.COIN),
        ("$71,268/BTC", Per.COIN),
        ("one bitcoin a day", Per.TIME),
        ("8 BTC per week", Per.TIME),
        ("1 BTC daily", Per.TIME),
        ("500 BTC each", Per.EACH),
        ("one bitcoin for every citizen", Per.EACH),
        ("6,240 BTC a year ago", Per.NOTHING),
    ],
)
def test_prices_and_paces(text: str, per: Per) -> None:
    """What is counted by the coin, by time or by the head is no amount of its own."""
    assert one(text).per is per


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("6,240 BTC", "6235", "6245"),
        ("6,238 BTC", "6237.5", "6238.5"),
        ("6,240.18 BTC", "6240.175", "6240.185"),
        ("6.24 thousand BTC", "6235", "6245"),
        ("6.2k BTC", "6150", "6250"),
        ("6,000 BTC", "5940", "6060"),
        ("over 6,240 BTC", "6240", "6250"),
        ("over 6,200 BTC", "6200", "6300"),
        ("over 6,089 BTC", "6089", "6090"),
        ("over 6,000 BTC", "6000", "6600"),
        ("nearly 6,250 BTC", "6240", "6250"),
        ("about 6,000 BTC", "5700", "6300"),
        ("about 6,238 BTC", "6206.81", "6269.19"),
        ("about $740 million", "735000000", "745000000"),
        ("$0.74bn", "735000000", "745000000"),
        ("$745 million", "744500000", "745500000"),
        ("between 6,200 and 6,250 BTC", "6150", "6255"),
        ("0 BTC", "-0.5", "0.5"),
    ],
)
def test_what_a_figure_admits(text: str, low: str, high: str) -> None:
    """The printed precision and the words around it, each worked out by hand."""
    extent = admitted(one(text), DAY)
    assert (extent.low, extent.high) == (Decimal(low), Decimal(high))


def test_every_tolerance_has_a_reason_and_holds_on_any_day() -> None:
    """No bound is in code alone: each has a unit, a date and a reason, and answers for the first day and the last."""
    for item in TOLERANCES:
        assert item.unit
        assert item.reason.endswith(".")
        assert tolerance(item.name, dt.date.min) == tolerance(item.name, dt.date.max) == item.value
