"""The checksum of descriptors (BIP-380): eight characters after ``#``."""

from __future__ import annotations

from typing import Final

# BIP-380: ordered so that characters likely to be mistaken for one another differ in the first symbol only.
INPUT_CHARACTERS: Final = (
    "0123456789()[],'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#\"\\ "
)
CHECKSUM_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECKSUM_CHARACTERS: Final = 8
SEPARATOR: Final = "#"

_GENERATORS: Final = (0xF5DEE51989, 0xA9FDCA3312, 0x1BAB10E32D, 0x3706B1677A, 0x644D626FFD)
_LOW_BITS: Final = 0x7FFFFFFFF
_SYMBOL: Final = {character: place for place, character in enumerate(INPUT_CHARACTERS)}


def descriptor_checksum(text: str) -> str:
    """The eight characters for a descriptor without its checksum. Raises ``ValueError`` for a character it cannot hold.

    >>> descriptor_checksum("raw(deadbeef)")
    '89f8spxm'
    """
    foreign = next((character for character in text if character not in _SYMBOL), None)
    if foreign is not None:
        raise ValueError(f"a descriptor cannot contain {foreign!r}")
    residue, classes = 1, 0
    for place, character in enumerate(text, start=1):
        symbol = _SYMBOL[character]
        residue = _step(residue, symbol & 31)
        classes = classes * 3 + (symbol >> 5)
        if place % 3 == 0 or place == len(text):
            residue = _step(residue, classes)
            classes = 0
    for _ in range(CHECKSUM_CHARACTERS):
        residue = _step(residue, 0)
    residue ^= 1
    places = range(CHECKSUM_CHARACTERS)
    return "".join(CHECKSUM_ALPHABET[residue >> 5 * (CHECKSUM_CHARACTERS - 1 - place) & 31] for place in places)


def with_checksum(text: str) -> str:
    """The descriptor with its checksum after it. Raises ``ValueError`` for a character that it cannot hold."""
    return f"{text}{SEPARATOR}{descriptor_checksum(text)}"


def _step(residue: int, value: int) -> int:
    top = residue >> 35
    residue = (residue & _LOW_BITS) << 5 ^ value
    for bit, generator in enumerate(_GENERATORS):
        if top >> bit & 1:
            residue ^= generator
    return residue
