"""What an amount of bitcoin is: held, bought, moved, planned, denied or earlier; and what a bare figure is."""

from __future__ import annotations

import re

from bitcoin_office.reserve.claims.cue import FLOW_NOUN, HOLD_NOUN, Cue, Sense
from bitcoin_office.reserve.claims.pattern import compiled, joined
from bitcoin_office.reserve.claims.quantity import Per, Quantity
from bitcoin_office.reserve.claims.scene import LEAST_COINS, SUPPLY_COINS, Role, Scene

_QUALIFIED = joined(r"""
    (?:(?:strategic|national|bitcoin|btc|crypto\w*|digital|asset|state|sovereign|corporate|public|strong|total)
    [ -]+)*
""")
_NOUN_BEHIND = compiled(rf"[ -]{{1,2}}{_QUALIFIED}(?:(?P<hold>{HOLD_NOUN})|(?P<flow>{FLOW_NOUN}))\b")
_INCREMENT_BEFORE = compiled(r"\b(?:another|additional|extra|a further|by|increase of|rise of|every|each) $")
_INCREMENT_INSIDE = compiled(r"\b(?:more|additional|extra|further|new) (?:btc|bitcoin|coin)")
_POSSESSIVE = compiled(
    r"(?:'s|s'|\b(?:its|their|his|our)) (?:(?:total|current|entire|combined|whole|existing|reported|own|full) )*$"
)
_DISPOSED = compiled(r"""
    \b(?:sold|sells?|selling|moved|moving|transferr\w+|split|dumped|liquidated|seized|offloaded|shifted|spread)\b
    [^,;]{0,30}$
""")
_PART_OF = compiled(r"(?<!\ball) of $|(?<!\ball) of [^ ]*$")
_PLACE = r"(?:its|their|the|cold|national|state|country's|government's|public)"
_PARTICIPLE_BEHIND = compiled(rf"""
    (?P<apart> ?,)? *
    (?:(?:that|which|it|the country|the company|is|are|was|were|has been|have been|currently|now|already|all|still
    |to be) )*
    (?:(?P<hold>held|owned|kept|stored|controlled|holds?
    |in (?:{_PLACE} ){{0,2}}(?:custody|storage|{HOLD_NOUN}|wallets?|vaults?|possession)\b|sit(?:s|ting)?
    |on (?:its|their|the)(?: \w+'s)? (?:balance|books)|under (?:its|their) control|belong\w*|rests?|lies?)
    |(?P<flow>bought|purchased|acquired|sold|mined|moved|transferred|sent|donated|seized|confiscated|stolen|lost|added
    |received|spent))\b
""")
_RECENTLY = compiled(r"""
    [^,;]{0,20}\b(?:(?:in|over|during) the (?:past|last)|(?:this|last) (?:week|month)|yesterday|today
    |on (?:mon|tues|wednes|thurs|fri|satur|sun)day)
""")
_GATHER = compiled("accumulat|amass|gather|stockpiled|built")
_LABEL = compiled(r"""
    [A-Za-z)]: $|(?:'s|s'|\b(?:its|their)) (?:bitcoins?|btc|coins), $|\bwith $
    |\bvalue of (?:the|its|their|these|those) $
""")
_WITH = compiled(r"\bwith $")
_EARLIER_BEFORE = compiled(r"\b(?:from|against|versus|vs\.?|(?:compared|up|down) (?:with|to|from|on)) $")
_EARLIER_BEHIND = compiled(r"""
    [ ,]*(?:a (?:year|month|week|decade) (?:ago|earlier|before)|(?:last|the previous) (?:year|month|week)|previously
    |at the time|back then|(?:one|two|three|four|five|six|several) (?:weeks|months|years) (?:ago|earlier|before))\b
""")
_ENDS = compiled(r"""
    [ ]?(?:$|[.,;:)!?\]]|- |(?:and|as of|worth|on|after|by|in total|at the|or|while|but|this|last|from|up)\b)
""")
_BESIDE_BITCOIN = compiled(r" (?:worth )?(?:in|of)(?: its| the)? (?:bitcoins?|btc)\b")
_FILLER = compiled(r"""
    [ ](?:(?:now|at|to|of|steady|stands?|stood|is|are|was|were|reached|hit|topped|passed|a|total|come|comes|came) )*
    |:[ ]
""")
_COUNTED = compiled(r"\b(?:bitcoins?|btc|coins),? of which there are (?:now )?$")
_GOES_ON = compiled(r"(?:'s)?[ ,(]*(?:(?:with|has|at|had|holds|its) )*")
_YEAR = re.compile("(?:19|20)[0-9]{2}")


def is_earlier(scene: Scene, quantity: Quantity) -> bool:
    """Whether a figure stands behind "up from", "against" or the like."""
    return not quantity.is_range and _EARLIER_BEFORE.search(scene.text, 0, quantity.start) is not None


