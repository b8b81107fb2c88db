"""The arrangement with the International Monetary Fund, as data: money, reviews, criteria and conditions."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.figure import Figure, KnownUnit, figure_of
from bitcoin_office.playbook.problem import Problem
from bitcoin_office.playbook.units_known import Measure
from bitcoin_office.playbook.wording import Id, Name, Note, Since
from bitcoin_office.terms.period import half_year
from bitcoin_office.terms.source import Source


class FacilityKind(enum.StrEnum):
    """The Fund's ways of lending that programmes here use."""

    EFF = "EFF"
    RSF = "RSF"
    SBA = "SBA"
    OTHER = "other"


class Sense(enum.StrEnum):
    """Which side of its limit a criterion keeps to."""

    FLOOR = "floor"
    CEILING = "ceiling"


class Sign(enum.StrEnum):
    """Whether the figures here have the sign that their source prints.

    ``REVERSED``: the source prints the opposite of what is limited (a surplus under a ceiling on the deficit, a
    negative stock without its minus). Limits and baseline are then written here with the sign of what is limited.
    """

    AS_PRINTED = "as_printed"
    REVERSED = "reversed"


class CriterionKind(enum.StrEnum):
    """How binding a criterion is."""

    PERFORMANCE = "performance"
    CONTINUOUS = "continuous"
    INDICATIVE = "indicative"


class Quantity(enum.StrEnum):
    """What of a country a criterion measures, where simulated futures know what a programme moves of it.

    ``UNMOVED`` is what no bitcoin programme moves: it keeps to its baseline.
    """

    GROSS_RESERVES = "gross_reserves"
    NET_RESERVES = "net_reserves"
    NET_DOMESTIC_ASSETS = "net_domestic_assets"
    PRIMARY_BALANCE = "primary_balance"
    BITCOIN_HELD = "bitcoin_held"
    BITCOIN_DEBT = "bitcoin_debt"
    UNMOVED = "unmoved"


class ConditionKind(enum.StrEnum):
    """What kind of promise a condition is."""

    PRIOR_ACTION = "prior_action"
    CONTINUOUS = "continuous"
    BENCHMARK = "benchmark"
    REPORTING = "reporting"
    RULING = "ruling"


class Subject(enum.StrEnum):
    """What of a programme a condition speaks of, where the office can hold it against one."""

    SPECIAL_TARIFF = "special_tariff"
    BITCOIN_ACCUMULATION = "bitcoin_accumulation"
    BITCOIN_DEBT = "bitcoin_debt"


class Met(enum.StrEnum):
    """Whether a condition is met, as far as a source says."""

    MET = "met"
    NOT_MET = "not_met"
    PARTLY = "partly"
    DISPUTED = "disputed"
    PENDING = "pending"
    UNKNOWN = "unknown"


