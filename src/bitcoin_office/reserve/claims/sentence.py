"""Cuts news text into sentences, without stumbling over "U.S.", "$1.2 bn." or "Mr."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

import msgspec

from bitcoin_office.reserve.claims.pattern import joined

# A longer stretch without a full stop is no prose; it is read in pieces, which keeps time linear in the text.
LONGEST_SENTENCE = 1_000
# A paragraph whose longest line is shorter than this is a list, one statement a line; others are wrapped prose.
SHORTEST_WRAPPED_LINE = 60
# The longest abbreviation below has five characters before its full stop.
_LONGEST_ABBREVIATION = 12

_NEVER_LAST = re.compile(r"(?:mr|mrs|ms|dr|prof|sen|rep|gov|gen|col|st|no|vs|approx|ca|cf|e\.g|i\.e|etc|est)")
_MAYBE_LAST = re.compile(
    joined(r"""
    (?:inc|corp|co|ltd|plc|jr|sr|bn|mn|mln|m|tn|u\.s|u\.k|u\.n|e\.u|a\.m|p\.m
    |jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)
    """)
)
_STARTERS = re.compile(
    joined(r"""
    (?:the|a|an|it|its|in|on|at|by|as|but|and|he|she|they|this|that|these|those|his|her|their|there|after|before
    |while|when|with|for|from|since|last|meanwhile|however|according|under|if|not|no|one|some|all|both|el|bitcoin)
    """)
)
_STOP = re.compile(r"""[.!?][.!?]*["')\]]*(?=\s)""")
_PARAGRAPH = re.compile(r"\n[ \t\xa0]*(?:\n[ \t\xa0]*)+")
_BULLET = re.compile(r"[ \t\xa0]*(?:[-*\u2022\u00b7]|\d{1,2}[.)])[ \t\xa0]")
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_NEXT_WORD = re.compile(r"""\s+["'(\[]*(\S*)""")
_SPACE = re.compile(r"(?<=[0-9])\xa0(?=[0-9])|\s+")


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """``text[start:end]`` of a news text, with every run of white space in it made one blank in ``text``.

    A space that does not break stays where it stands between two digits. ``pieces`` are where each stretch between two
    runs begins, in ``text`` and in the original.
    """

    text: str
    start: int
    end: int
    pieces: tuple[tuple[int, int], ...]

    def origin(self, place: int) -> int:
        """Where in the original the character at ``place`` stands; the end of the sentence for the place behind it."""
        if place >= len(self.text):
            return self.end
        own, original = next(piece for piece in reversed(self.pieces) if piece[0] <= place)
        return original + place - own


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a plain ``text`` in order, trimmed, none empty, none longer than ``LONGEST_SENTENCE``.

    >>> [found.text for found in sentences("The U.S. Treasury has $1.2 bn. in coins. Mr. Ng agrees.")]
    ['The U.S. Treasury has $1.2 bn. in coins.', 'Mr. Ng agrees.']
    """
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        yield from _paragraph(text, start, gap.start())
        start = gap.end()
    yield from _paragraph(text, start, len(text))


def _paragraph(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The sentences between two blank lines."""
    for first, last in _blocks(text, start, end):
        begin = first
        for stop in _STOP.finditer(text, first, last):
            if _ends_sentence(text, stop.start(), stop.end(), last):
                yield from _cut(text, begin, stop.end())
                begin = stop.end()
        yield from _cut(text, begin, last)


def _blocks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the lines of a paragraph are a list, each line; otherwise the paragraph, parted before its bullets."""
    lengths = [len(line) for line in text[start:end].split("\n")]
    begins = list(accumulate((length + 1 for length in lengths), initial=start))
    lines = [(begin, begin + length) for begin, length in zip(begins, lengths, strict=False)]
    is_list = max(lengths) < SHORTEST_WRAPPED_LINE
    blocks: list[tuple[int, int]] = []
    for first, last in lines:
        if blocks and not is_list and not _BULLET.match(text, first, last):
            blocks[-1] = (blocks[-1][0], last)
        else:
            blocks.append((first, last))
    return blocks


def _ends_sentence(text: str, stop: int, after: int, end: int) -> bool:
    """Whether the full stop at ``stop`` ends a sentence: by the word before it and the word after it."""
    following = _NEXT_WORD.match(text, after, end)
    word = following.group(1) if following else ""
    if word[:1].islower():
        return False
    last = _LAST_WORD.search(text, max(0, stop - _LONGEST_ABBREVIATION), stop)
    if text[stop] != "." or last is None:
        return True
    before = last.group(1)
    is_initial = len(before) == 1 and before.isupper() and before not in {"M", "I"}
    if is_initial or _NEVER_LAST.fullmatch(before.lower()):
        return False
    is_starter = _STARTERS.fullmatch(word.strip(".,;:'\"").lower())
    return not word or is_starter is not None or not _MAYBE_LAST.fullmatch(before.lower())


def _cut(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The stretch, trimmed, cut at white space into sentences of at most ``LONGEST_SENTENCE`` characters."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    while end - start > LONGEST_SENTENCE:
        window = text[start : start + LONGEST_SENTENCE]
        room = next((place for place in range(len(window) - 1, 0, -1) if window[place].isspace()), len(window))
        yield _sentence(text, start, start + len(window[:room].rstrip()))
        start += room
        start += len(text[start:end]) - len(text[start:end].lstrip())
    if start < end:
        yield _sentence(text, start, end)


def _sentence(text: str, start: int, end: int) -> Sentence:
    """The sentence between two places, single-spaced."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    length, begin = 0, start
    for gap in _SPACE.finditer(text, start, end):
        part = text[begin : gap.start()] + (gap.group() if gap.group() == "\xa0" and _keeps(text, gap) else " ")
        pieces.append((length, begin))
        parts.append(part)
        length, begin = length + len(part), gap.end()
    pieces.append((length, begin))
    return Sentence(text="".join([*parts, text[begin:end]]), start=start, end=end, pieces=tuple(pieces))


def _keeps(text: str, gap: re.Match[str]) -> bool:
    """Whether a space that does not break stands between two digits."""
    return text[gap.start() - 1 : gap.start()].isdigit() and text[gap.end() : gap.end() + 1].isdigit()
