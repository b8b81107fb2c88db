"""A country's record: what was announced, disclosed and said about its reserve, each with its source."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from bitcoin_office.playbook.problem import Problem
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import AmountFormatError
from bitcoin_office.terms.period import Period
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import SAT

# There will never be more coins than this (the sum of all block subsidies, rounded up).
_ALL_BITCOINS = 21_000_000

# The day of the first block; and one beyond which a year is a slip of the pen. Records are gone through day by day.
GENESIS, LAST_DAY = dt.date(2009, 1, 3), dt.date(2199, 12, 31)


def _coins(value: Any) -> Iterable[Problem]:
    """A number of bitcoins that can exist, to the satoshi."""
    try:
        Amount.of(f"{value:f}", SAT)
    except AmountFormatError as error:
        yield Problem(code="out-of-range", message=f"{error.problem}.", remedy='Write bitcoins as a text: "5689.68".')
        return
    if not 0 < value <= _ALL_BITCOINS:
        yield Problem(code="out-of-range", message=f"{value} BTC cannot be.", remedy="More than 0, at most 21,000,000.")


def _price(value: Any) -> Iterable[Problem]:
    """A price that somebody can have paid."""
    if value is not None and value <= 0:
        yield Problem(code="out-of-range", message=f"A price of {value} cannot be.", remedy="Leave it out if unknown.")


def _day(value: Any) -> Iterable[Problem]:
    """A day on which somebody can have had bitcoins."""
    if not GENESIS <= value <= LAST_DAY:
        yield Problem(
            code="out-of-range", message=f"{value} cannot be.", remedy=f"Bitcoin began on {GENESIS}; look at the year."
        )


Coins = Annotated[Decimal, msgspec.Meta(extra={"check": _coins})]
Price = Annotated[Decimal | None, msgspec.Meta(extra={"check": _price})]
Day = Annotated[dt.date, msgspec.Meta(extra={"check": _day})]


class DisclosureKind(enum.StrEnum):
    """Who counted: the holder itself, someone watching the chain, or a sum of announcements."""

    DISCLOSED = "disclosed"
    TRACKER = "tracker"
    ANNOUNCED = "announced"
    UNKNOWN = "unknown"


class Purchase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An announced purchase of ``btc`` bitcoins on the day ``on``, at ``usd_per_btc`` where a price was announced."""

    on: Day
    btc: Coins
    source: Source
    usd_per_btc: Price = None
    note: str = ""

    @property
    def sats(self) -> int:
        """The coins, in satoshis."""
        return Amount.of(f"{self.btc:f}", SAT).quantity


class StandingPurchase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An announced purchase of ``btc`` bitcoins every day from ``first`` on.

    ``seen_until`` is the last day on which a source shows it going on.
    """

    first: Day
    seen_until: Day
    btc: Coins
    source: Source
    seen_source: Source
    note: str = ""

    def problems(self) -> Iterable[Problem]:
        """It cannot have been seen to end before it began."""
        if self.seen_until < self.first:
            yield Problem(code="dates", message="seen_until is before first.", key=("seen_until",))

    @property
    def sats_per_day(self) -> int:
        """The coins of one day, in satoshis."""
        return Amount.of(f"{self.btc:f}", SAT).quantity

    def period(self, at: dt.date) -> Period:
        """The days on which it was carried out up to and including ``at``, as far as a source shows."""
        return Period(first=self.first, last=min(at, self.seen_until))


class Disclosure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``by`` said on the day ``on`` that the holder has ``btc`` bitcoins; ``approximate`` where it said "about"."""

    on: Day
    btc: Coins
    by: str
    source: Source
    kind: DisclosureKind = DisclosureKind.DISCLOSED
    approximate: bool = False
    note: str = ""

    @property
    def sats(self) -> int:
        """The holding, in satoshis."""
        return Amount.of(f"{self.btc:f}", SAT).quantity


class OtherHolder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A company or country that texts name beside ours, and what it disclosed."""

    name: str
    aliases: tuple[str, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()


class Testimony(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something said on the record about the holdings that no figure expresses; ``since`` is the day it speaks from."""

    on: Day
    since: Day
    by: str
    says: str
    source: Source


class ReportedAddress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address that someone reports to be the holder's; not proved until its keys have signed."""

    address: str
    source: Source
    note: str = ""


class Bound(enum.StrEnum):
    """How a figure was printed: plainly, as "about" or as "over"."""

    PLAIN = "plain"
    ABOUT = "about"
    OVER = "over"


class PressClaim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``by`` printed on the day ``on`` that the holder has ``btc`` bitcoins; and what they are worth, where it says so.

    Each figure is bound as it was printed.
    """

    on: Day
    by: str
    btc: Coins
    source: Source
    usd_million: Decimal | None = None
    btc_bound: Bound = Bound.PLAIN
    usd_bound: Bound = Bound.PLAIN
    note: str = ""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on record about one country's reserve, each list in order of dates."""

    country: str
    name: str
    aliases: tuple[str, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    standing: tuple[StandingPurchase, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    testimony: tuple[Testimony, ...] = ()
    addresses: tuple[ReportedAddress, ...] = ()
    others: tuple[OtherHolder, ...] = ()
    press: tuple[PressClaim, ...] = ()


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """What two disclosed figures say about a day between them: a linear band, labelled as one, not a fact.

    ``exact`` where a figure was disclosed for the very day. After the last figure ``after`` is ``None`` and the band
    is that last figure, growing old.
    """

    low_sats: int
    high_sats: int
    mid_sats: int
    exact: bool
    before: Disclosure
    after: Disclosure | None


def disclosed_on(disclosures: tuple[Disclosure, ...], day: dt.date) -> Band | None:
    """The band of what the holder itself disclosed, on ``day``; ``None`` before its first disclosure."""
    own = sorted((item for item in disclosures if item.kind is DisclosureKind.DISCLOSED), key=lambda item: item.on)
    before = next((item for item in reversed(own) if item.on <= day), None)
    if before is None:
        return None
    after = next((item for item in own if item.on > day), None)
    if before.on == day or after is None:
        sats = before.sats
        return Band(low_sats=sats, high_sats=sats, mid_sats=sats, exact=before.on == day, before=before, after=after)
    share = Decimal((day - before.on).days) / (after.on - before.on).days
    return Band(
        low_sats=min(before.sats, after.sats),
        high_sats=max(before.sats, after.sats),
        mid_sats=before.sats + round((after.sats - before.sats) * share),
        exact=False,
        before=before,
        after=after,
    )
