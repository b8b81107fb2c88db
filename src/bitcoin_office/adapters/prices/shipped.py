"""The small tables of market facts that come with the office: usable without a network, with their gaps."""

from __future__ import annotations

import functools
from importlib import resources

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.market.network import expected_hashrate
from bitcoin_office.market.report import ListedDisagreement
from bitcoin_office.market.series import Series, Step
from bitcoin_office.market.tables import TableShape, parse_disagreements, parse_table
from bitcoin_office.terms.errors import OfficeError
from bitcoin_office.terms.source import Source

_CLOSE = Source(
    title="Bitstamp BTC/USD close at 24:00 UTC, whole dollars, table shipped with the office",
    url="https://www.bitstamp.net/",
)
_TABLES = {
    "btc_usd_daily": TableShape(kind="btc_usd_close", unit="USD/BTC", column="close_usd", step=Step.DAY, source=_CLOSE),
    "btc_usd_month_end": TableShape(
        kind="btc_usd_close", unit="USD/BTC", column="close_usd", step=Step.DAY, source=_CLOSE
    ),
    "usd_pkr_monthly": TableShape(
        kind="usd_pkr",
        unit="PKR/USD",
        column="pkr_per_usd",
        step=Step.MONTH,
        source=Source(
            title="HM Revenue & Customs monthly rates (PKR and USD for a pound), table shipped with the office",
            url="https://www.trade-tariff.service.gov.uk/exchange_rates",
        ),
    ),
    "difficulty_quarterly": TableShape(
        kind="difficulty",
        unit="difficulty",
        column="difficulty",
        step=Step.QUARTER,
        source=Source(title="targets of Bitcoin's block headers, by quarter, table shipped with the office"),
    ),
}


@functools.cache
def shipped_market() -> Market:
    """The four series from the shipped tables; read once. Raises ``OfficeError`` when the installation is damaged."""
    before, daily = _table("btc_usd_month_end"), _table("btc_usd_daily")
    difficulty = _table("difficulty_quarterly")
    return Market(
        btc_usd=msgspec.structs.replace(daily, points=before.points + daily.points),
        usd_pkr=_table("usd_pkr_monthly"),
        difficulty=difficulty,
        hashrate=expected_hashrate(difficulty),
    )


def shipped_disagreements() -> tuple[ListedDisagreement, ...]:
    """Where a second series was more than 1 % away from a shipped figure when the tables were made."""
    return parse_disagreements(_text("disagreements"))


def _text(name: str) -> str:
    path = resources.files("bitcoin_office.market") / "tables" / f"{name}.csv"
    return path.read_text(encoding="ascii")


def _table(name: str) -> Series:
    series, findings = parse_table(_text(name), file=f"{name}.csv", shape=_TABLES[name])
    if findings:
        raise OfficeError(f"The shipped table is damaged: {findings[0]}", remedy="Install bitcoin-office again.")
    return series
