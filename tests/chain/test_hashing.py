"""Hashes against published values; the Merkle tree against its known trap."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.chain import hashing
from bitcoin_office.chain.hashing import (
    NO_HASH,
    hash160,
    merkle_root,
    merkle_root_checked,
    read_hash,
    sha256d,
    shown,
    tagged_hash,
)
from bitcoin_office.chain.ripemd160 import ripemd160


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        ("", "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
        ("a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"),
        ("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
        ("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"),
        ("abcdefghijklmnopqrstuvwxyz", "f71c27109c692c1b56bbdceb5b9d2865b3708dbc"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "12a053384a9c0c88e405a06c27dcf49ada62eb2b"),
        ("1234567890" * 8, "9b752e45573d4b39f4dbd3323cab82bf63326bfb"),
    ],
)
def test_ripemd160_gives_the_digests_of_its_paper(text: str, digest: str) -> None:
    """The plain implementation agrees with the authors' own vectors."""
    assert ripemd160(text.encode()).hex() == digest


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_hash160_is_the_same_with_and_without_openssls_ripemd160(data: bytes) -> None:
    """A machine whose OpenSSL lacks RIPEMD-160 gives the same addresses."""
    assert hash160(data) == ripemd160(hashlib.sha256(data).digest())


def test_hash160_falls_back_where_openssl_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both an absent and an unloadable RIPEMD-160 lead to the plain one."""

    def refuse(*_: object, **__: object) -> None:
        raise ValueError("unsupported hash type")

    expected = hash160(b"coins")
    monkeypatch.setattr(hashlib, "new", refuse)
    assert hash160(b"coins") == expected
    monkeypatch.setattr(hashing, "_HAS_RIPEMD160", False)
    assert hash160(b"coins") == expected


def test_tagged_hash_is_bip340s() -> None:
    """The tag's hash goes twice before the data (value: BIP-322's hash of the empty message)."""
    expected = "c90c269c4f8fcbe6880f72a721ddfbf1914268a794cbb21cfafee13770ae19f1"
    assert tagged_hash("BIP0322-signed-message", b"").hex() == expected


def test_hashes_are_written_reversed_and_read_back() -> None:
    """The shown form is the reverse of the internal one, and nothing else is read as a hash."""
    digest = sha256d(b"block")
    assert shown(digest) == digest[::-1].hex()
    assert read_hash(shown(digest)) == digest
    for wrong in ("", "ab", "g" * 64, shown(digest) + "00", " " + shown(digest)[1:], "0x" + shown(digest)[2:]):
        with pytest.raises(ValueError, match=r"hash|hexadecimal"):
            read_hash(wrong)


def naive_root(leaves: list[bytes]) -> bytes:
    """The tree by its definition, recursively: pairs hashed, the last of an odd level with itself."""
    if len(leaves) == 1:
        return leaves[0]
    padded = leaves + leaves[-1:] if len(leaves) % 2 else leaves
    return naive_root([sha256d(padded[i] + padded[i + 1]) for i in range(0, len(padded), 2)])


@settings(deadline=None)
@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40))
def test_merkle_root_is_the_tree_by_its_definition(leaves: list[bytes]) -> None:
    """The loop and the recursion agree for every number of leaves."""
    assert merkle_root(leaves) == naive_root(leaves)


def test_merkle_root_of_no_leaf_is_zero() -> None:
    """An empty tree has the root that nodes give it."""
    assert merkle_root([]) == NO_HASH


@pytest.mark.parametrize("count", [3, 5, 6, 7, 9, 11, 13])
def test_a_list_that_repeats_its_end_has_the_same_root_and_is_marked(count: int) -> None:
    """CVE-2012-2459: the repeated list gives the same root, and is said to be ambiguous."""
    leaves = [sha256d(bytes((each,))) for each in range(count)]
    # The last complete block of leaves that the tree hashes with itself.
    tail = count & -count
    repeated = leaves + leaves[-tail:]
    root, ambiguous = merkle_root_checked(leaves)
    assert not ambiguous
    assert merkle_root_checked(repeated) == (root, True)
