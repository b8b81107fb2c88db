"""The update: asks only for what is missing and over, keeps what it got, and says where sources disagree."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from bitcoin_office.adapters.prices.http_client import HttpSettings
from bitcoin_office.adapters.prices.parquet import ParquetSeries
from bitcoin_office.adapters.prices.public_sources import SOURCE_NAMES
from bitcoin_office.app.market import market_for
from bitcoin_office.app.market_update import UpdateOrder, update_market
from bitcoin_office.market.report import Updated
from bitcoin_office.terms.errors import ConflictError
from tests.market_server import Handler, MarketServer, body, close, pkr, status, truncated, unix

TODAY = dt.date(2024, 6, 1)
YESTERDAY = dt.date(2024, 5, 31)
EXCHANGES = ("bitstamp", "coinbase", "kraken")


@pytest.fixture
def server() -> Iterator[MarketServer]:
    """A server whose unfinished day is 1 June 2024."""
    server = MarketServer(TODAY)
    yield server
    server.close()


@pytest.fixture
def update(server: MarketServer, tmp_path: Path) -> Callable[..., Updated]:
    """An update of one office from the local server, without waits between attempts."""

    def run(*sources: str, first: dt.date | None = None, today: dt.date = TODAY, progress=lambda *_: None) -> Updated:
        order = UpdateOrder(
            sources=sources,
            first=first,
            base_urls=dict.fromkeys(SOURCE_NAMES, server.url),
            http=HttpSettings(attempts=2, backoff_seconds=0, read_seconds=2),
        )
        return update_market(tmp_path, order, today=today, progress=progress)

    return run


def stored(tmp_path: Path, name: str) -> dict[dt.date, Decimal]:
    """What is on disk of a source."""
    return {point.on: point.value for point in ParquetSeries(tmp_path / "market").read(name).points}


def test_every_source_is_fetched_to_yesterday(update, tmp_path: Path):
    """One update brings all sources; no figure is of the unfinished day; sources that tell the truth agree."""
    result = update(first=dt.date(2024, 5, 1))
    assert [source.problem for source in result.sources] == [""] * len(SOURCE_NAMES)
    expected = dict.fromkeys(SOURCE_NAMES, 31) | {"hmrc": 1}
    assert {source.name: source.new_figures for source in result.sources} == expected
    assert all(source.last in {YESTERDAY, dt.date(2024, 5, 1)} for source in result.sources)
    assert result.findings == ()
    market = market_for(tmp_path)
    seen = market.btc_usd.on(YESTERDAY)
    assert seen is not None
    assert seen.value == close(YESTERDAY)
    assert seen.source.title == "Bitstamp BTC/USD daily close"
    assert market.btc_usd.between(YESTERDAY, YESTERDAY)[0].agreeing == 3
    assert market.usd_pkr.between(dt.date(2024, 5, 1), dt.date(2024, 5, 1))[0].agreeing == 2


def test_the_unfinished_day_is_never_asked_for(update, server: MarketServer):
    """No request names today or later."""
    update(first=dt.date(2024, 5, 30))
    texts = [str(unix(TODAY)), "2024-06-01", "2024.6.1", "2024-6."]
    assert [path for path in server.asked if any(text in path for text in texts)] == []


def test_a_second_update_asks_for_nothing(update, server: MarketServer):
    """What is stored is not fetched again."""
    update(first=dt.date(2024, 5, 1))
    before = len(server.asked)
    again = update(first=dt.date(2024, 5, 1))
    assert len(server.asked) == before
    assert {source.new_figures for source in again.sources} == {0}


def test_the_next_day_asks_for_one_day(update, server: MarketServer):
    """A day later exactly the day that ended is asked for."""
    update("bitstamp", first=dt.date(2024, 5, 1))
    server.asked.clear()
    server.today = dt.date(2024, 6, 2)
    result = update("bitstamp", today=dt.date(2024, 6, 2), first=dt.date(2024, 5, 1))
    assert result.sources[0].new_figures == 1
    assert [f"start={unix(TODAY)}&end={unix(TODAY)}" in path for path in server.asked] == [True]


def test_a_whole_history_comes_in_pages(update, server: MarketServer, tmp_path: Path):
    """Nine years of closes are fetched in pages of 300 days, and progress counts them."""
    heard: list[tuple[str, int, int]] = []
    result = update("coinbase", progress=lambda *page: heard.append(page))
    total = (YESTERDAY - dt.date(2015, 7, 20)).days + 1
    assert result.sources[0].figures == total == len(stored(tmp_path, "coinbase"))
    assert heard == [("coinbase", page, 11) for page in range(12)]
    assert len(server.asked) == 11


def test_a_source_that_dies_halfway_is_resumed(update, server: MarketServer, tmp_path: Path):
    """Pages before the failure are on disk; the other sources go on; the next update fetches only the rest."""
    answered = 0

    def dies(handler: Handler) -> None:
        nonlocal answered
        answered += 1
        if answered <= 3:
            handler.answer()
        else:
            handler.send(500, b"")

    server.fail("/products/", dies, times=5)
    result = update("coinbase", "kraken")
    by_name = {source.name: source for source in result.sources}
    assert "500" in by_name["coinbase"].problem
    assert by_name["coinbase"].figures == 900
    assert by_name["kraken"].problem == ""
    server.asked.clear()
    again = update("coinbase")
    assert again.sources[0].problem == ""
    assert len(server.asked) == 8
    assert min(stored(tmp_path, "coinbase")) == dt.date(2015, 7, 20)
    assert again.sources[0].missing_days == 0


def test_an_interrupt_keeps_every_page_so_far(update, tmp_path: Path):
    """Ctrl-C between two pages loses nothing; the lock is free and the next update goes on."""

    def interrupted(_: str, done: int, __: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update("coinbase", progress=interrupted)
    assert len(stored(tmp_path, "coinbase")) == 600
    assert update("coinbase").sources[0].missing_days == 0


def test_disagreeing_sources_are_reported_day_by_day(update, server: MarketServer):
    """A source that is 3 % off on a day gives a finding for every series it contradicts: two exchanges, the tables."""
    wrong = dt.date(2024, 5, 20)
    server.skew["coinbase"] = lambda day: Decimal("1.03") if day == wrong else Decimal(1)
    result = update(*EXCHANGES, first=dt.date(2024, 5, 1))
    assert [finding.place.key for finding in result.findings] == [wrong.isoformat()] * 3
    assert all("Coinbase" in finding.message for finding in result.findings)


def test_a_lonely_wrong_source_does_not_move_the_median(update, server: MarketServer, tmp_path: Path):
    """Of three sources the preferred one may be wrong: the figure used is one of the two that agree."""
    server.skew["bitstamp"] = lambda _: Decimal("1.5")
    update(*EXCHANGES, first=dt.date(2024, 5, 30))
    point = market_for(tmp_path).btc_usd.between(YESTERDAY, YESTERDAY)[0]
    assert (point.value, point.agreeing) == (close(YESTERDAY), 2)


def test_fetched_series_are_held_against_the_shipped_tables(update, server: MarketServer):
    """A source that is 2 % off every day contradicts the shipped table on every day."""
    server.skew["bitstamp"] = lambda _: Decimal("1.02")
    result = update("bitstamp", first=dt.date(2024, 3, 10))
    against = [check for check in result.comparisons if "shipped" in check.b and check.kind == "btc_usd_close"]
    days = (YESTERDAY - dt.date(2024, 3, 10)).days + 1
    assert [(check.compared, len(check.disagreements)) for check in against] == [(days, days)]
    assert len(result.findings) == days


def test_retarget_days_are_no_disagreement(update):
    """On the day of a retarget one explorer names the old difficulty and one the new: that is no finding."""
    result = update("mempool-difficulty", "blockchain-difficulty", first=dt.date(2024, 4, 15))
    (check,) = [check for check in result.comparisons if "shipped" not in check.b]
    assert (check.compared, check.disagreements) == (43, ())


@pytest.mark.parametrize(
    "fault",
    [
        status(500),
        status(403),
        truncated,
        body(b"<html>"),
        body(b'{"data": {"ohlc": [{"timestamp": "1", "close": "x"}]}}'),
    ],
    ids=["500", "403", "truncated", "HTML", "no number"],
)
def test_a_failing_source_writes_nothing(update, server: MarketServer, tmp_path: Path, fault):
    """An answer that cannot be used leaves no file behind, and its problem is in the result."""
    server.fail("/api/v2/ohlc", fault, times=2)
    result = update("bitstamp", first=dt.date(2024, 5, 1))
    assert result.sources[0].problem
    assert result.sources[0].figures == 0
    assert ParquetSeries(tmp_path / "market").names() == ()


def test_an_empty_page_is_no_failure(update, server: MarketServer):
    """A page without any figure leaves a gap and the update goes on to the next page."""
    server.fail("/api/v2/ohlc", body(b'{"data": {"ohlc": [], "pair": "BTC/USD"}}'))
    result = update("bitstamp", first=dt.date(2020, 1, 1))
    assert result.sources[0].problem == ""
    assert result.sources[0].figures == (YESTERDAY - dt.date(2020, 1, 1)).days + 1 - 1000


def test_repeated_and_unsorted_rows_are_one_sorted_series(update, server: MarketServer, tmp_path: Path):
    """Whatever the order and repetition in an answer, the file has each day once, in order."""
    rows = [f'{{"timestamp": "{unix(dt.date(2024, 5, day))}", "close": "{day}"}}' for day in (31, 30, 31, 29, 30)]
    server.fail("/api/v2/ohlc", body(f'{{"data": {{"ohlc": [{", ".join(rows)}]}}}}'.encode()))
    update("bitstamp", first=dt.date(2024, 5, 29))
    assert list(stored(tmp_path, "bitstamp").items()) == [(dt.date(2024, 5, day), Decimal(day)) for day in (29, 30, 31)]


def test_a_source_that_contradicts_itself_is_not_believed(update, server: MarketServer):
    """Two figures for one day in one answer: nothing of it is kept."""
    rows = [f'{{"timestamp": "{unix(YESTERDAY)}", "close": "{figure}"}}' for figure in (1, 2)]
    server.fail("/api/v2/ohlc", body(f'{{"data": {{"ohlc": [{", ".join(rows)}]}}}}'.encode()))
    result = update("bitstamp", first=YESTERDAY)
    assert "two figures" in result.sources[0].problem
    assert result.sources[0].figures == 0


def test_days_without_a_file_stay_gaps(update, server: MarketServer, tmp_path: Path):
    """A missing daily file is a gap, asked for again next time, and not carried over."""
    hole = dt.date(2024, 5, 7)
    server.holes.add(hole)
    result = update("currency-api", first=dt.date(2024, 5, 5))
    assert result.sources[0].missing_days == 1
    assert hole not in stored(tmp_path, "currency-api")
    server.holes.clear()
    assert update("currency-api", first=dt.date(2024, 5, 5)).sources[0].new_figures == 1
    assert stored(tmp_path, "currency-api")[hole] == pkr(hole)


def test_two_updates_do_not_run_at_once(update, tmp_path: Path):
    """While one update holds the office's market folder, another one is refused."""
    with ParquetSeries(tmp_path / "market").locked(), pytest.raises(ConflictError):
        update("bitstamp")
