"""What a signed message binds: ours names country, vault, block, purpose and expiry; bip322-audit's names the block."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.message import Attestation, Purpose
from bitcoin_office.reserve.disclosure.document import MAX_HEIGHT

AUDIT_STAMP: Final = re.compile(
    r"block: (0|[1-9][0-9]{0,8}) ([0-9a-f]{64}) ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)"
)
"""The last line of a message that bip322-audit writes: height, hash, and the header's own time."""


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """What a message ties a signature to. Without an attestation only the block is bound, and the quorum is unknown."""

    height: int
    block: str
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
        stamp = AUDIT_STAMP.fullmatch(message.rpartition("\n")[2])
        if stamp is None or int(stamp[1]) > MAX_HEIGHT:
            return None
        return Binding(height=int(stamp[1]), block=stamp[2])
    return Binding(height=found.height, block=shown(found.block_hash), attestation=found)
