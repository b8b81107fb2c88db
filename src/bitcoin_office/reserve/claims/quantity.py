"""Numbers with what they count and how sure the writer was: "over 6,240 BTC", "about US$0.74bn", "6,200-6,250 BTC"."""

from __future__ import annotations

import enum
import re
from decimal import Decimal

import msgspec

from bitcoin_office.reserve.claims.hedge import REACH, Hedge, hedge_behind, hedges_before, strongest
from bitcoin_office.reserve.claims.number import Number, Problem, numbers
from bitcoin_office.reserve.claims.pattern import compiled, joined

SATS_PER_BTC = 10**8
_MILLION = 10**6


class Unit(enum.StrEnum):
    """What a number counts; ``NONE`` where no unit stands next to it."""

    BTC = "bitcoin"
    USD = "US dollars"
    OTHER_MONEY = "another currency"
    NONE = "nothing that stands next to it"


class Per(enum.StrEnum):
    """What a quantity is counted by, where it is a price, a pace or a share rather than an amount."""

    NOTHING = "nothing"
    COIN = "coin"
    TIME = "time"
    EACH = "each of several"


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """``text[start:end]``: a number with its currency, unit and hedges, ``low`` to ``high`` in whole BTC or dollars.

    ``low`` and ``high`` differ for a range. ``step`` is what one unit of the last printed digit is worth.
    ``problem`` says why the number cannot be read.
    """

    start: int
    end: int
    unit: Unit
    low: Decimal
    high: Decimal
    step: Decimal
    has_decimals: bool
    magnitude: int = 1
    hedge: Hedge = Hedge.PLAIN
    per: Per = Per.NOTHING
    problem: Problem | None = None

    @property
    def value(self) -> Decimal:
        """The printed figure; the middle of a range."""
        return (self.low + self.high) / 2 if self.low != self.high else self.low

    @property
    def is_range(self) -> bool:
        """Whether two figures bound it."""
        return self.low != self.high


