"""Base 58: known texts, its checksum, and where a wrong text is wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.base58 import (
    ALPHABET,
    MAX_BASE58_CHARACTERS,
    decode_base58,
    decode_base58_check,
    encode_base58,
    encode_base58_check,
    wrong_places,
)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("", ""),
        ("61", "2g"),
        ("626262", "a3gV"),
        ("636363", "aPEr"),
        ("73696d706c792061206c6f6e6720737472696e67", "2cFupjhnEsSn59qHXstmK2ffpLv2"),
        ("00eb15231dfceb60925886b67d065299925915aeb172c06647", "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L"),
        ("516b6fcd0f", "ABnLTmg"),
        ("bf4f89001e670274dd", "3SEo3LWLoPntC"),
        ("572e4794", "3EFU7m"),
        ("ecac89cad93923c02321", "EJDM8drfXA6uyA"),
        ("10c8511e", "Rt5zm"),
        ("00000000000000000000", "1111111111"),
    ],
)
def test_known_texts_both_ways(data: str, text: str) -> None:
    """Bitcoin Core's own vectors."""
    assert encode_base58(bytes.fromhex(data)) == text
    assert decode_base58(text).hex() == data


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=78))
def test_every_payload_comes_back(payload: bytes) -> None:
    """With its checksum, whatever zeros it starts with."""
    assert decode_base58_check(encode_base58_check(payload)) == payload


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "ä", "1" * (MAX_BASE58_CHARACTERS + 1)])
def test_other_characters_and_longer_texts_are_refused(text: str) -> None:
    """The four look-alikes left out of the alphabet, anything else, and what is longer than anything we read."""
    with pytest.raises(ValueError, match=r"base 58|more than"):
        decode_base58(text)


@pytest.mark.parametrize("text", ["", "1", "1111", "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9M"])
def test_a_checksum_that_does_not_hold_is_refused(text: str) -> None:
    """Nothing, too little, and one wrong character."""
    with pytest.raises(ValueError, match="checksum"):
        decode_base58_check(text)


@settings(deadline=None)
@given(st.binary(min_size=20, max_size=20), st.integers(0, 33), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(payload: bytes, place: int, other: str) -> None:
    """Whatever character of an address is changed, its place is named."""
    text = encode_base58_check(b"\x05" + payload)
    if text[place] == other:
        other = ALPHABET[(ALPHABET.index(other) + 1) % len(ALPHABET)]
    wrong = text[:place] + other + text[place + 1 :]
    assert place in wrong_places(wrong, 25)


def test_two_swapped_neighbours_are_found() -> None:
    """A transposition names both places."""
    assert wrong_places("32ixEdVJoW3kmvJGMTZq5jAQVZZeuwnqzo", 25) == (8, 9)


def test_two_wrong_characters_name_no_place() -> None:
    """More than one mistake is not guessed at."""
    assert wrong_places("32ixEdVJWo3kmvJGMTZq5jAQVZZeuwnqzo"[::-1], 25) == ()
