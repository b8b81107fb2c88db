"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

# A name and what is put before and behind it must fit into the 255 bytes that file systems allow.
_LONGEST_PART = 40


def write_whole(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Writes a file in the place of an older one, or a new one; its folder must exist. Raises ``OSError``.

    ``mode`` is what a new file may at most allow, less the caller's umask; an older file's permissions stay. A link
    stays a link to the new text. What is no file but a device or a pipe is written to, never replaced.
    """
    write_pieces(path, (data,), mode=mode)


def write_pieces(path: Path, pieces: Iterable[bytes], *, mode: int = 0o666) -> None:
    """As ``write_whole``, of a file that comes in pieces and need not fit into memory."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            stream.writelines(pieces)
        return
    made = target.with_name(f".{target.name[:_LONGEST_PART]}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            made.chmod(target.stat().st_mode & 0o777)
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
