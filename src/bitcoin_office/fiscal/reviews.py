"""The reviews of an arrangement in their order, what each releases, and what a missed one delays."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.playbook.arrangement import Arrangement, Facility, Tranche
from bitcoin_office.terms.period import Period, half_year, month_end

MONTHS_BETWEEN = 6
"""Reviews of both founding countries' arrangements come half-yearly: a missed one is made up at the next."""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One review of a facility: when it was or is due (``None``: no day is known), and the money that waits for it."""

    tranche: str
    facility: str
    review: str
    amount: Decimal | None
    unit: str
    due: Period | None
    passed_on: dt.date | None = None
    after_end: bool = False
    """Whether it comes after the arrangement has ended, so that the money is lost unless the Board prolongs it."""


def schedule(arrangement: Arrangement) -> tuple[Review, ...]:
    """Every review in the order of the tranches."""
    ends = {facility.id: end_of(facility) for facility in arrangement.facilities}
    return tuple(_review(tranche, ends.get(tranche.facility)) for tranche in arrangement.tranches)


def end_of(facility: Facility) -> dt.date | None:
    """The last day of an arrangement: as written, or by its length; ``None`` where neither is known."""
    if facility.ends_on is not None:
        return facility.ends_on
    length = facility.length
    if length.value is None or length.unit not in {"months", "years"}:
        return None
    return _later(facility.approved_on, int(length.value * (12 if length.unit == "years" else 1)))


def due(tranche: Tranche) -> Period | None:
    """When a review is due: its day where it has been, or the half-year that the arrangement names."""
    if tranche.reviewed_on is not None:
        return Period(first=tranche.reviewed_on, last=tranche.reviewed_on)
    return half_year(tranche.expected)


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which a facility's next tranche is reviewed; ``tranche`` is whose review was planned for it, or none."""

    on: dt.date
    tranche: str
    review: str
    since: dt.date
    """The review before it, or the approval: what was measured after that day counts."""


def pending(arrangement: Arrangement, facility: Facility, as_of: dt.date) -> tuple[Review, ...]:
    """The reviews of a facility that are still ahead on a day and whose half-year is known, in their order."""
    return tuple(
        review
        for review in schedule(arrangement)
        if review.facility == facility.id
        and review.passed_on is None
        and review.due is not None
        and review.due.last > as_of
        and not review.after_end
    )


def slots(arrangement: Arrangement, facility: Facility, as_of: dt.date) -> tuple[Slot, ...]:
    """The days of its reviews ahead: the last of each half-year, and half-yearly on until the arrangement ends.

    A missed review is made up in the next slot, which is what moves all later ones by half a year.
    """
    end = end_of(facility)
    since = max(
        [_last_passed(arrangement, facility, as_of), *(slot.on for slot in overdue(arrangement, facility, as_of))]
    )
    found: list[Slot] = []
    for review in pending(arrangement, facility, as_of):
        last = review.due.last if review.due else as_of
        on = last if end is None else min(last, end)
        found.append(Slot(on=on, tranche=review.tranche, review=review.review, since=since))
        since = on
    while found and end is not None and (on := _later(found[-1].on, MONTHS_BETWEEN)) <= end:
        found.append(Slot(on=on, tranche="", review="made up", since=since))
        since = on
    return tuple(found)


def overdue(arrangement: Arrangement, facility: Facility, as_of: dt.date) -> tuple[Slot, ...]:
    """Reviews whose half-year has passed on a day and of which no source says that they were completed."""
    since = _last_passed(arrangement, facility, as_of)
    found: list[Slot] = []
    for review in schedule(arrangement):
        late = review.passed_on is None and review.due is not None and review.due.last <= as_of
        if review.facility == facility.id and late and review.due is not None:
            found.append(Slot(on=review.due.last, tranche=review.tranche, review=review.review, since=since))
            since = review.due.last
    return tuple(found)


def _last_passed(arrangement: Arrangement, facility: Facility, as_of: dt.date) -> dt.date:
    """The day of the last review that was completed by a day, or of the approval."""
    passed = [
        review.passed_on
        for review in schedule(arrangement)
        if review.facility == facility.id and review.passed_on is not None and review.passed_on <= as_of
    ]
    return max([facility.approved_on, *passed])


def _review(tranche: Tranche, end: dt.date | None) -> Review:
    when = due(tranche)
    return Review(
        tranche=tranche.id,
        facility=tranche.facility,
        review=tranche.review,
        amount=tranche.amount.value,
        unit=tranche.amount.unit,
        due=when,
        passed_on=tranche.reviewed_on,
        after_end=when is not None and end is not None and when.first > end,
    )


def _later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month where it has no such day."""
    place = day.month - 1 + months
    first = dt.date(day.year + place // 12, place % 12 + 1, 1)
    if day == month_end(day):
        return month_end(first)
    return min(month_end(first), first + dt.timedelta(days=day.day - 1))
