"""The bounded reader: every announced length is held against the bytes that are there."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.reader import Reader, compact_size


def reader(data: bytes) -> Reader:
    """A reader of a thing, with room for all of it."""
    return Reader(data, "thing", limit_bytes=1000)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_compact_sizes_come_back(value: int) -> None:
    """Every value that can be written is read as itself."""
    assert reader(compact_size(value)).compact_size() == value


@pytest.mark.parametrize(
    "data", ["fd0000", "fdfc00", "fe00000000", "feffff0000", "ff0000000000000000", "ffffffffff00000000"]
)
def test_compact_sizes_in_a_longer_form_than_needed_are_refused(data: str) -> None:
    """A second way to write the same number is no number: else one transaction could have two identities."""
    with pytest.raises(ChainFormatError, match="shortest form"):
        reader(bytes.fromhex(data)).compact_size()


def test_integers_are_little_end_first() -> None:
    """Each width reads what ``struct`` packs."""
    found = reader(struct.pack("<BIiQ", 7, 2**32 - 2, -3, 2**63))
    assert (found.u8(), found.u32(), found.i32(), found.u64()) == (7, 2**32 - 2, -3, 2**63)
    found.finish()


def test_too_much_too_little_and_left_over_name_the_place() -> None:
    """Each error says what was read, what is wrong and at which byte."""
    with pytest.raises(ChainFormatError, match="thing: 1001 bytes, more than the 1000") as too_much:
        Reader(bytes(1001), "thing", limit_bytes=1000)
    assert too_much.value.offset == 0
    found = reader(b"abc")
    found.take(1)
    with pytest.raises(ChainFormatError, match=r"4 bytes announced, 2 left \(at byte 1\)") as too_little:
        found.take(4)
    assert too_little.value.offset == 1
    with pytest.raises(ChainFormatError, match="2 bytes too many at the end"):
        found.finish()


def test_counts_that_cannot_fit_are_refused_before_anything_is_made() -> None:
    """A count of billions in a few bytes is refused at once, whatever its items would hold."""
    with pytest.raises(ChainFormatError, match="4294967295 inputs announced, 4 bytes left"):
        reader(bytes.fromhex("feffffffff") + b"abcd").count(41, "inputs")
    with pytest.raises(ChainFormatError, match="18446744073709551615 bytes announced"):
        reader(bytes.fromhex("ffffffffffffffffff")).var_bytes()
