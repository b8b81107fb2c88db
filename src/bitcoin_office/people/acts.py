"""The log of what people did: who, what, about whom or what, when; each entry sealed to the one before."""

from __future__ import annotations

import enum
from collections.abc import Sequence

import msgspec

from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.sealed_line import Sealed, walked


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
    CONFIRMED = "confirmed"
    CONFIRM_FAILED = "confirm-failed"
    SESSION_ENDED = "session-ended"
    FACTOR_SET = "factor-set"
    FACTORS_SEALED = "factors-sealed"
    PASSWORD_POOR = "password-poor"  # noqa: S105 - the name of an act
    PASSWORD_REHASHED = "password-rehashed"  # noqa: S105 - the name of an act
    DOCUMENT_BROUGHT = "document-brought"
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

    def sealed_parts(self) -> tuple[str | int, ...]:
        """All of it."""
        return self.act, self.by, self.about, self.at, self.note


Logged = Sealed[Record]
"""A record in its place."""


def log_findings(entries: Sequence[Logged]) -> tuple[Finding, ...]:
    """Where the line of hashes is broken: entries that were changed, taken away or slipped in."""
    return tuple(
        Finding(
            code="acts-changed",
            place=Place(file="people", key=f"{entry.seq}"),
            message=f"Entry {entry.seq} of the log of acts does not fit to the one before it, or was changed.",
            remedy="Restore the database from a copy; trust no approval until you know who changed it.",
        )
        for entry, whole in walked(entries)
        if not whole
    )
