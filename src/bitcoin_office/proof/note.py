"""Signed notes (c2sp.org/signed-note): a text and one Ed25519 signature over it, by a key with a name."""

from __future__ import annotations

import base64
import binascii
import re
from hashlib import sha256
from typing import Final, Self

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from bitcoin_office.proof.errors import ProofFormatError

ED25519: Final = 1
"""The signature type of plain Ed25519 in signed notes."""

_ID_BYTES: Final = 4
_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
# Texts of ours have ten short lines; a note that is longer is none of ours.
MAX_NOTE_CHARACTERS: Final = 4_000
# No space and no plus, as notes ask; ASCII only, so that two names that look alike are alike.
_NAME: Final = re.compile(r"[!-*,-~]{1,100}")
_DASH: Final = "\N{EM DASH} "
_PRIVATE_HEAD: Final = "PRIVATE+KEY+"


class NoteKey(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs: a name, such as ``bitcoin.example/sv``, and 32 bytes of public key."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that name the key in a signature."""
        return sha256(self.name.encode() + b"\n" + bytes((ED25519,)) + self.public).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """The verifier key as it is published: ``name+id+base64``."""
        return f"{self.name}+{self.id.hex()}+{_encode(bytes((ED25519,)) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a verifier key in its one spelling. Raises ``ProofFormatError``."""
        name, data = _split_key(text, "verifier key")
        key = cls(name=name, public=data)
        if key.text != text:
            raise _bad("verifier key", "its id is not that of its name and key")
        return key

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature over the message is by this key."""
        try:
            VerifyKey(self.public).verify(message, signature)
        except (BadSignatureError, ValueError):
            return False
        return True


class NoteSigner:
    """A private key with its name. It is shown by nothing but ``text``, which goes into its file."""

    __slots__ = ("_key", "_secret")

    def __init__(self, name: str, seed: bytes) -> None:
        """A key from 32 secret bytes. Raises ``ProofFormatError`` for a name that a note cannot hold."""
        if not _NAME.fullmatch(name):
            raise _bad("name of a key", "1 to 100 printable ASCII characters without space and plus are expected")
        self._secret = SigningKey(seed)
        self._key = NoteKey(name=name, public=bytes(self._secret.verify_key))

    @property
    def key(self) -> NoteKey:
        """What others verify with."""
        return self._key

    @property
    def text(self) -> str:
        """The secret, in the form that Go's ``note`` package writes."""
        data = bytes((ED25519,)) + bytes(self._secret)
        return f"{_PRIVATE_HEAD}{self._key.name}+{self._key.id.hex()}+{_encode(data)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a private key. Raises ``ProofFormatError``, which does not repeat the text."""
        if not text.startswith(_PRIVATE_HEAD):
            raise _bad("signing key", f"it does not start with {_PRIVATE_HEAD}")
        name, seed = _split_key(text.removeprefix(_PRIVATE_HEAD), "signing key")
        signer = cls(name, seed)
        if signer.text != text:
            raise _bad("signing key", "its id is not that of its name and key")
        return signer

    def sign(self, text: str) -> str:
        """The note: the text (which ends in a line break), an empty line, the signature's line."""
        signature = self._secret.sign(text.encode()).signature
        return f"{text}\n{_DASH}{self._key.name} {_encode(self._key.id + signature)}\n"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note as it was read; whether its signature holds only ``verify`` says."""

    text: str
    name: str
    key_id: bytes
    signature: bytes

    @classmethod
    def parse(cls, note: str) -> Self:
        """Reads a note with exactly one signature, in its one spelling. Raises ``ProofFormatError``."""
        if len(note) > MAX_NOTE_CHARACTERS:
            raise _bad("signed note", f"{len(note)} characters, more than the {MAX_NOTE_CHARACTERS} that are read")
        text, separator, line = note.rpartition("\n\n")
        name, space, data = line.removeprefix(_DASH).removesuffix("\n").partition(" ")
        framed = separator and space and line.startswith(_DASH) and line.endswith("\n")
        if not framed or not _NAME.fullmatch(name):
            raise _bad("signed note", "it does not end in an empty line and one line of signature")
        signed = _decode(data, "signed note")
        if len(signed) != _ID_BYTES + _SIGNATURE_BYTES:
            raise _bad("signed note", f"a signature of {len(signed)} bytes with its key id")
        return cls(text=f"{text}\n", name=name, key_id=signed[:_ID_BYTES], signature=signed[_ID_BYTES:])

    def names(self, key: NoteKey) -> bool:
        """Whether the signature says that it is by this key."""
        return (self.name, self.key_id) == (key.name, key.id)

    def verify(self, key: NoteKey) -> bool:
        """Whether the signature is by this key and holds."""
        return self.names(key) and key.holds(self.text.encode(), self.signature)


def _bad(what: str, problem: str) -> ProofFormatError:
    return ProofFormatError(what=what, problem=problem)


def _split_key(text: str, what: str) -> tuple[str, bytes]:
    # Base64 has plus signs of its own, so only the first two divide.
    parts = text.split("+", 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
        raise _bad(what, "name+id+base64 is expected")
    data = _decode(parts[2], what)
    if len(data) != 1 + _KEY_BYTES or data[0] != ED25519:
        raise _bad(what, "it is no Ed25519 key")
    return parts[0], data[1:]


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decode(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise _bad(what, "not base64") from error
    if _encode(data) != text:
        raise _bad(what, "base64 in another than its canonical form")
    return data
