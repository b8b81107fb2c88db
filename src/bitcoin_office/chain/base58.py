"""Base58 with a checksum: the form of older addresses and of extended keys."""

from __future__ import annotations

from typing import Final

from bitcoin_office.chain.hashing import sha256d

ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CHECKSUM_BYTES: Final = 4
# An extended key takes 112 characters, nothing here is longer, and the work grows with the square of the length.
MAX_BASE58_CHARACTERS: Final = 112

_DIGIT: Final = {character: digit for digit, character in enumerate(ALPHABET)}


def encode_base58(data: bytes) -> str:
    """Bytes as base 58; each leading zero byte is a ``1``."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number, characters = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        characters = ALPHABET[digit] + characters
    return ALPHABET[0] * zeros + characters


def decode_base58(text: str) -> bytes:
    """The bytes that a base 58 text means. Raises ``ValueError`` for other characters and for too many."""
    if len(text) > MAX_BASE58_CHARACTERS:
        raise ValueError(f"{len(text)} characters, more than the {MAX_BASE58_CHARACTERS} that anything here has")
    number = 0
    for character in text:
        if character not in _DIGIT:
            raise ValueError(f"{character!r} is not one of base 58's characters")
        number = number * len(ALPHABET) + _DIGIT[character]
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base58_check(payload: bytes) -> str:
    """A payload with its checksum, as base 58."""
    return encode_base58(payload + sha256d(payload)[:CHECKSUM_BYTES])


def decode_base58_check(text: str) -> bytes:
    """The payload whose checksum holds. Raises ``ValueError``."""
    data = decode_base58(text)
    if not checksum_holds(data):
        raise ValueError("the checksum does not hold")
    return data[:-CHECKSUM_BYTES]


def checksum_holds(data: bytes) -> bool:
    """Whether the last four bytes are the checksum of those before them."""
    return len(data) > CHECKSUM_BYTES and sha256d(data[:-CHECKSUM_BYTES])[:CHECKSUM_BYTES] == data[-CHECKSUM_BYTES:]


def wrong_places(text: str, size: int) -> tuple[int, ...]:
    """Where one changed character, or two neighbours swapped, would make the checksum of ``size`` bytes hold.

    Tries all of them (2,000 for an address). A place found is almost surely the mistake: by chance one in two million
    wrong texts has such a place. It is shown to people; it is never put right for them.
    """
    tried = [
        (text[:place] + other + text[place + 1 :], (place,))
        for place in range(len(text))
        for other in ALPHABET
        if other != text[place]
    ]
    tried += [
        (text[:place] + text[place + 1] + text[place] + text[place + 2 :], (place, place + 1))
        for place in range(len(text) - 1)
        if text[place] != text[place + 1]
    ]
    found: set[int] = set()
    for candidate, places in tried:
        if set(candidate) <= _DIGIT.keys():
            data = decode_base58(candidate)
            if len(data) == size and checksum_holds(data):
                found.update(places)
    return tuple(sorted(found))
