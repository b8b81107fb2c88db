"""A proposal: what a rule asks for on a day, with everything that it rests on. It is known by the hash of its bytes."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from decimal import Decimal
from typing import Final

import msgspec

from bitcoin_office.reserve.rules_explain import Reason
from bitcoin_office.terms.errors import OfficeError

# So much of the hash stands in a proposal's name: whoever names it, names exactly what was shown.
HASH_IN_NAME: Final = 12


class ProposalFormError(OfficeError):
    """A kept proposal of a form that this program does not know."""

    code = "proposal-form"


class Side(enum.StrEnum):
    """Whether coins are to be bought or sold."""

    BUY = "buy"
    SELL = "sell"


class PriceSeen(msgspec.Struct, frozen=True, kw_only=True):
    """The close that served, of the day ``on``, ``age_days`` before the day of the proposal."""

    usd_per_btc: Decimal
    on: dt.date
    age_days: int
    source: str


class RuleShown(msgspec.Struct, frozen=True, kw_only=True):
    """The rule with its numbers in the units that its function takes, what it looks at, and the SHA-256 of its text."""

    id: str
    function: str
    interval: str
    numbers: tuple[tuple[str, float], ...]
    looks_at: tuple[str, ...]
    text_sha256: str


class ConditionEffect(msgspec.Struct, frozen=True, kw_only=True):
    """What the trade would do to a condition of the arrangement that stands on that day."""

    condition: str
    says: str
    kept: str
    why: tuple[str, ...]
    source: str


class PayTo(msgspec.Struct, frozen=True, kw_only=True):
    """The unused address of a vault that this purchase, and no other, is to be paid to; the script in hexadecimal."""

    vault: str
    address: str
    script: str


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How it may be approved: by how many people, up to which day, and how far the price may move meanwhile."""

    approvals: int
    last_day: dt.date
    tolerance_percent: Decimal
    source: str


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown to whoever approves.

    ``answer`` is the rule's, in bitcoin; ``wanted_sats`` that in satoshis, negative to sell; ``sats`` and ``usd_cents``
    are the size of what is proposed, after what ``limited`` names. ``held_`` is before the trade.
    """

    schema: str = "bitcoin-office/proposal/1"
    training: bool
    country: str
    programme: str
    programme_hash: str
    day: dt.date
    rule: RuleShown
    side: Side
    sats: int
    usd_cents: int
    price: PriceSeen
    answer: float
    wanted_sats: int
    limited: tuple[str, ...]
    reasons: tuple[Reason, ...]
    observation: tuple[tuple[str, float], ...]
    sources: tuple[str, ...]
    held_sats: int
    held_cost_usd_cents: int
    conditions: tuple[ConditionEffect, ...]
    warnings: tuple[str, ...]
    pay_to: PayTo | None
    terms: Terms


def proposal_bytes(proposal: Proposal) -> bytes:
    """The bytes that the hash is of, and that are kept: one line of JSON and a final newline."""
    return msgspec.json.encode(proposal) + b"\n"


def read_proposal(data: bytes) -> Proposal:
    """The proposal of its bytes. Raises ``ProposalFormError``."""
    try:
        return msgspec.json.decode(data, type=Proposal)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProposalFormError(
            f"A proposal is written in a form that this program cannot read: {error}.",
            remedy="Update this program, or read it with the one that wrote it.",
        ) from error


def hash_of(data: bytes) -> str:
    """The hash of a proposal's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def name_of(proposal: Proposal, proposal_hash: str) -> str:
    """How people call it: its day, its rule, and the beginning of its hash."""
    return f"{proposal.day}-{proposal.rule.id}-{proposal_hash[:HASH_IN_NAME]}"
