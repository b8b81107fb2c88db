"""Conversion between units: at a price with a day and a source, with a named rounding."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from fractions import Fraction

import msgspec

from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.errors import UnitMismatchError
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import Unit


class Rounding(enum.StrEnum):
    """How a conversion that does not come out even is rounded."""

    HALF_EVEN = "half-even"
    DOWN = "down"
    UP = "up"


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """One whole ``base`` costs ``price`` whole ``quote`` on the UTC day ``on``, says ``source``.

    >>> from bitcoin_office.terms.amount import sats
    >>> from bitcoin_office.terms.units import SAT, USD
    >>> rate = Rate(base=SAT, quote=USD, price=Decimal(50_000), on=dt.date(2021, 9, 7), source=Source(title="x"))
    >>> print(rate.convert(sats(1_000_000)))
    500.00 USD
    """

    base: Unit
    quote: Unit
    price: Decimal
    on: dt.date
    source: Source

    def convert(self, amount: Amount, rounding: Rounding = Rounding.HALF_EVEN) -> Amount:
        """``amount`` of the base in the quote, or of the quote in the base. Raises ``UnitMismatchError``."""
        factor = Fraction(self.price) * self.quote.per_whole / self.base.per_whole
        if amount.unit == self.base:
            return Amount(round_fraction(amount.quantity * factor, rounding), self.quote)
        if amount.unit == self.quote:
            return Amount(round_fraction(amount.quantity / factor, rounding), self.base)
        raise UnitMismatchError(left=amount.unit.code, right=f"{self.base.code}/{self.quote.code}")


def round_fraction(value: Fraction, rounding: Rounding) -> int:
    """The integer for an exact fraction: half to even, towards zero, or away from zero."""
    if rounding is Rounding.HALF_EVEN:
        return round(value)
    towards_zero = abs(value.numerator) // value.denominator
    extra = 1 if rounding is Rounding.UP and abs(value.numerator) % value.denominator else 0
    return (towards_zero + extra) * (1 if value >= 0 else -1)
