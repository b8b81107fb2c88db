"""Numbers in every dress that newspapers give them come out as the number they are, and in no other."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.reserve.claims.number import Problem, numbers
from bitcoin_office.reserve.claims.plain import plain

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety"


def spelled(number: int) -> str:
    """An integer below a million in English words, by a rule of its own."""
    if number < 20:
        return ONES.split()[number]
    if number < 100:
        ones = f"-{spelled(number % 10)}" if number % 10 else ""
        return TENS.split()[number // 10] + ones
    if number < 1000:
        rest = f" and {spelled(number % 100)}" if number % 100 else ""
        return f"{spelled(number // 100)} hundred{rest}"
    joint = " and " if 0 < number % 1000 < 100 else " "
    return f"{spelled(number // 1000)} thousand" + (f"{joint}{spelled(number % 1000)}" if number % 1000 else "")


def indian(number: int) -> str:
    """An integer grouped as in South Asia: the last three digits, then twos."""
    head, tail = divmod(number, 1000)
    if not head:
        return str(number)
    digits = str(head)
    groups = [digits[max(0, end - 2) : end] for end in range(len(digits), 0, -2)][::-1]
    return f"{','.join(groups)},{tail:03d}"


def read(text: str) -> Decimal:
    """The one number in a text that has nothing else."""
    (number,) = numbers(plain(text))
    assert (number.start, number.end, number.problem) == (0, len(text), None)
    return number.value


@settings(deadline=None)
@given(number=st.integers(min_value=0, max_value=10**15))
def test_grouped_figures_come_back(number: int) -> None:
    """Commas, spaces of every width, apostrophes, no grouping: the same integer."""
    plainly = f"{number:,}"
    for form in (str(number), plainly, *(plainly.replace(",", mark) for mark in " \u00a0\u202f\u2009'\u2019")):
        assert read(form) == number


@settings(deadline=None)
@given(number=st.integers(min_value=1000, max_value=10**13))
def test_indian_grouping_comes_back(number: int) -> None:
    """1,00,000 is a lakh."""
    assert read(indian(number)) == number


@settings(deadline=None)
@given(number=st.decimals(min_value=0, max_value=10**12, places=8, allow_nan=False, allow_infinity=False))
def test_decimals_come_back_exactly(number: Decimal) -> None:
    """To the satoshi, with or without thousands apart, and from the continent."""
    english = f"{number:,.8f}"
    assert read(english) == number
    assert read(f"{number:.8f}") == number
    if number >= 1000:
        assert read(english.replace(",", " ").replace(".", ",").replace(" ", ".")) == number


@settings(deadline=None)
@given(
    head=st.decimals(min_value=0, max_value=9999, places=3, allow_nan=False, allow_infinity=False),
    magnitude=st.sampled_from(
        [("thousand", 3), ("k", 3), ("million", 6), ("m", 6), ("mn", 6), ("bn", 9), ("billion", 9)]
    ),
    space=st.sampled_from(["", " ", "\u00a0"]),
)
def test_magnitudes_come_back(head: Decimal, magnitude: tuple[str, int], space: str) -> None:
    """As in "6.24 thousand", "6.24k", "0.745bn": the figure times its magnitude, with the step of its last digit."""
    word, power = magnitude
    (number,) = numbers(plain(f"{head}{space}{word}"))
    assert number.value == head * 10**power
    assert number.step == Decimal(10) ** (power - 3)


@settings(deadline=None)
@given(number=st.integers(min_value=0, max_value=999_999))
def test_words_come_back(number: int) -> None:
    """Spelled out by a rule of this test's own, read by text2num."""
    assert read(spelled(number)) == number
    assert read(spelled(number).capitalize()) == number


@settings(deadline=None)
@given(
    number=st.integers(min_value=1, max_value=99),
    large=st.sampled_from([("million", 6), ("billion", 9), ("trillion", 12)]),
)
def test_words_with_magnitudes_come_back(number: int, large: tuple[str, int]) -> None:
    """As in "twenty-one million" and "two trillion"."""
    word, power = large
    assert read(f"{spelled(number)} {word}") == number * 10**power


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("half a million", "500000"),
        ("half-a-billion", "500000000"),
        ("a quarter of a billion", "250000000"),
        ("three quarters of a billion", "750000000"),
        ("three-quarters of a billion", "750000000"),
        ("two and a half million", "2500000"),
        ("two point five billion", "2500000000"),
        ("one point two five million", "1250000"),
        ("a dozen", "12"),
        ("two dozen", "24"),
        ("a million", "1000000"),
        ("a hundred", "100"),
        ("twelve hundred", "1200"),
        ("12 lakh", "1200000"),
        (".74bn", "740000000"),
        ("6.240,18", "6240.18"),
        ("1.234.567", "1234567"),
        ("\uff16\uff0c\uff12\uff14\uff10", "6240"),
    ],
)
def test_the_odd_ones(text: str, value: str) -> None:
    """Fractions, dozens, lakhs, continental points, full-width digits."""
    assert read(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("6,2400", Problem.MALFORMED),
        ("0,74", Problem.MALFORMED),
        ("62,40", Problem.MALFORMED),
        ("1.2.3", Problem.MALFORMED),
        ("9" * 25, Problem.MALFORMED),
        ("6.24e3", Problem.STRANGE),
        ("32ixEdVJWo3kmvJGMTZq5jAQVZZeuwnqzo", Problem.STRANGE),
        ("hundreds", Problem.VAGUE),
        ("several thousand", Problem.VAGUE),
        ("hundreds of millions", Problem.VAGUE),
        ("tens of thousands", Problem.VAGUE),
    ],
)
def test_what_is_no_number_is_not_made_one(text: str, problem: Problem) -> None:
    """A figure that may mean two things is never guessed at."""
    (number,) = numbers(text)
    assert number.problem is problem


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("on July 17 500 coins", ["17", "500"]),
        ("in 2025 100 coins", ["2025", "100"]),
        ("six and seven thousand", ["6", "7000"]),
        ("one one one", ["1", "1", "1"]),
        ("BTC6,240 and USD745m", ["6240", "745000000"]),
        ("6,240, 6,241. 6,242.", ["6240", "6241", "6242"]),
        ("Q3, 17th, G20", []),
    ],
)
def test_neighbours_stay_apart(text: str, values: list[str]) -> None:
    """Numbers side by side are not run together, and ordinals and names are none."""
    found = [number for number in numbers(text) if number.problem is None]
    assert [number.value for number in found] == [Decimal(value) for value in values]
