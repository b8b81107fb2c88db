"""Fetches full series into an office, page by page: what was fetched is kept, whatever happens next."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import msgspec

from bitcoin_office.adapters.prices.http_client import HttpClient, HttpSettings
from bitcoin_office.adapters.prices.parquet import ParquetSeries
from bitcoin_office.adapters.prices.public_sources import public_sources
from bitcoin_office.adapters.prices.shipped import shipped_market
from bitcoin_office.app.market import MARKET_FOLDER, fetched_series
from bitcoin_office.market.crosscheck import TOLERANCE_PERCENT, compare_all, findings
from bitcoin_office.market.fetching import SeriesFetcher, merged, pages, settle
from bitcoin_office.market.report import SourceUpdate, Updated
from bitcoin_office.market.series import Point, Series
from bitcoin_office.terms.errors import SourceError
from bitcoin_office.terms.period import Period


class Progress(Protocol):
    """Hears of every page: the source's name, how many pages of how many are there."""

    def __call__(self, source: str, done: int, total: int) -> None:
        """One more page of a source is stored (or ``done`` is zero: it begins)."""
        ...


class UpdateOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What to fetch: ``sources`` by name (none: all), days from ``first`` (none: all), addresses to use instead."""

    sources: tuple[str, ...] = ()
    first: dt.date | None = None
    tolerance_percent: Decimal = TOLERANCE_PERCENT
    base_urls: dict[str, str] = {}
    http: HttpSettings = HttpSettings()


def update_market(office_dir: Path, order: UpdateOrder, *, today: dt.date, progress: Progress) -> Updated:
    """Asks every source for the finished days that are not stored yet, then holds the sources against each other.

    A source that fails keeps what it brought before, and the others go on; its ``problem`` says what happened. Raises
    ``StoreError`` when nothing can be written, ``ConflictError`` while another update runs.
    """
    fetchers = public_sources(HttpClient(order.http), order.sources, order.base_urls)
    store = ParquetSeries(office_dir / MARKET_FOLDER)
    with store.locked():
        updates = tuple(_update_source(fetcher, store, order, today, progress) for fetcher in fetchers)
    shipped = shipped_market()
    known = (*fetched_series(office_dir), shipped.btc_usd, shipped.usd_pkr, shipped.difficulty)
    comparisons = compare_all(known, order.tolerance_percent)
    return Updated(
        until=_yesterday(today),
        sources=updates,
        comparisons=comparisons,
        findings=tuple(finding for check in comparisons for finding in findings(check)),
    )


def _update_source(
    fetcher: SeriesFetcher, store: ParquetSeries, order: UpdateOrder, today: dt.date, progress: Progress
) -> SourceUpdate:
    """One source: every page is on disk before the next is asked for."""
    offer = fetcher.offer
    before = series = store.read(offer.name) if offer.name in store.names() else offer.empty()
    asked = pages(offer, series, order.first, _yesterday(today))
    progress(offer.name, 0, len(asked))
    problem = ""
    done = 0
    for done, page in enumerate(asked, start=1):
        try:
            fresh = settle(offer, _answer(fetcher, page), page)
        except SourceError as error:
            problem = str(error)
            break
        if fresh:
            series = merged(series, fresh)
            store.write(offer.name, series, fetched_on=today)
        progress(offer.name, done, len(asked))
    return _outcome(offer.name, before, series, requests=done, problem=problem, until=_yesterday(today))


def _answer(fetcher: SeriesFetcher, page: Period) -> tuple[Point, ...]:
    try:
        return fetcher.fetch(page)
    except ArithmeticError as error:
        message = f"{fetcher.offer.name} gives a figure that is no number."
        raise SourceError(message, remedy="Leave this source out with --sources.") from error


def _outcome(name: str, before: Series, after: Series, *, requests: int, problem: str, until: dt.date) -> SourceUpdate:
    gaps = after.gaps(after.first, until) if after.first is not None else ()
    return SourceUpdate(
        name=name,
        kind=after.kind,
        requests=requests,
        new_figures=len(after.points) - len(before.points),
        figures=len(after.points),
        last=after.last,
        missing_days=sum(len(gap) for gap in gaps),
        problem=problem,
    )


def _yesterday(today: dt.date) -> dt.date:
    """The latest day that is over: nothing is asked about the day that is not."""
    return today - dt.timedelta(days=1)
