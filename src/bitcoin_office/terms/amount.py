"""Money: an integer and the unit it counts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Self

import msgspec

from bitcoin_office.terms.errors import AmountFormatError, UnitMismatchError
from bitcoin_office.terms.units import SAT, Unit, unit

# Sixteen digits before the point hold every sum of money on Earth; with eleven after it, 28-digit decimals stay exact.
_DECIMAL_TEXT = re.compile(r"[+-]?[0-9]{1,16}(\.[0-9]{1,11})?")


class Amount(msgspec.Struct, frozen=True):
    """``quantity`` units: satoshis, millisatoshis or minor units of a currency. Never a float, never without its unit.

    >>> Amount(150_000_000, SAT) + Amount.parse("0.5 BTC")
    Amount(quantity=200000000, unit=Unit(code='sat', commodity='BTC', decimals=8))
    >>> print(Amount.parse("1234.5 USD"))
    1,234.50 USD
    """

    quantity: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads ``"6,240.18 BTC"``, ``"745000000 USD"`` or ``"21 sat"``, exactly. Raises ``AmountFormatError``."""
        number, _, code = text.strip().partition(" ")
        if not code:
            raise AmountFormatError(text=text, problem="no unit")
        return cls.of(number.replace(",", ""), unit(code.strip()), whole=code.strip() not in {"sat", "msat"})

    @classmethod
    def of(cls, number: str, of_unit: Unit, *, whole: bool = True) -> Self:
        """From a decimal text in whole commodities (or in units when not ``whole``), exactly."""
        if not _DECIMAL_TEXT.fullmatch(number):
            raise AmountFormatError(text=number[:40], problem="not a decimal number of at most 16 digits")
        scaled = Decimal(number).scaleb(of_unit.decimals if whole else 0)
        if scaled != scaled.to_integral_value():
            raise AmountFormatError(
                text=number, problem=f"more decimals than {of_unit.commodity} has ({of_unit.decimals})"
            )
        return cls(int(scaled), of_unit)

    def __add__(self, other: Amount) -> Amount:
        """The sum, in the same unit."""
        self._same_unit(other)
        return Amount(self.quantity + other.quantity, self.unit)

    def __sub__(self, other: Amount) -> Amount:
        """The difference, in the same unit."""
        self._same_unit(other)
        return Amount(self.quantity - other.quantity, self.unit)

    def __neg__(self) -> Amount:
        """The opposite amount."""
        return Amount(-self.quantity, self.unit)

    def __lt__(self, other: Amount) -> bool:
        """Whether this is less than ``other``, in the same unit."""
        self._same_unit(other)
        return self.quantity < other.quantity

    def __le__(self, other: Amount) -> bool:
        """Whether this is at most ``other``, in the same unit."""
        self._same_unit(other)
        return self.quantity <= other.quantity

    def __bool__(self) -> bool:
        """Whether this is not zero."""
        return self.quantity != 0

    def decimal(self) -> Decimal:
        """In whole commodities, exactly."""
        return Decimal(self.quantity).scaleb(-self.unit.decimals)

    def plain(self) -> str:
        """In whole commodities without separators or unit: ``1234.50``."""
        return f"{self.decimal():.{self.unit.decimals}f}"

    def short(self) -> str:
        """As ``str``, without zeros at the end: ``1,090 BTC``, ``5,689.68 BTC``."""
        number = f"{self.decimal():,f}"
        return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {self.unit.commodity}"

    def __str__(self) -> str:
        """In whole commodities with thousands separators and the commodity: ``1,234.50 USD``."""
        return f"{self.decimal():,.{self.unit.decimals}f} {self.unit.commodity}"

    def _same_unit(self, other: Amount) -> None:
        if self.unit is not other.unit and self.unit != other.unit:
            raise UnitMismatchError(left=self.unit.code, right=other.unit.code)


def sats(quantity: int) -> Amount:
    """So many satoshis."""
    return Amount(quantity, SAT)


def total(amounts: tuple[Amount, ...], of_unit: Unit) -> Amount:
    """The sum of amounts that are all in ``of_unit``; zero for none."""
    result = Amount(0, of_unit)
    for amount in amounts:
        result += amount
    return result
