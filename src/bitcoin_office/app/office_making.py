"""Makes the folder of a new office, with all that is put into it, whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bitcoin_office.app.office_dir import SETTINGS_FILE, OfficeDir, OfficeSettings, usual_network
from bitcoin_office.playbook.toml_text import toml_text
from bitcoin_office.terms.errors import OfficeError, UsageError

# A name and what is put before and behind it must fit into the 255 bytes that file systems allow.
_LONGEST_PART = 40


@contextmanager
def new_office(path: Path, settings: OfficeSettings) -> Generator[OfficeDir]:
    """The office at its working place while the block fills it; at ``path`` once the block has ended well, else gone.

    Raises ``UsageError`` when something stands at ``path`` already, ``OfficeError`` where no folder can be made.
    """
    folder = Path(os.path.realpath(path))
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{path} exists and is not an empty folder.", remedy="Choose another folder.")
        working = _working_place(folder)
    except OSError as error:
        raise _not_made(path, error) from error
    try:
        try:
            (working / SETTINGS_FILE).write_text(settings_text(settings), encoding="utf-8")
        except OSError as error:
            raise _not_made(path, error) from error
        yield OfficeDir(path=working, settings=settings)
        try:
            _put_in_place(working, folder)
        except OSError as error:
            raise _not_made(path, error) from error
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _working_place(folder: Path) -> Path:
    """A new folder beside the one to be made, or in it where it stands and is empty."""
    parent = folder if folder.is_dir() else folder.parent
    parent.mkdir(parents=True, exist_ok=True)
    working = parent / f".{folder.name[:_LONGEST_PART]}.{secrets.token_hex(4)}"
    working.mkdir()
    return working


def _put_in_place(working: Path, folder: Path) -> None:
    """Gives the office its name; in a folder that stood there its settings come last, since they make it an office."""
    if working.parent != folder:
        working.rename(folder)
        return
    for made in sorted(working.iterdir(), key=lambda each: each.name == SETTINGS_FILE):
        made.rename(folder / made.name)


def settings_text(settings: OfficeSettings) -> str:
    """``office.toml`` with a word on each setting."""
    return (
        "# One office of the Bitcoin Office. Copying this folder copies the office.\n"
        f"{toml_text({'country': settings.country})}"
        f"{toml_text({'programme': settings.programme}) if settings.programme else ''}"
        '# "record" holds only what is sourced, vouched or proved; "training" is made up and marked so everywhere.\n'
        f"{toml_text({'kind': str(settings.kind)})}\n"
        "[books]\n"
        '# A file in this folder, a postgresql:// URL, or "env:NAME" for a URL kept in the environment.\n'
        f"{toml_text({'url': settings.books.url})}\n"
        "[node]\n"
        "# The Bitcoin node that is read: its address, and its cookie file unless BITCOIN_RPC_USER and\n"
        "# BITCOIN_RPC_PASSWORD are set in the environment.\n"
        f"{_set_or_shown('url', settings.node.url, 'http://127.0.0.1:8332')}"
        f"{_set_or_shown('cookie', settings.node.cookie, '/path/to/.cookie')}"
        f"{toml_text({'network': settings.node.network or usual_network(settings.kind)})}"
    )


def _set_or_shown(key: str, value: str, example: str) -> str:
    """A line with the setting, or one that shows how it would look."""
    return toml_text({key: value}) if value else f"# {toml_text({key: example})}"


def _not_made(path: Path, error: OSError) -> OfficeError:
    return OfficeError(f"Cannot make {path}: {error.strerror}.", remedy="Choose a folder that is yours.")
