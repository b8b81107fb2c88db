"""The books: what every account holds, every entry, part by part, and all of it as a file."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromQuery

from bitcoin_office.adapters.table_files import Cell, Column, csv_file, parquet_file
from bitcoin_office.app.books import balances, beancount_file, open_office_books
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.books.entry import Entry
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import unit
from bitcoin_office.web.api.answers import BEANCOUNT, CSV, PARQUET
from bitcoin_office.web.figures import figure
from bitcoin_office.web.ministry.door import inside_of
from bitcoin_office.web.ministry.pages import page
from bitcoin_office.web.visit import Visit

# Entries on one page.
EACH_PAGE: Final = 50
MOST_SEQ: Final = 2**62
# Quantities and weights count minor units: satoshis, cents.
_POSTINGS: Final = (
    Column("seq", "integer"),
    Column("on", "day"),
    Column("external_id"),
    Column("narrative"),
    Column("source"),
    Column("account"),
    Column("quantity", "integer"),
    Column("unit"),
    Column("weight", "integer"),
    Column("weight_unit"),
    Column("lot"),
)


@get("/{lang:str}/{where:str}/ministry/books")
async def books(
    request: Request[Any, Any, State], visit: NamedDependency[Visit], before: FromQuery[int | None] = None
) -> Response[bytes]:
    """Balances, and the last entries ahead of number ``before``."""
    office = inside_of(request).office
    end = MOST_SEQ if before is None else min(max(before, 1), MOST_SEQ)
    held = await asyncio.to_thread(balances, office, at=None, account=None)
    last = min(end - 1, held.head.seq)
    entries = await asyncio.to_thread(_entries, office, last)
    return page(
        request,
        visit,
        "ministry_books.html",
        held=held,
        entries=tuple(reversed(entries)),
        earlier=entries[0].seq if entries and entries[0].seq > 1 else None,
        amount=_amount,
    )


@get("/{lang:str}/{where:str}/ministry/books.beancount")
async def books_beancount(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Response[bytes]:
    """All entries as a Beancount file, as ``books export`` writes it."""
    content = await asyncio.to_thread(_beancount, inside_of(request).office)
    return _file(visit, content, "beancount", BEANCOUNT)


@get("/{lang:str}/{where:str}/ministry/books.csv")
async def books_csv(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Response[bytes]:
    """All postings as CSV."""
    rows = await asyncio.to_thread(_rows, inside_of(request).office)
    return _file(visit, csv_file(_POSTINGS, rows), "csv", CSV)


@get("/{lang:str}/{where:str}/ministry/books.parquet")
async def books_parquet(request: Request[Any, Any, State], visit: NamedDependency[Visit]) -> Response[bytes]:
    """All postings as Parquet."""
    rows = await asyncio.to_thread(_rows, inside_of(request).office)
    return _file(visit, await asyncio.to_thread(parquet_file, _POSTINGS, rows), "parquet", PARQUET)


def _beancount(office: OfficeDir) -> bytes:
    with beancount_file(office) as (_, pieces):
        return "".join(pieces).encode()


def _rows(office: OfficeDir) -> list[tuple[Cell, ...]]:
    """One for each posting, with what its entry says."""
    with open_office_books(office) as found:
        return [
            (entry.seq, entry.on, entry.external_id, entry.narrative, entry.source, *msgspec.structs.astuple(posting))
            for entry in found.entries()
            for posting in entry.postings
        ]


def _file(visit: Visit, content: bytes, ending: str, media_type: str) -> Response[bytes]:
    name = f"{visit.place.slug}-books.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _entries(office: OfficeDir, last: int) -> tuple[Entry, ...]:
    """The entries up to number ``last``, as many as one page has."""
    with open_office_books(office) as found:
        after = max(0, last - EACH_PAGE)
        return tuple(itertools.takewhile(lambda entry: entry.seq <= last, found.entries(after=after)))


def _amount(quantity: int, code: str) -> Any:
    return figure(Amount(quantity, unit(code)).short())
