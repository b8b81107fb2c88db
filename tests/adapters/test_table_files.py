"""Tables as files: CSV that no spreadsheet runs, Parquet of the right kinds, empty tables."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import duckdb

from bitcoin_office.adapters.table_files import Cell, Column, csv_file, parquet_file

COLUMNS = (Column("on", "day"), Column("sats", "integer"), Column("source"))
ROWS: list[tuple[Cell, ...]] = [
    (dt.date(2025, 7, 17), 2**62, 'a "quoted", text\nof two lines'),
    (dt.date(2025, 7, 18), None, None),
    (dt.date(2025, 7, 19), -5, "=1+1"),
]


def test_csv_as_python_reads_it() -> None:
    """Quotes, commas and line breaks come back; a missing cell is empty; a text that is a formula is made harmless."""
    assert list(csv.reader(io.StringIO(csv_file(COLUMNS, ROWS).decode(), newline=""))) == [
        ["on", "sats", "source"],
        ["2025-07-17", str(2**62), 'a "quoted", text\nof two lines'],
        ["2025-07-18", "", ""],
        ["2025-07-19", "-5", "'=1+1"],
    ]


def test_no_text_is_a_formula() -> None:
    """Whatever a spreadsheet takes for the beginning of a formula is led by an apostrophe; a number stays one."""
    texts = ("=1+1", "+1", "-1", "@x", "\tx", "plain")
    written = csv_file((Column("a"),), [(text,) for text in texts]).decode().splitlines()[1:]
    assert [line.strip('"') for line in written] == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "plain"]


def test_parquet_against_duckdb(tmp_path: Path) -> None:
    """Each column has its kind, each cell its value, a missing one none."""
    file = tmp_path / "table.parquet"
    file.write_bytes(parquet_file(COLUMNS, ROWS))
    read = duckdb.sql(f"SELECT * FROM '{file}'")
    assert [str(kind) for kind in read.types] == ["DATE", "BIGINT", "VARCHAR"]
    assert read.fetchall() == ROWS


def test_an_empty_table(tmp_path: Path) -> None:
    """Columns without rows, in both forms."""
    file = tmp_path / "table.parquet"
    file.write_bytes(parquet_file(COLUMNS, []))
    assert duckdb.sql(f"SELECT * FROM '{file}'").columns == ["on", "sats", "source"]
    assert csv_file(COLUMNS, []) == b"on,sats,source\r\n"
