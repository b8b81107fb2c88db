"""Announced purchases as drafts for the books: each at its announced price, or at the market close of its day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import msgspec

from bitcoin_office.books.entry import Draft, Leg
from bitcoin_office.market.price import rate_on
from bitcoin_office.market.series import Series
from bitcoin_office.reserve.record import Purchase, Record
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import SAT, USD

# Coins that somebody announced stand apart from coins that are proved: an announcement is not a coin.
ANNOUNCED = "Assets:Reserve:Announced"
PROVED = "Assets:Reserve:Proved"
APPROPRIATIONS = "Equity:Appropriations"


class PricedPurchase(msgspec.Struct, frozen=True, kw_only=True):
    """One purchase of ``sats`` at ``rate``; ``at_market`` where no price was announced.

    ``name`` is unique in a record.
    """

    name: str
    on: dt.date
    sats: int
    rate: Rate
    at_market: bool
    source: Source


def priced_purchases(record: Record, closes: Series, until: dt.date) -> Iterator[PricedPurchase]:
    """Every purchase announced up to and including ``until``, single ones first, with its price.

    Raises ``IncompleteDataError`` when a purchase has no announced price and the market no close on its day.
    """
    on_day: Counter[dt.date] = Counter()
    for purchase in record.purchases:
        if purchase.on <= until:
            on_day[purchase.on] += 1
            yield _single(record, purchase, on_day[purchase.on], closes)
    for index, standing in enumerate(record.standing, start=1):
        for day in standing.period(until).days():
            yield PricedPurchase(
                name=f"{record.country}:announced-daily:{index}:{day}",
                on=day,
                sats=standing.sats_per_day,
                rate=rate_on(closes, day),
                at_market=True,
                source=standing.source,
            )


def _single(record: Record, purchase: Purchase, number: int, closes: Series) -> PricedPurchase:
    """An announced purchase, the ``number``-th of its day."""
    announced = purchase.usd_per_btc
    if announced is None:
        rate = rate_on(closes, purchase.on)
    else:
        rate = Rate(base=SAT, quote=USD, price=announced, on=purchase.on, source=purchase.source)
    return PricedPurchase(
        name=f"{record.country}:announced:{purchase.on}:{number}",
        on=purchase.on,
        sats=purchase.sats,
        rate=rate,
        at_market=announced is None,
        source=purchase.source,
    )


def draft(purchase: PricedPurchase) -> Draft:
    """The entry of one announced purchase: coins at cost against the money that the treasury is said to have given."""
    cost = purchase.rate.convert(sats(purchase.sats))
    how = "market close" if purchase.at_market else "announced price"
    return Draft(
        external_id=purchase.name,
        on=purchase.on,
        narrative=f"Announced purchase of {sats(purchase.sats).short()} at {purchase.rate.price:,f} USD ({how})",
        source=f"{purchase.source}; price: {purchase.rate.source}" if purchase.at_market else str(purchase.source),
        legs=(
            Leg(account=ANNOUNCED, amount=sats(purchase.sats), cost=cost),
            Leg(account=APPROPRIATIONS, amount=-cost),
        ),
    )
