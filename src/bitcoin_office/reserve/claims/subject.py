"""Of whom a figure is said, over sentences: names, and what "the country", "its" and "the company" stand for."""

from __future__ import annotations

import msgspec

from bitcoin_office.reserve.claims.name import Kind, Mention, belongs
from bitcoin_office.reserve.claims.scene import Scene

# How far behind a figure a "held by" may stand and still say whose it is: about ten words.
_FOLLOWS = 64


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the text spoke of last: the country, the company, and either."""

    country: str
    company: str = ""
    last: str = ""

    def of(self, kind: Kind) -> str:
        """Whom a stand-in of this kind stands for."""
        if kind is Kind.COUNTRY:
            return self.country
        return (self.company or "the company") if kind is Kind.COMPANY else self.last or self.country

    def told(self, mention: Mention) -> Memory:
        """The memory after a name or a stand-in."""
        if not mention.name:
            return msgspec.structs.replace(self, last=self.of(mention.kind))
        country = mention.name if mention.kind is Kind.COUNTRY else self.country
        company = self.company if mention.kind is Kind.COUNTRY else mention.name
        return Memory(country=country, company=company, last=mention.name)


def subject(scene: Scene, found: tuple[Mention, ...], memory: Memory, place: int) -> str:
    """Of whom the figure at ``place`` is said: the holder behind "held by", the nearest before, or the first behind.

    A sentence without any goes on about whom the text spoke of last.
    """
    behind = [item for item in found if item.start >= place and item.name]
    for item in behind:
        if item.start - place <= _FOLLOWS and belongs(scene.text, item.start, place):
            return item.name
    told, named = memory, ""
    for item in found:
        if item.end <= place:
            named = item.name or told.of(item.kind)
            told = told.told(item)
    if named:
        return named
    return behind[0].name if behind else memory.of(Kind.ANY)
