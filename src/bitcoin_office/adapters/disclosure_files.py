"""Disclosures on disk: one with its sidecar and auditor's file, or a folder of them; read with limits, kept whole."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bitcoin_office.adapters.whole_files import write_whole
from bitcoin_office.chain.header import HEADER_BYTES
from bitcoin_office.chain.header_run import MAX_HEADERS
from bitcoin_office.reserve.disclosure.checking import Given
from bitcoin_office.reserve.disclosure.document import MAX_FILE_BYTES
from bitcoin_office.terms.errors import ConflictError, NotFoundError, OfficeError

DISCLOSURE_END: Final = ".json"
SIDECAR_END: Final = ".headers"
AUDITOR_END: Final = ".auditor.json"

_NUMBERED: Final = re.compile(r"disclosure-([0-9]{4,9})\.json")
# One byte more than may be read, so that a larger file is refused by its reader and not cut to fit.
_MOST: Final = {SIDECAR_END: MAX_HEADERS * HEADER_BYTES + 1}


def given_at(path: Path, *, sidecar: Path | None = None, auditor: Path | None = None) -> tuple[Given, ...]:
    """The disclosure at ``path``, or all in a folder, by name; each with the sidecar beside it, where there is one.

    An auditor's file is read only where it is named. Raises ``NotFoundError`` and ``OfficeError``.
    """
    if path.is_dir():
        if sidecar is not None or auditor is not None:
            raise NotFoundError(kind="disclosure", name=str(path), remedy="Name one file with these options.")
        found = sorted(each for each in path.glob(f"*{DISCLOSURE_END}") if not each.name.endswith(AUDITOR_END))
        if not found:
            raise NotFoundError(kind="disclosure in the folder", name=str(path), remedy="Name a folder that has some.")
        return tuple(Given(name=each.name, data=_read(each), sidecar=_beside(each)) for each in found)
    return (
        Given(
            name=path.name,
            data=_read(path),
            sidecar=_beside(path) if sidecar is None else _read(sidecar),
            auditor=None if auditor is None else _read(auditor),
        ),
    )


def name_of(number: int) -> str:
    """The name of a disclosure's file.

    >>> name_of(3)
    'disclosure-0003.json'
    """
    return f"disclosure-{number:04d}{DISCLOSURE_END}"


def highest_number(folder: Path) -> int:
    """The highest number of a disclosure in a folder; 0 for none."""
    found = [_NUMBERED.fullmatch(each.name) for each in folder.glob(f"*{DISCLOSURE_END}")] if folder.is_dir() else []
    return max((int(each[1]) for each in found if each is not None), default=0)


def auditor_path(private: Path, number: int) -> Path:
    """Where the auditor's file of a disclosure is kept."""
    return _sibling(private / name_of(number), AUDITOR_END)


def write_disclosure(
    folder: Path, number: int, *, file: bytes, sidecar: bytes, auditor: bytes | None, private: Path
) -> Path:
    """Writes the files of a new disclosure, the disclosure itself last, so that it is never there without the others.

    What the auditor gets goes into the folder ``private``, so that ``folder`` can be published as it is. Returns the
    disclosure's path. Raises ``ConflictError`` where the number is taken, and ``OfficeError``.
    """
    target = folder / name_of(number)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone_in(folder):
            if target.exists():
                raise ConflictError(f"{target} exists already.", remedy="A disclosure is never written over.")
            write_whole(_sibling(target, SIDECAR_END), sidecar)
            if auditor is not None:
                private.mkdir(mode=0o700, exist_ok=True)
                write_whole(auditor_path(private, number), auditor, mode=0o600)
            write_whole(target, file)
    except OSError as error:
        remedy = "Choose a folder that is yours."
        raise OfficeError(f"Cannot write {target}: {error.strerror}.", remedy=remedy) from error
    return target


@contextmanager
def _alone_in(folder: Path) -> Generator[None]:
    """Waits until no other program of ours writes into the folder, and keeps others out."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _beside(path: Path) -> bytes | None:
    sidecar = _sibling(path, SIDECAR_END)
    return _read(sidecar) if sidecar.is_file() else None


def _sibling(path: Path, end: str) -> Path:
    return path.with_name(path.name.removesuffix(DISCLOSURE_END) + end)


def _read(path: Path) -> bytes:
    most = _MOST.get(path.suffix, MAX_FILE_BYTES + 1)
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise NotFoundError(kind="file", name=str(path), remedy="Check the path.") from None
    except OSError as error:
        raise OfficeError(f"Cannot read {path}: {error.strerror}.", remedy="It must be a file you may read.") from error
