"""Each public source, against answers of its real shape: the right day, the right column, exact figures."""

import datetime as dt
from decimal import Decimal

import pytest

from bitcoin_office.adapters.prices.http_client import HttpClient, HttpSettings
from bitcoin_office.adapters.prices.public_sources import SOURCE_NAMES, public_sources
from bitcoin_office.market.fetching import SeriesFetcher, settle
from bitcoin_office.terms.errors import NotFoundError, SourceError, UsageError
from bitcoin_office.terms.period import Period
from tests.market_server import MarketServer, body, close, days, pkr, unix

MAY = Period(first=dt.date(2024, 5, 1), last=dt.date(2024, 5, 31))
UNFINISHED = dt.date(2024, 6, 1)


def source(server: MarketServer, name: str) -> SeriesFetcher:
    """One source, at the local server."""
    http = HttpClient(HttpSettings(attempts=1))
    return public_sources(http, (name,), {name: server.url})[0]


@pytest.mark.parametrize("name", ["bitstamp", "coinbase", "kraken"])
def test_an_exchange_gives_the_close_of_every_day(server: MarketServer, name: str):
    """The close stands on the day whose candle it is, exactly, whatever order or extra candles the exchange sends."""
    fetcher = source(server, name)
    points = settle(fetcher.offer, fetcher.fetch(MAY), MAY)
    assert {point.on: point.value for point in points} == {day: close(day) for day in MAY.days()}


@pytest.mark.parametrize("name", ["bitstamp", "coinbase", "kraken"])
def test_no_exchange_is_asked_for_an_unfinished_day(server: MarketServer, name: str):
    """A moving candle that an exchange sends along is left out."""
    fetcher = source(server, name)
    asked = Period(first=dt.date(2024, 5, 30), last=dt.date(2024, 5, 31))
    assert [point.on for point in settle(fetcher.offer, fetcher.fetch(asked), asked)] == list(asked.days())


def test_the_longest_page_is_not_refused(server: MarketServer):
    """Each exchange answers a request for as many days as its offer says."""
    for name in ("bitstamp", "coinbase", "kraken"):
        fetcher = source(server, name)
        last = UNFINISHED - dt.timedelta(days=1)
        asked = Period(first=last - dt.timedelta(days=fetcher.offer.page_days - 1), last=last)
        assert len(settle(fetcher.offer, fetcher.fetch(asked), asked)) == fetcher.offer.page_days, name


def test_kraken_refuses_with_status_200(server: MarketServer):
    """Kraken's errors are in the answer, not in the status."""
    server.fail("/0/public/OHLC", body(b'{"error": ["EGeneral:Too many requests"]}'))
    with pytest.raises(SourceError, match="Too many requests"):
        source(server, "kraken").fetch(MAY)


def test_difficulty_is_that_of_the_end_of_the_day(server: MarketServer):
    """On the day of a retarget the new difficulty counts; before the first known retarget there is none."""
    fetcher = source(server, "mempool-difficulty")
    asked = Period(first=dt.date(2024, 4, 9), last=dt.date(2024, 5, 9))
    by_day = {point.on: point.value for point in fetcher.fetch(asked)}
    assert dt.date(2024, 4, 9) not in by_day
    assert by_day[dt.date(2024, 4, 10)] == Decimal("86388558925171.02")
    assert by_day[dt.date(2024, 4, 23)] == Decimal("86388558925171.02")
    assert by_day[dt.date(2024, 4, 24)] == Decimal("88104191118793.16")
    assert by_day[dt.date(2024, 5, 9)] == Decimal("83148355189239.77")


def test_an_explorer_that_stopped_following_the_chain_gives_no_difficulty(server: MarketServer):
    """Four weeks after the last retarget that it knows, what it says no longer counts."""
    asked = Period(first=dt.date(2024, 6, 19), last=dt.date(2024, 6, 22))
    points = source(server, "mempool-difficulty").fetch(asked)
    assert [point.on for point in points] == [dt.date(2024, 6, 19), dt.date(2024, 6, 20)]


def test_a_hash_rate_belongs_to_the_day_that_its_midnight_ends(server: MarketServer):
    """mempool.space dates the blocks of a day at the midnight after it; and hashes become exahashes exactly."""
    points = source(server, "mempool-hashrate").fetch(MAY)
    assert [point.on for point in points] == days(MAY.first, MAY.last)
    assert points[0].value == Decimal("600.000000000000000001")


def test_a_chart_gives_the_difficulty_by_day(server: MarketServer):
    """blockchain.com is asked for exactly the days, unsampled."""
    fetcher = source(server, "blockchain-difficulty")
    points = settle(fetcher.offer, fetcher.fetch(MAY), MAY)
    assert [point.on for point in points] == days(MAY.first, MAY.last)
    assert points[0].value == Decimal("88104191118793.16")
    assert "timespan=31days&start=2024-05-01" in server.asked[0]
    assert "sampled=false" in server.asked[0]


