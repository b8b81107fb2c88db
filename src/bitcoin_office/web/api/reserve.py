"""The reserve for machines: windows, statement, history and announced purchases."""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from bitcoin_office.adapters.table_files import Cell, Column, csv_file, parquet_file
from bitcoin_office.app.windows import Window, announced_books, closes_of, window_record
from bitcoin_office.books.beancount import export
from bitcoin_office.reserve.purchases import priced_purchases
from bitcoin_office.reserve.statement import Month, ReserveStatement
from bitcoin_office.terms.source import Source
from bitcoin_office.terms.units import USD
from bitcoin_office.web.api.answers import (
    API,
    BEANCOUNT,
    CSV,
    PARQUET,
    USUAL_ITEMS,
    After,
    At,
    Limit,
    Part,
    answers,
    file_answer,
    json_answer,
    part,
)
from bitcoin_office.web.reserve_page import day_asked
from bitcoin_office.web.visit import Visit

_HISTORY: Final = (
    Column("on", "day"),
    Column("announced_sats", "integer"),
    Column("disclosed_sats", "integer"),
    Column("disclosed_exact", "integer"),
    Column("price_usd"),
)
_PURCHASES: Final = (
    Column("name"),
    Column("on", "day"),
    Column("sats", "integer"),
    Column("price_usd"),
    Column("at_market", "integer"),
    Column("source"),
    Column("source_url"),
)


class ShownWindow(msgspec.Struct, frozen=True, kw_only=True):
    """One window: its name in addresses, its country, and whether all of it is made up."""

    slug: str
    name: str
    training: bool


class ShownWindows(msgspec.Struct, frozen=True, kw_only=True):
    """Every window of the site."""

    schema: str = "bitcoin-office/windows/1"
    windows: tuple[ShownWindow, ...]


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """One announced purchase, at its announced price or, ``at_market``, at the market close of its day."""

    name: str
    on: dt.date
    sats: int
    price_usd: str
    at_market: bool
    source: Source


@get("/windows", sync_to_thread=True, responses=answers(ShownWindows, "Every window."))
def list_windows(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The countries and offices that the site shows."""
    shown = tuple(ShownWindow(slug=each.slug, name=each.name, training=each.training) for each in visit.site.windows)
    return json_answer(ShownWindows(windows=shown))


@get("/{where:str}/statement", sync_to_thread=True, responses=answers(ReserveStatement, "The statement."))
def statement(visit: NamedDependency[Visit], at: At = None) -> Response[bytes]:
    """The reserve on a day: announced, disclosed, cost, value, what is open. ``proved`` is told by disclosures."""
    return json_answer(_statement(visit, at))


@get("/{where:str}/history", sync_to_thread=True, responses=answers(Part[Month], "Month ends, oldest first."))
def history(
    visit: NamedDependency[Visit], at: At = None, limit: Limit = USUAL_ITEMS, after: After = 0
) -> Response[bytes]:
    """Announced and disclosed at the end of every month."""
    found = _statement(visit, at)
    address = f"{API}/{visit.place.slug}/history"
    more = part(
        found.monthly, schema="history/1", address=address, limit=limit, after=after, training=visit.place.training
    )
    return json_answer(more)


@get("/{where:str}/history.csv", sync_to_thread=True, responses=answers(str, "CSV.", media_type=CSV))
def history_csv(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The history as CSV."""
    return file_answer(csv_file(_HISTORY, _history(visit)), name=_name(visit, "history.csv"), media_type=CSV)


@get("/{where:str}/history.parquet", sync_to_thread=True, responses=answers(bytes, "Parquet.", media_type=PARQUET))
def history_parquet(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The history as Parquet."""
    content = parquet_file(_HISTORY, _history(visit))
    return file_answer(content, name=_name(visit, "history.parquet"), media_type=PARQUET)


@get("/{where:str}/purchases", sync_to_thread=True, responses=answers(Part[Announced], "Oldest first."))
def purchases(visit: NamedDependency[Visit], limit: Limit = USUAL_ITEMS, after: After = 0) -> Response[bytes]:
    """Every announced purchase with its price and source, each day of a daily one for itself."""
    address = f"{API}/{visit.place.slug}/purchases"
    found = part(
        announced(visit.place, visit.site.today()),
        schema="purchases/1",
        address=address,
        limit=limit,
        after=after,
        training=visit.place.training,
    )
    return json_answer(found)


@get("/{where:str}/purchases.csv", sync_to_thread=True, responses=answers(str, "CSV.", media_type=CSV))
def purchases_csv(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The announced purchases as CSV."""
    return file_answer(csv_file(_PURCHASES, _purchases(visit)), name=_name(visit, "purchases.csv"), media_type=CSV)


@get("/{where:str}/purchases.parquet", sync_to_thread=True, responses=answers(bytes, "Parquet.", media_type=PARQUET))
def purchases_parquet(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The announced purchases as Parquet."""
    content = parquet_file(_PURCHASES, _purchases(visit))
    return file_answer(content, name=_name(visit, "purchases.parquet"), media_type=PARQUET)


@get(
    "/{where:str}/purchases.beancount",
    sync_to_thread=True,
    responses=answers(str, "A Beancount file.", media_type=BEANCOUNT),
)
def purchases_beancount(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The announced purchases as double-entry books, in Beancount's form."""
    books = announced_books(visit.place, visit.site.today())
    made_up = " (training: all of it is made up)" if visit.place.training else ""
    title = f"Announced purchases, {visit.place.name}{made_up}"
    text = "".join(export(books.entries(), books.chart(), title=title, operating=(USD,)))
    return file_answer(text.encode(), name=_name(visit, "purchases.beancount"), media_type=BEANCOUNT)


def announced(window: Window, until: dt.date) -> tuple[Announced, ...]:
    """The announced purchases of a window in the order of their days."""
    priced = priced_purchases(window_record(window), closes_of(window), until)
    found = (
        Announced(
            name=each.name,
            on=each.on,
            sats=each.sats,
            price_usd=f"{each.rate.price:f}",
            at_market=each.at_market,
            source=each.source,
        )
        for each in priced
    )
    return tuple(sorted(found, key=lambda each: (each.on, each.name)))


def _statement(visit: Visit, at: str | None) -> ReserveStatement:
    return visit.site.statement(visit.place, day_asked(visit, at) or visit.site.last_day(visit.place))


def _history(visit: Visit) -> list[tuple[Cell, ...]]:
    months = _statement(visit, None).monthly
    return [
        (month.on, month.announced_sats, month.disclosed_sats, int(month.disclosed_exact), month.price_usd)
        for month in months
    ]


def _purchases(visit: Visit) -> list[tuple[Cell, ...]]:
    return [
        (each.name, each.on, each.sats, each.price_usd, int(each.at_market), each.source.title, each.source.url)
        for each in announced(visit.place, visit.site.today())
    ]


def _name(visit: Visit, name: str) -> str:
    return f"{visit.place.slug}-{name}"
