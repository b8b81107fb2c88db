"""The criteria of an arrangement at the reviews ahead: a chance only where limit, baseline and moves are sourced."""

from __future__ import annotations

import datetime as dt

from bitcoin_office.fiscal.criteria import judge_one
from bitcoin_office.fiscal.reviews import Review, schedule
from bitcoin_office.office.plan_result import CriterionChance
from bitcoin_office.playbook.arrangement import Arrangement, Criterion

NOT_EVALUATED = "not evaluated"
NO_MOVES = "what the programme moves of it: the plan does not simulate reserves and budget yet"


def criteria_ahead(arrangement: Arrangement | None, as_of: dt.date) -> tuple[CriterionChance, ...]:
    """Every criterion at every review that was not passed by ``as_of``; one without a known day is judged on it."""
    if arrangement is None:
        return ()
    reviews = [review for review in schedule(arrangement) if review.passed_on is None]
    return tuple(_chance(criterion, review, as_of) for criterion in arrangement.criteria for review in reviews)


def _chance(criterion: Criterion, review: Review, as_of: dt.date) -> CriterionChance:
    on = review.due.last if review.due else None
    judgement = judge_one(criterion, on or as_of)
    return CriterionChance(
        name=criterion.id,
        review=f"{review.facility}: {review.review}",
        on=on,
        sense=criterion.sense,
        limit=None if judgement.limit is None else f"{judgement.limit:f}",
        unit=criterion.unit,
        probability=None,
        low=None,
        high=None,
        status=NOT_EVALUATED,
        missing=(*judgement.missing, NO_MOVES),
    )
