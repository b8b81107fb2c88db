"""Lines of hashes: each entry's hash covers its record and, through the hash before it, everything earlier."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final, Generic, Protocol, TypeVar

import msgspec

NO_HASH: Final = "0" * 64


class Sealable(Protocol):
    """What can stand in a line."""

    def sealed_parts(self) -> tuple[str | int, ...]:
        """What of it the hash covers, in an order that never changes."""
        ...


R = TypeVar("R", bound=Sealable)


class Sealed(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """A record in its place."""

    seq: int
    record: R
    previous_hash: str
    hash: str


def sealed(last: tuple[int, str] | None, records: Sequence[R]) -> tuple[Sealed[R], ...]:
    """The entries that records become behind the number and hash of the last one, ``None`` for an empty line."""
    entries: list[Sealed[R]] = []
    seq, previous = (0, NO_HASH) if last is None else last
    for record in records:
        seq += 1
        entries.append(Sealed(seq=seq, record=record, previous_hash=previous, hash=seal(seq, record, previous)))
        previous = entries[-1].hash
    return tuple(entries)


def walked(entries: Sequence[Sealed[R]]) -> Iterator[tuple[Sealed[R], bool]]:
    """Every entry, and whether it is what was sealed in this place: not changed, taken away, or slipped in."""
    previous = NO_HASH
    for number, entry in enumerate(entries, start=1):
        whole = entry.previous_hash == previous and entry.hash == seal(entry.seq, entry.record, previous)
        yield entry, whole and entry.seq == number
        previous = entry.hash


def seal(seq: int, record: Sealable, previous_hash: str) -> str:
    """The hash of an entry."""
    return hashlib.sha256(msgspec.json.encode((previous_hash, seq, *record.sealed_parts()))).hexdigest()
