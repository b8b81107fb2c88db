"""The log of what people did: who, what, about whom or what, when; each entry sealed to the one before."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec

from bitcoin_office.terms.finding import Finding, Place

NO_HASH: Final = "0" * 64


class Act(enum.StrEnum):
    """What an entry of the log says."""

    ADDED = "added"
    ROLE_CHANGED = "role-changed"
    DISABLED = "disabled"
    ENABLED = "enabled"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - the name of an act
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of an act
    LOGGED_IN = "logged-in"
    LOGIN_FAILED = "login-failed"
    LOGGED_OUT = "logged-out"
    ALL_LOGGED_OUT = "all-logged-out"
    REFUSED = "refused"
    LOOKED = "looked"
    APPROVED = "approved"
    REJECTED = "rejected"
    UPLOADED = "uploaded"
    PLAN_ASKED = "plan-asked"
    PLAN_CANCELLED = "plan-cancelled"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened: ``by`` whom, ``about`` whom or what, ``at`` which second since 1970."""

    act: Act
    by: str
    about: str = ""
    at: int
    note: str = ""


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """A record in its place: its hash covers it and, through the one before, everything earlier."""

    seq: int
    record: Record
    previous_hash: str
    hash: str


def sealed(last: tuple[int, str] | None, records: Sequence[Record]) -> tuple[Logged, ...]:
    """The entries that records become behind the number and hash of the last one, ``None`` for an empty log."""
    entries: list[Logged] = []
    seq, previous = (0, NO_HASH) if last is None else last
    for record in records:
        seq += 1
        entries.append(Logged(seq=seq, record=record, previous_hash=previous, hash=seal(seq, record, previous)))
        previous = entries[-1].hash
    return tuple(entries)


def seal(seq: int, record: Record, previous_hash: str) -> str:
    """The hash of an entry."""
    parts = (previous_hash, seq, record.act, record.by, record.about, record.at, record.note)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def log_findings(entries: Sequence[Logged]) -> tuple[Finding, ...]:
    """Where the line of hashes is broken: entries that were changed, taken away or slipped in."""
    findings: list[Finding] = []
    previous = NO_HASH
    for number, entry in enumerate(entries, start=1):
        whole = entry.previous_hash == previous and entry.hash == seal(entry.seq, entry.record, previous)
        if entry.seq != number or not whole:
            findings.append(
                Finding(
                    code="acts-changed",
                    place=Place(file="people", key=f"{entry.seq}"),
                    message=f"Entry {entry.seq} of the log of acts does not fit to the one before it, or was changed.",
                    remedy="Restore the database from a copy; trust no approval until you know who changed it.",
                )
            )
        previous = entry.hash
    return tuple(findings)
