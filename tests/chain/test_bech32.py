"""Bech32 and bech32m against the vectors of BIP-173 and BIP-350, and where a wrong text is wrong."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.bech32 import (
    ALPHABET,
    Bech32Error,
    Checksum,
    decode_bech32,
    encode_bech32,
    from_five_bits,
    to_five_bits,
)

BECH32 = [
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
]
BECH32M = [
    "A1LQFN3A",
    "a1lqfn3a",
    "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
    "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
    "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
    "?1v759aa",
]
INVALID = [
    "\x201nwldj5", "\x7f1axkwrx", "\x801eym55h",
    "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
    "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "de1lg7wt\xff", "A1G7SGD8", "10a06t8", "1qzzfhee",
    "\x201xj0phk", "\x7f1g6xzxy", "\x801vctc34",
    "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
    "qyrz8wqd2c9m", "1qyrz8wqd2c9m", "y1b0jsk6g", "lt1igcx5c0", "in1muywd", "mm1crxm3i", "au1s5cgom", "M1VUXWEZ",
    "16plkw9", "1p2gdwpf", "", "a12uEL5L",
]  # fmt: skip


@pytest.mark.parametrize("text", BECH32)
def test_valid_bech32_comes_back(text: str) -> None:
    """Each valid text of BIP-173 is read as bech32, not as bech32m, and written the same in small letters."""
    hrp, values, checksum = decode_bech32(text)
    assert checksum is Checksum.BECH32
    assert encode_bech32(hrp, values, checksum) == text.lower()


@pytest.mark.parametrize("text", BECH32M)
def test_valid_bech32m_comes_back(text: str) -> None:
    """Each valid text of BIP-350 is read as bech32m, not as bech32, and written the same in small letters."""
    hrp, values, checksum = decode_bech32(text)
    assert checksum is Checksum.BECH32M
    assert encode_bech32(hrp, values, checksum) == text.lower()


@pytest.mark.parametrize("text", INVALID)
def test_invalid_texts_are_refused(text: str) -> None:
    """Each invalid text of both BIPs, the empty one, and one of mixed letters."""
    with pytest.raises(Bech32Error):
        decode_bech32(text)


@settings(deadline=None)
@given(st.data(), st.sampled_from(Checksum), st.integers(1, 2))
def test_one_or_two_wrong_characters_are_found_exactly(data: st.DataObject, checksum: Checksum, mistakes: int) -> None:
    """Any one or two changed characters are named, and no others: five differences lie between any two words."""
    values = data.draw(st.lists(st.integers(0, 31), min_size=33, max_size=65))
    text = encode_bech32("bc", values, checksum)
    places = data.draw(st.lists(st.integers(3, len(text) - 1), min_size=mistakes, max_size=mistakes, unique=True))
    wrong = list(text)
    for place in places:
        wrong[place] = data.draw(st.sampled_from([each for each in ALPHABET if each != text[place]]))
    with pytest.raises(Bech32Error, match="checksum does not hold") as refused:
        decode_bech32("".join(wrong))
    found = refused.value.places
    assert 1 <= len(found) <= mistakes
    # Two mistakes from a word of one checksum can be as near to a word of the other; one mistake never is.
    assert mistakes == 2 or found == tuple(places)


def test_places_are_told_for_foreign_and_mixed_characters() -> None:
    """A character that is never used, and the letters of the rarer size, are pointed at."""
    for text, places in (("bc1qb", ()), ("bc1qbqqqqqq", (4,)), ("bc1qqqqqQqqqq", (8,)), ("bc1q\nqqqqqq", (4,))):
        with pytest.raises(Bech32Error) as refused:
            decode_bech32(text)
        assert refused.value.places == places


@settings(deadline=None)
@given(st.binary(max_size=40))
def test_bytes_come_back_from_five_bits(data: bytes) -> None:
    """Regrouping bits loses nothing."""
    assert from_five_bits(tuple(to_five_bits(data))) == data


@pytest.mark.parametrize("values", [(0,), (0, 0, 0), (31, 31), (0, 1)])
def test_bits_that_belong_to_no_byte_are_refused(values: tuple[int, ...]) -> None:
    """More than four bits left over, or any of them set, is no byte string."""
    with pytest.raises(Bech32Error, match="belong to no byte"):
        from_five_bits(values)
