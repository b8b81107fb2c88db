"""A proof of control as it counts on a day: for which coins, and if not, why not."""

from __future__ import annotations

import datetime as dt
import enum

import msgspec

from bitcoin_office.chain.transaction import OutPoint
from bitcoin_office.reserve.coins import Coin


class WhyNot(enum.StrEnum):
    """Why a coin is not proved. The nearer to proved the earlier: of several reasons the first one is told."""

    EXPIRED = "expired"
    CAME_AFTER = "came-after"
    BLOCK_ORPHANED = "block-orphaned"
    RECOVERY_ONLY = "recovery-only"
    ONLY_LATER = "only-later"
    NOT_JUDGED = "not-judged"
    BLOCK_UNKNOWN = "block-unknown"
    MESSAGE = "message"
    BROKEN = "broken"
    NO_PROOF = "no-proof"


class JudgedProof(msgspec.Struct, frozen=True, kw_only=True):
    """A proof with what it binds. It counts where ``why_not`` is ``None``; ``sentence`` says more where it does not.

    ``funds`` are coins of other scripts that it signs for, each with its satoshis and script. What follows them is
    ``None`` or empty where the message names none of it.
    """

    request: str
    script: bytes
    funds: tuple[tuple[OutPoint, int, bytes], ...] = ()
    why_not: WhyNot | None = None
    sentence: str = ""
    height: int = 0
    block: str = ""
    day: dt.date | None = None
    vault: str = ""
    expires: dt.date | None = None

    def speaks_of(self, coin: Coin) -> bool:
        """Whether its signatures are for this coin's script, or for the coin itself."""
        return coin.script == self.script or (coin.outpoint, coin.sats, coin.script) in self.funds

    def why_not_for(self, coin: Coin, vault: str) -> WhyNot | None:
        """Why it does not prove a coin of which it speaks; ``None`` where it does."""
        if self.why_not is not None:
            return self.why_not
        if self.vault != vault.lower():
            return WhyNot.MESSAGE
        return WhyNot.CAME_AFTER if coin.born_height > self.height else None
