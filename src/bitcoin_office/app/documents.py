"""Documents that people bring by the pages: kept in the office by their hash, of few kinds, and never too large."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Final

from bitcoin_office.adapters.store import SqlPeople
from bitcoin_office.app.office_dir import OfficeDir
from bitcoin_office.people.acts import Act, Record
from bitcoin_office.terms.errors import NotFoundError, OfficeError, UsageError
from bitcoin_office.terms.pattern import END

DOCUMENTS: Final = "documents"
MOST_BYTES: Final = 5_000_000
# OWASP ASVS 12.1.3. Whoever writes vouchers all day brings fewer; whoever took over a session fills no disk.
MOST_A_DAY: Final = 50
MOST_BYTES_KEPT: Final = 5_000_000_000
_DAY_SECONDS: Final = 24 * 60 * 60
# What each kind begins with: the file itself says what it is, not its name and not who sends it.
_BEGINNINGS: Final = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
KINDS: Final = ("pdf", "png", "jpg", "txt")
_NAME: Final = re.compile(rf"[0-9a-f]{{64}}\.({'|'.join(KINDS)}){END}")


def check_measure(office: OfficeDir, people: SqlPeople, person: str, size: int) -> None:
    """Counts a document that somebody brings. Raises ``UsageError`` where it is one too many for a day or the disk.

    Of two who bring one in the same moment both are counted: nobody gets past the number.
    """
    now = int(time.time())
    brought = Record(act=Act.DOCUMENT_BROUGHT, by=person, at=now, note=f"{size} bytes")
    if not people.record_at_most(brought, MOST_A_DAY, now - _DAY_SECONDS):
        raise UsageError(
            f"You have brought {MOST_A_DAY} documents within a day; more are not taken.",
            remedy="Go on tomorrow, or put them into the office's folder on the machine.",
        )
    kept = sum((office.path / DOCUMENTS / name).stat().st_size for name in documents(office))
    if kept + size > MOST_BYTES_KEPT:
        raise UsageError("The office keeps as many documents as it may.", remedy="Ask whoever runs this machine.")


def keep_document(office: OfficeDir, data: bytes) -> Path:
    """Keeps a document under the name of its SHA-256; the same one twice is kept once.

    Raises ``UsageError`` for one that is empty, too large or of another kind, and ``OfficeError`` for a disk
    that fails.
    """
    if not data or len(data) > MOST_BYTES:
        raise UsageError("The document is empty, or larger than 5 MB.", remedy="Give a scan of fewer pages.")
    folder = office.path / DOCUMENTS
    kept = folder / f"{hashlib.sha256(data).hexdigest()}.{_kind(data)}"
    made: Path | None = None
    try:
        folder.mkdir(exist_ok=True)
        if kept.exists():
            return kept
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as temporary:
            made = Path(temporary.name)
            temporary.write(data)
            temporary.flush()
            os.fsync(temporary.fileno())
        made.replace(kept)
    except OSError as error:
        if made is not None:
            made.unlink(missing_ok=True)
        raise OfficeError(f"Cannot keep the document: {error.strerror}.", remedy="Look at the disk.") from error
    return kept


def document(office: OfficeDir, name: str) -> bytes:
    """A document by its name. Raises ``NotFoundError`` for a name that is none, and for what is not kept."""
    if not _NAME.match(name):
        raise NotFoundError(kind="document", name=name)
    try:
        data = (office.path / DOCUMENTS / name).read_bytes()
    except OSError:
        raise NotFoundError(kind="document", name=name) from None
    if hashlib.sha256(data).hexdigest() != name.partition(".")[0]:
        raise OfficeError(f"The document {name} was changed: it is not what its name says.", remedy="Restore it.")
    return data


def documents(office: OfficeDir) -> frozenset[str]:
    """The names of all documents that are kept."""
    folder = office.path / DOCUMENTS
    return (
        frozenset(file.name for file in folder.iterdir() if _NAME.match(file.name)) if folder.is_dir() else frozenset()
    )


def _kind(data: bytes) -> str:
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text or text.lstrip().startswith("<"):
        raise UsageError("A document is a PDF, a PNG, a JPEG or a plain text.", remedy="Make a PDF of it.")
    return "txt"
