"""What a verification found: what it proved, what it could not, and what is wrong; sentences with stable codes."""

from __future__ import annotations

import enum

import msgspec

from bitcoin_office.reserve.disclosure.document import Kind, Reason, Scope
from bitcoin_office.terms.finding import Finding, Place


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was proved, or was not: a stable code, and a plain sentence that says exactly what."""

    code: str
    text: str


class SignerStatus(enum.StrEnum):
    """``KNOWN``: the reader named the key. ``UNKNOWN``: nobody told us whose it is, though its signature holds.

    ``WRONG``: another key than the reader named. ``INVALID``: no signature holds.
    """

    KNOWN = "known"
    UNKNOWN = "unknown"
    WRONG = "wrong"
    INVALID = "invalid"


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed, as far as it can be told: the key's name, its id in hex, the whole key as it is published."""

    status: SignerStatus
    name: str = ""
    id: str = ""
    key: str = ""


class FileSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was verified. ``broken_coins`` are the outpoints that do not hold; ``superseded_by`` a number."""

    name: str
    ok: bool
    signer: Signer
    kind: Kind
    country: str
    network: str
    number: int
    sha256: str
    height: int
    block: str
    made_on: str
    coins: int
    sats: int
    scope: Scope
    broken_coins: tuple[str, ...] = ()
    superseded_by: int | None = None
    superseded_because: Reason | None = None


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome. ``training`` comes first: coins that are made up must never be taken for real ones."""

    schema: str = "bitcoin-office/verify/1"
    training: bool
    ok: bool
    signer: Signer
    proved: tuple[Said, ...]
    not_proved: tuple[Said, ...]
    findings: tuple[Finding, ...]
    files: tuple[FileSummary, ...]


class Tally:
    """Collects while the checks run. ``file`` names the file in findings."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.proved: list[Said] = []
        self.not_proved: list[Said] = []
        self.findings: list[Finding] = []
        self.broken_coins: dict[str, None] = {}

    def prove(self, code: str, text: str) -> None:
        """Something holds."""
        self.proved.append(Said(code=code, text=text))

    def leave(self, code: str, text: str) -> None:
        """Something could not be shown."""
        self.not_proved.append(Said(code=code, text=text))

    def wrong(self, code: str, key: str, message: str, remedy: str = "") -> None:
        """Something is wrong, at a place in the file."""
        place = Place(file=self.file, key=key)
        self.findings.append(Finding(code=code, place=place, message=message, remedy=remedy))

    def broken(self, outpoint: str, key: str, message: str) -> None:
        """A coin does not hold."""
        self.broken_coins[outpoint] = None
        self.wrong("coin", key, message, "Ask the office; do not count this coin.")
