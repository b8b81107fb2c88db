"""``bitcoin-office init``: a new office for a country."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.office_dir import OfficeKind
from bitcoin_office.app.reserve import init_office
from bitcoin_office.cli.options import program
from bitcoin_office.cli.output import json_option, show

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("path", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--country",
    required=True,
    help="A shipped country (sv, pk), the path of a country's folder, or zz, the made-up one for training.",
)
@click.option(
    "--books", "books_url", default="books.db", show_default=True, help="A file, a postgresql:// URL, or env:NAME."
)
@click.option(
    "--network",
    default="main",
    show_default=True,
    help="Another network than main (regtest, signet, testnet4) makes a training office, whose coins are made up.",
)
@json_option
def command(path: Path, country: str, books_url: str, network: str, json_to: str | None) -> None:
    """Makes DIR an office: its settings, and its books with everything that the country's record announces."""
    office, booked = init_office(path, country, books_url, network)

    def tell(console: Console) -> None:
        if office.settings.kind is OfficeKind.TRAINING:
            console.print(f"A training office on {office.network().title} in {path}: its coins are made up.")
            console.print(f"Next: {program()} vault add NAME DESCRIPTOR --office {path}", markup=False, soft_wrap=True)
            return
        told = f"An office for {office.settings.country_name()} in {path}: {booked.new:,} announced purchases booked."
        console.print(told, markup=False, soft_wrap=True)
        day = booked.until if booked.purchases else dt.datetime.now(dt.UTC).date()
        console.print(f"Next: {program()} statement --office {path} --at {day}", markup=False, soft_wrap=True)

    show(booked, json_to, tell)
