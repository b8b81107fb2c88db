"""Whether the criteria of an arrangement hold, as far as sourced figures allow, and else what is missing."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import msgspec

from bitcoin_office.playbook.arrangement import Arrangement, Criterion, Limit, Sense
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.terms.source import Quality

NOT_SOURCED = frozenset({Quality.UNCERTAIN, Quality.UNKNOWN})
"""Memory and hearsay: good enough to print, never to judge by."""


class Status(enum.StrEnum):
    """What can be said of a criterion."""

    HOLDS = "holds"
    MISSED = "missed"
    NOT_EVALUATED = "not evaluated"


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion on one day. ``margin`` is how far it keeps to its side; negative where it is missed."""

    criterion: str
    name: str
    on: dt.date
    status: Status
    sense: Sense
    unit: str
    limit: Decimal | None = None
    value: Decimal | None = None
    margin: Decimal | None = None
    missing: tuple[str, ...] = ()


def judge(arrangement: Arrangement, on: dt.date, moved: dict[str, Decimal] | None = None) -> tuple[Judgement, ...]:
    """Every criterion on a day. ``moved`` says by id how far a programme moves what is limited, in its unit."""
    moves = moved or {}
    return tuple(judge_one(criterion, on, moves.get(criterion.id, Decimal(0))) for criterion in arrangement.criteria)


def judge_one(criterion: Criterion, on: dt.date, moved: Decimal = Decimal(0)) -> Judgement:
    """One criterion: its baseline and what the programme moves, against the limit of that day."""
    limit = limit_on(criterion, on)
    missing = (*_missing_limit(criterion, limit, on), *_missing_baseline(criterion.baseline))
    judgement = Judgement(
        criterion=criterion.id,
        name=criterion.name,
        on=on,
        status=Status.NOT_EVALUATED,
        sense=criterion.sense,
        unit=criterion.unit,
        limit=limit.limit.value if limit else None,
        missing=missing,
    )
    if missing or limit is None or limit.limit.value is None or criterion.baseline.value is None:
        return judgement
    value = criterion.baseline.value + moved
    margin = (value - limit.limit.value) * sense_of(criterion)
    status = Status.HOLDS if margin >= 0 else Status.MISSED
    return msgspec.structs.replace(judgement, status=status, value=value, margin=margin)


def sense_of(criterion: Criterion) -> int:
    """1 for a floor, -1 for a ceiling: what ``reserves.criterion_margin`` takes."""
    return 1 if criterion.sense is Sense.FLOOR else -1


def limit_on(criterion: Criterion, on: dt.date) -> Limit | None:
    """The limit that is measured on a day: the last one set for that day or before."""
    set_by_then = [limit for limit in criterion.limits if limit.on <= on]
    return set_by_then[-1] if set_by_then else None


def is_sourced(figure: Figure) -> bool:
    """Whether a figure may be judged by: a value that somebody documents, not memory."""
    return figure.value is not None and figure.trust not in NOT_SOURCED


def _missing_limit(criterion: Criterion, limit: Limit | None, on: dt.date) -> tuple[str, ...]:
    if limit is None:
        first = f"; the first is of {criterion.limits[0].on}" if criterion.limits else ""
        return (f"limit: none is set for {on} or before{first}",)
    return () if is_sourced(limit.limit) else (f"limit of {limit.on}: {why_not_sourced(limit.limit)}",)


def _missing_baseline(baseline: Figure) -> tuple[str, ...]:
    return () if is_sourced(baseline) else (f"baseline: {why_not_sourced(baseline)}",)


def why_not_sourced(figure: Figure) -> str:
    """Why a figure may not be judged by: what is missing, or how weakly it is known."""
    if figure.value is None:
        return figure.missing
    return f"{figure.value:,f} {figure.unit} is on file only as {figure.trust}. {figure.note}".strip()
