"""Where a secret is kept: in a file of its owner's alone, or in the environment; ``office.toml`` names it only."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from bitcoin_office.terms.errors import OfficeError

FILE, VARIABLE = "file:", "env:"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class SecretKind(msgspec.Struct, frozen=True, kw_only=True):
    """What a secret is called in messages, what they say to do, and what is raised; its text is never repeated."""

    name: str
    error: type[OfficeError]
    most_characters: int
    """What is longer is another file."""
    set_to: str = ""
    """What the variable has to hold, such as " to 32 random bytes in Base64"."""
    written_in: str = ""
    """Where the reference stands, such as " in office.toml under [people]"."""
    lost: str
    """What to do where the file cannot be read."""


def secret_text(reference: str, base: Path, kind: SecretKind, make: Callable[[Path], None] | None = None) -> str:
    """The text that ``file:PATH`` (relative to ``base``) or ``env:NAME`` names; ``make`` makes a file that is missing.

    Raises the kind's own error: not set, not readable, readable by others, or a reference of another form.
    """
    if reference.startswith(VARIABLE):
        name = reference.removeprefix(VARIABLE)
        found = os.environ.get(name)
        if not found:
            message = f"The {kind.name} is taken from ${name}, which is not set."
            raise kind.error(message, remedy=f"Set {name}{kind.set_to}.")
        return found.strip()
    if not reference.startswith(FILE):
        message = f"Cannot tell where the {kind.name} is: {reference[:60]!r}."
        raise kind.error(message, remedy=f'Write "file:PATH" or "env:NAME"{kind.written_in}.')
    path = base / Path(reference.removeprefix(FILE)).expanduser()
    try:
        if make is not None and not path.exists():
            make(path)
        if path.stat().st_mode & _OTHERS:
            raise kind.error(f"Others may read the {kind.name} {path}.", remedy=f"Run: chmod 600 {path}")
        with path.open(encoding="ascii") as file:
            return file.read(kind.most_characters).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise kind.error(f"Cannot use the {kind.name} {path}: {reason}.", remedy=kind.lost) from error
