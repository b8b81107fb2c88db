"""Wires the reserve desk to one office: its record, the market, and its books."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bitcoin_office.adapters.country_files import TRAINING_COUNTRY, country_folder, shipped_countries, training_folder
from bitcoin_office.adapters.store import open_books
from bitcoin_office.app.countries import lasting_name, load_chart, load_record
from bitcoin_office.app.market import MAX_PRICE_AGE_DAYS, market_for
from bitcoin_office.app.office_dir import (
    BooksSettings,
    ChainSettings,
    OfficeDir,
    OfficeKind,
    OfficeSettings,
)
from bitcoin_office.app.office_making import new_office
from bitcoin_office.app.proved import office_proved
from bitcoin_office.chain.network import MAIN
from bitcoin_office.chain.network import network as named_network
from bitcoin_office.office.book_record import BookedRecord, book_record
from bitcoin_office.reserve.record import Record
from bitcoin_office.reserve.statement import ReserveStatement, StatementInput, reserve_statement
from bitcoin_office.terms.errors import UsageError


def init_office(
    path: Path, country: str, books_url: str = "books.db", network: str = MAIN.name
) -> tuple[OfficeDir, BookedRecord]:
    """Makes an office for a country, opens its accounts and books what its record announces, all of it or nothing.

    On another network than Bitcoin's own it is a training office. For a shipped country its books then begin empty:
    real purchases and made-up coins are never mixed. Raises ``UsageError`` for the made-up country on Bitcoin's own
    network.
    """
    load_record(country)
    named_network(network)
    if network == MAIN.name and country_folder(country) == training_folder():
        raise UsageError(
            f"{TRAINING_COUNTRY} is a country that does not exist: its office is a training office, of made-up coins.",
            remedy="Give --network regtest; for real coins name a real country, or the folder of your own.",
        )
    kind = OfficeKind.RECORD if network == MAIN.name else OfficeKind.TRAINING
    settings = OfficeSettings(
        country=lasting_name(country),
        kind=kind,
        books=BooksSettings(url=books_url),
        node=ChainSettings(network=network),
    )
    with new_office(path, settings) as office:
        if kind is OfficeKind.RECORD:
            booked = book_office_record(office)
        else:
            with open_books(office.books_url(), create=True) as books:
                books.open_accounts(load_chart(country))
            booked = BookedRecord(until=dt.date.min, purchases=0, new=0)
    return OfficeDir(path=path, settings=settings), booked


def keeps_record(office: OfficeDir) -> bool:
    """Whether the country's record belongs into the office: not the record of a real country into made-up books."""
    return office.settings.kind is OfficeKind.RECORD or office.settings.country not in shipped_countries()


def book_office_record(office: OfficeDir) -> BookedRecord:
    """Opens the country's accounts and books every announced purchase of its record; adds nothing the second time."""
    record = load_record(office.settings.country)
    closes = market_for(office.path).btc_usd
    days = [item.on for item in record.purchases] + [item.seen_until for item in record.standing]
    with open_books(office.books_url(), create=True) as books:
        books.open_accounts(load_chart(office.settings.country))
        return book_record(record, closes, books, until=max(days, default=dt.date.min))


def office_statement(office: OfficeDir, at: dt.date) -> ReserveStatement:
    """The statement of the office's reserve on a day. Every kept proof of control is verified for it."""
    with open_books(office.books_url()) as books:
        positions = books.positions(at)
    record = load_record(office.settings.country)
    if not keeps_record(office):
        record = Record(country=record.country, name=f"A training office with {record.name}'s accounts")
    return reserve_statement(
        StatementInput(
            training=office.settings.kind is OfficeKind.TRAINING,
            record=record,
            closes=market_for(office.path).btc_usd,
            positions=positions,
            at=at,
            max_age_days=MAX_PRICE_AGE_DAYS,
            control=office_proved(office, at),
        )
    )
