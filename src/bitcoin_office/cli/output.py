"""Results as JSON (a file, or standard output for ``-``) or as tables for people."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from bitcoin_office.adapters import whole_files
from bitcoin_office.terms.errors import OfficeError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from bitcoin_office.terms.finding import Finding


def place_to_write(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
    """Of an option that names a file to be written: asks for its folder before the work, not after it.

    Raises ``UsageError`` where the folder is not there, or where the name is that of a folder.
    """
    if value is None or str(value) == "-":
        return value
    file = Path(value)
    if not file.parent.is_dir():
        make = f"Make it first: mkdir -p {shlex.quote(str(file.parent))}"
        raise UsageError(f"There is no folder {file.parent} to write {file.name} into.", remedy=make)
    if file.is_dir():
        raise UsageError(f"{file} is a folder.", remedy="Name a file in it.")
    return value


# ``--json`` alone means standard output; ``--json PATH`` a file.
json_option = click.option(
    "--json",
    "json_to",
    is_flag=False,
    flag_value="-",
    default=None,
    metavar="[PATH|-]",
    callback=place_to_write,
    help="Write the result as JSON.",
)

# Into a pipe or a file; and the least on a narrow terminal, which then breaks the lines itself: no figure is cut.
UNWATCHED_WIDTH, LEAST_WIDTH = 120, 80

_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"


def to_json(result: Any, *, decimals_as_numbers: bool = False) -> bytes:
    """Indented JSON of a result made of structs, decimals as strings or as numbers, with a final newline."""
    encoder = msgspec.json.Encoder(decimal_format="number" if decimals_as_numbers else "string")
    return msgspec.json.format(encoder.encode(result), indent=2) + b"\n"


def show(
    result: Any, json_to: str | None, table: Callable[[Console], None], *, decimals_as_numbers: bool = False
) -> None:
    """Writes ``result`` as JSON where asked, else lets ``table`` draw it on the terminal."""
    if json_to is None:
        table(console())
        return
    written = to_json(result, decimals_as_numbers=decimals_as_numbers)
    if json_to == "-":
        click.echo(written, nl=False)
    else:
        write_whole(Path(json_to), written)
        click.echo(f"Wrote {json_to}", err=True)


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all. Raises ``OfficeError``."""
    write_pieces(path, (data,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """As ``write_whole``, of a file that comes in pieces and need not fit into memory."""
    try:
        whole_files.write_pieces(path, pieces)
    except OSError as error:
        raise OfficeError(
            f"Cannot write {path}: {error.strerror}.", remedy="Choose a folder that exists, is yours and has room."
        ) from error


def console() -> Console:
    """A terminal for tables: colours off when the output is no terminal or NO_COLOR is set."""
    from rich.console import Console  # noqa: PLC0415 - 60 ms that --json and --help do not pay

    class Terminal(Console):
        """A console that leaves a reader who has gone to ``main``; its own answer is our exit code for findings."""

        def on_broken_pipe(self) -> None:
            """Hands the error on."""
            raise BrokenPipeError

    # Without emoji: an account called Assets:Bank:Cash is no picture of a bank.
    terminal = Terminal(highlight=False, emoji=False, width=None if sys.stdout.isatty() else UNWATCHED_WIDTH)
    terminal.width = max(terminal.width, LEAST_WIDTH)
    return terminal


def print_findings(findings: tuple[Finding, ...]) -> None:
    """Every finding on a line of its own, on standard error."""
    for finding in findings:
        click.echo(printable(str(finding)), err=True)


def printable(text: str) -> str:
    """A text from outside on one line; control characters, which could command the terminal, made visible instead."""
    return "".join(char if char.isprintable() else _UNPRINTABLE for char in " ".join(text.split()))