def is_earlier_behind(scene: Scene, quantity: Quantity) -> bool:
    """Whether "a year ago", "last week" or the like follows a figure."""
    return _EARLIER_BEHIND.match(scene.text, quantity.end) is not None


def coin_role(scene: Scene, quantity: Quantity) -> Role:
    """What an amount of bitcoin is."""
    if quantity.problem:
        return Role.UNREADABLE
    if quantity.per is not Per.NOTHING:
        return Role.PART
    if quantity.value >= SUPPLY_COINS:
        return Role.SUPPLY
    if _INCREMENT_INSIDE.search(scene.text, quantity.start, quantity.end):
        return Role.FLOW
    if is_earlier(scene, quantity):
        return Role.EARLIER
    sense, place = _sense(scene, quantity)
    if sense is None:
        return scene.governed(quantity, place) or Role.UNTIED
    # What is its own, or what it holds, it has: only what it does with it is planned or denied.
    is_had = sense is Sense.HOLD and (_POSSESSIVE.search(scene.text, 0, quantity.start) or place >= quantity.end)
    governed = None if is_had else scene.governed(quantity, place)
    if governed is not None:
        return governed
    if sense is Sense.FLOW:
        return Role.FLOW
    return Role.EARLIER if is_earlier_behind(scene, quantity) else Role.HELD


def _sense(scene: Scene, quantity: Quantity) -> tuple[Sense | None, int]:
    """``HOLD``, ``FLOW`` or nothing, and where the word stands that says so."""
    text, start, end = scene.text, quantity.start, quantity.end
    if noun := _NOUN_BEHIND.match(text, end):
        return (Sense.HOLD if noun["hold"] else Sense.FLOW), start
    if _INCREMENT_BEFORE.search(text, 0, start):
        return Sense.FLOW, start
    if possessive := _POSSESSIVE.search(text, 0, start):
        is_moved = _DISPOSED.search(text, 0, possessive.start()) and not _PART_OF.search(text, 0, possessive.start())
        return (Sense.FLOW if is_moved else Sense.HOLD), start
    cue = scene.governing(quantity, frozenset({Sense.HOLD, Sense.FLOW}))
    before = cue if cue is not None and cue.end <= start else None
    behind = _PARTICIPLE_BEHIND.match(text, end)
    if behind and not (before and (behind["apart"] or before.sense is Sense.HOLD)):
        return (Sense.HOLD if behind["hold"] else Sense.FLOW), end
    if before is not None:
        if before.sense is Sense.FLOW and _WITH.search(text, 0, start) and not scene.shares_clause(before, quantity):
            return Sense.HOLD, start
        return _told_before(text, quantity, before), before.start
    if cue is not None:
        return cue.sense, start
    return (Sense.HOLD if _LABEL.search(text, 0, start) else None), start


def _told_before(text: str, quantity: Quantity, cue: Cue) -> Sense:
    """The sense of a cue before the figure; "sold its stash of" and "amassed last week" move coins all the same."""
    if cue.sense is not Sense.HOLD:
        return cue.sense
    is_moved = text[cue.end : quantity.start].strip() == "of" and _DISPOSED.search(text, 0, cue.start)
    is_gathered = _GATHER.match(text, cue.start) and _RECENTLY.match(text, quantity.end)
    return Sense.FLOW if is_moved or is_gathered else Sense.HOLD


def unitless_role(scene: Scene, quantity: Quantity, names: tuple[int, ...], *, after_held: bool) -> Role:
    """What a figure without a unit is: a holding where its verb or the figure before it says so, else mostly nothing.

    ``names`` are the ends of the names in the sentence; ``after_held``: it has stated a holding, and "Bhutan 11,000"
    goes on from there.
    """
    text, start, end = scene.text, quantity.start, quantity.end
    if quantity.problem:
        return Role.SILENT
    if not _ENDS.match(text, end) or quantity.value < LEAST_COINS:
        return Role.NO_UNIT if _BESIDE_BITCOIN.match(text, end) else Role.SILENT
    goes_on = after_held and any(name <= start and _GOES_ON.fullmatch(text, name, start) for name in names)
    if not (goes_on or _COUNTED.search(text, 0, start) or _is_told(scene, quantity)):
        return Role.SILENT
    return Role.EARLIER if is_earlier(scene, quantity) else Role.HELD


def _is_told(scene: Scene, quantity: Quantity) -> bool:
    """Whether the figure stands right behind a word for holding, in a text about bitcoin, and is no year."""
    cue = next((cue for cue in reversed(scene.cues) if cue.end <= quantity.start), None)
    if cue is None or cue.sense is not Sense.HOLD or not scene.is_told:
        return False
    if _YEAR.fullmatch(scene.text, quantity.start, quantity.end):
        return False
    return _FILLER.fullmatch(scene.text, cue.end, quantity.start) is not None
