"""What a reader of a plan must know about its fiscal part: who pays, what is carried on, what is left out and why."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.fiscal.reviews import schedule
from bitcoin_office.office.notes import Note, note
from bitcoin_office.office.plan_fiscal import PERCENT, Fiscal
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.playbook.reserve_policy import Payer

PAID_BY = {
    Payer.TREASURY: "paid-by-treasury",
    Payer.CENTRAL_BANK: "paid-by-central-bank",
    Payer.UNKNOWN: "paid-by-unknown",
}


def fiscal_notes(facts: PlanFacts, fiscal: Fiscal) -> tuple[Note, ...]:
    """Assumptions of the fiscal part, in sentences."""
    return (
        *_paying(facts, fiscal),
        *_levels(fiscal),
        *_reviews(facts, fiscal),
        *fiscal.bonds.notes,
        *fiscal.payments.notes,
    )


def _paying(facts: PlanFacts, fiscal: Fiscal) -> Iterator[Note]:
    if facts.programme.reserve is not None:
        yield note(PAID_BY[fiscal.payer])
    terms = fiscal.terms
    if not terms.from_reserves and terms.borrowing_rate:
        yield note("budget-borrows", rate=f"{terms.borrowing_rate:.1%}")
    if terms.power is not None:
        subsidy, income = terms.power
        yield note("budget-pays-power", subsidy=f"{subsidy:.0%}", income=f"{income:.0%}")
    if terms.currency_sensitivity:
        yield note("currency-moves", dearer=f"{terms.currency_sensitivity * PERCENT:g}")
    else:
        yield note("currency-still")


def _levels(fiscal: Fiscal) -> Iterator[Note]:
    gross, terms = fiscal.gross, fiscal.terms
    if gross is not None and gross.value is not None:
        amount = f"{gross.value:,f} {gross.unit}"
        yield note("reserves-carried", amount=amount, day=gross.effective_from, source=gross.source.title)
    elif terms.gross_base_usd is None:
        yield note("reserves-unknown")
    if terms.adequacy is not None:
        yield note("adequacy-held")


def _reviews(facts: PlanFacts, fiscal: Fiscal) -> Iterator[Note]:
    arrangement = facts.programme.arrangement
    for review in schedule(arrangement) if arrangement else ():
        if review.passed_on is None and review.due is not None and review.due.last <= fiscal.as_of:
            yield note("review-late", review=review.review, facility=review.facility, day=review.due.last)
        elif review.passed_on is None and review.due is None:
            yield note("review-no-day", review=review.review, facility=review.facility)
    for item in fiscal.facilities:
        name = item.facility.id
        if item.number is None:
            yield note("facility-unjudged", facility=name)
        elif item.usd_rate is None:
            yield note("facility-no-rate", unit=item.unit, facility=name)
        else:
            yield note("facility-judged", facility=name)
