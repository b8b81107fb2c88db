"""How far a figure may be from record and market before it contradicts them: dated values, each with its reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec


class Tolerance(msgspec.Struct, frozen=True, kw_only=True):
    """One bound of judgement: its value in ``unit``, the first publication day it is used for, and why it is so."""

    name: str
    value: Decimal
    unit: str
    effective_from: dt.date
    reason: str


# Before bitcoin there was nothing to judge: the values hold for every text until a later one is added.
_START = dt.date(2009, 1, 3)

TOLERANCES = (
    Tolerance(
        name="plain_share",
        value=Decimal("0.01"),
        unit="share of the figure",
        effective_from=_START,
        reason="A figure that ends in noughts is rounded to its last other digit, but a plain 6,000 may not "
        "stand for more than one per cent less or more: beyond that an editor writes about, over or "
        "nearly.",
    ),
    Tolerance(
        name="about_least_share",
        value=Decimal("0.005"),
        unit="share of the figure",
        effective_from=_START,
        reason='"About" before a figure printed to its last digit still asks for some play: half a per cent, what a '
        "month of one coin a day added to 6,240 coins in 2025.",
    ),
    Tolerance(
        name="about_most_share",
        value=Decimal("0.05"),
        unit="share of the figure",
        effective_from=_START,
        reason='"About 6,000" means the nearest thousand, but never more than one part in twenty: "about '
        '600,000" does not mean 550,000.',
    ),
    Tolerance(
        name="over_most_share",
        value=Decimal("0.1"),
        unit="share of the figure",
        effective_from=_START,
        reason='"Over 6,200" cuts off what follows its last digit that is not nought, so it ends at 6,300; never '
        "more than a tenth, for nobody says over 1,000 of 1,900.",
    ),
    Tolerance(
        name="lag_days",
        value=Decimal(3),
        unit="days",
        effective_from=_START,
        reason="A report is written from figures up to a weekend old: those of 16 to 18 July 2025 print counts "
        "of 14 to 17 July.",
    ),
    Tolerance(
        name="ahead_days",
        value=Decimal(1),
        unit="days",
        effective_from=_START,
        reason="Days of record and market end at midnight UTC; an evening edition in the Americas prints figures "
        "of the UTC day after its own date.",
    ),
    Tolerance(
        name="intraday_share",
        value=Decimal("0.03"),
        unit="share of the close",
        effective_from=_START,
        reason="The market is known by its daily closes, and a writer takes the price of the hour: on 14 July "
        "2025 the high was about $123,000 over a close of $119,800, 2.7 per cent.",
    ),
    Tolerance(
        name="stale_price_days",
        value=Decimal(180),
        unit="days",
        effective_from=_START,
        reason="How old a price may be and still pass for one that nobody brought up to date: the oldest figure "
        "reprinted in July 2025 was some 140 days old. A price last seen longer ago is a mistake, unless "
        "the count is as old.",
    ),
    Tolerance(
        name="approximate_share",
        value=Decimal("0.001"),
        unit="share of the figure",
        effective_from=_START,
        reason='A disclosure that is itself on record as "about" is good to a few coins: about 6,242 on 18 July 2025.',
    ),
    Tolerance(
        name="open_end_share",
        value=Decimal("0.2"),
        unit="share of the figure",
        effective_from=_START,
        reason="After the last disclosure a holder may have bought more; the largest step between two "
        "disclosures in 2025 was 18 per cent, from 6,313 to 7,474. More than that is not explained by the "
        "age of the record.",
    ),
)


def tolerance(name: str, on: dt.date) -> Decimal:
    """The value of a tolerance for a text published on ``on``: the latest in force by then, or the first."""
    dated = sorted((item for item in TOLERANCES if item.name == name), key=lambda item: item.effective_from)
    return next((item for item in reversed(dated) if item.effective_from <= on), dated[0]).value
