"""What a verification found: BIP-322's states, with every reason; never a bare yes or no."""

from __future__ import annotations

import enum

import msgspec

from bitcoin_office.chain.transaction import OutPoint


class State(enum.StrEnum):
    """``VALID_LATER`` is BIP-322's *valid at time T and age S*: the same signatures would move the coins only then."""

    VALID = "valid"
    VALID_LATER = "valid-at-time-and-age"
    INCONCLUSIVE = "inconclusive"
    INVALID = "invalid"


class Variant(enum.StrEnum):
    """The form of a proof; the words stand before its base64."""

    SIMPLE = "smp"
    FULL = "ful"
    FUNDS = "pof"


class Problem(enum.StrEnum):
    """What is wrong with the proof around its scripts; ``script.fault.Fault`` names what is wrong inside them."""

    FORMAT = "format"
    VARIANT = "variant"
    NOT_THIS_MESSAGE = "not-this-message"
    """The proof is for another message or another address."""
    SHAPE = "shape"
    DUPLICATE_INPUT = "duplicate-input"
    SPENT_OUTPUT = "spent-output"
    LIMIT = "limit"
    CONSENSUS = "consensus"
    VERSION = "version"
    UPGRADE = "upgrade"
    NO_SIGNATURE = "no-signature"
    NEEDS_ENGINE = "needs-engine"


class Reason(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Why a proof is not valid: a stable code, a sentence, and the input (from zero) where it belongs to one."""

    code: str
    message: str
    input: int | None = None


class ProvedCoin(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A coin that a proof of funds signs for, as the proof states it.

    Anyone can name any outpoint beside a script of their own: only a node can say that the coin exists, and with this
    script and amount.
    """

    outpoint: OutPoint
    sats: int
    script: bytes


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """``lock_time`` and ``sequence`` are BIP-322's T and S. ``judges`` says who decided: ``templates``, an engine.

    ``signatures`` counts those that held; ``coins`` is empty except for a proof of funds that is not invalid.
    """

    state: State
    reasons: tuple[Reason, ...] = ()
    variant: Variant | None = None
    lock_time: int = 0
    sequence: int = 0
    signatures: int = 0
    coins: tuple[ProvedCoin, ...] = ()
    judges: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the signatures hold, now or at the stated time and age."""
        return self.state in {State.VALID, State.VALID_LATER}
