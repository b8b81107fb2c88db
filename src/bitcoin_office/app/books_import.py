"""Wires files to the books: a bank's CSV file through its mapping, and vouchers that people write."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from pathlib import Path

from bitcoin_office.adapters.country_files import read_text
from bitcoin_office.app.books import open_office_books
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.books.booking import Head
from bitcoin_office.books.csv_import import decode, read_csv
from bitcoin_office.books.csv_mapping import Mapping, mapping_faults
from bitcoin_office.books.entry import Draft
from bitcoin_office.books.faults import BookingError
from bitcoin_office.books.posting_report import PostingReport, at_lines, reported
from bitcoin_office.books.rehearsal import conflicting, rehearse
from bitcoin_office.books.voucher import VoucherFile
from bitcoin_office.playbook.decode import decode_document
from bitcoin_office.playbook.document import parse
from bitcoin_office.terms.errors import ConflictError, NotFoundError, OfficeError
from bitcoin_office.terms.finding import Finding, Place

# The most rows that are posted together, at some 300 bytes each; a larger file is no statement of an account.
LARGEST_CSV_BYTES = 64 * 1024 * 1024


def import_csv(office: OfficeDir, file: Path, mapping_file: Path, *, dry_run: bool) -> PostingReport:
    """Posts every row of a CSV file, or nothing of it.

    Raises ``NotFoundError`` and ``OfficeError`` for unreadable files.
    """
    mapping, findings = load_mapping(mapping_file)
    if mapping is None:
        return _refused(file, findings, dry_run=dry_run)
    text, findings = decode(_read_bytes(file), mapping.file.encoding, file=str(file))
    if findings:
        return _refused(file, findings, dry_run=dry_run)
    done = read_csv(text, mapping, file=str(file))
    if done.findings:
        return _refused(file, done.findings, skipped=done.skipped, dry_run=dry_run)
    lines = {row.draft.external_id: row.line for row in done.rows}
    drafts = [row.draft for row in done.rows]
    return _post(office, drafts, file=file, lines=lines, skipped=done.skipped, dry_run=dry_run)


def load_mapping(file: Path) -> tuple[Mapping | None, tuple[Finding, ...]]:
    """A mapping file, or everything that is wrong with it."""
    document, findings = parse(_read_toml(file), file=str(file))
    if document is None:
        return None, findings
    mapping, findings = decode_document(document, Mapping)
    if mapping is None:
        return None, findings
    findings = mapping_faults(mapping, document.place)
    return (None, findings) if findings else (mapping, ())


def post_vouchers(office: OfficeDir, file: Path, *, dry_run: bool) -> PostingReport:
    """Posts every entry of a file of vouchers, or none."""
    document, findings = parse(_read_toml(file), file=str(file))
    if document is None:
        return _refused(file, findings, dry_run=dry_run)
    vouchers, findings = decode_document(document, VoucherFile)
    if vouchers is None:
        return _refused(file, findings, dry_run=dry_run)
    places = (document.place(("entry", number, "id")) for number in range(len(vouchers.entry)))
    lines = {voucher.id: place.line for voucher, place in zip(vouchers.entry, places, strict=True)}
    drafts = [voucher.draft() for voucher in vouchers.entry]
    return _post(office, drafts, file=file, lines=lines, skipped=0, dry_run=dry_run)


def _post(
    office: OfficeDir,
    drafts: Sequence[Draft],
    *,
    file: Path,
    lines: MappingOf[str, int | None],
    skipped: int,
    dry_run: bool,
) -> PostingReport:
    with open_office_books(office) as books:
        before = books.head()
        try:
            entries = rehearse(books, drafts) if dry_run else books.post(drafts)
        except BookingError as error:
            findings = at_lines(error.findings, file=str(file), lines=lines)
            return _refused(file, findings, skipped=skipped, dry_run=dry_run, head=before)
        except ConflictError:
            findings = tuple(_conflict(file, lines[name], name) for name in conflicting(books, drafts))
            return _refused(file, findings, skipped=skipped, dry_run=dry_run, head=before)
        new = sum(entry.seq > before.seq for entry in entries)
        return PostingReport(
            file=str(file),
            dry_run=dry_run,
            new=new,
            known=len(entries) - new,
            skipped=skipped,
            head=before if dry_run else books.head(),
            entries=reported(entries, before=before, lines=lines, dry_run=dry_run),
            findings=(),
        )


def _refused(
    file: Path, findings: tuple[Finding, ...], *, dry_run: bool, skipped: int = 0, head: Head | None = None
) -> PostingReport:
    return PostingReport(
        file=str(file),
        dry_run=dry_run,
        new=0,
        known=0,
        skipped=skipped,
        head=head or Head(),
        entries=(),
        findings=findings,
    )


def _conflict(file: Path, line: int | None, name: str) -> Finding:
    return Finding(
        code="conflict",
        place=Place(file=str(file), line=line),
        message=f"The books have an entry {name!r} with other contents.",
        remedy="Reverse that one with 'books reverse' and give this row another id, or leave the row out.",
    )


def _read_toml(file: Path) -> str:
    if not file.is_file():
        raise NotFoundError(kind="file", name=str(file), remedy="Check the name.")
    return read_text(file)


def _read_bytes(file: Path) -> bytes:
    if not file.is_file():
        raise NotFoundError(kind="file", name=str(file), remedy="Check the name.")
    try:
        if file.stat().st_size > LARGEST_CSV_BYTES:
            raise OfficeError(f"{file} is larger than {LARGEST_CSV_BYTES:,} bytes.", remedy="Split it by month.")
        return file.read_bytes()
    except OSError as error:
        raise OfficeError(f"Cannot read {file}: {error.strerror}.", remedy="Check its permissions.") from error
