"""Patterns written over several lines."""

from __future__ import annotations

import re


def joined(lines: str) -> str:
    """The lines of a pattern without the blanks around each; a pattern of one line stands as it is.

    >>> joined('''
    ...     more than
    ...     |over
    ... ''')
    'more than|over'
    """
    return "".join(line.strip() for line in lines.splitlines()) if "\n" in lines else lines


def compiled(lines: str) -> re.Pattern[str]:
    """A pattern over several lines that does not mind capitals."""
    return re.compile(joined(lines), re.IGNORECASE)


def whole_words(lines: str) -> str:
    """A group of alternatives that begin and end where words do."""
    return f"(?<![A-Za-z])(?:{joined(lines)})(?![A-Za-z])"


MONTH = joined("""
    (?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?
    |nov(?:ember)?|dec(?:ember)?)\\.?
""")
