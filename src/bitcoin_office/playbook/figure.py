"""One declared number: its value or what is missing, its unit, and who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.problem import Problem, meant
from bitcoin_office.playbook.units_known import Measure, example, measure, near_units
from bitcoin_office.terms.source import Quality, Source

# Best first, as Quality declares them.
_ORDER = tuple(Quality)


def unit_problems(unit: str) -> Iterator[Problem]:
    """The problem of a unit that nobody here knows."""
    if measure(unit) is None:
        remedy = meant(unit, near_units(unit))
        yield Problem(code="unknown-unit", message=f"Unknown unit {unit!r}.", remedy=remedy)


KnownUnit = Annotated[
    str,
    Meta(
        description='What the value counts, such as "MW", "percent", "USD" or "PKR/kWh".',
        extra={"check": unit_problems},
    ),
]


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A value in a unit with its source; or, where nobody knows the value, what is missing. Never a guess."""

    unit: KnownUnit
    value: Annotated[Decimal | None, Meta(description="The number, in the unit.")] = None
    missing: Annotated[str, Meta(description="In place of a value: what would have to be known.")] = ""
    source: Annotated[Source | None, Meta(description="Who says so. Every value needs one.")] = None
    quality: Annotated[Quality | None, Meta(description="Where the figure is weaker than its source.")] = None
    as_of: Annotated[dt.date | None, Meta(description="The day the value speaks of.")] = None
    note: Annotated[str, Meta(description="What a reader should know beside the number.")] = ""

    @property
    def trust(self) -> Quality:
        """How far the figure may be trusted: the weaker of its own quality and its source's."""
        if self.value is None:
            return Quality.UNKNOWN
        known = [self.quality, self.source.quality if self.source else Quality.UNCERTAIN]
        return max((quality for quality in known if quality is not None), key=_ORDER.index)

    def problems(self) -> Iterator[Problem]:
        """Either a value with a source, or what is missing."""
        if (self.value is None) == (not self.missing):
            message = "A figure has either a value, or says what is missing."
            yield Problem(code="no-value", message=message, remedy='Write value = 1, or missing = "what is not known".')
        if self.value is not None and self.source is None:
            yield Problem(code="missing-source", message="The value has no source.", remedy="Name who says so.")

    def __str__(self) -> str:
        """The value with its unit, or what is missing, and the mark of a figure that is not plainly documented."""
        if self.value is None:
            return f"unknown: {self.missing}"
        mark = "" if self.trust in {Quality.PROVED, Quality.DOCUMENTED} else f" [{self.trust}]"
        return f"{self.value:,f} {self.unit}{mark}"


class Expected(msgspec.Struct, frozen=True):
    """The rule of a field that holds a figure: what its unit must measure, and between which limits its value lies."""

    measures: Measure
    low: Decimal | None = None
    high: Decimal | None = None

    def __call__(self, figure: Figure, /) -> Iterator[Problem]:
        """A unit of another measure, or a value outside the limits."""
        if measure(figure.unit) is not self.measures:
            message = f"{figure.unit!r} is not a unit of {self.measures}."
            remedy = f"Write it in {example(self.measures)}, or another unit of {self.measures}."
            yield Problem(code="wrong-unit", message=message, remedy=remedy, key=("unit",))
        elif figure.value is not None:
            yield from outside(figure.value, self.low, self.high, figure.unit)


def outside(value: Decimal, low: Decimal | None, high: Decimal | None, unit: str) -> Iterator[Problem]:
    """The problem of a value below ``low`` or above ``high``."""
    if low is not None and value < low:
        message = f"{value:,f} {unit} is out of range: at least {low:,f}."
        yield Problem(code="out-of-range", message=message, key=("value",))
    if high is not None and value > high:
        message = f"{value:,f} {unit} is out of range: at most {high:,f}."
        yield Problem(code="out-of-range", message=message, key=("value",))


def figure_of(measures: Measure, meaning: str, *, low: str | None = "0", high: str | None = None) -> Meta:
    """What a schema says of a field that holds a figure: its meaning, its measure and its limits."""
    limits = [None if limit is None else Decimal(limit) for limit in (low, high)]
    return Meta(description=meaning, extra={"check": Expected(measures, *limits)})


def share_of(meaning: str) -> Meta:
    """What a schema says of a figure between 0 and 100 percent."""
    return figure_of(Measure.SHARE, meaning, high="100")
