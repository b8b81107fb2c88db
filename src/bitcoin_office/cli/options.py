"""Options that many commands share."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


_OVERLAY = click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="FILE",
    help="Lay this overlay (a file, or its name) over the programme; any number.",
)
_SET = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change one entry for this question, such as mining.power=1000; any number.",
)


def laid_over_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--overlay`` and ``--set``, each as often as one likes."""
    return _OVERLAY(_SET(command))


def programme_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds PROGRAMME with ``--overlay`` and ``--set``; the command gets all three as ``programme``."""
    return _laid_over(("programme",), click.argument("programme", metavar="PROGRAMME")(command))


def both_programmes(command: Callable[..., Any]) -> Callable[..., Any]:
    """As ``programme_option`` for commands with two programmes, ``first`` and ``second``: laid over both."""
    second = click.argument("second", metavar="B")(command)
    return _laid_over(("first", "second"), click.argument("first", metavar="A")(second))


def _laid_over(names: tuple[str, ...], command: Callable[..., Any]) -> Callable[..., Any]:
    """Joins what the options say with the arguments of these names."""

    @functools.wraps(command)
    def called(*, overlays: tuple[str, ...], settings: tuple[str, ...], **options: Any) -> Any:
        from bitcoin_office.app.playbook import asked_with  # noqa: PLC0415 - --help does not pay for it

        laid = {name: asked_with(options[name], overlays, settings) for name in names}
        return command(**{**options, **laid})

    return laid_over_options(called)


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
