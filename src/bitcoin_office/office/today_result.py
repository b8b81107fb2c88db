"""What ``today`` says: what was seen, what each rule answered and why, and what is proposed."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.reserve.proposal import PriceSeen, Proposal
from bitcoin_office.reserve.rules_explain import Reason


class RuleAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One rule on this day. ``answer`` is in bitcoin, of a stop the share of purchases that may go ahead.

    It is ``null`` where the rule was not run, and ``missing`` then says what for. ``due_since`` is the day on which
    the interval began that makes it due. ``sats`` and ``usd_cents`` are what is to be traded, negative to sell.
    """

    rule: str
    says: str
    due_since: dt.date | None
    answer: float | None
    reasons: tuple[Reason, ...]
    wanted_sats: int
    sats: int
    usd_cents: int
    limited: tuple[str, ...]
    missing: tuple[str, ...]
    observation: tuple[tuple[str, float], ...]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal with its name, its hash, and where it stands."""

    id: str
    hash: str
    state: str
    says: str
    proposal: Proposal


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a programme run on one day. The same office on the same day gives the same bytes."""

    schema: str = "bitcoin-office/today/1"
    finding: str
    training: bool
    country: str
    programme: str
    programme_hash: str
    day: dt.date
    price: PriceSeen
    held_sats: int
    held_cost_usd_cents: int
    held_basis: str
    rules: tuple[RuleAnswer, ...]
    proposals: tuple[Shown, ...]
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]
