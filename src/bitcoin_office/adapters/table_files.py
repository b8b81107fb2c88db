"""Tables as files that other programs read: CSV (RFC 4180) and Parquet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

Cell = str | int | float | dt.date | None

# Spreadsheets take a text that begins like this for a formula; OWASP, "CSV Injection".
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_TYPES: Final = {"day": "DATE", "integer": "BIGINT", "number": "DOUBLE", "text": "VARCHAR"}


class Column(msgspec.Struct, frozen=True):
    """A column: its name, unit last, and its kind: ``day``, ``integer``, ``number`` (estimated) or ``text``."""

    name: str
    kind: str = "text"


def csv_file(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table as CSV in UTF-8, names first; nothing for a cell without a value; no text acts as a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([column.name for column in columns])
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return written.getvalue().encode()


def parquet_file(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table as Parquet, each column of its kind."""
    import duckdb  # noqa: PLC0415 - 20 MB that few answers need

    typed = ", ".join(f'CAST(unnest(?) AS {_TYPES[column.kind]}) AS "{column.name}"' for column in columns)
    values = [[row[place] for row in rows] for place in range(len(columns))]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as database:
        file = Path(folder) / "table.parquet"
        database.execute(f"COPY (SELECT {typed}) TO '{file}' (FORMAT parquet)", values)
        return file.read_bytes()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
