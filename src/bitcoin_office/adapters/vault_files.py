"""The files of an office that people may also write by hand: vaults and vouchers."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from bitcoin_office.adapters.country_files import read_texts
from bitcoin_office.terms.errors import NotFoundError, OfficeError

VAULTS, VOUCHERS = "vaults", "vouchers"

# A document is hashed in pieces of this size, so that a scan of any length needs no memory.
_PIECE_BYTES = 1024 * 1024


def vault_texts(office: Path) -> dict[str, str]:
    """The texts of the office's vaults by path, sorted by name. Raises ``OfficeError`` for a file that is no text."""
    return read_texts(office / VAULTS)


def voucher_texts(office: Path) -> dict[str, str]:
    """The texts of the office's vouchers by path, sorted by name. Raises as ``vault_texts``."""
    return read_texts(office / VOUCHERS)


def write_new(path: Path, text: str) -> None:
    """Writes a file that must not be there yet, whole or not at all, making its folder. Raises ``OfficeError``."""
    made: Path | None = None
    try:
        path.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as temporary:
            made = Path(temporary.name)
            temporary.write(text)
            temporary.flush()
            os.fsync(temporary.fileno())
        made.chmod(0o644)
        # A link fails where the name is taken; a rename would silently take its place.
        os.link(made, path)
    except FileExistsError:
        raise OfficeError(f"{path} is there already.", remedy="Nothing was changed; look at it first.") from None
    except OSError as error:
        raise OfficeError(f"Cannot write {path}: {error.strerror}.", remedy="Check the folder and its disk.") from error
    finally:
        if made is not None:
            made.unlink(missing_ok=True)


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises ``NotFoundError`` and ``OfficeError``."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as document:
            while piece := document.read(_PIECE_BYTES):
                digest.update(piece)
    except (FileNotFoundError, IsADirectoryError):
        raise NotFoundError(kind="file", name=str(file), remedy="Name the document that is the voucher.") from None
    except OSError as error:
        raise OfficeError(f"Cannot read {file}: {error.strerror}.", remedy="Check its permissions.") from error
    return digest.hexdigest()
