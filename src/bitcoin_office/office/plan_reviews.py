"""The reviews ahead in a plan: how often each is passed, what missing one does, and what happens to the money."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bitcoin_office.fiscal.adequacy import adequacy
from bitcoin_office.fiscal.reviews import MONTHS_BETWEEN, Slot, end_of
from bitcoin_office.fiscal.tax import taxes_on
from bitcoin_office.office.fiscal_result import (
    FiscalResult,
    GainTaxed,
    MissedReview,
    MovedTranche,
    ReviewChance,
    TranchesInFutures,
)
from bitcoin_office.office.plan_chances import Counts, at_level, counts_of, report_on
from bitcoin_office.office.plan_criteria import Counted
from bitcoin_office.office.plan_fiscal import FacilityAhead, Fiscal
from bitcoin_office.office.plan_payments import trust_answer
from bitcoin_office.office.plan_statistics import shares_by_sign
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.simulate.bond_desk import BONDS_NET
from bitcoin_office.terms.amount import Amount
from bitcoin_office.terms.units import USD

MIDDLE = 0.5
CENTS_PER_DOLLAR = 100


def fiscal_result(facts: PlanFacts, fiscal: Fiscal, counted: Counted) -> FiscalResult:
    """Everything that the desk says beside criteria and series."""
    held = adequacy(facts.programme.dated, fiscal.as_of)
    gross = fiscal.gross
    return FiscalResult(
        paid_by=fiscal.payer,
        gross_reserves_usd=None if gross is None or gross.value is None else float(gross.value),
        gross_reserves_on=None if gross is None else gross.effective_from,
        reviews=tuple(_review(item, slot, fiscal, counted) for item in fiscal.facilities for slot in _planned(item)),
        missed=tuple(
            _missed(item, place, fiscal) for item in fiscal.facilities for place in range(len(_planned(item)))
        ),
        tranches=tuple(_futures(item, counted) for item in fiscal.facilities if item.number is not None),
        adequacy_percent=None if held.percent is None else float(held.percent),
        adequacy_missing=held.missing,
        bonds=fiscal.bonds.answers,
        bonds_loss_share=shares_by_sign(counted.plan, counted.piece, BONDS_NET)[0] if fiscal.bonds.in_engine else None,
        trust=trust_answer(fiscal.payments, counted.plan, counted.piece),
        taxes=_taxes(facts, counted),
    )


def _taxes(facts: PlanFacts, counted: Counted) -> tuple[GainTaxed, ...]:
    """What the middle future's gain would bear in tax by every rule on file, were it a holder's of that group."""
    policy = facts.programme.tax
    fan = counted.fans["value_over_cost_usd"]
    gain = Amount(max(0, round(fan.quantiles["p50"][-1])) * CENTS_PER_DOLLAR, USD)
    taxed = {item.rule: item for item in (taxes_on(policy, gain, fan.dates[-1]) if policy else ())}
    found: list[GainTaxed] = []
    for rule in policy.gains if policy else ():
        item = taxed.get(rule.id)
        found.append(
            GainTaxed(
                rule=rule.id,
                jurisdiction=rule.jurisdiction,
                holders=rule.holders,
                gain_usd=float(gain.decimal()),
                tax_usd=None if item is None or item.tax is None else float(item.tax.decimal()),
                why=item.why if item else f"it is {rule.standing}: {rule.rate}",
            )
        )
    return tuple(found)


def _planned(item: FacilityAhead) -> tuple[Slot, ...]:
    return tuple(slot for slot in item.slots if slot.tranche)


def _review(item: FacilityAhead, slot: Slot, fiscal: Fiscal, counted: Counted) -> ReviewChance:
    rows = [row for row in fiscal.measured if row.slot == slot and row.facility == item.facility.id]
    judged = tuple(row.criterion.id for row in rows if row.number is not None or row.known is not None)
    report = report_on(counted.plan, slot.on)
    probability = low = high = None
    if judged and item.number is not None and report is not None:
        probability, low, high = counted.chance(f"passed_of_{item.number}", report)
    amount = item.amounts[item.slots.index(slot)]
    return ReviewChance(
        facility=item.facility.id,
        review=slot.review,
        tranche=slot.tranche,
        on=slot.on,
        amount=None if amount is None else float(amount),
        unit=item.unit,
        judged=judged,
        not_judged=tuple(row.criterion.id for row in rows if row.criterion.id not in judged),
        probability=probability,
        low=low,
        high=high,
    )


def _missed(item: FacilityAhead, place: int, fiscal: Fiscal) -> MissedReview:
    """Missing the review of one tranche, all others passed: every tranche from there on takes the next slot."""
    planned = _planned(item)
    moved = tuple(
        MovedTranche(
            tranche=slot.tranche,
            amount=None if amount is None else float(amount),
            planned=slot.on,
            to=item.slots[number + 1].on if number + 1 < len(item.slots) else None,
        )
        for number, (slot, amount) in enumerate(zip(planned, item.amounts, strict=True))
        if number >= place
    )
    known = end_of(item.facility) is not None
    lost = math.fsum(tranche.amount or 0.0 for tranche in moved if tranche.to is None) if known else 0.0
    rate = None if item.usd_rate is None else float(item.usd_rate)
    first, gross = moved[0].amount, fiscal.gross
    level = None if gross is None or gross.value is None else float(gross.value)
    return MissedReview(
        facility=item.facility.id,
        review=planned[place].review,
        months=MONTHS_BETWEEN,
        moved=moved,
        late=math.fsum(tranche.amount or 0.0 for tranche in moved) - lost,
        lost=lost,
        unit=item.unit,
        lost_usd=None if rate is None else lost * rate,
        share_of_reserves=None if rate is None or level is None or first is None else first * rate / level,
    )


def _futures(item: FacilityAhead, counted: Counted) -> TranchesInFutures:
    """One facility over all futures: months and money late, and money lost, where a review was missed."""
    plan, piece, number = counted.plan, counted.piece, item.number
    amounts = [float(amount or 0) for amount in item.amounts]
    ends = [report for slot in item.slots if (report := report_on(plan, slot.on)) is not None]
    last = max(ends, default=0)
    missed = counts_of(plan, piece, f"missed_reviews_of_{number}", last)
    missing = {reviews: paths for reviews, paths in missed.items() if reviews}
    released = [counts_of(plan, piece, f"released_of_{number}", report) for report in ends]
    late = [_late(paid, amounts, place + 1) for place, paid in enumerate(released)]
    whole = len(ends) == len(item.slots)
    lost = _late(released[-1], amounts, len(amounts)) if released and whole else None
    return TranchesInFutures(
        facility=item.facility.id,
        unit=item.unit,
        planned=math.fsum(amounts),
        missed_share=sum(missing.values()) / piece.paths,
        months_late_median=MONTHS_BETWEEN * at_level(missing, MIDDLE) if missing else 0,
        months_late_worst=MONTHS_BETWEEN * max(missing, default=0),
        late_median=max((_weighted(found, MIDDLE) for found in late), default=0.0),
        late_worst=max((max(found, default=0.0) for found in late), default=0.0),
        lost_median=None if lost is None else _weighted(lost, MIDDLE),
        lost_worst=None if lost is None else max(lost, default=0.0),
        lost_mean=None if lost is None else _mean(lost),
    )


def _late(paid: Counts, amounts: Sequence[float], planned: int) -> dict[float, int]:
    """Paths by the money that was planned by then and is not paid; none where nothing waits."""
    found: dict[float, int] = {}
    for released, paths in paid.items():
        waiting = math.fsum(amounts[released:planned])
        if waiting > 0:
            found[waiting] = found.get(waiting, 0) + paths
    return found


def _weighted(found: dict[float, int], level: float) -> float:
    """The sum that a share of these paths does not exceed; 0 without any."""
    target, below = level * sum(found.values()), 0
    for money in sorted(found):
        below += found[money]
        if below >= target:
            return money
    return 0.0


def _mean(found: dict[float, int]) -> float:
    return math.fsum(money * paths for money, paths in found.items()) / max(sum(found.values()), 1)
