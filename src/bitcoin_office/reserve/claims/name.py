"""Finds who is named in a sentence: holders on record, other names that hold something, and their stand-ins."""

from __future__ import annotations

import enum
import re

import msgspec

from bitcoin_office.reserve.claims.cue import Sense
from bitcoin_office.reserve.claims.pattern import joined
from bitcoin_office.reserve.claims.scene import Scene, names_bitcoin


class Kind(enum.StrEnum):
    """What sort of holder a name or a stand-in is for."""

    COUNTRY = "country"
    COMPANY = "company"
    ANY = "any"


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """A holder on record: the name it goes by in results, and every other name that texts give it."""

    name: str
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.ANY


class Mention(msgspec.Struct, frozen=True):
    """A name or a stand-in in ``text[start:end]`` of a sentence; ``name`` is empty for a stand-in."""

    start: int
    end: int
    name: str
    kind: Kind


_STAND_IN = re.compile(
    joined(r"""
    (?<![A-Za-z])(?:
    (?P<country>(?:[Tt]he|[Tt]his|[Tt]hat) (?:[a-z-]+ ){0,2}
    (?:country|nation|government|state|kingdom|republic|administration)
    |(?:[Tt]he |[Ii]ts |[Tt]heir )?(?:National )?Bitcoin Office)
    |(?P<company>(?:[Tt]he|[Tt]his|[Tt]hat) (?:[A-Za-z-]+ ){0,2}
    (?:company|firm|miner|automaker|exchange|carmaker|corporation))
    |(?P<any>[Ii]ts|[Ii]t|[Tt]heir|[Tt]hey))(?![A-Za-z])
    """)
)
# Words with capitals, joined by "of" only where another such word follows.
_CAPITAL = r"[A-Z][A-Za-z0-9&-]*[A-Za-z0-9]"
_NAME = re.compile(
    joined(rf"""
    (?<![A-Za-z0-9$.])(?:U\.[A-Z]\.|{_CAPITAL})(?: (?:of (?:the )?|de )?(?:{_CAPITAL}|government))*
    (?:(?<=Inc|Ltd)\.)?
    """)
)
# What headlines set in capitals behind a name.
_HEADLINE_VERBS = re.compile(
    joined(r"""
    (?:holds?|owns?|buys?|bought|adds?|sells?|sold|reach(?:es)?|hits?|tops?|climbs?|rises?|grows?|has|now|says?
    |surpass(?:es)?|worth)
    """)
)
# Words that sentences begin with, and names of those who speak of holdings rather than hold them.
_NO_NAMES = re.compile(
    joined(r"""
    (?:a|about|above|according|across|after|again|all|alone|also|although|amid|among|an|analysts?|and|another|any|are
    |arkham|as|at|back|based|because|been|before|behind|being|below|beside|besides|between|bitcoins?|blockchain|bloomberg|both|btc
    |but|by|central|ceo|cfo|combined|crypto|currently|data|despite|documents?|dollars|down|dr|during|each|earlier
    |even|every|everyone|few|figures?|filings?|finally|first|for|former|from|furthermore|had|has|have|he|her|here|his
    |holders?|holdings?|how|however|i|if|imf|in|including|indeed|instead|is|it|its|last|later|latest|like|meanwhile|minister|more
    |moreover|most|mr|mrs|ms|much|nearly|new|next|no|nobody|none|nor|not|nothing|now|of|officials?|on|once|one|only
    |or|others?|our|out|over|overall|people|perhaps|president|previously|prices?|public|q[1-4]|records?|reports?
    |reserves?|reuters|roughly|sats?|satoshi|sec|she|since|so|some|sources?|spot|stash|still|such|than|that|the|their
    |them|then|there|these|they|this|those|though|through|thus|today|together|tokens|top|totals?|trackers?
    |treasuries|treasury|two|under|unlike|until|up|us|usd|value|wallets?|was|we|were|what|when|where|whether|which|while|who
    |why|will|with|within|without|xbt|yesterday|yet|you|your|etfs?
    |(?:mon|tues|wednes|thurs|fri|satur|sun)day
    |january|february|march|april|may|june|july|august|september|october|november|december)
    """)
)
_ADVERBS = re.compile(
    joined(r"""
    (?: (?:now|also|still|currently|alone|itself|already|reportedly|today|officially|quietly|then|has|have|had|is|was
    |are|remains|continues|to|believed|said|thought|estimated|known|recently|only|just|which|that|who|will|would
    |could|does|did|not|may|might|plans|wants|in|total))*[ ]
    """)
)
# Holders without a name: whoever holds something, it is not the country that the text is about.
_NAMELESS = re.compile(
    joined(r"""
    (?<![A-Za-z])(?:(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]he) (?:[a-z-]+ ){0,2}
    (?:trader|whale|investor|fund|bank|trust|billionaire|hacker|group|user|etf|ETF)
    |(?:[A-Za-z][a-z-]+ ){0,2}(?:companies|corporations|firms|governments|states|countries|nations|miners|investors
    |institutions|funds|etfs|ETFs|exchanges|whales|individuals|banks|traders|hackers|treasuries))(?![A-Za-z'])
    """)
)
_OWNS = re.compile(r"'s?(?![A-Za-z])[^,;:()]{0,40}")
_APPOSITION = re.compile(r"(?:,[^,;.0-9]{1,80},| \([A-Z:. -]{1,24}\))?")
_LEADS_TO = re.compile(r"[:,]? \(?(?:(?:leads |follows |ranks \w+ |comes next |is next )?(?:with |at |has ))?")
_SPOKE_OF_ITSELF = re.compile(r" (?:said|says|told \w+|[a-z]+(?:ed|es))(?: (?:on|in) \w+)?(?: that)? (?:it|its)\b")
_BELONGS = re.compile(
    joined(r"""
    (?:(?:held|owned|controlled|kept|managed) by|belong(?:ing|s)? to|possession of|hands of
    |(?:wallets?|holdings|reserves?|stash|treasury) of) (?:the )?$
    """),
    re.IGNORECASE,
)


