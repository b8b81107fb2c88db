"""What of a programme and a record was known on a day: everything that is dated later is cut off."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar, cast

import msgspec

from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.parameters import ParameterValue
from bitcoin_office.playbook.payments_policy import Month
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.reserve.record import Record
from bitcoin_office.terms.period import month_end

PASSED = ("reviewed_on", "paid_on")
"""Days on which something came to pass, as entries name them; what is only due or decided for later stays."""

T = TypeVar("T")


def programme_by(programme: Programme, day: dt.date) -> Programme:
    """The programme without what is dated later.

    A parameter's later values fall away, and so do figures of later months; a figure that speaks of a later day says
    that it was not known; what came to pass later has not yet. Rules, limits and what is due keep their later days:
    they say what somebody intends.
    """
    return _cut(programme, day)


def record_by(record: Record, day: dt.date) -> Record:
    """The record without what was bought, shown, disclosed or said later."""
    standing = tuple(item for item in record.standing if item.first <= day)
    return msgspec.structs.replace(
        record,
        purchases=tuple(item for item in record.purchases if item.on <= day),
        standing=tuple(msgspec.structs.replace(item, seen_until=min(item.seen_until, day)) for item in standing),
        disclosures=tuple(item for item in record.disclosures if item.on <= day),
        testimony=tuple(item for item in record.testimony if item.on <= day),
        others=tuple(
            msgspec.structs.replace(other, disclosures=tuple(item for item in other.disclosures if item.on <= day))
            for other in record.others
        ),
    )


def _cut(value: T, day: dt.date) -> T:
    if isinstance(value, Figure):
        return cast("T", _figure(value, day))
    if isinstance(value, msgspec.Struct):
        return cast("T", _struct(value, day))
    if isinstance(value, tuple):
        entries = cast("tuple[Any, ...]", value)
        return cast("T", tuple(_cut(entry, day) for entry in entries if not _is_later(entry, day)))
    if isinstance(value, dict):
        return cast("T", {key: _cut(entry, day) for key, entry in cast("dict[Any, Any]", value).items()})
    return value


def _struct(value: msgspec.Struct, day: dt.date) -> msgspec.Struct:
    fields: dict[str, Any] = {name: getattr(value, name) for name in value.__struct_fields__}
    cut = {name: _cut(held, day) for name, held in fields.items()}
    cut |= {name: None for name in PASSED if name in cut and cut[name] is not None and cut[name] > day}
    changed = {name: held for name, held in cut.items() if held is not fields[name] and held != fields[name]}
    return msgspec.structs.replace(value, **changed) if changed else value


def _figure(figure: Figure, day: dt.date) -> Figure:
    if figure.value is None or figure.as_of is None or figure.as_of <= day:
        return figure
    return Figure(unit=figure.unit, missing=f"what it was on {day}: the figure on file is of {figure.as_of}")


def _is_later(entry: object, day: dt.date) -> bool:
    """Whether an entry of a list begins, or its month ends, after the day."""
    if isinstance(entry, ParameterValue):
        return entry.effective_from > day
    month: object = getattr(entry, "month", None)
    if isinstance(month, Month):
        return False
    return isinstance(month, str) and month_end(dt.date.fromisoformat(f"{month}-01")) > day
