"""The words that bind a figure: "over", "about", "nearly", "-plus", "or so"."""

from __future__ import annotations

import enum
import re

from bitcoin_office.reserve.claims.pattern import compiled, joined

# How far before a number its hedges and its currency may stand: longer than the longest chain of them below.
REACH = 48
_MOST_HEDGES = 4


class Hedge(enum.StrEnum):
    """How the writer bound the figure."""

    PLAIN = "plain"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


_OVER = """
    over|more than|above|north of|in excess of|exceed(?:s|ed|ing)|upwards of|at least|no fewer than|no less than
    |greater than|well over|just over|a little over|slightly over|slightly more than|just above|a minimum of|>|past
    |beyond|better than
"""
_UNDER = """
    nearly|almost|close to|just under|just below|just shy of|shy of|under|below|less than|fewer than|up to|as much as
    |as many as|at most|no more than|a maximum of|not quite|<|approaching|nearing
"""
_ABOUT = """
    about|around|approximately|approx\\.?|roughly|some|circa|ca\\.?|c\\.|an estimated|estimated|near|~|\u2248
    |in the region of|in the order of|on the order of|somewhere around
"""
# Words that bind nothing but may stand between a hedge and its figure.
_NOTHING = "an?|the|exactly|precisely|a total of|the equivalent of|a combined|all|all of its|all of the|its|another"
HEDGE_WORDS = "|".join(joined(words) for words in (_OVER, _UNDER, _ABOUT, _NOTHING))
_BEFORE = tuple(
    (hedge, compiled(rf"(?<![A-Za-z0-9])(?:{joined(words)}) ?$"))
    for hedge, words in ((Hedge.OVER, _OVER), (Hedge.UNDER, _UNDER), (Hedge.ABOUT, _ABOUT), (Hedge.PLAIN, _NOTHING))
)
_BEHIND = (
    (Hedge.OVER, re.compile(r"[- ]?plus\b|\+| or more\b", re.IGNORECASE)),
    (Hedge.ABOUT, re.compile(r" or so\b", re.IGNORECASE)),
)


def hedge_behind(text: str, end: int) -> tuple[list[Hedge], int]:
    """What binds a figure that ends at ``end`` from behind ("6,240-plus", "6,240 or so"), and where that ends."""
    for hedge, pattern in _BEHIND:
        if found := pattern.match(text, end):
            return [hedge], found.end()
    return [], end


def hedges_before(text: str, start: int) -> tuple[list[Hedge], int]:
    """The chain of hedges before a figure, and where the first begins; articles between them are passed over."""
    found: list[Hedge] = []
    place = start
    for _ in range(_MOST_HEDGES):
        window = max(0, place - REACH)
        matches = ((hedge, pattern.search(text, window, place)) for hedge, pattern in _BEFORE)
        hedge, match = next(((hedge, match) for hedge, match in matches if match), (Hedge.PLAIN, None))
        if match is None:
            break
        place = match.start()
        if hedge is not Hedge.PLAIN:
            found.append(hedge)
            start = place
    return found, start


def strongest(hedges: list[Hedge]) -> Hedge:
    """Of several hedges the one that binds a figure from one side wins over "about"."""
    return next((hedge for hedge in (Hedge.OVER, Hedge.UNDER, Hedge.ABOUT) if hedge in hedges), Hedge.PLAIN)
