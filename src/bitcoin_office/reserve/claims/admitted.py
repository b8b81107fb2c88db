"""What a printed figure admits: the numbers that its digits and the words around it may stand for."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.reserve.claims.quantity import Hedge, Quantity
from bitcoin_office.reserve.claims.tolerance import tolerance


class Extent(msgspec.Struct, frozen=True):
    """The numbers from ``low`` to ``high``, both included."""

    low: Decimal
    high: Decimal

    def meets(self, other: Extent) -> bool:
        """Whether some number is in both."""
        return self.low <= other.high and other.low <= self.high

    def widened(self, share: Decimal) -> Extent:
        """Lower and higher by a share of each end."""
        return Extent(self.low * (1 - share), self.high * (1 + share))


def admitted(quantity: Quantity, published: dt.date) -> Extent:
    """The numbers that a printed figure may stand for, in whole BTC or USD.

    "6,240" is 6,235 to 6,245, "over 6,240" is 6,240 to 6,250, "nearly 6,250" is 6,240 to 6,250, "0.74 billion" is 735
    to 745 million. The last digit that is not nought carries the precision, unless decimals are printed; the shares in
    ``tolerance`` bound it.
    """
    low, high = _around(quantity, quantity.low, published), _around(quantity, quantity.high, published)
    return Extent(low.low, high.high)


def _around(quantity: Quantity, value: Decimal, published: dt.date) -> Extent:
    """The numbers that one printed figure may stand for."""
    digit = rounding_digit(value, quantity.step, has_decimals=quantity.has_decimals)
    if quantity.hedge in {Hedge.OVER, Hedge.UNDER}:
        reach = max(quantity.step, min(digit, value * tolerance("over_most_share", published)))
        return Extent(value, value + reach) if quantity.hedge is Hedge.OVER else Extent(value - reach, value)
    if quantity.hedge is Hedge.ABOUT:
        least, most = (value * tolerance(name, published) for name in ("about_least_share", "about_most_share"))
        reach = max(quantity.step / 2, least, min(digit / 2, most))
    else:
        reach = max(quantity.step / 2, min(digit / 2, value * tolerance("plain_share", published)))
    return Extent(value - reach, value + reach)


def rounding_digit(value: Decimal, step: Decimal, *, has_decimals: bool) -> Decimal:
    """What one unit of the digit that carries precision is worth: the last, or in whole figures the last not nought.

    >>> rounding_digit(Decimal(6200), Decimal(1), has_decimals=False)
    Decimal('100')
    """
    if has_decimals or value == 0:
        return step
    digit = step
    while value % (digit * 10) == 0:
        digit *= 10
    return digit
