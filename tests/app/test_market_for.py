"""An office's market: fetched figures first, shipped tables elsewhere, and how well all of it is supported."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from bitcoin_office.adapters.prices.parquet import ParquetSeries
from bitcoin_office.adapters.prices.shipped import shipped_market
from bitcoin_office.app.market import market_check, market_for
from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.source import Source

DAY = dt.date(2025, 7, 17)


def fetched(tmp_path: Path, name: str, value: str, kind: str = "btc_usd_close") -> None:
    """Stores one figure as if a source had been fetched."""
    series = Series(
        kind=kind,
        unit="USD/BTC",
        source=Source(title=name),
        step=Step.DAY,
        points=(Point(on=DAY, value=Decimal(value)),),
    )
    ParquetSeries(tmp_path / "market").write(name, series, DAY)


def test_without_an_office_the_shipped_tables_count(tmp_path: Path):
    """No office, or an office that fetched nothing, uses the shipped tables as they are."""
    assert market_for(None) is shipped_market()
    assert market_for(tmp_path) == shipped_market()


def test_fetched_figures_take_precedence_day_by_day(tmp_path: Path):
    """The fetched day is the source's; the days around it stay the shipped table's, each with its own source."""
    fetched(tmp_path, "bitstamp", "119321.5")
    market = market_for(tmp_path)
    seen, before = market.btc_usd.on(DAY), market.btc_usd.on(DAY - dt.timedelta(days=1))
    assert seen is not None
    assert before is not None
    assert (seen.value, seen.source.title) == (Decimal("119321.5"), "bitstamp (one source)")
    assert "shipped" in before.source.title
    assert len(market.btc_usd.points) == len(shipped_market().btc_usd.points)


def test_sources_are_preferred_in_their_order_not_their_alphabet(tmp_path: Path):
    """Of two sources that disagree, Bitstamp's figure is used; an unknown source comes last."""
    for name, value in (("a-mirror", "1000"), ("bitstamp", "2000")):
        fetched(tmp_path, name, value)
    seen = market_for(tmp_path).btc_usd.on(DAY)
    assert seen is not None
    assert seen.value == 2000


def test_a_fetched_difficulty_changes_the_hash_rate(tmp_path: Path):
    """Where no hash rate was fetched, it follows from the difficulty that counts."""
    fetched(tmp_path, "mempool-difficulty", "139698254.7", kind="difficulty")
    seen = market_for(tmp_path).hashrate.on(DAY)
    assert seen is not None
    assert round(seen.value * 10**6, 2) == Decimal("1000.00")


def test_the_check_reports_differences_from_the_tables(tmp_path: Path):
    """A fetched close that is 2 % off the shipped one is a finding; the support counts every figure once."""
    fetched(tmp_path, "bitstamp", "121699")
    checked = market_check(tmp_path)
    (finding,) = checked.findings
    assert finding.place.key == "2025-07-17"
    assert market_check(tmp_path, Decimal(5)).findings == ()
    price = checked.support[0]
    assert (price.figures, price.agreed + price.one_source) == (1913, 1913)


def test_the_shipped_tables_alone_have_no_findings():
    """What was found when the tables were made is listed, not found anew."""
    checked = market_check(None)
    assert checked.findings == ()
    assert len(checked.listed) == 60
