"""The one place where what a rule wants, a float of bitcoin, becomes whole satoshis."""

from __future__ import annotations

from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import SAT

MOST_SATS = 2_100_000_000_000_000
"""All bitcoin there can ever be."""


def whole_sats(coins: float) -> Amount:
    """The nearest whole number of satoshis, a half to the even one; the engine rounds alike, so both always agree.

    What exceeds all bitcoin there can be is cut to it: a rule that asks for more than exists gets a refusal from the
    market, not an overflow here. Raises ``ValueError`` for a number that is none.

    >>> whole_sats(0.12345678).quantity
    12345678
    """
    if coins != coins:  # noqa: PLR0124 - the one test for a number that is none
        raise ValueError("a rule answered with a number that is none")
    wanted = min(max(coins * SAT.per_whole, -float(MOST_SATS)), float(MOST_SATS))
    return Amount(round(wanted), SAT)
