"""The office's folder of proofs: requests with what is to be signed, what came back, and the proofs that came of it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bitcoin_office.adapters.whole_files import write_whole
from bitcoin_office.proof.psbt.answer import MAX_ANSWER_BYTES
from bitcoin_office.terms.errors import ConflictError, NotFoundError, OfficeError

REQUESTS: Final = "proofs"
TO_SIGN, ANSWERS = "to-sign", "answers"
REQUEST_FILE, MESSAGE_FILE, PROOFS_FILE = "request.json", "message.txt", "proofs.json"


def request_names(office: Path) -> tuple[str, ...]:
    """The names of all requests."""
    folder = office / REQUESTS
    return tuple(sorted(each.parent.name for each in folder.glob(f"*/{REQUEST_FILE}")))


def write_request(office: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Writes a new request, whole or not at all. Raises ``ConflictError`` where the name is taken."""
    folder = office / REQUESTS / name
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{name}.") as made:
            beside = Path(made) / name
            for path, data in files.items():
                target = beside / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            if folder.exists():
                raise ConflictError(f"{folder} is there already.", remedy="Use it, or ask at another block.")
            beside.rename(folder)
    except OSError as error:
        raise OfficeError(f"Cannot write {folder}: {error.strerror}.", remedy="Choose a folder of yours.") from error
    return folder


def read_request_file(office: Path, name: str, file: str) -> bytes | None:
    """A file of a request; ``None`` where it is not there. Raises ``OfficeError``."""
    path = office / REQUESTS / name / file
    return read_bounded(path) if path.is_file() else None


def answers_of(office: Path, name: str) -> tuple[tuple[str, bytes], ...]:
    """What came back for a request, by the names under which it is kept."""
    folder = office / REQUESTS / name / ANSWERS
    return tuple((each.name, read_bounded(each)) for each in sorted(folder.glob("*")) if each.is_file())


def keep(office: Path, name: str, file: str, data: bytes) -> None:
    """Writes a file of a request whole, in the place of an older one."""
    path = office / REQUESTS / name / file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise OfficeError(f"Cannot write {path}: {error.strerror}.", remedy="Check the folder and its disk.") from error


def read_bounded(path: Path) -> bytes:
    """A file of at most the size that an answer may have, and one byte more. Raises ``NotFoundError``."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_ANSWER_BYTES + 1)
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(kind="file", name=str(path), remedy="Name a file that a signer returned.") from None
    except OSError as error:
        raise OfficeError(f"Cannot read {path}: {error.strerror}.", remedy="It must be a file you may read.") from error
