"""Numbers in words, read by text2num."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import cast

# The library carries no types: this is the one of its functions that the house uses.
_text2num = cast("Callable[[str, str], int]", importlib.import_module("text_to_num").text2num)


def longest_number(words: str) -> tuple[int, int]:
    """The value of the longest beginning of ``words`` that is one number, and how many characters it takes.

    ``words`` are English number words in small letters, the first of which is a number by itself.

    >>> longest_number("six thousand two hundred and forty and seven")
    (6240, 36)
    """
    ends = [found.end() for found in re.finditer("[a-z]+", words)]
    for length in reversed(ends):
        try:
            return int(_text2num(words[:length].replace(",", ""), "en")), length
        except ValueError:
            continue
    raise AssertionError(f"{words!r} does not begin with a number word")
