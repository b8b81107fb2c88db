"""People of an office: their names, their roles, their sessions."""

from __future__ import annotations

import enum
import hashlib
import re
import unicodedata
from typing import Final

import msgspec

from bitcoin_office.terms.errors import UsageError

LONGEST_NAME: Final = 80
# OWASP ASVS 2.1.1 and 2.1.2: at least twelve characters, and 64 must be allowed.
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128
# "aaaaaaaaaaaa" has twelve characters, and is none.
_LEAST_DIFFERENT: Final = 5
# The name under which the program itself looks at days and books; no person's.
_THE_OFFICE: Final = "office"
# OWASP ASVS 3.3.2: a session ends after half an hour without a request, and after half a day in any case.
IDLE_SECONDS, LONGEST_SECONDS = 30 * 60, 12 * 60 * 60
# OWASP ASVS 3.7.1: what matters most is done by whoever gave the password in this session, and so lately.
FRESH_SECONDS: Final = 5 * 60
# OWASP ASVS 2.3.1: a password that somebody else chose counts for so long, and for nothing but choosing one's own.
FIRST_SECONDS: Final = 3 * 24 * 60 * 60
LONGEST_BROWSER: Final = 200
_SHOWN_DIGITS: Final = 16
_SPACES: Final = re.compile(r"\s+")


class Role(enum.StrEnum):
    """What somebody is in the office. Everybody may look; each of the others may do one more kind of thing."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    APPROVER = "approver"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One person. ``password`` is its argon2 hash; ``totp`` the sealed secret of a second factor, empty for none.

    ``totp_step`` is the last step of which a code was taken: no code is taken twice. ``first_until`` is the second up
    to which a password counts that somebody else chose; 0 for one's own.
    """

    name: str
    role: Role
    password: str
    totp: str = ""
    totp_step: int = 0
    disabled: bool = False
    first_until: int = 0

    @property
    def key(self) -> str:
        """What makes the person one."""
        return key_of(self.name)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who has logged in. ``token`` is the SHA-256 of what the browser holds; seconds since 1970.

    ``proved`` is when the password was last given in it; ``address`` and ``browser`` are what it was begun with.
    """

    token: str
    person: str
    started: int
    seen: int
    proved: int = 0
    address: str = ""
    browser: str = ""

    @property
    def shown(self) -> str:
        """A name for the session that tells nothing of its token."""
        return hashlib.sha256(f"shown:{self.token}".encode()).hexdigest()[:_SHOWN_DIGITS]

    def holds(self, now: int) -> bool:
        """Whether it still counts at a second."""
        return now - self.seen < IDLE_SECONDS and now - self.started < LONGEST_SECONDS

    def is_fresh(self, now: int) -> bool:
        """Whether the password was given so lately that it need not be given again."""
        return 0 <= now - self.proved < FRESH_SECONDS


def key_of(name: str) -> str:
    """The form in which names are compared: capitals and forms of letters make nobody a second person."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()


def person_name(text: str) -> str:
    """A name as it is kept. Raises ``UsageError`` for none."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or key_of(name) == _THE_OFFICE:
        raise UsageError(f"{text!r} is no name of a person.", remedy='Give one such as "Ana Pérez".')
    return name


def check_password(password: str, name: str) -> None:
    """Raises ``UsageError`` for a password that is too short, too long, or as good as none."""
    # OWASP ASVS 2.1.1: a row of spaces counts as one of them; it stays in the password as it is.
    if len(_SPACES.sub(" ", password)) < SHORTEST_PASSWORD or len(password) > LONGEST_PASSWORD:
        raise UsageError(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.",
            remedy="Take some words that nobody would put together.",
        )
    plain = key_of(password)
    if len(set(plain)) < _LEAST_DIFFERENT or key_of(name) in plain:
        raise UsageError(
            "This password could be guessed: it has too few different characters, or the name in it.",
            remedy="Take some words that nobody would put together.",
        )


def browser_name(text: str) -> str:
    """What a browser says of itself, as it is kept: printable, and no longer than it has to be."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_BROWSER]).strip()
