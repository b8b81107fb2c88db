"""Small kinds of text that several sections of a programme share."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from bitcoin_office.playbook.problem import Problem
from bitcoin_office.terms.pattern import END


def percent_problems(value: Decimal) -> Iterator[Problem]:
    """The problem of a percentage below 0 or above 100."""
    if not 0 <= value <= 100:
        yield Problem(code="out-of-range", message=f"{value:f} percent is out of range: between 0 and 100.")


def backwards(first: dt.date, last: dt.date | None) -> Iterator[Problem]:
    """The problem of a span that ends before it begins."""
    if last is not None and last < first:
        message = f"It ends on {last}, before it begins on {first}."
        yield Problem(code="overlapping-dates", message=message, key=("effective_to",))


Id = Annotated[
    str,
    Meta(
        pattern="^[a-z0-9][a-z0-9-]*" + END,
        max_length=60,
        description="A short name, unique in its list: small letters, digits and hyphens. Overlays address it.",
    ),
]
_LONGEST = 2000
Name = Annotated[str, Meta(min_length=1, max_length=_LONGEST, description="What it is called.")]
Text = Annotated[str, Meta(min_length=1, max_length=_LONGEST, description="In words.")]
Note = Annotated[str, Meta(min_length=1, max_length=_LONGEST, description="What a reader should know besides.")]
FirstDay = Annotated[dt.date, Meta(description="The first day on which it holds.")]
Since = Annotated[dt.date, Meta(description="Since when it has been so.")]
ParameterName = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*" + END, description="The name of a dated parameter.")]

Month = Annotated[str, Meta(pattern="^[0-9]{4}-(0[1-9]|1[0-2])" + END, description='A month, such as "2024-12".')]
Percent = Annotated[Decimal, Meta(description="In percent.", extra={"check": percent_problems})]
Sats = Annotated[int, Meta(ge=1, le=2_100_000_000_000_000, description="Coins in satoshis: 100000000 is one bitcoin.")]
Days = Annotated[int, Meta(ge=1, le=3660, description="A number of days.")]


class Standing(enum.StrEnum):
    """How far a policy has come: what was only said is never shown as done."""

    PROPOSED = "proposed"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    DISPUTED = "disputed"
    SUSPENDED = "suspended"
    ENDED = "ended"
    NEVER_HAPPENED = "never_happened"
    UNKNOWN = "unknown"


class Interval(enum.StrEnum):
    """How often something is done."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
