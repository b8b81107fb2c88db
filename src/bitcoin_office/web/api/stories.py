"""Stories for machines: the comparisons that an office published, as they are, and every month of them as tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from bitcoin_office.adapters.table_files import Cell, Column, csv_file, parquet_file
from bitcoin_office.app.stories import story, story_names
from bitcoin_office.office.compare import Comparison
from bitcoin_office.web.api.answers import (
    API,
    CSV,
    PARQUET,
    USUAL_ITEMS,
    After,
    Limit,
    Part,
    answers,
    bytes_answer,
    file_answer,
    json_answer,
    part,
)
from bitcoin_office.web.visit import Visit

_LEVELS: Final = ("p05", "p25", "p50", "p75", "p95")
_SERIES: Final = (
    Column("series"),
    Column("of"),
    Column("unit"),
    Column("on", "day"),
    Column("mean", "number"),
    *(Column(level, "number") for level in _LEVELS),
)
_SIDES: Final = ("a", "b", "difference")


class PublishedStory(msgspec.Struct, frozen=True, kw_only=True):
    """One published comparison: programme ``b`` beside ``a``, and where it is."""

    name: str
    a: str
    b: str
    as_of: dt.date
    last_day: dt.date
    finding: str
    address: str


@get("/{where:str}/stories", sync_to_thread=True, responses=answers(Part[PublishedStory], "By name."))
def stories(visit: NamedDependency[Visit], limit: Limit = USUAL_ITEMS, after: After = 0) -> Response[bytes]:
    """The comparisons of two programmes that an office published."""
    address = f"{API}/{visit.place.slug}/stories"
    found = [_named(name, story(visit.place, name).comparison, address) for name in story_names(visit.place)]
    training = visit.place.training
    return json_answer(part(found, schema="stories/1", address=address, limit=limit, after=after, training=training))


@get("/{where:str}/stories/{name:str}", sync_to_thread=True, responses=answers(Comparison, "As ``compare --json``."))
def one(visit: NamedDependency[Visit], name: FromPath[str]) -> Response[bytes]:
    """One comparison, byte by byte as it was published."""
    return bytes_answer(story(visit.place, name).data)


@get("/{where:str}/stories/{name:str}/series.csv", sync_to_thread=True, responses=answers(str, "CSV.", media_type=CSV))
def series_csv(visit: NamedDependency[Visit], name: FromPath[str]) -> Response[bytes]:
    """Every value of a story, of both programmes and their difference, month by month as CSV."""
    return file_answer(csv_file(_SERIES, _rows(visit, name)), name=_file(visit, name, "csv"), media_type=CSV)


@get(
    "/{where:str}/stories/{name:str}/series.parquet",
    sync_to_thread=True,
    responses=answers(bytes, "Parquet.", media_type=PARQUET),
)
def series_parquet(visit: NamedDependency[Visit], name: FromPath[str]) -> Response[bytes]:
    """The same as Parquet."""
    content = parquet_file(_SERIES, _rows(visit, name))
    return file_answer(content, name=_file(visit, name, "parquet"), media_type=PARQUET)


def _named(name: str, comparison: Comparison, address: str) -> PublishedStory:
    return PublishedStory(
        name=name,
        a=comparison.a.programme,
        b=comparison.b.programme,
        as_of=comparison.b.as_of,
        last_day=comparison.b.last_day,
        finding=comparison.finding,
        address=f"{address}/{name}",
    )


def _rows(visit: Visit, name: str) -> list[tuple[Cell, ...]]:
    return list(_cells(story(visit.place, name).comparison))


def _cells(comparison: Comparison) -> Iterator[tuple[Cell, ...]]:
    for name, compared in comparison.series.items():
        for side in _SIDES:
            found = getattr(compared, side)
            levels = [found.quantiles[level] for level in _LEVELS]
            for on, mean, *values in zip(found.dates, found.mean, *levels, strict=True):
                yield (name, side, found.unit, on, mean, *values)


def _file(visit: Visit, name: str, ending: str) -> str:
    return f"{visit.place.slug}-{name}.{ending}"
