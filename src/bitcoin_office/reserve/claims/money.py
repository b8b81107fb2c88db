"""What an amount of dollars is: the value of a holding, or a cost, a price, a plan, or money of something else."""

from __future__ import annotations

from bitcoin_office.reserve.claims.coin import is_earlier, is_earlier_behind
from bitcoin_office.reserve.claims.cue import FLOW_NOUN, HOLD_NOUN, OTHER_NOUN, Sense
from bitcoin_office.reserve.claims.pattern import compiled, joined
from bitcoin_office.reserve.claims.quantity import Per, Quantity, Unit
from bitcoin_office.reserve.claims.scene import (
    LEAST_COINS,
    LOWEST_PRICE_USD,
    Role,
    Scene,
    is_amount_of_coins,
    may_be_price,
)

_QUALIFIED = joined(r"""
    (?:(?:strategic|national|bitcoin|btc|crypto\w*|digital|asset|state|sovereign|corporate|public|worth|total|imf|debt
    |unreali[sz]ed|paper)[ -]+)*
""")
_NOUN_BEHIND = compiled(rf"""
    [ -]{{1,2}}{_QUALIFIED}(?:(?P<hold>{HOLD_NOUN})|(?P<flow>{FLOW_NOUN})|(?P<other>{OTHER_NOUN}))\b
""")
_OF_BITCOIN = compiled(
    r"(?:['s]* worth)? (?:of|in)(?: its| the)? (?:bitcoins?|btc|coins|digital coins)\b| (?:bitcoin|btc)\b"
)
_OF_OTHERS = compiled(r"""
    [ ](?:of|in|worth of) (?:[a-z-]+ ){0,2}(?:assets|cash|gold|debt|bonds|securities|stocks?|shares|aid|loans?|funding
    |revenues?|exports|remittances|ether|ethereum|stablecoins?|equity|inflows|outflows|profits?|sales
    |treasuries|treasury (?:bills|bonds))\b
""")
_SIDE_BY_SIDE = compiled(r"""
    [ ]?(?:[(\[=/:;,-]|,? or\b|, now|, currently|, today|, i\.e\.)
    [ ]?(?:or |now |currently |today |i\.e\. |that is |= ?)?
""")
_WORTH = compiled(r"""
    [ ,(]*(?:(?:that|which|and|are|is|was|were|now|currently|today|together|a|of|with|in total|in all|all
    |collectively|the)[ ,]+)*
    (?:worth|valued|(?:market )?value|equivalent|equal|valuation)
    (?: (?:at|of|to|by|as|market|today|now|currently|a|combined|total))*[ ]
""")
_ROLES = {
    Sense.VALUE: Role.VALUE,
    Sense.HOLD: Role.VALUE,
    Sense.COST: Role.COST,
    Sense.FLOW: Role.COST,
    Sense.PRICE: Role.PRICE,
    Sense.OTHER: Role.OTHER,
}


def money_role(scene: Scene, quantity: Quantity) -> Role:
    """What an amount of money is."""
    if quantity.problem:
        return Role.UNREADABLE
    if quantity.unit is Unit.OTHER_MONEY:
        return Role.FOREIGN if scene.names_bitcoin else Role.OTHER
    if quantity.per is not Per.NOTHING:
        return Role.PRICE if quantity.per is Per.COIN else Role.PART
    if is_earlier(scene, quantity):
        return Role.EARLIER
    sense, place = _sense(scene, quantity)
    governed = scene.governed(quantity, place)
    if governed is not None:
        return governed
    role = _by_size(scene, quantity) if sense is None else _ROLES[sense]
    return Role.EARLIER if role is Role.VALUE and is_earlier_behind(scene, quantity) else role


def _sense(scene: Scene, quantity: Quantity) -> tuple[Sense | None, int]:
    """What the words around an amount of dollars say of it, and where they stand."""
    if noun := _NOUN_BEHIND.match(scene.text, quantity.end):
        return (Sense.VALUE if noun["hold"] else Sense.COST if noun["flow"] else Sense.OTHER), quantity.start
    if _OF_OTHERS.match(scene.text, quantity.end):
        return Sense.OTHER, quantity.start
    place = scene.quantities.index(quantity)
    if any(is_side_by_side(scene, place, other) for other in (place - 1, place + 1)):
        return Sense.VALUE, quantity.start
    is_of_bitcoin = _OF_BITCOIN.match(scene.text, quantity.end) is not None
    senses = {Sense.COST, Sense.OTHER, Sense.HOLD, Sense.FLOW}
    if not is_of_bitcoin:
        senses |= {Sense.VALUE, Sense.PRICE} if may_be_price(quantity) else {Sense.VALUE}
    cue = scene.governing(quantity, frozenset(senses))
    if cue is None or (cue.sense in {Sense.HOLD, Sense.VALUE} and quantity.value < LOWEST_PRICE_USD):
        return None, quantity.start
    has_coins = any(item.unit is Unit.BTC and item.value >= LEAST_COINS for item in scene.quantities)
    if cue.sense in {Sense.HOLD, Sense.VALUE} and may_be_price(quantity) and not (has_coins or is_of_bitcoin):
        return Sense.PRICE, cue.start
    return cue.sense, cue.start


def _by_size(scene: Scene, quantity: Quantity) -> Role:
    """Dollars that no word explains: a price by their size, or untied; something else where bitcoin is not named."""
    if not scene.names_bitcoin:
        return Role.OTHER
    return Role.PRICE if may_be_price(quantity) else Role.UNTIED


def is_side_by_side(scene: Scene, money: int, coin: int) -> bool:
    """Whether the figures at these two places stand side by side as an amount of bitcoin and its value."""
    if not 0 <= coin < len(scene.quantities):
        return False
    dollars, bitcoin = scene.quantities[money], scene.quantities[coin]
    if not is_amount_of_coins(bitcoin):
        return False
    first, second = sorted((dollars, bitcoin), key=lambda item: item.start)
    if _WORTH.fullmatch(scene.text, first.end, second.start):
        return True
    is_price = may_be_price(dollars) and bitcoin.value >= LEAST_COINS
    return not is_price and _SIDE_BY_SIDE.fullmatch(scene.text, first.end, second.start) is not None
