"""A bank's or an exchange's CSV file as drafts for the books: every bad row is a finding with its line."""

from __future__ import annotations

import csv
import difflib
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from bitcoin_office.books.csv_mapping import Encoding, Mapping
from bitcoin_office.books.csv_row import RowReader
from bitcoin_office.books.entry import Draft
from bitcoin_office.terms.finding import Finding, Place

# A file is posted whole, in one transaction, and is held in memory until then: some 2 kB a row. More rows than a
# ministry's busiest account has in a year; split larger files by month.
MOST_ROWS = 200_000

# Far above any bank's field; a longer one is a quote that was never closed, or another kind of file.
MOST_CHARACTERS = 10_000

# A line with its end, as every editor counts lines. (Python's splitlines would also split at a form feed.)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class ImportedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one row asks of the books. ``line`` is where the row begins in the file, counted from one."""

    line: int
    draft: Draft


class CsvImport(msgspec.Struct, frozen=True, kw_only=True):
    """A whole file, read.

    With any finding, nothing of it may be posted. ``skipped`` counts the rows that a rule left out.
    """

    rows: tuple[ImportedRow, ...]
    skipped: int
    findings: tuple[Finding, ...]


def decode(data: bytes, encoding: Encoding, *, file: str) -> tuple[str, tuple[Finding, ...]]:
    """The text of the file, or the finding that names the first line which is not of this encoding."""
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        place = Place(file=file, line=data.count(b"\n", 0, error.start) + 1)
        message = f"The byte 0x{data[error.start]:02x} cannot be read as {encoding}."
        remedy = "Set the file's encoding under [file] in the mapping: latin-1 and cp1252 are common with banks."
        return "", (Finding(code="encoding", place=place, message=message, remedy=remedy),)
    except UnicodeError as error:
        return "", (Finding(code="encoding", place=Place(file=file), message=f"Not {encoding}: {error}."),)


def read_csv(text: str, mapping: Mapping, *, file: str) -> CsvImport:
    """Reads every row. ``file`` names the file in findings; ids are found by the mapping, so that the same row is one
    entry.

    Rows that the mapping does not identify get the hash of their own text and, among equal rows, their number in the
    file: two equal coffees on one day are two entries, and the same file read twice is one.
    """
    findings: list[Finding] = []
    records = _records(text, mapping, file, findings)
    first = next(records, None)
    if first is None and not findings:
        findings.append(_finding("csv-empty", file, None, "The file has no rows.", "Export it again."))
    header = _header(first, mapping, file, findings) if first is not None else None
    if first is None or header is None:
        return CsvImport(rows=(), skipped=0, findings=tuple(findings))
    if not mapping.file.header:
        records = itertools.chain([first], records)
    reader = RowReader(mapping, header, file)
    rows: list[ImportedRow] = []
    first_lines: dict[str, int] = {}
    seen: Counter[str] = Counter()
    skipped = 0
    for line, cells in records:
        if reader.is_skipped(cells):
            skipped += 1
            continue
        digest = hashlib.sha256("\x1f".join(cells).encode(errors="replace")).hexdigest()
        seen[digest] += 1
        draft, faults = reader.read(line, cells, own_id=f"row-{digest[:32]}-{seen[digest]}")
        findings += faults
        if draft is None:
            continue
        earlier = first_lines.setdefault(draft.external_id, line)
        if earlier != line:
            findings.append(_same_id(file, line, earlier, draft.external_id))
        rows.append(ImportedRow(line=line, draft=draft))
    return CsvImport(rows=tuple(rows), skipped=skipped, findings=tuple(findings))


def _records(text: str, mapping: Mapping, file: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line of the file that it begins on; what stops the reading is added to the findings."""
    lines = (match.group() for match in _LINE.finditer(text))
    above = sum(1 for _ in zip(range(mapping.file.skip_lines), lines, strict=False))
    reader = csv.reader(lines, delimiter=mapping.file.delimiter, strict=True)
    count = 0
    while True:
        line = above + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            findings.append(_broken(file, line, error))
            return
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if any(len(cell) > MOST_CHARACTERS for cell in cells):
            findings.append(
                _finding("csv-limit", file, line, f"A field is longer than {MOST_CHARACTERS:,} characters.")
            )
            continue
        count += 1
        if count > MOST_ROWS:
            message = f"The file has more than {MOST_ROWS:,} rows, which are posted together."
            findings.append(_finding("csv-limit", file, line, message, "Split it, by month for instance."))
            return
        yield line, cells


def _header(
    first: tuple[int, list[str]], mapping: Mapping, file: str, findings: list[Finding]
) -> dict[str, int] | None:
    """Where each column stands, or ``None`` when the mapping and the file do not fit."""
    line, cells = first
    names = [cell.strip() for cell in cells] if mapping.file.header else [str(at) for at in range(1, len(cells) + 1)]
    faults = [_missing_column(file, line, name, names) for name in mapping.columns() if name not in names]
    for name in mapping.columns():
        if names.count(name) > 1:
            message = f"The header has {names.count(name)} columns called {name!r}."
            faults.append(_finding("csv-header", file, line, message, "Rename the ones that are not meant."))
    findings += faults
    return None if faults else {name: at for at, name in enumerate(names)}


def _missing_column(file: str, line: int, name: str, names: list[str]) -> Finding:
    near = difflib.get_close_matches(name, names, n=1)
    remedy = f"Did you mean {near[0]!r}?" if near else f"The header has: {', '.join(map(repr, names[:20]))}."
    return _finding("csv-header", file, line, f"No column is called {name!r}.", f"{remedy} Correct the mapping.")


def _same_id(file: str, line: int, earlier: int, external_id: str) -> Finding:
    return _finding(
        "csv-same-id",
        file,
        line,
        f"The id {external_id!r} stands on line {earlier} already.",
        "Name more columns under [id], or none: the row's own text then names it.",
    )


def _broken(file: str, line: int, error: csv.Error) -> Finding:
    text = str(error)
    if "unexpected end of data" in text:
        text = "a quoted field that begins here is never closed"
    return _finding("csv-syntax", file, line, f"Not CSV: {text}. What follows was not read.", "Export the file again.")


def _finding(code: str, file: str, line: int | None, message: str, remedy: str = "") -> Finding:
    return Finding(code=code, place=Place(file=file, line=line), message=message, remedy=remedy)
