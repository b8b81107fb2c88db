"""Series on disk: exact, whole or absent, readable by any Parquet reader, one writer at a time."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.adapters.prices.parquet import ParquetSeries
from bitcoin_office.market.series import Point, Series, Step
from bitcoin_office.terms.errors import ConflictError, StoreError
from bitcoin_office.terms.source import Quality, Source

TODAY = dt.date(2024, 6, 1)
SOURCE = Source(title="O'Hara's \"close\"; {x}", url="https://example.org/?a='b'", quality=Quality.UNCERTAIN)


def series(*values: str) -> Series:
    """A price series from 1 May 2024."""
    first = dt.date(2024, 5, 1)
    points = tuple(Point(on=first + dt.timedelta(days=n), value=Decimal(value)) for n, value in enumerate(values))
    return Series(kind="btc_usd_close", unit="USD/BTC", source=SOURCE, step=Step.DAY, points=points)


def test_a_series_comes_back_as_it_was(tmp_path: Path):
    """Days, exact figures, kind, unit, step and source survive, and the day of fetching is added to the source."""
    store = ParquetSeries(tmp_path / "market")
    stored = series("63000.5", "150000000000000.25", "0.000000000000000149", "100")
    store.write("bitstamp", stored, TODAY)
    found = store.read("bitstamp")
    assert found.points == stored.points
    assert (found.kind, found.unit, found.step) == (stored.kind, stored.unit, stored.step)
    assert (found.source.title, found.source.url, found.source.quality) == (SOURCE.title, SOURCE.url, SOURCE.quality)
    assert found.source.verified_on == TODAY
    assert store.names() == ("bitstamp",)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.decimals(min_value=Decimal("1e-18"), max_value=Decimal("1e19"), places=18), min_size=1, max_size=9))
def test_every_figure_within_the_column_is_exact(tmp_path_factory: pytest.TempPathFactory, values: list[Decimal]):
    """Twenty digits before the point and eighteen behind are kept exactly."""
    store = ParquetSeries(tmp_path_factory.mktemp("market"))
    store.write("x", series(*(format(value, "f") for value in values)), TODAY)
    assert [point.value for point in store.read("x").points] == values


def test_any_reader_finds_days_and_decimals(tmp_path: Path):
    """The file is plain Parquet with a DATE and a DECIMAL column."""
    ParquetSeries(tmp_path).write("kraken", series("1.5"), TODAY)
    types = duckdb.sql(f"DESCRIBE SELECT * FROM '{tmp_path}/kraken.parquet'").fetchall()
    assert [(name, kind) for name, kind, *_ in types] == [("day", "DATE"), ("value", "DECIMAL(38,18)")]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path):
    """A figure that the column cannot hold stops the writing; what was there is there."""
    store = ParquetSeries(tmp_path)
    store.write("kraken", series("1.5"), TODAY)
    with pytest.raises(StoreError, match="Cannot write"):
        store.write("kraken", series("1.5", "1" + "0" * 30), TODAY)
    assert len(store.read("kraken").points) == 1
    assert store.names() == ("kraken",)


def test_a_part_left_by_a_killed_update_is_no_series(tmp_path: Path):
    """Only whole files count, and the next write replaces what was left."""
    (tmp_path / ".kraken.parquet.part").write_bytes(b"PAR1half")
    store = ParquetSeries(tmp_path)
    assert store.names() == ()
    store.write("kraken", series("1.5"), TODAY)
    assert len(store.read("kraken").points) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kraken.parquet"]


@pytest.mark.parametrize("content", [b"", b"PAR1 and then nothing", b"x" * 5000])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes):
    """A file that is no Parquet file ends in a message with its name and what to do."""
    (tmp_path / "kraken.parquet").write_bytes(content)
    with pytest.raises(StoreError, match=r"kraken\.parquet.*Remove the file"):
        ParquetSeries(tmp_path).read("kraken")


def test_a_foreign_parquet_file_is_named(tmp_path: Path):
    """A Parquet file of somebody else's is refused rather than guessed at."""
    duckdb.sql(f"COPY (SELECT 1 AS a) TO '{tmp_path}/kraken.parquet' (FORMAT parquet)")
    with pytest.raises(StoreError, match="Remove the file"):
        ParquetSeries(tmp_path).read("kraken")


def test_only_one_update_at_a_time(tmp_path: Path):
    """While one update holds the folder, another is refused; afterwards it is free."""
    store = ParquetSeries(tmp_path / "market")
    with (
        store.locked(),
        pytest.raises(ConflictError, match="Another update"),
        ParquetSeries(tmp_path / "market").locked(),
    ):
        pass
    with store.locked():
        pass


def test_a_folder_that_cannot_be_made_is_a_message(tmp_path: Path):
    """Where the folder should be stands a file: said so, no traceback."""
    (tmp_path / "market").write_text("x")
    with pytest.raises(StoreError), ParquetSeries(tmp_path / "market").locked():
        pass
