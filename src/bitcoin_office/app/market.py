"""The market as one office knows it: what it fetched first, the shipped tables where it fetched nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from bitcoin_office.adapters.prices.shipped import shipped_disagreements, shipped_market
from bitcoin_office.market.crosscheck import TOLERANCE_PERCENT, combine, compare_all, findings, overlaid
from bitcoin_office.market.market import Market
from bitcoin_office.market.network import expected_hashrate
from bitcoin_office.market.report import Checked, support
from bitcoin_office.market.series import Series

MARKET_FOLDER = "market"
# A close of Friday must serve a long weekend without a fetch; anything older is not the market of the day.
MAX_PRICE_AGE_DAYS = 4


def market_for(office_dir: Path | None) -> Market:
    """The market of an office, or of the shipped tables alone for ``None``.

    A day that the office fetched takes its preferred source that agrees with the median; other days come from the
    shipped tables, each observation with its own source. Raises ``StoreError`` for a fetched file that cannot be read.
    """
    shipped = shipped_market()
    return with_fetched(shipped, fetched_series(office_dir)) if office_dir is not None else shipped


def fetched_series(office_dir: Path) -> tuple[Series, ...]:
    """Every series that an office has fetched, in the order of preference of their sources."""
    folder = office_dir / MARKET_FOLDER
    if not any(folder.glob("*.parquet")):
        return ()
    from bitcoin_office.adapters.prices.parquet import ParquetSeries  # noqa: PLC0415 - DuckDB only where it is needed
    from bitcoin_office.adapters.prices.public_sources import SOURCE_NAMES  # noqa: PLC0415 - likewise urllib3

    store = ParquetSeries(folder)
    known = {name: place for place, name in enumerate(SOURCE_NAMES)}
    names = sorted(store.names(), key=lambda name: (known.get(name, len(known)), name))
    return tuple(store.read(name) for name in names)


def with_fetched(
    shipped: Market, fetched: tuple[Series, ...], tolerance_percent: Decimal = TOLERANCE_PERCENT
) -> Market:
    """The shipped market with fetched figures in the place of shipped ones."""

    def best(own: Series) -> Series:
        sources = tuple(series for series in fetched if series.kind == own.kind)
        return overlaid(combine(sources, tolerance_percent), own) if sources else own

    difficulty = best(shipped.difficulty)
    hashrates = tuple(series for series in fetched if series.kind == shipped.hashrate.kind)
    derived = expected_hashrate(difficulty)
    return Market(
        btc_usd=best(shipped.btc_usd),
        usd_pkr=best(shipped.usd_pkr),
        difficulty=difficulty,
        hashrate=overlaid(combine(hashrates, tolerance_percent), derived) if hashrates else derived,
    )


def market_check(office_dir: Path | None, tolerance_percent: Decimal = TOLERANCE_PERCENT) -> Checked:
    """How well every series is supported, and where an office's sources disagree with each other or with the tables."""
    shipped = shipped_market()
    fetched = fetched_series(office_dir) if office_dir is not None else ()
    used = with_fetched(shipped, fetched, tolerance_percent)
    comparisons = compare_all((*fetched, shipped.btc_usd, shipped.usd_pkr, shipped.difficulty), tolerance_percent)
    return Checked(
        tolerance_percent=tolerance_percent,
        support=tuple(support(series) for series in (used.btc_usd, used.usd_pkr, used.difficulty, used.hashrate)),
        comparisons=comparisons,
        listed=shipped_disagreements(),
        findings=tuple(finding for check in comparisons for finding in findings(check)),
    )