_OTHER_CODE = "EUR|GBP|PKR|JPY|INR|CHF|CNY|AUD|CAD|HKD|SGD|NZD|BRL|MXN|KRW|SVC"
_OTHER_MONEY = joined(rf"""
    (?:{_OTHER_CODE}|USDT|euros?|pounds?(?: sterling)?|yen|yuan|rupees?|pesos?|francs?|won|colon(?:es)?
    |(?:australian|canadian|hong kong|singapore|new zealand|taiwan) dollars?)
""")
# Currencies before a figure are written with their capitals: "us 5" is a pronoun.
_CURRENCY = re.compile(
    joined(rf"""
    (?:(?P<usd>(?<![A-Za-z])(?:US|U\.S\.|USD) ?\$|(?<![A-Za-z$])\$|(?<![A-Za-z])USD)
    |(?P<btc>(?<![A-Za-z])(?:BTC|XBT)|\u20bf)
    |(?P<other>[A-Za-z]{{1,3}}\$|[\u20ac\u00a3\u00a5\u20b9\u20a9]|(?<![A-Za-z])(?:{_OTHER_CODE}|Rs\.?))) ?$
    """)
)
_UNIT = compiled(rf"""
    [ -]{{0,2}}(?:
    (?P<btc>(?:(?:more|additional|extra|further|new|whole|units of) )?(?:btc|xbt|bitcoins?(?: \(btc\))?|\u20bf|coins?))
    |(?P<sat>sats?|satoshis?)
    |(?P<other>{_OTHER_MONEY})
    |(?P<usd>(?:(?:us|u\.s\.|american) )?dollars?|usd|us\$)
    )(?![A-Za-z0-9])
""")
_OF = re.compile(r" of(?= )", re.IGNORECASE)
_PER_COIN = compiled(r"""
    [ ]?(?:(?:per|a|for (?:each|every|one|a))[ -](?:whole )?(?:bitcoin|btc|coin|token|piece|unit)
    |/ ?(?:btc|bitcoin|coin)|each|apiece)(?![A-Za-z0-9])
""")
_PER_TIME = compiled(r"""
    (?:[ ](?:(?:per|a|an|each|every) (?:single )?(?:day|week|month|quarter|year|hour|block)
    (?! (?:ago|earlier|before|later))|daily|weekly|monthly)
    |-a-(?:day|week)|/ ?(?:day|week|month))(?![A-Za-z])
""")
_PER_EACH = compiled(r"[ ](?:each|apiece|per [a-z]+|for (?:each|every))(?![A-Za-z])")
_JOINT = compiled(r" ?- ?| to (?:about |around |roughly )?")
_OF_ALL = compiled(" (?:of|out of) (?:the |all )?")
_AND = compiled(" and ")
_BETWEEN = compiled(r"\bbetween (?:about |around |roughly )?$")
_CHANGED_FROM = compiled(r"""
    \b(?:rose|rises?|risen|rising|grew|grown?|growing|increas\w+|climb\w+|jump\w+|went|gone|up|down|fell|fall\w*
    |dropp?\w*|slipp\w+|swell\w*|swollen|expand\w+|moved?)\b[^.;]{0,40}\bfrom (?:about |around |roughly )?$
""")
_YEAR = re.compile("(?:19|20)[0-9]{2}")


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence in order: every number in it, with unit ``NONE`` where nothing says what it counts.

    >>> found = quantities("It holds over 6.24 thousand bitcoin (about US$0.74bn).")
    >>> [(str(quantity.value), quantity.unit.name, quantity.hedge.name) for quantity in found]
    [('6240.00', 'BTC', 'OVER'), ('740000000.00', 'USD', 'ABOUT')]
    """
    found: list[Quantity] = []
    for number in numbers(text):
        quantity = _quantity(text, number)
        pair = _pair(text, found[-1], quantity) if found else None
        if pair is None:
            found.append(quantity)
        else:
            found[-1:] = pair
    return tuple(found)


def _quantity(text: str, number: Number) -> Quantity:
    """The number with its unit on either side and the hedges before and behind it."""
    start, end = number.start, number.end
    unit, factor = Unit.NONE, Decimal(1)
    if currency := _CURRENCY.search(text, max(0, start - REACH), start):
        start = currency.start()
        unit = Unit.USD if currency["usd"] else Unit.BTC if currency["btc"] else Unit.OTHER_MONEY
    hedges, end = hedge_behind(text, end)
    if number.problem is Problem.VAGUE and (of := _OF.match(text, end)):
        end = of.end()
    if (behind := _UNIT.match(text, end)) and unit in {Unit.NONE, _unit_of(behind)}:
        end, unit = behind.end(), _unit_of(behind)
        factor = Decimal(1) / SATS_PER_BTC if behind["sat"] else factor
    per, end = _per(text, unit, end)
    more, end = hedge_behind(text, end)
    before, start = hedges_before(text, start)
    return Quantity(
        start=start,
        end=end,
        unit=unit,
        low=number.value * factor,
        high=number.value * factor,
        step=number.step * factor,
        has_decimals=number.has_decimals,
        magnitude=number.magnitude,
        hedge=strongest([*hedges, *more, *before]),
        per=per,
        problem=number.problem,
    )


def _unit_of(behind: re.Match[str]) -> Unit:
    """The unit that stands behind a number."""
    if behind["btc"] or behind["sat"]:
        return Unit.BTC
    return Unit.USD if behind["usd"] else Unit.OTHER_MONEY


def _per(text: str, unit: Unit, end: int) -> tuple[Per, int]:
    """A price per coin, an amount per stretch of time, an amount for each of several, or none of them."""
    if unit in {Unit.USD, Unit.OTHER_MONEY} and (found := _PER_COIN.match(text, end)):
        return Per.COIN, found.end()
    if unit is not Unit.NONE and (found := _PER_TIME.match(text, end)):
        return Per.TIME, found.end()
    if unit is Unit.BTC and (found := _PER_EACH.match(text, end)):
        return Per.EACH, found.end()
    return Per.NOTHING, end


def _pair(text: str, left: Quantity, right: Quantity) -> tuple[Quantity, ...] | None:
    """The two as one range ("6,200-6,250 BTC"), or the left with the right one's unit ("rose from 6,089 to 6,240")."""
    if right.unit is Unit.NONE and left.unit in {Unit.USD, Unit.OTHER_MONEY}:
        right = msgspec.structs.replace(right, unit=left.unit)
    is_dated = left.unit is Unit.NONE and _YEAR.fullmatch(text, left.start, left.end)
    is_like = left.unit in {Unit.NONE, right.unit} and right.unit is not Unit.NONE
    is_counted = {Per.TIME, Per.EACH} & {left.per, right.per}
    if left.problem or right.problem or is_dated or is_counted or not is_like:
        return None
    window = max(0, left.start - REACH)
    is_between = _BETWEEN.search(text, window, left.start) is not None
    if left.unit is Unit.NONE and right.unit is Unit.BTC and _OF_ALL.fullmatch(text, left.end, right.start):
        return (msgspec.structs.replace(left, unit=Unit.BTC), right) if right.low >= _MILLION else None
    if not (_AND if is_between else _JOINT).fullmatch(text, left.end, right.start):
        return None
    scaled = _scaled_like(left, right)
    has_grown = scaled.low < right.high
    if _CHANGED_FROM.search(text, window, left.start) or not (has_grown or is_between):
        return (scaled, right) if left.unit is Unit.NONE else None
    return (msgspec.structs.replace(right, start=left.start, low=scaled.low, hedge=left.hedge),) if has_grown else None


def _scaled_like(left: Quantity, right: Quantity) -> Quantity:
    """The left figure of a pair with the unit of the right one and its magnitude: "$740-745 million"."""
    factor = right.magnitude if left.magnitude == 1 else 1
    value = left.low * factor
    return msgspec.structs.replace(left, unit=right.unit, per=right.per, low=value, high=value, step=left.step * factor)
