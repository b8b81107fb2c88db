"""The languages of the public pages, and which one a reader's browser asks for."""

from __future__ import annotations

from typing import Final

import msgspec


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """A language: its code in addresses (BCP 47), what it calls itself, and the direction in which it is written."""

    code: str
    name: str
    direction: str = "ltr"


ENGLISH: Final = Language(code="en", name="English")
LANGUAGES: Final = (
    ENGLISH,
    Language(code="es", name="Español"),
    Language(code="ur", name="اردو", direction="rtl"),
)

# No browser sends more; a longer header is not read to its end.
_MOST_WISHES: Final = 20


def language(code: str) -> Language | None:
    """The language of this code, or ``None``."""
    return next((each for each in LANGUAGES if each.code == code), None)


def wished(header: str) -> Language:
    """The language that an ``Accept-Language`` header likes best of those there are; English where it likes none.

    >>> wished("ur-PK,ur;q=0.9,en;q=0.8").code
    'ur'
    >>> wished("fr, es;q=0.3").code
    'es'
    """
    wishes: list[tuple[float, int, Language]] = []
    for place, wish in enumerate(header.split(",")[:_MOST_WISHES]):
        tag, _, quality = wish.strip().partition(";")
        found = language(tag.strip().lower().partition("-")[0])
        weight = _weight(quality)
        if found is not None and weight > 0:
            wishes.append((-weight, place, found))
    return min(wishes, key=lambda wish: wish[:2])[2] if wishes else ENGLISH


def _weight(quality: str) -> float:
    """The weight of ``q=0.8``; 1 where there is none, 0 where it cannot be read."""
    name, _, value = quality.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(float(value), 1.0) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
