"""Passwords as argon2id hashes, and what is drawn at random: tokens of sessions and secrets of second factors."""

from __future__ import annotations

import functools
import hashlib
import secrets
import threading
from typing import Any, Final

from bitcoin_office.people.totp import SECRET_BYTES, secret_of
from bitcoin_office.terms.errors import MissingComponentError

# Each takes 64 MiB for a tenth of a second: more at once would let a crowd at the door take the machine's memory.
_AT_ONCE: Final = threading.BoundedSemaphore(2)
_TOKEN_BYTES: Final = 32
# 32 letters, five bits each; without those that look alike in some hand or font.
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_FIRST_GROUPS, _GROUP = 4, 5


def hashed(password: str) -> str:
    """The hash of a password, with its salt and its costs (RFC 9106, the second recommendation)."""
    with _AT_ONCE:
        return str(_hasher().hash(password))


def fits(password_hash: str | None, password: str) -> bool:
    """Whether a password is the one of a hash. Without a hash it is not, after just as much work."""
    import argon2  # noqa: PLC0415 - an extra

    with _AT_ONCE:
        try:
            return bool(_hasher().verify(password_hash or _nobodys(), password)) and password_hash is not None
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False


def is_outdated(password_hash: str) -> bool:
    """Whether a hash was made at other costs than those of today."""
    return bool(_hasher().check_needs_rehash(password_hash))


def new_token() -> str:
    """A token of a session: 256 bits that nobody can guess."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token: whoever reads the database cannot make a session of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_totp_secret() -> str:
    """A secret of a second factor."""
    return secret_of(secrets.token_bytes(SECRET_BYTES))


def new_first_password() -> str:
    """A password for somebody to begin with: 100 bits, in letters that are not taken for one another."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_FIRST_GROUPS * _GROUP))
    return "-".join(drawn[at : at + _GROUP] for at in range(0, len(drawn), _GROUP))


@functools.cache
def _hasher() -> Any:
    try:
        import argon2  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingComponentError(extra="web", needed_for="A password") from error
    return argon2.PasswordHasher.from_parameters(argon2.profiles.RFC_9106_LOW_MEMORY)


@functools.cache
def _nobodys() -> str:
    return str(_hasher().hash(secrets.token_urlsafe()))
