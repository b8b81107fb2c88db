"""The seal on secrets of second factors: XChaCha20-Poly1305 under a key that is never in the database.

It protects a copy of the database alone: a backup, a dump, the disk of its server. Whoever may read the office's folder
or the server's memory has the key too.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path
from typing import Final

import nacl.exceptions
import nacl.secret

from bitcoin_office.adapters.secret_text import SecretKind, secret_text
from bitcoin_office.terms.errors import OfficeError

# Begins what is sealed; no Base32 has a colon.
_SEALED: Final = "1:"
_LOST: Final = "Restore the key from a copy; or give people new second factors: bitcoin-office people reset NAME"


class FactorSealError(OfficeError):
    """The secrets of second factors cannot be sealed or opened. Neither key nor secret is ever repeated."""

    code = "factor-seal"


_KIND: Final = SecretKind(
    name="key for second factors",
    error=FactorSealError,
    most_characters=200,
    set_to=" to 32 random bytes in Base64",
    written_in=" in office.toml under [people]",
    lost=_LOST,
)


class FactorSeal:
    """Seals and opens. The key is ``file:PATH`` (relative to ``base``; made at first use) or ``env:NAME``."""

    def __init__(self, reference: str, base: Path) -> None:
        self._reference = reference
        self._base = base

    def seal(self, secret: str, of: str) -> str:
        """The secret as it is kept. It opens for the same ``of`` alone: moved to another row it is worth nothing."""
        box = nacl.secret.Aead(self._key(make=True))
        return _SEALED + base64.b64encode(box.encrypt(secret.encode(), of.encode())).decode()

    def sealed(self, text: str, of: str) -> str:
        """A secret that stands as it is, sealed; one that is sealed already, as it is."""
        return text if is_sealed(text) else self.seal(text, of)

    def open(self, sealed: str, of: str) -> str:
        """The secret. Raises ``FactorSealError`` for another key, another ``of``, and for what was changed."""
        try:
            data = base64.b64decode(sealed.removeprefix(_SEALED), validate=True)
            return nacl.secret.Aead(self._key(make=False)).decrypt(data, of.encode()).decode()
        except (nacl.exceptions.CryptoError, binascii.Error, ValueError) as error:
            raise FactorSealError(
                f"A second factor cannot be opened with the key at {self._reference}.", remedy=_LOST
            ) from error

    def _key(self, *, make: bool) -> bytes:
        """The key. Raises ``FactorSealError`` where there is none that can be used."""
        text = secret_text(self._reference, self._base, _KIND, _make if make else None)
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != nacl.secret.Aead.KEY_SIZE:
            raise FactorSealError(
                f"{self._reference} holds no key for second factors.", remedy="It is 32 random bytes in Base64."
            )
        return key


def is_sealed(text: str) -> bool:
    """Whether a text is a sealed secret, and not one as it stood before secrets were sealed."""
    return text.startswith(_SEALED)


def _make(path: Path) -> None:
    """A new key, whole or not at all; of two programs that make one at once the first wins."""
    working = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(working, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(base64.b64encode(secrets.token_bytes(nacl.secret.Aead.KEY_SIZE)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            os.link(working, path)
    except FileExistsError:
        return
    finally:
        working.unlink()
