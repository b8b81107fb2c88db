"""The port ``ProposalLog``: every look at a day, every proposal and what people did with it, in one line of hashes."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from collections.abc import Sequence
from typing import Protocol

import msgspec

from bitcoin_office.terms.errors import ConflictError, OfficeError
from bitcoin_office.terms.finding import Finding, Place
from bitcoin_office.terms.sealed_line import Sealed, walked


class Act(enum.StrEnum):
    """What an entry of the log says."""

    LOOKED = "looked"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXECUTED = "executed"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened: ``by`` whom, ``at`` which second since 1970, and ``body``, what there is to say.

    ``proposal`` is the hash of the proposal it is about; of none where a day was looked at.
    """

    act: Act
    proposal: str
    by: str
    at: int
    body: bytes

    def sealed_parts(self) -> tuple[str | int, ...]:
        """All of it, the body by its hash."""
        return self.act, self.proposal, self.by, self.at, hashlib.sha256(self.body).hexdigest()


Logged = Sealed[Record]
"""A record in its place."""


class LookedBody(msgspec.Struct, frozen=True, kw_only=True):
    """That the rules were run for a day: which were asked, and which of them were due."""

    day: dt.date
    programme_hash: str
    asked: tuple[str, ...]
    due: tuple[str, ...]


class ExecutedBody(msgspec.Struct, frozen=True, kw_only=True):
    """That a transaction executed a proposal. ``usd_cents`` is what a document states, the ``sha256`` is its hash."""

    txid: str
    usd_cents: int | None
    file: str
    sha256: str


class LogMovedError(ConflictError):
    """Somebody else wrote to the log of proposals first."""

    code = "log-moved"


class ProposalsChangedError(OfficeError):
    """The line of hashes of the log is broken: nobody decides anything on it."""

    code = "proposals-changed"


class ProposalLog(Protocol):
    """The log. Entries are only ever added, one writer after another. Every implementation passes the same tests."""

    def entries(self) -> tuple[Logged, ...]:
        """All entries in their order."""
        ...

    def append(self, after: int, records: Sequence[Record]) -> tuple[Logged, ...]:
        """Adds all records or none behind entry ``after``, the last that the caller has seen (0 for none).

        Raises ``LogMovedError`` when it is not the last any more: what was decided rests on an old state.
        """
        ...


def check_unmoved(last: int, after: int) -> None:
    """Raises ``LogMovedError`` unless the log still ends where the caller saw it end."""
    if last != after:
        raise LogMovedError(
            "Somebody else wrote to the proposals at the same moment.",
            remedy="Nothing was written. Look again: bitcoin-office proposal list",
        )


def log_findings(entries: Sequence[Logged]) -> tuple[Finding, ...]:
    """Where the line of hashes is broken: entries that were changed, taken away or slipped in."""
    return tuple(
        Finding(
            code="proposals-changed",
            place=Place(file="proposals", key=f"{entry.seq}"),
            message=f"Entry {entry.seq} of the log of proposals does not fit to the one before it, or was changed.",
            remedy="Restore the database from a copy; approve nothing until you know who changed it.",
        )
        for entry, whole in walked(entries)
        if not whole or not _is_of_its_hash(entry.record)
    )


def _is_of_its_hash(record: Record) -> bool:
    """A proposal is known by the hash of its bytes."""
    return record.act is not Act.PROPOSED or hashlib.sha256(record.body).hexdigest() == record.proposal
