"""Bech32 and bech32m (BIP-173, BIP-350): witness programs as text, with a checksum that tells where it broke."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Final

ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
# BIP-173: the checksum finds any four mistakes in up to 90 characters, and longer texts are not addresses.
MAX_BECH32_CHARACTERS: Final = 90
CHECKSUM_CHARACTERS: Final = 6
SEPARATOR: Final = "1"

_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_LOW_BITS: Final = 0x1FFFFFF


class Checksum(enum.IntEnum):
    """Which constant the checksum ends in: bech32 for version 0, bech32m for the later versions."""

    BECH32 = 1
    BECH32M = 0x2BC830A3


class Bech32Error(Exception):
    """``problem`` says what is wrong, ``places`` where, counted from zero; empty when it cannot be told.

    ``is_checksum`` where the form is right and only the checksum does not hold.
    """

    def __init__(self, problem: str, places: tuple[int, ...] = (), *, is_checksum: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.places = places
        self.is_checksum = is_checksum


def encode_bech32(hrp: str, values: Iterable[int], checksum: Checksum) -> str:
    """Five-bit ``values`` after the human-readable part, with their checksum."""
    data = list(values)
    rest = _polymod([*_expanded(hrp), *data, *[0] * CHECKSUM_CHARACTERS]) ^ checksum
    data += [rest >> 5 * (CHECKSUM_CHARACTERS - 1 - place) & 31 for place in range(CHECKSUM_CHARACTERS)]
    return hrp + SEPARATOR + "".join(ALPHABET[value] for value in data)


def decode_bech32(text: str) -> tuple[str, tuple[int, ...], Checksum]:
    """Human-readable part in small letters, five-bit values, and the checksum that holds. Raises ``Bech32Error``."""
    hrp, values = _split(text)
    residue = _polymod([*_expanded(hrp), *values])
    for checksum in Checksum:
        if residue == checksum:
            return hrp, tuple(values[:-CHECKSUM_CHARACTERS]), checksum
    offset = len(hrp) + len(SEPARATOR)
    places = tuple(offset + place for place in wrong_places(residue, len(values)))
    raise Bech32Error("the checksum does not hold", places, is_checksum=True)


def wrong_places(residue: int, length: int) -> tuple[int, ...]:
    """Which of ``length`` values are wrong, where one or two are; empty where more are.

    The checksum is linear: the residue of a text with mistakes is the sum of what each mistake alone would leave. So
    it is enough to look it up among those of one mistake, and among the sums of two. Any two words differ in five
    places or more, so an answer is the only one with so few mistakes.
    """
    single = _residues_of_one(length)
    candidates: list[tuple[int, ...]] = []
    for checksum in Checksum:
        sought = residue ^ checksum
        if sought in single:
            candidates.append((single[sought],))
            continue
        pairs = ((place, single[sought ^ left]) for left, place in single.items() if sought ^ left in single)
        pair = next((tuple(sorted(each)) for each in pairs if each[0] != each[1]), None)
        if pair is not None:
            candidates.append(pair)
    return min(candidates, key=len, default=())


def to_five_bits(data: bytes) -> list[int]:
    """Bytes as five-bit values, the last padded with zeros."""
    padding = -8 * len(data) % 5
    number, count = int.from_bytes(data, "big") << padding, (8 * len(data) + padding) // 5
    return [number >> 5 * (count - 1 - place) & 31 for place in range(count)]


def from_five_bits(values: tuple[int, ...]) -> bytes:
    """The bytes of five-bit values. Raises ``Bech32Error`` unless at most four bits are left over, all zero."""
    size, padding = divmod(5 * len(values), 8)
    number = 0
    for value in values:
        number = number << 5 | value
    if padding > 4 or number & (1 << padding) - 1:
        raise Bech32Error("the last characters hold bits that belong to no byte")
    return (number >> padding).to_bytes(size, "big")


def _split(text: str) -> tuple[str, list[int]]:
    strange = tuple(place for place, character in enumerate(text) if not "!" <= character <= "~")
    if strange:
        raise Bech32Error("a character that no address has", strange)
    if text.lower() != text and text.upper() != text:
        raise Bech32Error("small and capital letters are mixed", _minority_case(text))
    if len(text) > MAX_BECH32_CHARACTERS:
        raise Bech32Error(f"{len(text)} characters, more than the {MAX_BECH32_CHARACTERS} that an address may have")
    hrp, separator, data = text.lower().rpartition(SEPARATOR)
    if not separator or not hrp:
        raise Bech32Error("no separator '1' after a network's letters")
    if len(data) < CHECKSUM_CHARACTERS:
        raise Bech32Error("shorter than its checksum")
    start = len(hrp) + len(SEPARATOR)
    foreign = tuple(start + place for place, character in enumerate(data) if character not in _VALUE)
    if foreign:
        raise Bech32Error("a character that is never used after the separator", foreign)
    return hrp, [_VALUE[character] for character in data]


def _minority_case(text: str) -> tuple[int, ...]:
    small = tuple(place for place, character in enumerate(text) if character.islower())
    large = tuple(place for place, character in enumerate(text) if character.isupper())
    return min(small, large, key=len)


def _expanded(hrp: str) -> list[int]:
    return [ord(character) >> 5 for character in hrp] + [0] + [ord(character) & 31 for character in hrp]


def _step(residue: int) -> int:
    top = residue >> 25
    residue = (residue & _LOW_BITS) << 5
    for bit, generator in enumerate(_GENERATORS):
        if top >> bit & 1:
            residue ^= generator
    return residue


def _polymod(values: list[int]) -> int:
    residue = 1
    for value in values:
        residue = _step(residue) ^ value
    return residue


def _residues_of_one(length: int) -> dict[int, int]:
    residues: dict[int, int] = {}
    current = list(range(1, 32))
    for place in range(length - 1, -1, -1):
        residues.update(dict.fromkeys(current, place))
        current = [_step(residue) for residue in current]
    return residues
