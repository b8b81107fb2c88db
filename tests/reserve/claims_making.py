"""The record, market and reader that the tests of claims share: El Salvador's figures, written out here by hand."""

import datetime as dt
import functools
from decimal import Decimal

from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.reserve.claims.check import Checked, check_text, holders
from bitcoin_office.reserve.claims.claim import Bench, Claim, bench
from bitcoin_office.reserve.record import Disclosure, OtherHolder, Purchase, Record
from bitcoin_office.terms.source import Source

SOURCE = Source(title="made for a test")
PUBLISHED = dt.date(2025, 7, 17)

# Closes of July 2025 around publication; before, one price for a month, so that each can be told by its height.
_JULY = {10: 116056, 11: 117612, 12: 117492, 13: 119162, 14: 119800, 15: 117752, 16: 118698, 17: 119313, 18: 118026}
_MONTHS = {
    (2022, 11): 16500, (2022, 12): 16800, (2024, 3): 70000, (2025, 2): 96000, (2025, 3): 84000, (2025, 4): 88000,
    (2025, 5): 104000, (2025, 6): 106000, (2025, 11): 92000, (2025, 12): 88000,
}  # fmt: skip


def disclosed(on: str, btc: str, **more: object) -> Disclosure:
    """A figure that the holder disclosed."""
    return Disclosure(on=dt.date.fromisoformat(on), btc=Decimal(btc), by="the holder", source=SOURCE, **more)


RECORD = Record(
    country="sv",
    name="El Salvador",
    aliases=("Salvadoran", "Bukele", "San Salvador", "Central American nation", "Central American country"),
    purchases=(
        Purchase(on=dt.date(2021, 9, 6), btc=Decimal(400), source=SOURCE),
        Purchase(on=dt.date(2022, 6, 30), btc=Decimal(1981), source=SOURCE),
    ),
    disclosures=(
        disclosed("2024-03-14", "5689.68"),
        disclosed("2025-05-28", "6190.18"),
        disclosed("2025-07-14", "6237"),
        disclosed("2025-07-18", "6242", approximate=True),
        disclosed("2025-11-18", "7474"),
        disclosed("2025-12-22", "7509"),
    ),
    others=(
        OtherHolder(
            name="Strategy",
            aliases=("MicroStrategy",),
            disclosures=(disclosed("2025-02-23", "499096"), disclosed("2025-07-13", "601550")),
        ),
    ),
)


def _closes() -> Series:
    """The closes, in order of days."""
    prices = {dt.date(2025, 7, day): price for day, price in _JULY.items()}
    for (year, month), price in _MONTHS.items():
        prices |= {dt.date(year, month, day): price for day in range(1, 29)}
    points = tuple(Point(day, Decimal(prices[day]), 2) for day in sorted(prices))
    return Series(kind="btc_usd_close", unit="USD/BTC", source=SOURCE, step=Step.DAY, points=points)


CLOSES = _closes()
HOLDERS = holders(RECORD)


@functools.lru_cache(maxsize=256)
def _bench(published: dt.date) -> Bench:
    """The bench of a day; cached, for it is the same for every text of the day."""
    return bench(RECORD, CLOSES, published)


def checked(text: str, published: dt.date = PUBLISHED) -> Checked:
    """Everything found in a text about El Salvador."""
    return check_text(
        text,
        source="a.txt",
        named=HOLDERS,
        default=RECORD.name,
        against=_bench(published),
        published=published,
    )


def only_claim(text: str, published: dt.date = PUBLISHED) -> Claim:
    """The one claim of a text."""
    (claim,) = checked(text, published).claims
    return claim
