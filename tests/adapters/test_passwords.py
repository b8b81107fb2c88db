"""How passwords are kept: argon2id with a salt of its own, every character counting."""

from __future__ import annotations

from bitcoin_office.adapters.passwords import fits, hashed, new_token, token_hash
from bitcoin_office.people.person import LONGEST_PASSWORD

PASSWORD = "four kites above the mill"


def test_passwords_are_kept_as_argon2id() -> None:
    """With RFC 9106's second recommendation: 64 MiB, three passes, four lanes; a salt of 128 bits, never the same."""
    one, other = hashed(PASSWORD), hashed(PASSWORD)
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    salts = {each.split("$")[4] for each in (one, other)}
    assert len(salts) == 2
    assert all(len(salt) * 6 // 8 == 16 for salt in salts)
    assert fits(one, PASSWORD)
    assert not fits(one, PASSWORD.upper())
    assert not fits(None, PASSWORD)
    assert not fits("no hash", PASSWORD)


def test_every_character_of_a_password_counts() -> None:
    """Nothing is cut off, spaces and letters of any script stay as they are."""
    longest = "ab  چ" * 25 + "xyz"
    assert len(longest) == LONGEST_PASSWORD
    kept = hashed(longest)
    assert fits(kept, longest)
    assert not fits(kept, longest[:-1])
    assert not fits(kept, longest.replace("  ", " "))


def test_tokens_have_256_bits() -> None:
    """Drawn anew each time; what is kept of one is its SHA-256."""
    drawn = {new_token() for _ in range(100)}
    assert len(drawn) == 100
    assert {len(token) for token in drawn} == {43}
    assert all(len(bytes.fromhex(token_hash(token))) == 32 for token in drawn)
