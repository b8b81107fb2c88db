"""Printed figures: "6,240", "6 240", "1,00,000", "6.240,18"; and what is not grouped as figures are."""

from __future__ import annotations

import re
from decimal import Decimal

# No amount of bitcoin or dollars needs more: 21 million coins are 16 digits of satoshis.
MOST_DIGITS = 24

_ENGLISH = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]*\.[0-9]+")
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?:[ \xa0][0-9]{3})+(?:\.[0-9]+)?")
_SWISS = re.compile(r"[1-9][0-9]{0,2}(?:'[0-9]{3})+(?:\.[0-9]+)?")
# Points that group and a comma before the decimals: sure only with two groups, or with decimals behind one.
_CONTINENTAL = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|(?:\.[0-9]{3})+,[0-9]+)")


def parse_figure(figure: str) -> Decimal | None:
    """The value of a printed figure, exactly; ``None`` where it is grouped in no known way or has too many digits.

    >>> [str(parse_figure(figure)) for figure in ("6,240.18", "1,00,000", "6.240,18", "6,2400", "0,74")]
    ['6240.18', '100000', '6240.18', 'None', 'None']
    """
    if sum(character.isdigit() for character in figure) > MOST_DIGITS:
        return None
    if _CONTINENTAL.fullmatch(figure):
        return Decimal(figure.replace(".", "").replace(",", "."))
    if any(form.fullmatch(figure) for form in (_ENGLISH, _INDIAN, _SPACED, _SWISS)):
        return Decimal(re.sub("[, \xa0']", "", figure))
    return None


def last_digit(value: Decimal) -> Decimal:
    """What one unit of the last digit of ``value`` is worth: 0.01 for 6.24."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)
