"""Standard input and output as they are found: closed, on an old terminal, or with a reader that has gone."""

from __future__ import annotations

import codecs
import io
import os
import sys
from pathlib import Path

# What stands for a character that the terminal's alphabet lacks, so that a chart stays a chart.
_PLAIN = {
    **dict.fromkeys("█▇▆▅▄", "#"),
    **dict.fromkeys("▃▂▁", "_"),
    **dict.fromkeys("░", ":"),
    **dict.fromkeys("│┃┤├", "|"),
    **dict.fromkeys("─━–—╸", "-"),
    **dict.fromkeys("└┘┌┐┏┓┗┛┡┩╇┳┴┬┼", "+"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‘’", "'"),
    "•": "*",
    "…": "...",
    "₿": "BTC ",
}
_HANDLER = "bitcoin_office.plain"


def make_usable() -> None:
    """A stream that is closed reads as empty and swallows what is written; old alphabets get the nearest sign."""
    codecs.register_error(_HANDLER, _plain)
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def leave_unread() -> None:
    """Lets what is still in the buffer go nowhere, so that Python does not complain about it at the very end."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _plain(error: UnicodeError) -> tuple[str, int]:
    """A codec's error handler: the nearest signs of the ASCII alphabet."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_PLAIN.get(char, "?") for char in missing), error.end