class Facility(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One loan agreement."""

    id: Id
    kind: FacilityKind
    name: Name
    approved_on: Annotated[dt.date, Meta(description="The day of the Board's approval.")]
    amount: Annotated[Figure, figure_of(Measure.MONEY, "The whole sum that may be drawn.")]
    length: Annotated[Figure, figure_of(Measure.TIME, "How long it runs.")]
    source: Annotated[Source, Meta(description="Where the approval is reported.")]
    ends_on: Annotated[dt.date | None, Meta(description="The last day of the arrangement.")] = None
    note: Note | None = None


class Tranche(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One payment, and the review that it waits for."""

    id: Id
    facility: Annotated[str, Meta(description="The id of its facility.")]
    amount: Annotated[Figure, figure_of(Measure.MONEY, "The sum.")]
    review: Annotated[str, Meta(description='The review that releases it, such as "first review" or "approval".')]
    source: Annotated[Source, Meta(description="Where date and sum are reported.")]
    expected: Annotated[str, Meta(description='When it is due, in words, such as "first half of 2026".')] = ""
    reviewed_on: Annotated[dt.date | None, Meta(description="The day on which the Board completed the review.")] = None
    paid_on: Annotated[dt.date | None, Meta(description="The day on which the money arrived.")] = None
    note: Note | None = None


class Limit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A criterion's limit on one day; without a value, what would have to be known."""

    on: Annotated[dt.date, Meta(description="The day on which it is measured.")]
    limit: Annotated[Figure, Meta(description="The limit, in the criterion's unit.")]
    reviewed: Annotated[
        str,
        Meta(
            description='The half-year whose review looks at it: "first half of 2027". Else the review that comes next.'
        ),
    ] = ""

    def problems(self) -> Iterator[Problem]:
        """A half-year that can be read, and that is not over when the limit is measured."""
        half = half_year(self.reviewed)
        if self.reviewed and half is None:
            message = f"{self.reviewed!r} names no half-year."
            remedy = 'Write it as "first half of 2027" or "second half of 2027".'
            yield Problem(code="wrong-date", message=message, remedy=remedy, key=("reviewed",))
        elif half is not None and half.last < self.on:
            message = f"The {self.reviewed} is over on {self.on}, when it is measured."
            yield Problem(code="overlapping-dates", message=message, key=("reviewed",))


class Projection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is limited, on a later day, as a source expects it without the programme."""

    on: Annotated[dt.date, Meta(description="The day it is expected for.")]
    value: Annotated[Figure, Meta(description="The value, in the criterion's unit.")]


class Criterion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A number that must stay on one side of a limit. Without a sourced limit and baseline it cannot be evaluated."""

    id: Id
    name: Name
    kind: CriterionKind
    sense: Sense
    unit: KnownUnit
    baseline: Annotated[Figure, Meta(description="The last known value of what is limited.")]
    source: Annotated[Source, Meta(description="Who lists the criterion.")]
    sign: Sign = Sign.AS_PRINTED
    limits: Annotated[tuple[Limit, ...], Meta(description="The limits, in order of their days.")] = ()
    measures: Annotated[Quantity | None, Meta(description="What a plan moves of it, where a plan knows it.")] = None
    path: Annotated[tuple[Projection, ...], Meta(description="The baseline on later days, in their order.")] = ()
    deviation: Annotated[
        Figure | None, Meta(description="One standard deviation of what a year makes of the baseline, in its unit.")
    ] = None
    note: Note | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps the criterion from being evaluated; empty when nothing does."""
        limits = [entry.limit for entry in self.limits]
        absent = [limit.missing for limit in limits if limit.value is None]
        no_limit = () if any(limit.value is not None for limit in limits) else tuple(absent) or ("no limit is on file",)
        return (*no_limit, *((self.baseline.missing,) if self.baseline.value is None else ()))

    def problems(self) -> Iterator[Problem]:
        """Everything is in the criterion's unit, and the limits follow each other."""
        figures = [(("limits", index, "limit"), entry.limit) for index, entry in enumerate(self.limits)]
        figures += [(("path", index, "value"), entry.value) for index, entry in enumerate(self.path)]
        figures += [(("deviation",), self.deviation)] if self.deviation else []
        for key, figure in [(("baseline",), self.baseline), *figures]:
            if figure.unit != self.unit:
                message = f"The criterion is in {self.unit}, this in {figure.unit}."
                remedy = f"Write it in {self.unit}, or say what is missing."
                yield Problem(code="wrong-unit", message=message, remedy=remedy, key=(*key, "unit"))
        if self.deviation is not None and self.deviation.value is not None and self.deviation.value < 0:
            yield Problem(code="out-of-range", message="A deviation is not below zero.", key=("deviation", "value"))
        for name, dated in (("limits", self.limits), ("path", self.path)):
            for index, (before, after) in enumerate(pairwise(dated), start=1):
                if after.on <= before.on:
                    message = f"What is of {after.on} does not come after what is of {before.on}."
                    yield Problem(code="overlapping-dates", message=message, key=(name, index, "on"))


class Condition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something to be done, or never to be done."""

    id: Id
    kind: ConditionKind
    says: Annotated[str, Meta(min_length=1, description="The condition, in a sentence.")]
    met: Met
    source: Annotated[Source, Meta(description="Who says so.")]
    about: Annotated[Subject | None, Meta(description="What of a programme it speaks of.")] = None
    since: Since | None = None
    due_on: Annotated[dt.date | None, Meta(description="The day by which it is to be done.")] = None
    note: Note | None = None


class Arrangement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole arrangement."""

    heading: ClassVar[str] = "The arrangement with the IMF: facilities, tranches, criteria, conditions."

    facilities: Annotated[tuple[Facility, ...], Meta(description="The loan agreements.")]
    tranches: Annotated[tuple[Tranche, ...], Meta(description="The payments.")] = ()
    criteria: Annotated[tuple[Criterion, ...], Meta(description="What is measured at each review.")] = ()
    conditions: Annotated[tuple[Condition, ...], Meta(description="What was promised beside numbers.")] = ()
    note: Note | None = None

    def problems(self) -> Iterator[Problem]:
        """Every tranche belongs to a facility and is reviewed after its approval; none pays out more than it has."""
        approved = {facility.id: facility.approved_on for facility in self.facilities}
        sums = {facility.id: facility.amount for facility in self.facilities}
        for index, tranche in enumerate(self.tranches):
            if tranche.facility not in sums:
                message = f"No facility has the id {tranche.facility!r}."
                remedy = f"Known: {', '.join(sums)}."
                yield Problem(
                    code="unknown-reference", message=message, remedy=remedy, key=("tranches", index, "facility")
                )
            elif tranche.reviewed_on is not None and tranche.reviewed_on < approved[tranche.facility]:
                message = f"It was reviewed before {tranche.facility} was approved on {approved[tranche.facility]}."
                key = ("tranches", index, "reviewed_on")
                yield Problem(code="overlapping-dates", message=message, key=key)
        for facility in self.facilities:
            paid = [tranche.amount for tranche in self.tranches if tranche.facility == facility.id]
            drawn = sum(part.value for part in paid if part.value is not None and part.unit == facility.amount.unit)
            if facility.amount.value is not None and drawn > facility.amount.value:
                message = f"The tranches of {facility.id} add up to {drawn:,f}, more than {facility.amount.value:,f}."
                yield Problem(code="out-of-range", message=message, key=("tranches",))
