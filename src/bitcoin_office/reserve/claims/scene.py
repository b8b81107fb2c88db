"""One sentence with everything found in it, and the neighbourhoods that its rules ask for."""

from __future__ import annotations

import enum

import msgspec

from bitcoin_office.reserve.claims.cue import Cue, Sense, cues
from bitcoin_office.reserve.claims.pattern import compiled
from bitcoin_office.reserve.claims.quantity import Per, Quantity, Unit, quantities

# Dollars without "million" behind them and within these bounds may be the price of a coin; above nobody has quoted one.
LOWEST_PRICE_USD, HIGHEST_PRICE_USD = 1_000, 1_000_000
# Fewer coins than this beside thousands of dollars may be one coin and its price.
LEAST_COINS = 10
# Nobody is known to hold as many; who writes of more writes of all the coins there are.
SUPPLY_COINS = 2_000_000
# How far before a figure a word like "not" or "would" still governs it: about eight words.
_GOVERNS = 48


class Role(enum.StrEnum):
    """What a figure is. ``HELD`` and ``VALUE`` make claims, ``SILENT`` concerns nobody; for the others see below."""

    HELD = "held"
    VALUE = "the value of what is held"
    SUPPLY = "more than anyone holds: the supply"
    FLOW = "bought, sold, mined or moved: not a holding"
    PART = "so much a day, or so much each: not the whole"
    COST = "what was paid: not a value"
    PRICE = "the price of a coin"
    OTHER = "money of something else"
    PLAN = "planned or supposed"
    DENIED = "denied"
    EARLIER = "an earlier amount without a date"
    UNREADABLE = "unreadable"
    FOREIGN = "in a currency other than the US dollar"
    NO_UNIT = "a number beside the word bitcoin, without a unit of its own"
    UNTIED = "nothing in the sentence says who holds it or what it is for"
    SILENT = "neither bitcoin nor money"


SET_ASIDE = frozenset(
    {Role.SUPPLY, Role.FLOW, Role.PART, Role.COST, Role.PRICE, Role.OTHER, Role.PLAN, Role.DENIED, Role.EARLIER}
)
NOT_UNDERSTOOD = frozenset({Role.UNREADABLE, Role.FOREIGN, Role.NO_UNIT, Role.UNTIED})

_BITCOIN = compiled(r"bitcoin|\bbtc\b|\bsatoshi|\bsats\b|\u20bf")
_AND = "(?:and|but|while|whereas|although|though|because|so)"
_CONJUNCTION = compiled(rf"; | {_AND} ")
_CLAUSE = compiled(rf",(?!\d)|[;:()]| - | {_AND} ")
_NAMED = compiled(r"(?-i:[A-Z])\w+'s")


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """One plain sentence, with the figures and cues found in it. ``is_told``: it, or the text before, names bitcoin."""

    text: str
    quantities: tuple[Quantity, ...]
    cues: tuple[Cue, ...]
    is_told: bool

    @property
    def names_bitcoin(self) -> bool:
        """Whether the sentence itself speaks of bitcoin."""
        return names_bitcoin(self.text)

    def governing(self, quantity: Quantity, senses: frozenset[Sense]) -> Cue | None:
        """The cue that governs a figure: the last before or the next behind in its clause, else the last before.

        Else the next behind, unless an "and" or the like stands between. A cue behind the next figure of the same unit
        is that one's.
        """
        previous = next((cue for cue in reversed(self.cues) if cue.end <= quantity.start and cue.sense in senses), None)
        following = next((cue for cue in self.cues if cue.start >= quantity.end and cue.sense in senses), None)
        behind = (item for item in self.quantities if item.start >= quantity.end and item.unit is quantity.unit)
        rival = next(behind, None)
        if following is not None and rival is not None and rival.start < following.start:
            following = None
        if previous is not None and self.shares_clause(previous, quantity):
            return previous
        if following is None or not _CLAUSE.search(self.text, quantity.end, following.start):
            return following or previous
        is_parted = _CONJUNCTION.search(self.text, quantity.end, following.start) is not None
        return previous if previous is not None or is_parted else following

    def shares_clause(self, cue: Cue, quantity: Quantity) -> bool:
        """Whether nothing parts a cue before a figure from it."""
        return _CLAUSE.search(self.text, cue.end, quantity.start) is None

    def governed(self, quantity: Quantity, place: int) -> Role | None:
        """What a "not", a "would" or an "up from" makes of a figure that the word at ``place`` governs, if anything."""
        place = min(place, quantity.start)
        for cue in reversed(self.cues):
            if cue.start >= quantity.start or cue.sense not in {Sense.DENIED, Sense.PLAN, Sense.EARLIER}:
                continue
            is_far = quantity.start - cue.end > _GOVERNS
            if is_far or _CLAUSE.search(self.text, min(cue.end, place), quantity.start):
                return None
            if cue.sense is not Sense.EARLIER:
                return Role.DENIED if cue.sense is Sense.DENIED else Role.PLAN
            if not any(cue.end <= other.start < quantity.start for other in self.quantities):
                return None if _NAMED.search(self.text, cue.end, quantity.start) else Role.EARLIER
        return None


def scene(text: str, *, is_told: bool) -> Scene:
    """A plain sentence with its figures and cues. ``is_told``: the text before it names bitcoin."""
    return Scene(text=text, quantities=quantities(text), cues=cues(text), is_told=is_told or names_bitcoin(text))


def names_bitcoin(text: str) -> bool:
    """Whether a plain text speaks of bitcoin."""
    return _BITCOIN.search(text) is not None


def may_be_price(quantity: Quantity) -> bool:
    """Whether dollars may be the price of one coin, by their size."""
    return LOWEST_PRICE_USD <= quantity.value <= HIGHEST_PRICE_USD and quantity.magnitude < 10**6


def is_amount_of_coins(quantity: Quantity) -> bool:
    """Whether a figure is a readable amount of bitcoin that could stand beside its value."""
    return quantity.unit is Unit.BTC and quantity.per is Per.NOTHING and quantity.problem is None
