"""Options of the ``books`` commands: the office, prices, heads and commodities as people write them."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from bitcoin_office.app.office_dir import OfficeDir, OfficeKind
from bitcoin_office.books.booking import Head
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.source import Quality, Source
from bitcoin_office.terms.units import Unit, unit

# At most 15 digits before the point and 12 after it: no price of anything in anything needs more.
_PRICE = re.compile(r"([A-Za-z]{3,4}) *= *([0-9][0-9,]{0,18}(?:\.[0-9]{1,12})?) *([A-Z]{3})")
_HEAD = re.compile(r"(\d+):([0-9a-f]{64})")


class PriceType(click.ParamType[Rate]):
    """``BTC=118000.50 USD``: one whole BTC is worth 118000.50 USD."""

    name = "BASE=PRICE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Rate:
        """Reads the price; a usage error shows the form."""
        if isinstance(value, Rate):
            return value
        match = _PRICE.fullmatch(str(value).strip())
        if match is None:
            self.fail(f'{value!r} is no price. Write it like "BTC=118000.50 USD".', param, ctx)
        try:
            base, quote = unit(match[1]), unit(match[3])
        except UsageError as error:
            self.fail(str(error), param, ctx)
        price = Decimal(match[2].replace(",", ""))
        if not price or base == quote:
            self.fail("A price is above zero and in another unit.", param, ctx)
        source = Source(title="given on the command line", quality=Quality.UNCERTAIN)
        return Rate(base=base, quote=quote, price=price, on=today(), source=source)


class HeadType(click.ParamType[Head]):
    """``12:`` and 64 hexadecimal digits: an entry's number and its hash."""

    name = "SEQ:HASH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        """Reads the head; a usage error shows the form."""
        if isinstance(value, Head):
            return value
        match = _HEAD.fullmatch(str(value))
        if match is None:
            self.fail("Write a head as its number, a colon and its hash, such as 12:5f3a... (64 digits).", param, ctx)
        return Head(int(match[1]), match[2])


class CommodityType(click.ParamType[Unit]):
    """A currency code, or BTC."""

    name = "UNIT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Unit:
        """Reads the code; a usage error names the nearest known one."""
        if isinstance(value, Unit):
            return value
        try:
            return unit(str(value))
        except UsageError as error:
            self.fail(str(error), param, ctx)


PRICE, HEAD, COMMODITY = PriceType(), HeadType(), CommodityType()


def today() -> dt.date:
    """The day it is in UTC."""
    return dt.datetime.now(dt.UTC).date()


def in_office(function: Callable[..., None]) -> Callable[..., None]:
    """Gives a subcommand its office as ``office``: named after itself, or after ``books``, or the current folder."""

    @click.option(
        "--office",
        "office_path",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The office's folder (default: the current one).",
    )
    @click.pass_context
    @functools.wraps(function)
    def with_office(ctx: click.Context, office_path: Path | None, **options: Any) -> None:
        group = ctx.parent.params if ctx.parent is not None else {}
        office = OfficeDir.load(office_path or group.get("office_path") or Path())
        if office.settings.kind is OfficeKind.TRAINING:
            click.echo("A training office: all of it is made up.", err=True)
        function(office=office, **options)

    return with_office