def test_rupees_by_day_come_from_the_file_of_that_day(server: MarketServer):
    """The rate of a day; none for a day without a file; and never the latest file in the place of the one asked for."""
    fetcher = source(server, "currency-api")
    day = Period(first=dt.date(2024, 5, 7), last=dt.date(2024, 5, 7))
    assert [point.value for point in fetcher.fetch(day)] == [pkr(day.first)]
    server.holes.add(day.first)
    assert fetcher.fetch(day) == ()
    server.fail("/npm/", body(b'{"date": "2024-06-01", "usd": {"pkr": 1}}'))
    with pytest.raises(SourceError, match="answered for 2024-06-01"):
        fetcher.fetch(day)


def test_rupees_by_month_are_the_quotient_of_two_customs_rates(server: MarketServer):
    """PKR for a pound over USD for a pound, on the first of the month, despite quoted names and a byte-order mark."""
    points = source(server, "hmrc").fetch(MAY)
    assert [(point.on, point.value) for point in points] == [(MAY.first, pkr(MAY.first))]


@pytest.mark.parametrize(
    "content",
    [
        b"<html>maintenance</html>",
        b"Currency Code,Currency Units per \xc2\xa31\nUSD,1.25\n",
        b"Currency Code,Currency Units per \xc2\xa31\nUSD,0\nPKR,300\n",
        b"Currency Code,Currency Units per \xc2\xa31\nUSD,NaN\nPKR,300\n",
        b"Currency Code,Currency Units per \xc2\xa31\nUSD,sNaN\nPKR,300\n",
        b"Currency Code,Currency Units per \xc2\xa31\nUSD,lots\nPKR,300\n",
        b"Currency Code,Currency Units per \xc2\xa31\nUSD\n",
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_a_table_without_both_rates_is_refused(server: MarketServer, content: bytes):
    """Whatever is not a table with both rates ends in a message."""
    server.fail("monthly_csv", body(content))
    with pytest.raises(SourceError):
        source(server, "hmrc").fetch(MAY)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bitstamp", b'{"data": {"ohlc": [{"timestamp": "99999999999999999999", "close": "1"}]}}'),
        ("bitstamp", b'{"data": {"ohlc": [{"timestamp": "soon", "close": "1"}]}}'),
        ("bitstamp", b'{"code": "error", "errors": []}'),
        ("coinbase", b"[[1714521600, 1, 2, 3]]"),
        ("coinbase", b'[["2024-05-01", 1, 2, 3, 4, 5]]'),
        ("kraken", b'{"error": [], "result": {"XXBTZUSD": [[1, 2]]}}'),
        ("mempool-difficulty", b'[{"time": 1}]'),
        ("mempool-hashrate", b'{"hashrates": [{"timestamp": -99999999999999999, "avgHashrate": 1}]}'),
        ("blockchain-difficulty", b'{"status": "not-found"}'),
        ("currency-api", b'{"date": "2024-05-01", "usd": {"inr": 83}}'),
    ],
)
def test_answers_of_another_shape_are_refused(server: MarketServer, name: str, content: bytes):
    """A source that changed its shape is reported, never half understood."""
    server.fail("/", body(content))
    with pytest.raises(SourceError):
        source(server, name).fetch(Period(first=MAY.first, last=MAY.first))


@pytest.mark.parametrize("figure", ["0", "-5", "NaN", "Infinity"])
def test_a_figure_that_cannot_be_a_price_is_refused(server: MarketServer, figure: str):
    """Zero, negative and non-numbers never become a price."""
    answer = f'{{"data": {{"ohlc": [{{"timestamp": "{unix(MAY.first)}", "close": "{figure}"}}]}}}}'
    server.fail("/api/v2/ohlc", body(answer.encode()))
    fetcher = source(server, "bitstamp")
    with pytest.raises(SourceError, match="2024-05-01"):
        settle(fetcher.offer, fetcher.fetch(MAY), MAY)


def test_unknown_names_and_addresses_are_usage_errors(server: MarketServer):
    """A misspelt source names the nearest; an address in the clear is refused."""
    http = HttpClient(HttpSettings())
    with pytest.raises(NotFoundError, match="bitstamp"):
        public_sources(http, ("bitstmap",), {})
    with pytest.raises(NotFoundError):
        public_sources(http, (), {"bitfinex": "https://example.org"})
    with pytest.raises(UsageError, match="https"):
        public_sources(http, ("kraken",), {"kraken": "http://example.org"})
    assert tuple(found.offer.name for found in public_sources(http, (), {})) == SOURCE_NAMES
