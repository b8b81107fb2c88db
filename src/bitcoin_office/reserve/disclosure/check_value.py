"""Checks of lots and value: arithmetic only. What the coins cost and what a bitcoin is worth, others must say."""

from __future__ import annotations

from fractions import Fraction

from bitcoin_office.reserve.disclosure.document import Disclosure
from bitcoin_office.reserve.disclosure.result import Tally
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.rate import Rounding, round_fraction
from bitcoin_office.terms.units import SAT, USD


def value_usd_cents(quantity_sats: int, price_usd_cents: int) -> int:
    """So many satoshis at the price of a whole bitcoin, half to even.

    >>> value_usd_cents(150_000_000, 10_000_001)
    15000002
    """
    return round_fraction(Fraction(quantity_sats * price_usd_cents, SAT.per_whole), Rounding.HALF_EVEN)


def check_value(found: Disclosure, tally: Tally) -> None:
    """The lots have no more coins than there are; the value is the sum times the price."""
    in_lots = sum(lot.sats for lot in found.lots)
    if in_lots > found.sats:
        message = f"The lots have {sats(in_lots).short()}, more than the {sats(found.sats).short()} of the coins."
        tally.wrong("lots", "lots", message, "Ask the office for a correction.")
    elif in_lots:
        tally.leave("cost", f"What {sats(in_lots).short()} cost: the office's books say it.")
    if in_lots < found.sats:
        tally.leave("no-cost", f"What {sats(found.sats - in_lots).short()} cost: the office does not say.")
    value = found.valuation
    if value is None:
        return
    right = value_usd_cents(found.sats, value.price_usd_cents)
    if right != value.value_usd_cents:
        message = f"The coins come to {Amount(right, USD)} at this price, not {Amount(value.value_usd_cents, USD)}."
        tally.wrong("value", "valuation.value_usd_cents", message, "Ask the office for a correction.")
    else:
        price = Amount(value.price_usd_cents, USD)
        tally.prove("value", f"{Amount(right, USD)} is {sats(found.sats).short()} at {price} a bitcoin.")
    tally.leave("price", f"That a bitcoin cost as much on {value.on}, and that anybody would pay it: a source says so.")
