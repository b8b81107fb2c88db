"""Fetched series on disk: one Parquet file a source, always whole, in an office's ``market`` folder.

Columns ``day`` (DATE) and ``value`` (DECIMAL(38,18)); the file's own metadata say kind, unit, step and source.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
from collections.abc import Generator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.errors import ConflictError, StoreError
from bitcoin_office.terms.source import Quality, Source

if TYPE_CHECKING:
    import duckdb

FORMAT = "bitcoin-office/market-parquet/1"


class ParquetSeries:
    """The fetched series of one office, by the name of their source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open_database: duckdb.DuckDBPyConnection | None = None

    def names(self) -> tuple[str, ...]:
        """The sources that something is stored of."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.parquet")))

    def read(self, name: str) -> Series:
        """What is stored of a source. Raises ``StoreError`` for a file that is not one of ours."""
        path = str(self._folder / f"{name}.parquet")
        try:
            metadata = self._database.execute("SELECT key, value FROM parquet_kv_metadata(?)", [path]).fetchall()
            about = {bytes(key).decode(): bytes(value).decode() for key, value in metadata}
            rows = self._database.execute("SELECT day, value FROM read_parquet(?) ORDER BY day", [path]).fetchall()
            return _series(about, rows)
        except (_duckdb_error(), KeyError, ValueError, AssertionError) as error:
            raise StoreError(
                f"Cannot read {path}: {str(error).splitlines()[0] if str(error) else 'damaged'}.",
                remedy="Remove the file and run: bitcoin-office market update",
            ) from error

    def write(self, name: str, series: Series, fetched_on: dt.date) -> None:
        """Replaces what is stored of a source, whole or not at all. Raises ``StoreError``."""
        path = self._folder / f"{name}.parquet"
        part = self._folder / f".{name}.parquet.part"
        about = {
            "format": FORMAT,
            "kind": series.kind,
            "unit": series.unit,
            "step": series.step.value,
            "source_title": series.source.title,
            "source_url": series.source.url,
            "source_quality": series.source.quality.value,
            "fetched_on": fetched_on.isoformat(),
        }
        days = [point.on.isoformat() for point in series.points]
        values = [format(point.value, "f") for point in series.points]
        metadata = ", ".join(f"{key}: {_quoted(value)}" for key, value in about.items())
        columns = "CAST(unnest(?) AS DATE) AS day, CAST(unnest(?) AS DECIMAL(38, 18)) AS value"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._database.execute(
                f"COPY (SELECT {columns}) TO {_quoted(str(part))} (FORMAT parquet, KV_METADATA {{{metadata}}})",
                [days, values],
            )
            os.replace(part, path)  # noqa: PTH105 - atomic on POSIX, and named as what it is
        except (_duckdb_error(), OSError) as error:
            raise StoreError(f"Cannot write {path}: {error}.", remedy="Check the folder and the space left.") from error

    @property
    def _database(self) -> duckdb.DuckDBPyConnection:
        """DuckDB in memory, opened once: it takes 40 ms, five times as long as writing a page."""
        import duckdb  # noqa: PLC0415 - 100 ms, paid only where a Parquet file is read or written

        self._open_database = self._open_database or duckdb.connect()
        return self._open_database

    @contextlib.contextmanager
    def locked(self) -> Generator[None]:
        """Keeps a second update of the same office out. Raises ``ConflictError`` when one is running."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / ".lock").open("w")
        except OSError as error:
            raise StoreError(f"Cannot use {self._folder}: {error.strerror}.", remedy="Check the folder.") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise ConflictError(
                    f"Another update of {self._folder} is running.", remedy="Wait for it to end."
                ) from None
            yield


def _series(about: dict[str, str], rows: list[tuple[Any, ...]]) -> Series:
    if about["format"] != FORMAT:
        raise ValueError(f"its format is {about['format']!r}, not {FORMAT!r}")
    source = Source(
        title=about["source_title"],
        url=about["source_url"],
        verified_on=dt.date.fromisoformat(about["fetched_on"]),
        quality=Quality(about["source_quality"]),
    )
    points = tuple(Point(on=day, value=_plain(value)) for day, value in rows)
    return Series(kind=about["kind"], unit=about["unit"], source=source, step=Step(about["step"]), points=points)


def _plain(value: Decimal) -> Decimal:
    """The same number without the zeros that a fixed number of decimals brings."""
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _quoted(text: str) -> str:
    """An SQL text literal."""
    return "'" + text.replace("'", "''") + "'"


def _duckdb_error() -> type[Exception]:
    import duckdb  # noqa: PLC0415 - as above

    return duckdb.Error
