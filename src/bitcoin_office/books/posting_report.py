"""What became of drafts that were to be posted together: an imported file, a file of vouchers, a reversal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from bitcoin_office.books.booking import Head
from bitcoin_office.books.entry import Entry
from bitcoin_office.terms.finding import Finding, Place


class ReportedPosting(msgspec.Struct, frozen=True, kw_only=True):
    """One side of an entry: ``quantity`` of ``unit``, in minor units."""

    account: str
    quantity: int
    unit: str


class ReportedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the file; ``line`` is where it begins there. ``known`` when the books had it already.

    ``seq`` is its number in the books, ``null`` where nothing was posted.
    """

    line: int | None
    external_id: str
    on: dt.date
    narrative: str
    seq: int | None
    known: bool
    postings: tuple[ReportedPosting, ...]


class PostingReport(msgspec.Struct, frozen=True, kw_only=True):
    """``new`` entries of ``file`` were posted (would be, in a dry run); ``known`` ones were in the books already.

    With findings of severity error nothing was posted. ``skipped`` rows of a CSV file were left out by its mapping.
    """

    schema: str = "bitcoin-office/books-posting/1"
    file: str
    dry_run: bool
    new: int
    known: int
    skipped: int
    head: Head
    entries: tuple[ReportedEntry, ...]
    findings: tuple[Finding, ...]


def reported(
    entries: Iterable[Entry], *, before: Head, lines: Mapping[str, int | None], dry_run: bool
) -> tuple[ReportedEntry, ...]:
    """The entries for a report; new are those numbered above the head ``before``.

    ``lines`` says where the entry of an external id stands in the file.
    """
    return tuple(
        ReportedEntry(
            line=lines.get(entry.external_id),
            external_id=entry.external_id,
            on=entry.on,
            narrative=entry.narrative,
            seq=None if dry_run and entry.seq > before.seq else entry.seq,
            known=entry.seq <= before.seq,
            postings=tuple(
                ReportedPosting(account=each.account, quantity=each.quantity, unit=each.unit) for each in entry.postings
            ),
        )
        for entry in entries
    )


def at_lines(findings: Iterable[Finding], *, file: str, lines: Mapping[str, int | None]) -> tuple[Finding, ...]:
    """Findings of the booking, which name entries by their external id, at the lines that those came from."""
    result: list[Finding] = []
    for finding in findings:
        entry, field = finding.place.file, finding.place.key
        if entry in lines:
            place = Place(file=file, key=f"{entry} {field}", line=lines[entry])
            result.append(msgspec.structs.replace(finding, place=place))
        else:
            result.append(finding)
    return tuple(result)
