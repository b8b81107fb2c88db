"""The key that signs disclosures: in a file of its owner's alone or in the environment, never in the office."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from bitcoin_office.adapters.secret_text import SecretKind, secret_text
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.note import NoteKey, NoteSigner
from bitcoin_office.terms.errors import ConflictError, OfficeError

_SEED_BYTES: Final = 32


class SigningKeyError(OfficeError):
    """The signing key cannot be used. Its text is never repeated."""

    code = "signing-key"


_KIND: Final = SecretKind(
    name="signing key",
    error=SigningKeyError,
    most_characters=1_000,  # a key's text has some 200
    lost="Check [signing] key.",
)


def make_signing_key(path: Path, name: str) -> NoteKey:
    """Makes a new key in a new file that only its owner may read; returns the public half.

    Raises ``ConflictError`` where the file exists, and ``SigningKeyError``.
    """
    try:
        signer = NoteSigner(name, secrets.token_bytes(_SEED_BYTES))
    except ProofFormatError as error:
        raise SigningKeyError(error.message, remedy="Choose a name such as office.example/sv.") from error
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{signer.text}\n")
    except FileExistsError:
        raise ConflictError(f"{path} exists already.", remedy="A key is never written over; name a new file.") from None
    except OSError as error:
        raise SigningKeyError(f"Cannot write {path}: {error.strerror}.", remedy="Choose a folder of yours.") from error
    return signer.key


def load_signing_key(reference: str, base: Path) -> NoteSigner:
    """The key that ``file:PATH`` (relative to ``base``) or ``env:NAME`` names. Raises ``SigningKeyError``."""
    try:
        return NoteSigner.parse(secret_text(reference, base, _KIND))
    except ProofFormatError as error:
        raise SigningKeyError(
            f"{reference} holds no signing key: {error.problem}.",
            remedy="Make one with: bitcoin-office disclose --init-key FILE",
        ) from error
