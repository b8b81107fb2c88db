"""What a plan says of reserves, reviews and tranches: the part of its result that the fiscal desk brings."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.playbook.reserve_policy import Payer


class ReviewChance(msgspec.Struct, frozen=True, kw_only=True):
    """A review ahead: how often what can be judged at it was kept, with the 95 percent interval.

    ``judged`` and ``not_judged`` name the criteria that were and were not; without one there is no probability.
    """

    facility: str
    review: str
    tranche: str
    on: dt.date
    amount: float | None
    unit: str
    judged: tuple[str, ...]
    not_judged: tuple[str, ...]
    probability: float | None
    low: float | None
    high: float | None


class MovedTranche(msgspec.Struct, frozen=True, kw_only=True):
    """A tranche that waits for a later review; ``to`` is ``None`` where the arrangement ends before it."""

    tranche: str
    amount: float | None
    planned: dt.date
    to: dt.date | None


class MissedReview(msgspec.Struct, frozen=True, kw_only=True):
    """What missing one review does by the calendar alone: half a year for it and all after it, and what is lost.

    ``share_of_reserves`` is what gross reserves lack until the tranche comes; ``None`` where rate or level is unknown.
    """

    facility: str
    review: str
    months: int
    moved: tuple[MovedTranche, ...]
    late: float
    lost: float
    unit: str
    lost_usd: float | None
    share_of_reserves: float | None


class TranchesInFutures(msgspec.Struct, frozen=True, kw_only=True):
    """Tranches of one facility over all futures, as far as criteria can be judged; money in the facility's unit.

    ``missed_share`` is the share of futures in which a review is missed. Medians and worsts of months late and of money
    are over those futures: ``late`` is the most that waits at once. ``lost`` is not known (``None``) where the plan
    ends before the facility's last review.
    """

    facility: str
    unit: str
    planned: float
    missed_share: float
    months_late_median: int
    months_late_worst: int
    late_median: float
    late_worst: float
    lost_median: float | None
    lost_worst: float | None
    lost_mean: float | None


class BondAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A bond of the programme: its price at the issue, and what its coins leave the issuer.

    Prices are per 100 of principal, ``None`` with what is ``missing``. Service is what coupons and principal cost in
    the plan's days, in dollars. What its coins leave the issuer is the series ``bonds_net_usd``, of all bonds together.
    """

    id: str
    name: str
    issued_on: dt.date
    principal_usd: float
    coupons_and_principal: float | None
    bitcoin_dividend: float | None
    price: float | None
    priced_at: str
    missing: tuple[str, ...]
    service_usd: float


class TrustAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How often the trust's dollars do not last until the plan's end, with the 95 percent interval.

    ``first_by`` is the end of the month by which they run out in the first future, ``middle_by`` in half of those in
    which they do; ``None`` where they never do. Its dollars and coins are the series ``trust_usd``, ``trust_coins``.
    """

    name: str
    dollars: float
    depletion: float
    low: float
    high: float
    first_by: dt.date | None
    middle_by: dt.date | None


class GainTaxed(msgspec.Struct, frozen=True, kw_only=True):
    """What a gain of the size of the middle future's bears in tax, were it a private holder's; by rule.

    ``tax_usd`` is ``None`` where no source gives the rate.
    """

    rule: str
    jurisdiction: str
    holders: str
    gain_usd: float
    tax_usd: float | None
    why: str


class FiscalResult(msgspec.Struct, frozen=True, kw_only=True):
    """The desk's part of a plan's result. ``gross_reserves_usd`` is the sourced level that the plan begins with."""

    paid_by: Payer
    gross_reserves_usd: float | None
    gross_reserves_on: dt.date | None
    reviews: tuple[ReviewChance, ...]
    missed: tuple[MissedReview, ...]
    tranches: tuple[TranchesInFutures, ...]
    adequacy_percent: float | None
    adequacy_missing: tuple[str, ...]
    bonds: tuple[BondAnswer, ...]
    bonds_loss_share: float | None
    """In what share of futures the bonds' coins leave less than they cost, were the rest sold on the last day."""
    trust: TrustAnswer | None
    taxes: tuple[GainTaxed, ...]
