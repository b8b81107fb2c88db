"""Figures and days as a language writes them, each in its own direction, so that no right-to-left line tears them."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Final

from markupsafe import Markup

from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import USD

# English, the Spanish of El Salvador and the Urdu of Pakistan agree (Unicode CLDR 45): a comma between thousands, a
# point before decimals, European digits. What differs are months and the order of a day's parts: see the catalogues.
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_BRIEF_FROM: Final = 1_000


def figure(text: str) -> Markup:
    """A figure with its unit, isolated from the direction of the text around it."""
    return Markup('<bdi dir="ltr" class="n">{}</bdi>').format(text)


def number(value: int | Decimal) -> Markup:
    """A number with its thousands apart."""
    return figure(f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}")


def coins(quantity_sats: int, *, signed: bool = False) -> Markup:
    """Satoshis as bitcoins, exactly: ``6,240.75 BTC``."""
    sign = "+" if signed and quantity_sats > 0 else ""
    return figure(f"{sign}{sats(quantity_sats).short()}")


def brief_coins(quantity_sats: int, *, down: bool = False) -> Markup:
    """Satoshis as bitcoins for a sentence, without the unit: whole ones from a thousand on, else to two decimals.

    Rounded half to even; ``down`` never gives more than there is.
    """
    found = sats(quantity_sats).decimal()
    unit = Decimal(1) if abs(found) >= _BRIEF_FROM else _HUNDREDTH
    rounded = found.quantize(unit, rounding=ROUND_FLOOR if down else ROUND_HALF_EVEN)
    whole = rounded.to_integral_value()
    return figure(f"{whole if whole == rounded else rounded:,f}")


def about_coins(quantity_sats: int) -> Markup:
    """Satoshis that nobody counted, such as those on a line between two days: as whole bitcoins, ``6,194 BTC``."""
    return figure(f"{round(sats(quantity_sats).decimal()):,} BTC")


def dollars(cents: int) -> Markup:
    """US cents as whole dollars: ``US$400,175,802``."""
    whole = Amount(abs(cents), USD).decimal().quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    return figure(f"{'-' if cents < 0 else ''}US${whole:,f}")


def price(text: str) -> Markup:
    """The price of a bitcoin in US dollars, as exact as it is known."""
    return figure(f"US${Decimal(text):,f}")


def percent(part: int, whole: int, *, signed: bool = False) -> Markup:
    """A share in percent to one decimal; of nothing, a dash."""
    if not whole:
        return figure("–")
    value = (Decimal(part) * 100 / Decimal(whole)).quantize(_TENTH, rounding=ROUND_HALF_EVEN)
    return figure(f"{value:+,f}%" if signed else f"{value:,f}%")


def size(size_bytes: int) -> Markup:
    """A file's size in kilobytes of a thousand bytes, at least one."""
    return figure(f"{max(1, round(size_bytes / 1000)):,} kB")


def day(value: dt.date, *, months: tuple[str, ...], pattern: str) -> Markup:
    """A day in words, for machines as well: ``<time datetime="2025-07-17">17 July 2025</time>``."""
    said = pattern.format(day=value.day, month=months[value.month - 1], year=value.year)
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), said)
