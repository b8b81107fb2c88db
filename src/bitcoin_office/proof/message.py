"""What the signers of a vault sign: one canonical text that says which vault, at which block, for what, until when."""

from __future__ import annotations

import datetime as dt
import enum
import re
from typing import Final

import msgspec

from bitcoin_office.chain.hashing import read_hash, shown
from bitcoin_office.chain.network import NETWORKS
from bitcoin_office.proof.errors import ProofFormatError

TITLE: Final = "Bitcoin Office proof of control"
# Signing devices show printable ASCII with line breaks, up to 330 characters; more they refuse or cut.
MAX_MESSAGE_CHARACTERS: Final = 330
# Keeps the whole text within the limit with every other field at its longest.
MAX_VAULT_CHARACTERS: Final = 40
# Heights until about the year 20,000; keeps the field short on a device's screen.
MAX_HEIGHT: Final = 999_999_999

_VAULT: Final = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{MAX_VAULT_CHARACTERS - 2}}}[a-z0-9])?")
_COUNTRY: Final = re.compile(r"[a-z]{2}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Block headers count seconds since 1970 in 32 bits.
_MAX_TIME: Final = 0xFFFFFFFF
_FIELDS: Final = ("country", "vault", "network", "purpose", "expires", "block")

STAMP: Final = re.compile(
    r"(0|[1-9][0-9]{0,8}) ([0-9a-f]{64}) ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)"
)
"""A block in words: its height, its hash and its header's time, as bip322-audit writes them behind ``block: ``."""


class Purpose(enum.StrEnum):
    """Which quorum signs. ``BOTH`` is one text for a ceremony in which each quorum signs it."""

    PRIMARY = "primary"
    RECOVERY = "recovery"
    BOTH = "both"


class Attestation(msgspec.Struct, frozen=True, kw_only=True):
    """The message's contents. ``country`` ISO 3166 in small letters, ``block_hash`` in internal order, ``block_time``
    the seconds since 1970 in the block's header, ``expires`` the last day on which the proof is to be believed.

    The last line is the one by which bip322-audit and those who read its files know the block.

    >>> import datetime
    >>> example = Attestation(
    ...     country="sv", vault="treasury", network="main", height=0, block_hash=NETWORKS["main"].genesis_hash,
    ...     block_time=1231006505, purpose=Purpose.PRIMARY, expires=datetime.date(2026, 12, 31))
    >>> print(example.text())
    Bitcoin Office proof of control
    country: sv
    vault: treasury
    network: main
    purpose: primary
    expires: 2026-12-31
    block: 0 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f 2009-01-03T18:15:05Z
    >>> Attestation.parse(example.text()) == example
    True
    """

    country: str
    vault: str
    network: str
    height: int
    block_hash: bytes
    block_time: int
    purpose: Purpose
    expires: dt.date

    def text(self) -> str:
        """The one form in which it is signed. Raises ``ProofFormatError`` for contents that have none."""
        values = (
            self.country,
            self.vault,
            self.network,
            self.purpose.value,
            self.expires.isoformat(),
            f"{self.height} {shown(self.block_hash)} {time_text(self.block_time)}",
        )
        text = "\n".join([TITLE, *(f"{name}: {value}" for name, value in zip(_FIELDS, values, strict=True))])
        # Written only if it reads back: a vault's name with a line break must not forge a second field.
        Attestation.parse(text)
        return text

    @property
    def message(self) -> bytes:
        """The signed bytes."""
        return self.text().encode("ascii")

    @classmethod
    def parse(cls, text: str) -> Attestation:
        """Reads the canonical text and nothing else. Raises ``ProofFormatError``."""
        if len(text) > MAX_MESSAGE_CHARACTERS or not text.isascii():
            raise _bad(f"more than {MAX_MESSAGE_CHARACTERS} characters, or characters beyond ASCII")
        title, *lines = text.split("\n")
        if title != TITLE or len(lines) != len(_FIELDS):
            raise _bad(f"it is not {TITLE!r} followed by the {len(_FIELDS)} lines {', '.join(_FIELDS)}")
        values = dict(_read_line(line, name) for line, name in zip(lines, _FIELDS, strict=True))
        height, block_hash, block_time = _read_stamp(values["block"])
        return cls(
            country=_matching(values, "country", _COUNTRY, "two small letters"),
            vault=_matching(values, "vault", _VAULT, f"at most {MAX_VAULT_CHARACTERS} small letters, digits, hyphens"),
            network=_read_network(values["network"]),
            height=height,
            block_hash=block_hash,
            block_time=block_time,
            purpose=_read_purpose(values["purpose"]),
            expires=_read_date(values),
        )


def time_text(seconds: int) -> str:
    """A header's time as the stamp has it, in UTC. Raises ``ProofFormatError`` for what no header can hold.

    >>> time_text(1231006505)
    '2009-01-03T18:15:05Z'
    """
    if not 0 <= seconds <= _MAX_TIME:
        raise _bad(f"{seconds} is no time of a block")
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _bad(problem: str) -> ProofFormatError:
    return ProofFormatError(what="attestation", problem=problem)


def _read_line(line: str, name: str) -> tuple[str, str]:
    found, colon, value = line.partition(": ")
    if found != name or not colon:
        raise _bad(f"the line {line[:60]!r} stands where '{name}: ...' is expected")
    return name, value


def _matching(values: dict[str, str], name: str, pattern: re.Pattern[str], expected: str) -> str:
    if not pattern.fullmatch(values[name]):
        raise _bad(f"{name} is {values[name][:60]!r}, where {expected} are expected")
    return values[name]


def _read_network(text: str) -> str:
    if text not in NETWORKS:
        raise _bad(f"network is {text[:60]!r}, none of {', '.join(NETWORKS)}")
    return text


def _read_stamp(text: str) -> tuple[int, bytes, int]:
    found = STAMP.fullmatch(text)
    if found is None:
        raise _bad(f"block is {text[:110]!r}, where height, hash and time are expected")
    try:
        time = dt.datetime.strptime(found[3], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    except ValueError as error:
        raise _bad(f"block names {found[3]}, a time that there is not") from error
    seconds = int(time.timestamp())
    if not 0 <= seconds <= _MAX_TIME:
        raise _bad(f"block names {found[3]}, which no block's header can hold")
    return int(found[1]), read_hash(found[2]), seconds


def _read_purpose(text: str) -> Purpose:
    try:
        return Purpose(text)
    except ValueError as error:
        raise _bad(f"purpose is {text[:60]!r}, none of {', '.join(Purpose)}") from error


def _read_date(values: dict[str, str]) -> dt.date:
    text = _matching(values, "expires", _DATE, "a date such as 2026-12-31")
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise _bad(f"expires is {text}, a day that there is not") from error
