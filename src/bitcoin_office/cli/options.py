"""Options that many commands share."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.period import parse_date

if TYPE_CHECKING:
    from bitcoin_office.app.office_dir import OfficeDir


# Any other year is a slip of the finger, and work that goes day by day would go through millions of them.
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


class Day(click.ParamType[dt.date]):
    """A calendar day written as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: str | dt.date, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Reads the day; a usage error shows the form."""
        if isinstance(value, dt.date):
            return value
        try:
            day = parse_date(value)
        except UsageError as error:
            self.fail(str(error), param, ctx)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail(f"{day} is not between {FIRST_DAY} and {LAST_DAY}.", param, ctx)
        return day


DAY = Day()

office_option = click.option(
    "--office",
    "office_path",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The office's folder (default: the current one).",
)


def load_office(path: Path) -> OfficeDir:
    """The office in a folder; imported late, so that --help does not pay for it."""
    from bitcoin_office.app.office_dir import OfficeDir  # noqa: PLC0415 - see above

    return OfficeDir.load(path)


def program() -> str:
    """What a person types to call this program: its name, or the launcher that called it."""
    from bitcoin_office.cli.bring import LAUNCHER  # noqa: PLC0415 - only where a next step is told

    launcher = os.environ.get(LAUNCHER)
    if not launcher:
        return "bitcoin-office"
    return "./office" if Path(launcher).parent == Path.cwd() else launcher
