"""What a reader of a plan must know about its fiscal part: who pays, what is carried on, what is left out and why."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.fiscal.reviews import schedule
from bitcoin_office.office.plan_fiscal import PERCENT, Fiscal
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.playbook.reserve_policy import Payer

PAID_BY = {
    Payer.TREASURY: "The treasury pays for purchases and takes what sales bring: reserves stay as they are.",
    Payer.CENTRAL_BANK: "Dollars of the reserves pay for purchases: each lowers gross and net reserves by as much.",
    Payer.UNKNOWN: "Who pays for purchases is not declared; taken here: the treasury (reserve.paid_by).",
}


def fiscal_notes(facts: PlanFacts, fiscal: Fiscal) -> tuple[str, ...]:
    """Assumptions of the fiscal part, in sentences."""
    return (
        *_paying(facts, fiscal),
        *_levels(fiscal),
        *_reviews(facts, fiscal),
        *fiscal.bonds.notes,
        *fiscal.payments.notes,
    )


def _paying(facts: PlanFacts, fiscal: Fiscal) -> Iterator[str]:
    if facts.programme.reserve is not None:
        yield PAID_BY[fiscal.payer]
    terms = fiscal.terms
    if not terms.from_reserves and terms.borrowing_rate:
        yield f"What the budget pays for coins is borrowed at the policy rate of {terms.borrowing_rate:.1%} a year."
    if terms.power is not None:
        subsidy, income = terms.power
        yield (
            f"As stated, the budget pays {subsidy:.0%} of what the miners' tariff lacks of the fuel of the plants "
            f"dispatched, losses included, and gets {income:.0%} of what mining earns beyond its power."
        )
    if terms.currency_sensitivity:
        yield (
            f"Assumed: dollars worth all gross reserves, bought for coins, make the dollar "
            f"{terms.currency_sensitivity * PERCENT:g} % dearer (currency_sensitivity)."
        )
    else:
        yield "A purchase moves neither bitcoin's price nor the rate of the country's money (currency_sensitivity)."


def _levels(fiscal: Fiscal) -> Iterator[str]:
    gross, terms = fiscal.gross, fiscal.terms
    if gross is not None and gross.value is not None:
        yield (
            f"Gross reserves are carried on from {gross.value:,f} {gross.unit} of {gross.effective_from} "
            f"({gross.source.title}): trade, debt service and repayments to the Fund are not in the plan."
        )
    elif terms.gross_base_usd is None:
        yield "Gross reserves are not on file for that day: there is no level of them in the plan."
    if terms.adequacy is not None:
        yield "Reserve adequacy holds its metric and all other flows as they are last on file; gold is counted."


def _reviews(facts: PlanFacts, fiscal: Fiscal) -> Iterator[str]:
    arrangement = facts.programme.arrangement
    for review in schedule(arrangement) if arrangement else ():
        if review.passed_on is None and review.due is not None and review.due.last <= fiscal.as_of:
            yield (
                f"The {review.review} of {review.facility} was due by {review.due.last} and is not on file as "
                "completed: its tranche is in no future."
            )
        elif review.passed_on is None and review.due is None:
            yield f"No day is known for the {review.review} of {review.facility}: its tranche is in no future."
    for item in fiscal.facilities:
        name = item.facility.id
        if item.number is None:
            yield f"No criterion can be judged at the reviews of {name}: its tranches are in no future."
        elif item.usd_rate is None:
            yield f"No sourced rate of {item.unit} is on file (sdr_rate): tranches of {name} do not reach reserves."
        else:
            yield (
                f"Reviews of {name} are passed where every criterion that can be judged was kept; one that is missed "
                "is made up half a year later, held against the last limits that are on file."
            )
