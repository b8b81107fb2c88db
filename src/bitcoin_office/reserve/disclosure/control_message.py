"""What a signed message binds: ours names country, vault, block, purpose and expiry; bip322-audit's names the block."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

import msgspec

from bitcoin_office.chain.hashing import shown
from bitcoin_office.proof.errors import ProofFormatError
from bitcoin_office.proof.message import Attestation, Purpose
from bitcoin_office.reserve.disclosure.document import MAX_HEIGHT

# The last line of a message that bip322-audit writes: height, hash, and the header's own time.
_AUDIT_STAMP: Final = re.compile(
    r"block: (0|[1-9][0-9]{0,8}) ([0-9a-f]{64}) [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
)


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """What a message ties a signature to. Without an attestation only the block is bound, and the quorum is unknown."""

    height: int
    block: str
    attestation: Attestation | None = None

    @property
    def recovery(self) -> bool:
        """Whether the recovery quorum is said to have signed, and not the primary one."""
        return self.attestation is not None and self.attestation.purpose is Purpose.RECOVERY

    @property
    def expires(self) -> dt.date | None:
        """The last day on which it is to be believed; ``None`` where the message names none."""
        return None if self.attestation is None else self.attestation.expires


def binding_of(message: str) -> Binding | None:
    """What the message binds; ``None`` for a text that names no block."""
    try:
        found = Attestation.parse(message)
    except ProofFormatError:
        stamp = _AUDIT_STAMP.fullmatch(message.rpartition("\n")[2])
        if stamp is None or int(stamp[1]) > MAX_HEIGHT:
            return None
        return Binding(height=int(stamp[1]), block=stamp[2])
    return Binding(height=found.height, block=shown(found.block_hash), attestation=found)
