"""What a signed message binds: ours names country, vault, block, purpose and expiry; bip322-audit's names the block."""

from __future__ import annotations

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.message import STAMP, TITLE, Attestation, Purpose, time_text
from bitcoin_office.reserve.disclosure.document import MAX_HEIGHT

_STAMP_LINE = "block: "


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """What a message ties a signature to. Without an attestation only the block is bound, and the quorum is unknown.

    ``time`` is the one of the block's header, as the message says it: ``2026-01-02T03:04:05Z``.
    """

    height: int
    block: str
    time: str
    attestation: Attestation | None = None

    @property
    def may_be_primary(self) -> bool:
        """Whether the primary quorum may have signed; of a message without attestation nobody knows more."""
        return self.attestation is None or self.attestation.purpose is not Purpose.RECOVERY

    @property
    def may_be_recovery(self) -> bool:
        """Whether the message was for the recovery quorum too."""
        return self.attestation is not None and self.attestation.purpose is not Purpose.PRIMARY


def binding_of(message: str) -> Binding | None:
    """What the message binds; ``None`` for a text that names no block."""
    try:
        found = Attestation.parse(message)
    except ProofFormatError:
        # What calls itself ours and is not in our form must not pass for a message that binds less.
        if message.startswith(TITLE):
            return None
        last = message.rpartition("\n")[2]
        stamp = STAMP.fullmatch(last.removeprefix(_STAMP_LINE)) if last.startswith(_STAMP_LINE) else None
        if stamp is None or int(stamp[1]) > MAX_HEIGHT:
            return None
        return Binding(height=int(stamp[1]), block=stamp[2], time=stamp[3])
    return Binding(
        height=found.height, block=shown(found.block_hash), time=time_text(found.block_time), attestation=found
    )
