"""Windows: what the public sees, each of one office, or of a shipped country's record where there is no office."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bitcoin_office.adapters.country_files import shipped_countries
from bitcoin_office.adapters.store import open_books
from bitcoin_office.app.countries import load_chart, load_record
from bitcoin_office.app.disclosing import DISCLOSURES
from bitcoin_office.app.market import MARKET_FOLDER, MAX_PRICE_AGE_DAYS, market_for
from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir, OfficeKind
from bitcoin_office.app.reserve import keeps_record
from bitcoin_office.books.lots import LotPosition
from bitcoin_office.books.memory import MemoryBooks
from bitcoin_office.market.series import Series
from bitcoin_office.office.book_record import book_record
from bitcoin_office.reserve.record import Record
from bitcoin_office.reserve.statement import ReserveStatement, StatementInput, reserve_statement
from bitcoin_office.terms.errors import NotFoundError

# The log beside an SQLite file, in which the newest entries stand before they are in the file itself.
_WRITE_AHEAD: Final = "-wal"
# Comparisons that an office publishes.
STORIES: Final = "stories"
TRAINING: Final = "training"


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """One window. ``slug`` is its name in addresses; ``office`` is ``None`` where only a record is shown."""

    slug: str
    country: str
    name: str
    training: bool
    office: OfficeDir | None = None


def windows(offices: Sequence[OfficeDir]) -> tuple[Window, ...]:
    """The windows of some offices in their order, then of the shipped countries that none of them keeps the record of.

    Raises ``CountryDataError`` for a country whose files cannot be used.
    """
    made: list[Window] = []
    for office in offices:
        training = office.settings.kind is OfficeKind.TRAINING
        code = office.settings.country_name()
        slug = _free(TRAINING if training else code, made)
        name = load_record(office.settings.country).name
        made.append(Window(slug=slug, country=office.settings.country, name=name, training=training, office=office))
    kept = {window.country for window in made if not window.training}
    for code in shipped_countries():
        if code not in kept:
            made.append(Window(slug=_free(code, made), country=code, name=load_record(code).name, training=False))
    return tuple(made)


def _free(slug: str, made: Sequence[Window]) -> str:
    """The slug, with a number where another window has it already."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in slug.lower())
    taken = {window.slug for window in made}
    return next(name for name in _numbered(plain) if name not in taken)


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1


def window_named(made: Sequence[Window], slug: str) -> Window:
    """The window of this name. Raises ``NotFoundError``."""
    for window in made:
        if window.slug == slug:
            return window
    raise NotFoundError(kind="country or office", name=slug, known=tuple(window.slug for window in made))


def window_record(window: Window) -> Record:
    """The country's record; an empty one for a training office, which has nothing real to show."""
    record = load_record(window.country)
    if window.office is not None and not keeps_record(window.office):
        return Record(country=record.country, name=record.name)
    return record


def closes_of(window: Window) -> Series:
    """The closes of bitcoin that the window's figures are worth."""
    return market_for(None if window.office is None else window.office.path).btc_usd


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What every statement of a window stands on, read once: record, closes, and without an office the books of it."""

    record: Record
    closes: Series
    books: MemoryBooks | None

    def last_day(self, today: dt.date) -> dt.date:
        """The last day up to ``today`` on which a close is known: a statement of a later one might have no price."""
        last = self.closes.last
        return today if last is None or today - last <= dt.timedelta(days=MAX_PRICE_AGE_DAYS) else last


def window_ground(window: Window, today: dt.date) -> Ground:
    """Reads what a window's statements stand on."""
    books = announced_books(window, today) if window.office is None else None
    return Ground(record=window_record(window), closes=closes_of(window), books=books)


def window_statement(window: Window, at: dt.date, ground: Ground) -> ReserveStatement:
    """The statement of a day, without anything that the office has not published.

    Announced coins come from its books, or where there is no office from the record booked in memory. What its proofs
    of control show of coins that no disclosure names stays inside; a published disclosure says what is proved.
    """
    given = StatementInput(
        training=window.training,
        record=ground.record,
        closes=ground.closes,
        positions=_positions(window, at, ground),
        at=at,
        max_age_days=MAX_PRICE_AGE_DAYS,
    )
    return reserve_statement(given)


def _positions(window: Window, at: dt.date, ground: Ground) -> tuple[LotPosition, ...]:
    if window.office is None:
        return () if ground.books is None else tuple(ground.books.positions(at))
    with open_books(window.office.books_url()) as books:
        return tuple(books.positions(at))


def announced_books(window: Window, until: dt.date) -> MemoryBooks:
    """Books of what the record announces and nothing else: an office's own books are never published whole."""
    books = MemoryBooks(load_chart(window.country))
    book_record(window_record(window), closes_of(window), books, until)
    return books


def window_mark(window: Window) -> str:
    """A text that changes whenever something may have changed that the window shows. No other file is read."""
    office = window.office
    if office is None:
        return window.slug
    url = office.books_url()
    files = [office.path / SETTINGS_FILE]
    for folder in (DISCLOSURES, MARKET_FOLDER, STORIES):
        files += [office.path / folder, *sorted((office.path / folder).glob("*"))]
    # The file changes with every login to the ministry's pages; what the public sees, only with the books themselves.
    changed = "" if "://" in url else "|".join(map(_mark, (Path(url), Path(url + _WRITE_AHEAD))))
    books_mark = _head_since(url, changed) if changed else _head(url)
    return "|".join([window.slug, books_mark, *map(_mark, files)])


@functools.lru_cache(maxsize=64)
def _head_since(url: str, changed: str) -> str:
    """As ``_head``, read once for each change of the files."""
    del changed
    return _head(url)


def _head(url: str) -> str:
    with open_books(url) as books:
        head = books.head()
    return f"{head.seq}:{head.hash}"


def _mark(file: Path) -> str:
    try:
        found = file.stat()
    except OSError:
        return f"{file.name}:-"
    return f"{file.name}:{found.st_mtime_ns}:{found.st_size}"
