"""When a criterion is measured in the days of a plan, against which limit, and what its baseline is on each day."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import msgspec

from bitcoin_office.fiscal.criteria import is_sourced, why_not_sourced
from bitcoin_office.fiscal.reviews import Slot
from bitcoin_office.playbook.arrangement import Criterion, CriterionKind, Limit, Quantity
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.terms.period import half_year
from bitcoin_office.terms.source import Quality

FLOWS = frozenset({Quantity.PRIMARY_BALANCE})
"""Quantities that are summed up from the start of the budget's year: no earlier figure says what they will be."""


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """One measuring of a criterion for a review. ``fresh``: the limit was set for that review, not carried on."""

    on: dt.date
    limit: Limit
    fresh: bool


def measurement(criterion: Criterion, slot: Slot) -> Measurement | None:
    """How a criterion is measured for a review: on the day that is named for it, or the last with a limit before it.

    Where none is set for it, the last limit ever set is held against the review's own day. ``None`` before any limit.
    """
    if criterion.kind is not CriterionKind.CONTINUOUS:
        set_for_it = [limit for limit in criterion.limits if _is_for(limit, slot)]
        if set_for_it:
            return Measurement(on=set_for_it[-1].on, limit=set_for_it[-1], fresh=True)
    earlier = [limit for limit in criterion.limits if limit.on <= slot.on and not _is_for_later(limit, slot)]
    if not earlier:
        return None
    return Measurement(on=slot.on, limit=earlier[-1], fresh=criterion.kind is CriterionKind.CONTINUOUS)


def _is_for(limit: Limit, slot: Slot) -> bool:
    """Whether a review looks at a limit: it says so, or it says nothing and is measured since the review before."""
    half = half_year(limit.reviewed)
    return slot.since < limit.on <= slot.on if half is None else slot.on in half


def _is_for_later(limit: Limit, slot: Slot) -> bool:
    half = half_year(limit.reviewed)
    return half is not None and half.first > slot.on


def missing_limit(found: Measurement | None, slot: Slot) -> tuple[str, ...]:
    """What keeps a limit from being judged by; nothing where it is set for the review and sourced."""
    if found is None:
        return (f"limit: none is on file for {slot.on} or before",)
    if not is_sourced(found.limit.limit):
        return (f"limit of {found.limit.on}: {why_not_sourced(found.limit.limit)}",)
    return () if found.fresh else (f"limit: none is on file for this review; the last is of {found.limit.on}",)


def missing_baseline(criterion: Criterion, on: dt.date, as_of: dt.date) -> tuple[str, ...]:
    """What keeps the baseline of a day from being judged by, with what was known on ``as_of``."""
    unknown = (
        () if criterion.measures else ("what a programme moves of it: the criterion does not say what it measures",)
    )
    points = known_points(criterion, as_of)
    if criterion.measures in FLOWS and any(day == on for day, _ in points):
        return ()
    if criterion.measures in FLOWS and is_sourced(criterion.baseline):
        return (f"baseline: no sourced projection for {on}",)
    if points:
        return unknown
    return (f"baseline: {why_not_sourced(criterion.baseline)}", *unknown)


def known_points(criterion: Criterion, as_of: dt.date) -> tuple[tuple[dt.date, Decimal], ...]:
    """The sourced values of the baseline and its path that were known on a day, in the order of their days."""
    dated = [(criterion.baseline.as_of or as_of, criterion.baseline)] if _known(criterion.baseline, as_of) else []
    dated += [(point.on, point.value) for point in criterion.path if _known(point.value, as_of)]
    return tuple(sorted((on, figure.value) for on, figure in dated if figure.value is not None))


def _known(figure: Figure, as_of: dt.date) -> bool:
    return is_sourced(figure) and (figure.as_of is None or figure.as_of <= as_of)


def baseline_of(points: tuple[tuple[dt.date, Decimal], ...], day: dt.date) -> float:
    """The baseline on a day: straight between known points, level before the first and after the last."""
    if day <= points[0][0]:
        return float(points[0][1])
    for (first, low), (last, high) in itertools.pairwise(points):
        if first <= day <= last:
            share = Decimal((day - first).days) / Decimal((last - first).days)
            return float(low + (high - low) * share)
    return float(points[-1][1])


def rests_on(
    criterion: Criterion, points: tuple[tuple[dt.date, Decimal], ...], on: dt.date, *, known: bool = False
) -> str:
    """In words, what the baseline of a day is and how sure it is taken to be; or whose outturn is known of it."""
    if known:
        return _outturn(criterion, on)
    last = points[-1][0]
    how = f"the baseline of {last} carried on to {on}" if last < on else f"the sourced path of the baseline to {on}"
    deviation = criterion.deviation
    if deviation is not None and is_sourced(deviation):
        return f"{how}, give or take {deviation.value:,f} {deviation.unit} in a year"
    return f"{how}, taken as certain"


def is_estimate(criterion: Criterion, on: dt.date) -> bool:
    """Whether a day's value is somebody's model: good enough for a path ahead, not for what came out."""
    return _figure_of(criterion, on).trust is Quality.MODELLED


def _figure_of(criterion: Criterion, on: dt.date) -> Figure:
    """The sourced figure of a day on which there is one."""
    dated = [*((point.on, point.value) for point in criterion.path), (criterion.baseline.as_of, criterion.baseline)]
    return next(figure for day, figure in dated if day == on and is_sourced(figure))


def _outturn(criterion: Criterion, on: dt.date) -> str:
    """Who says what came out on a day before the plan, and how well that is known."""
    figure = _figure_of(criterion, on)
    mark = "" if figure.trust is Quality.DOCUMENTED else f", {figure.trust}"
    source = f" ({figure.source.title})" if figure.source else ""
    return f"the outturn of {on}{mark}{source}. {figure.note}".strip()
