"""Finds the numbers in a plain English sentence: printed figures, number words, and both with "million" behind them.

Number words are read by text2num; printed figures, magnitudes and fractions by the small grammar here (decision 0005).
"""

from __future__ import annotations

import enum
import re
from decimal import Decimal

import msgspec

from bitcoin_office.reserve.claims.figure import last_digit, parse_figure
from bitcoin_office.reserve.claims.pattern import MONTH, joined
from bitcoin_office.reserve.claims.wording import longest_number

# The longest number that newspapers spell out has fewer words behind its first; the limit keeps time linear.
MOST_WORDS = 12


class Problem(enum.StrEnum):
    """Why a number cannot be read."""

    MALFORMED = "a figure that is not grouped as English figures are"
    VAGUE = "a number word that names no number"
    STRANGE = "a figure run together with other letters"


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """A number in ``text[start:end]``: ``head`` times ``magnitude``, so 6.24 times 1,000 for "6.24 thousand".

    ``step`` is what one unit of its last printed digit is worth, magnitude included: 10 in the example.
    """

    start: int
    end: int
    head: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    magnitude: int = 1
    has_decimals: bool = False
    problem: Problem | None = None

    @property
    def value(self) -> Decimal:
        """The number."""
        return self.head * self.magnitude


_MAGNITUDES = {
    "hundred": 100,
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("lakh", "lakhs"), 10**5),
    **dict.fromkeys(("m", "mn", "mln", "mm", "mio", "million", "millions"), 10**6),
    **dict.fromkeys(("crore", "crores"), 10**7),
    **dict.fromkeys(("b", "bn", "bln", "billion", "billions"), 10**9),
    **dict.fromkeys(("tn", "trn", "trillion"), 10**12),
}
_SHARES = {"half": Decimal("0.5"), "a quarter": Decimal("0.25"), "three quarters": Decimal("0.75")}
_LARGE = "(?:hundred|thousand|million|billion|trillion)"
_DIGIT = "(?:zero|one|two|three|four|five|six|seven|eight|nine)"
_WORD = joined(rf"""
    (?:{_DIGIT}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen
    |twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)
""")
_VAGUE = joined(rf"""
    (?:(?:several|many|some|few|couple of)[ -])?
    (?:dozens|scores|tens|hundreds|thousands|millions|billions|trillions)
    (?: of (?:hundreds|thousands|millions|billions))*
    |(?:several|many|a few|a couple(?: of)?) (?:dozen|{_LARGE})
""")
# A figure begins no word, except behind a currency code that is printed against it.
_BEGINS = r"(?:(?<!\w)(?<![0-9][.,])|(?<=BTC)|(?<=XBT)|(?<=USD)|(?<=Rs))"
_SPACED = r"[0-9]{1,3}(?:[ \xa0][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?"
_NUMBER = re.compile(
    joined(rf"""
    (?P<vague>\b(?:{_VAGUE})\b)
    |\b(?P<share>half|a quarter|three[ -]quarters)(?: of)?[ -]an?[ -](?P<of>thousand|million|billion|trillion)\b
    |{_BEGINS}(?P<figure>{_SPACED}|\.?[0-9]+(?:[.,'][0-9]+)*)
    |\b(?P<dozen>(?:a|one|two|three|four|five|six) dozen)\b
    |\b(?P<one>an? )(?P<large>million|billion|trillion)\b
    |\b(?P<article>an? )?(?P<words>{_WORD}(?:(?:[ -]|,? and ){_WORD}){{0,{MOST_WORDS}}})\b
    (?:(?P<half> and a half)(?= {_LARGE}\b)|(?P<point> point(?: {_DIGIT}\b){{1,8}}))?
    """),
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    joined(r"""
    (?:[ \xa0-]?(?P<big>hundred|thousand|lakhs?|millions?|crores?|billions?|trillion)
    |[ \xa0]?(?P<short>k|mn|mln|mm|mio|m|bn|bln|b|tn|trn))
    (?![A-Za-z0-9])
    """),
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[A-Za-z0-9_]+")
_UNIT_LETTERS = re.compile(
    r"(?:btc|xbt|bitcoins?|sats?|satoshis?|usd|usdt|eur|gbp|pkr|us|dollars?)(?![A-Za-z0-9])", re.IGNORECASE
)
_MONTH_BEFORE = re.compile(rf"{MONTH} $", re.IGNORECASE)


def numbers(text: str) -> tuple[Number, ...]:
    """The numbers in a sentence in order, without overlap, among them those that cannot be read.

    >>> [str(number.value) for number in numbers("6.24 thousand coins, half a million, two hundred and five")]
    ['6240.00', '500000.0', '205']
    """
    found: list[Number] = []
    place = 0
    while match := _NUMBER.search(text, place):
        found.append(_number(match, text))
        place = max(found[-1].end, match.start() + 1)
    return tuple(found)


def _number(match: re.Match[str], text: str) -> Number:
    """The number of a match, with the magnitude behind it."""
    start, end = match.span()
    if match["vague"]:
        return Number(start=start, end=end, problem=Problem.VAGUE)
    if match["share"]:
        share = _SHARES[match["share"].lower().replace("-", " ")]
        return _sized(start, end, share, Decimal("0.1"), _MAGNITUDES[match["of"].lower()])
    if match["dozen"]:
        count = match["dozen"].lower().split()[0]
        return _sized(start, end, Decimal(12 * (1 if count == "a" else longest_number(count)[0])), Decimal(1), 1)
    if match["large"]:
        return _sized(start, end, Decimal(1), Decimal(1), _MAGNITUDES[match["large"].lower()])
    return _figure(match, text) if match["figure"] else _worded(match, text)


def _figure(match: re.Match[str], text: str) -> Number:
    """A printed figure; one that runs into letters other than a magnitude or a unit is strange, as in an address."""
    start, stop = match.span("figure")
    figure = match["figure"]
    if " " in figure and _MONTH_BEFORE.search(text, max(0, start - len("september ")), start):
        figure = figure.split(" ", 1)[0]
        stop = start + len(figure)
    suffix = _SUFFIX.match(text, stop)
    if suffix is None and (letters := _LETTERS.match(text, stop)) and not _UNIT_LETTERS.match(text, stop):
        return Number(start=start, end=letters.end(), problem=Problem.STRANGE)
    magnitude, end = (_magnitude(suffix), suffix.end()) if suffix else (1, stop)
    value = parse_figure(figure)
    if value is None:
        return Number(start=start, end=end, problem=Problem.MALFORMED)
    return _sized(start, end, value, last_digit(value), magnitude)


def _worded(match: re.Match[str], text: str) -> Number:
    """Number words: the longest beginning of them that is one number, with the magnitude behind it."""
    begin = match.start("words")
    words = match["words"].lower()
    value, length = longest_number(words)
    head, stop = Decimal(value), begin + length
    if length == len(words) and match["half"]:
        head, stop = head + _SHARES["half"], match.end("half")
    elif length == len(words) and match["point"]:
        digits = match["point"].lower().split()[1:]
        head = Decimal(f"{value}." + "".join(str(longest_number(digit)[0]) for digit in digits))
        stop = match.end("point")
    start = match.start() if value >= _MAGNITUDES["hundred"] else begin
    suffix = _SUFFIX.match(text, stop)
    if suffix is not None and suffix["big"]:
        return _sized(start, suffix.end(), head, last_digit(head), _magnitude(suffix))
    return _sized(start, stop, head, last_digit(head), 1)


def _magnitude(suffix: re.Match[str]) -> int:
    return _MAGNITUDES[(suffix["big"] or suffix["short"]).lower()]


def _sized(start: int, end: int, head: Decimal, step: Decimal, magnitude: int) -> Number:
    return Number(start=start, end=end, head=head, step=step * magnitude, magnitude=magnitude, has_decimals=step < 1)