def mentions(scene: Scene, holders: tuple[Holder, ...]) -> tuple[Mention, ...]:
    """Every name that can hold bitcoin, and every stand-in for one, in order, none overlapping."""
    found = _known(scene.text, holders)
    found += [item for item in _stand_ins(scene.text) if not _overlaps(item, found)]
    found += [item for item in _other_names(scene) if not _overlaps(item, found)]
    found += [item for item in _nameless(scene) if not _overlaps(item, found)]
    return tuple(sorted(found, key=lambda item: item.start))


def belongs(text: str, start: int, place: int) -> bool:
    """Whether the name that begins at ``start`` stands behind "held by" or the like, itself not before ``place``."""
    return _BELONGS.search(text, place, start) is not None


def _overlaps(item: Mention, others: list[Mention]) -> bool:
    return any(item.start < other.end and other.start < item.end for other in others)


def _known(text: str, holders: tuple[Holder, ...]) -> list[Mention]:
    """The mentions of holders on record: their names as written or in capitals, the longest first."""
    names = {alias: holder for holder in holders for alias in (holder.name, *holder.aliases) if alias}
    names |= {alias.upper(): holder for alias, holder in names.items()}
    if not names:
        return []
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return [
        Mention(match.start(), match.end(), names[match.group()].name, names[match.group()].kind)
        for match in re.finditer(rf"(?<![A-Za-z])(?:{words})(?![A-Za-z])", text)
    ]


def _stand_ins(text: str) -> list[Mention]:
    """Every "the country", "the company", "its" and "they"."""
    found: list[Mention] = []
    for match in _STAND_IN.finditer(text):
        kind = Kind.COUNTRY if match["country"] else Kind.COMPANY if match["company"] else Kind.ANY
        found.append(Mention(match.start(), match.end(), "", kind))
    return found


def _other_names(scene: Scene) -> list[Mention]:
    """Names outside the record that can hold something, without the ordinary words that a sentence begins with."""
    found: list[Mention] = []
    for match in _NAME.finditer(scene.text):
        words, start = match.group().split(" "), match.start()
        while words and _is_ordinary(words[0]):
            start += len(words[0]) + 1
            words = words[1:]
        while words and _HEADLINE_VERBS.fullmatch(words[-1].lower()):
            words = words[:-1]
        name = " ".join(words)
        end = start + len(name)
        is_figure = any(start < item.end and item.start < end for item in scene.quantities)
        if name and not is_figure and _can_hold(scene, start, end):
            found.append(Mention(start, end, name, Kind.ANY))
    return found


def _nameless(scene: Scene) -> list[Mention]:
    """Holders without a name ("public companies") that a verb makes the holders of something."""
    matches = _NAMELESS.finditer(scene.text)
    return [
        Mention(match.start(), match.end(), match.group(), Kind.ANY) for match in matches if _acts(scene, match.end())
    ]


def _is_ordinary(word: str) -> bool:
    """Whether a capitalised word is no part of a name."""
    return _NO_NAMES.fullmatch(word.lower()) is not None or _HEADLINE_VERBS.fullmatch(word.lower()) is not None


def _can_hold(scene: Scene, start: int, end: int) -> bool:
    """Whether a name is a holder: it owns, something is held by it, or it holds, buys or says so of itself."""
    owned = _OWNS.match(scene.text, end)
    if belongs(scene.text, start, 0) or (owned and _owns_something(scene, *owned.span())):
        return True
    apposition = _APPOSITION.match(scene.text, end)
    place = apposition.end() if apposition else end
    label = _LEADS_TO.match(scene.text, place)
    if label and any(item.start == label.end() for item in scene.quantities):
        return True
    if _SPOKE_OF_ITSELF.match(scene.text, place):
        return True
    return _acts(scene, place)


def _acts(scene: Scene, place: int) -> bool:
    """Whether a word for holding or moving follows at once, but for adverbs."""
    adverbs = _ADVERBS.match(scene.text, place)
    last = adverbs.end() if adverbs else -1
    return any(place <= cue.start <= last for cue in scene.cues if cue.sense in {Sense.HOLD, Sense.FLOW})


def _owns_something(scene: Scene, start: int, end: int) -> bool:
    """Whether bitcoin, a figure or a word for holding follows an owner's name at once, rather than a carmaker."""
    is_held = any(start <= cue.start <= end for cue in scene.cues if cue.sense is Sense.HOLD)
    is_counted = any(start <= item.start <= end + 1 for item in scene.quantities)
    return is_held or is_counted or names_bitcoin(scene.text[start:end])
