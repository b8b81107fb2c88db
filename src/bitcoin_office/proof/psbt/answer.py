"""What signers give back, in whichever form their tools write it: PSBT, transaction, or a finished proof."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from bitcoin_office.chain.errors import ChainFormatError
from bitcoin_office.chain.transaction import Transaction
from bitcoin_office.proof.bip322.verdict import Variant
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.packet import MAGIC, MAX_PSBT_BYTES, Packet

# A PSBT in hexadecimal, the longest of the forms.
MAX_ANSWER_BYTES: Final = 2 * MAX_PSBT_BYTES

_KINDS: Final = "a PSBT, a signed transaction, or a proof that starts with smp, ful or pof"


def read_answer(data: bytes) -> Packet | Transaction | str:
    """A PSBT (binary, base64 or hexadecimal), a transaction (likewise), or the text of a finished proof.

    Raises ``ProofFormatError``.
    """
    if len(data) > MAX_ANSWER_BYTES:
        raise _bad(f"{len(data)} bytes, more than the {MAX_ANSWER_BYTES} that are read")
    if data.startswith(MAGIC):
        return Packet.parse(data)
    text = _text(data)
    if text is not None:
        if text[:3] in set(Variant):
            return text
        data = _decoded(text)
    if data.startswith(MAGIC):
        return Packet.parse(data)
    try:
        return Transaction.parse(data)
    except ChainFormatError as error:
        raise _bad(f"neither {_KINDS}") from error


def _bad(problem: str) -> ProofFormatError:
    return ProofFormatError(what="answer to a proof's request", problem=problem, remedy="Export it once more.")


def _text(data: bytes) -> str | None:
    try:
        text = "".join(data.decode("ascii").split())
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _decoded(text: str) -> bytes:
    for decode in (bytes.fromhex, _base64):
        try:
            return decode(text)
        except (ValueError, binascii.Error):
            continue
    raise _bad(f"neither {_KINDS}")


def _base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
