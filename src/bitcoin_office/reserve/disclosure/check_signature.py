"""Checks of the signature: it is over this disclosure, it holds, and whose key it is, as far as the reader knows."""

from __future__ import annotations

from collections.abc import Collection

from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.note import Note, NoteKey
from bitcoin_office.reserve.disclosure.building import note_text
from bitcoin_office.reserve.disclosure.document import SignedDisclosure
from bitcoin_office.reserve.disclosure.result import Signer, SignerStatus, Tally

_INVALID = Signer(status=SignerStatus.INVALID)
_REMEDY = "Get the file again from the office; do not rely on this one."


def check_signature(signed: SignedDisclosure, trusted: Collection[NoteKey], tally: Tally) -> Signer:
    """Who signed. ``trusted`` are the keys that the reader named; without any the signer is unknown at best."""
    disclosure = signed.disclosure
    try:
        key = NoteKey.parse(disclosure.signer)
        note = Note.parse(signed.note)
    except ProofFormatError as error:
        tally.wrong("signature", "note", error.message, _REMEDY)
        return _INVALID
    if note.text != note_text(disclosure):
        message = "The contents are not those that were signed."
        tally.wrong("changed", "note", message, _REMEDY)
        return _INVALID
    if not note.verify(key):
        tally.wrong("signature", "note", f"The signature is not by the key {key.name}+{key.id.hex()}.", _REMEDY)
        return _INVALID
    status = SignerStatus.UNKNOWN if not trusted else SignerStatus.KNOWN if key in trusted else SignerStatus.WRONG
    if status is SignerStatus.WRONG:
        wanted = ", ".join(sorted(f"{each.name}+{each.id.hex()}" for each in trusted))
        message = f"The disclosure is signed by {key.name}+{key.id.hex()}, not by {wanted}."
        tally.wrong("wrong-signer", "disclosure.signer", message, "Ask the office which key is its own.")
    else:
        tally.prove("signature", f"The key {key.name}+{key.id.hex()} signed exactly this content.")
    if status is SignerStatus.UNKNOWN:
        tally.leave("signer-unknown", "Whose key that is: nobody told this program; name it with --key.")
    return Signer(status=status, name=key.name, id=key.id.hex(), key=key.text)
