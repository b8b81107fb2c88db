"""Signatures and keys: their one encoding, and their verification, held against btclib where it has the same."""

import pytest
from btclib.script.taproot import check_output_pubkey
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.proof.curve import (
    Keys,
    is_low_s,
    is_plain_key,
    is_strict_der,
    schnorr_holds,
    taproot_output_key,
)
from bitcoin_office.proof.script.program import leaf_hash
from tests.proof.locks import ORDER, key, public

numbers = st.one_of(st.integers(1, 300), st.integers(1, ORDER - 1), st.integers(ORDER - 300, ORDER - 1))


def integer(value: int) -> bytes:
    """A positive number as DER writes it."""
    data = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes((len(data),)) + data


def der(r: int, s: int) -> bytes:
    """Two numbers as DER writes them."""
    body = integer(r) + integer(s)
    return b"\x30" + bytes((len(body),)) + body


@given(numbers, numbers)
def test_der_is_strict_and_s_is_low_or_not(r: int, s: int) -> None:
    """Every pair of numbers has one encoding, and S is low in exactly one half of its range."""
    data = der(r, s)
    assert is_strict_der(data)
    assert is_low_s(data) is (s <= ORDER // 2)


@given(numbers, numbers, st.data())
def test_no_other_encoding_is_strict(r: int, s: int, data: st.DataObject) -> None:
    """A byte more, a byte less, a padded number, a negative one, another tag: refused."""
    right = der(r, s)
    assert not is_strict_der(right[:-1])
    assert not is_strict_der(right + b"\0")
    body = integer(r).replace(b"\x02", b"\x02", 1)
    padded = b"\x02" + bytes((body[1] + 1,)) + b"\0" + body[2:] + integer(s)
    assert not is_strict_der(b"\x30" + bytes((len(padded),)) + padded)
    place = data.draw(st.sampled_from([0, 1, 2, 3, 4 + right[3], 5 + right[3]]))
    wrong = data.draw(st.integers(0, 255).filter(lambda byte: byte != right[place]))
    assert not is_strict_der(right[:place] + bytes((wrong,)) + right[place + 1 :])
    negative = right[:4] + bytes((right[4] | 0x80,)) + right[5:]
    assert not is_strict_der(negative)


@given(st.binary(max_size=80))
def test_arbitrary_bytes_are_looked_at_safely(data: bytes) -> None:
    """No bytes make the check fail; what it calls strict, the library reads."""
    if is_strict_der(data):
        assert is_low_s(data) in {True, False}
    Keys().ecdsa_holds(public(1), data, bytes(32))
    schnorr_holds(data, data, bytes(32))
    is_plain_key(data)


def test_signatures_hold_for_their_key_and_digest_only() -> None:
    """ECDSA and Schnorr; a key off the curve holds nothing."""
    keys, digest = Keys(), bytes(range(32))
    signature = key(1).sign(digest, hasher=None)
    for _ in range(2):
        assert keys.ecdsa_holds(public(1), signature, digest)
        assert not keys.ecdsa_holds(public(2), signature, digest)
        assert not keys.ecdsa_holds(public(1), signature, bytes(32))
        assert not keys.ecdsa_holds(b"\x02" + b"\xff" * 32, signature, digest)
    schnorr = key(1).sign_schnorr(digest, bytes(32))
    assert schnorr_holds(public(1)[1:], schnorr, digest)
    assert not schnorr_holds(public(2)[1:], schnorr, digest)
    assert not schnorr_holds(b"\xff" * 32, schnorr, digest)


def test_kept_keys_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its limit the keeper starts anew, and still answers rightly."""
    monkeypatch.setattr("bitcoin_office.proof.curve.MAX_KEPT_KEYS", 2)
    keys, digest = Keys(), bytes(32)
    for number in (1, 2, 3, 1, 2, 3):
        assert keys.ecdsa_holds(public(number), key(number).sign(digest, hasher=None), digest)


@given(st.integers(1, 200), st.binary(max_size=60))
def test_taproot_output_key_against_btclib(number: int, script: bytes) -> None:
    """The tweaked key and its parity (BIP-341), as btclib proves a leaf by them."""
    internal = public(number)[1:]
    tweaked = taproot_output_key(internal, leaf_hash(script))
    assert tweaked is not None
    output_key, parity = tweaked
    assert check_output_pubkey(output_key, script, bytes((0xC0 | parity,)) + internal)
    assert not check_output_pubkey(output_key, script, bytes((0xC1 ^ parity,)) + internal)
    assert not check_output_pubkey(output_key, script + b"\x51", bytes((0xC0 | parity,)) + internal)


def test_a_key_off_the_curve_has_no_output_key() -> None:
    """No point has this x."""
    assert taproot_output_key(b"\xff" * 32, b"") is None
