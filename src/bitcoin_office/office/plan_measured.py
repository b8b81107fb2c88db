"""Criteria of an arrangement in a plan: which can be judged at which review, and else what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from bitcoin_office.fiscal.criteria import is_sourced, sense_of
from bitcoin_office.fiscal.measured import (
    FLOWS,
    Measurement,
    baseline_of,
    is_estimate,
    known_points,
    measurement,
    missing_baseline,
    missing_limit,
)
from bitcoin_office.fiscal.reserves import criterion_margin
from bitcoin_office.fiscal.reviews import Slot, end_of
from bitcoin_office.playbook.arrangement import Arrangement, Criterion, CriterionKind, Quantity
from bitcoin_office.simulate.fiscal_reviews import (
    COINS_ADDED,
    DEBT,
    GROSS_MOVED,
    NET_MOVED,
    NOTHING,
    YEAR_MOVED,
    MeasuredCriterion,
)
from bitcoin_office.simulate.reserve_steps import CENTS_PER_DOLLAR
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR

DOLLARS, BITCOIN, OF_GDP = "USD", "BTC", "percent of GDP"
MOVED = {
    Quantity.GROSS_RESERVES: (GROSS_MOVED, 0),
    Quantity.NET_RESERVES: (NET_MOVED, 0),
    Quantity.NET_DOMESTIC_ASSETS: (NET_MOVED, 4),
    Quantity.PRIMARY_BALANCE: (YEAR_MOVED, 1),
    Quantity.BITCOIN_HELD: (COINS_ADDED, 2),
    Quantity.BITCOIN_DEBT: (DEBT, 3),
    Quantity.UNMOVED: (NOTHING, 8),
}
"""What the engine adds to a baseline, and the number of the shock by which it strays; unmoved ones count on from 8."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion for one review, or for every day of the plan (no slot). ``number`` is its place in the engine.

    ``known`` is the verdict where it was measured before the plan; ``missing`` says why there is none at all.
    """

    criterion: Criterion
    facility: str
    slot: Slot | None
    on: dt.date
    found: Measurement | None
    missing: tuple[str, ...]
    number: int | None = None
    known: bool | None = None

    def is_ahead(self, as_of: dt.date) -> bool:
        """Whether its review is still to come on a day; an overdue one may have been held without our knowing."""
        return self.slot is None or self.slot.on > as_of


class Scales(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the country's money makes one of itself, one percent of its product and one dollar.

    ``None`` where that is not known.
    """

    currency: str
    local: float | None
    percent_of_gdp: float | None
    local_per_usd: float | None = None

    def of(self, criterion: Criterion) -> float | None:
        """How many of the engine's unit make one of the criterion's; ``None`` where that is not known."""
        match criterion.measures:
            case Quantity.GROSS_RESERVES | Quantity.NET_RESERVES | Quantity.BITCOIN_DEBT:
                return 1.0 if criterion.unit == DOLLARS else None
            case Quantity.NET_DOMESTIC_ASSETS:
                # Reserve money stays: what leaves net reserves for coins stands among domestic assets instead.
                known = self.local_per_usd is not None and criterion.unit == self.currency
                return -1.0 / (self.local_per_usd or 1.0) if known else None
            case Quantity.BITCOIN_HELD:
                return 1.0 if criterion.unit == BITCOIN else None
            case Quantity.PRIMARY_BALANCE:
                return {self.currency: self.local, OF_GDP: self.percent_of_gdp}.get(criterion.unit)
            case _:
                return 1.0


class CriteriaInPlan:
    """Reads the criteria of one arrangement for one plan; ``slots`` are each facility's reviews, overdue ones too."""

    def __init__(
        self,
        arrangement: Arrangement,
        slots: Sequence[tuple[str, tuple[Slot, ...]]],
        as_of: dt.date,
        span: Span,
        scales: Scales,
    ) -> None:
        self.arrangement, self.slots, self.as_of, self.scales = arrangement, slots, as_of, scales
        self.days = tuple(span.date(number) for number in range(span.days))

    def read(self) -> tuple[tuple[MeasuredCriterion, ...], tuple[Measured, ...]]:
        """The criteria of which at least one review can be judged in the futures, and all rows with their numbers."""
        rows = self.rows()
        able = [row for row in rows if not row.missing and row.known is None]
        numbers = {name: place for place, name in enumerate(dict.fromkeys(row.criterion.id for row in able))}
        by_id = {row.criterion.id: row.criterion for row in able}
        unmoved = [name for name in numbers if by_id[name].measures is Quantity.UNMOVED]
        criteria = tuple(self.in_engine(by_id[name], unmoved) for name in numbers)
        return criteria, tuple(
            msgspec.structs.replace(row, number=numbers[row.criterion.id]) if row in able else row for row in rows
        )

    def rows(self) -> list[Measured]:
        """Every criterion at every review ahead; what is continuous on every day of the plan as well."""
        found: list[Measured] = []
        for criterion in self.arrangement.criteria:
            for facility, slots in self.slots:
                found += [self.row(criterion, facility, slot, slot) for slot in slots if slot.tranche]
            if criterion.kind is CriterionKind.CONTINUOUS:
                found.append(self.row(criterion, "", None, self.whole_plan()))
        return found

    def whole_plan(self) -> Slot:
        """The days of the plan on which the arrangement runs, as one."""
        ends = [end for item in self.arrangement.facilities if (end := end_of(item)) is not None]
        last = min(self.days[-1], max(ends, default=self.days[-1]))
        return Slot(on=max(last, self.days[0]), tranche="", review="", since=self.as_of)

    def row(self, criterion: Criterion, facility: str, slot: Slot | None, when: Slot) -> Measured:
        """One criterion for one review, with all that is missing to judge it."""
        found = measurement(criterion, when)
        on = found.on if found else when.on
        missing = [*missing_limit(found, when)]
        known = None
        if found is None or on > self.as_of:
            missing += [*missing_baseline(criterion, on, self.as_of), *self.unfit(criterion)]
        else:
            outturn, unknown = self.outturn(criterion, on)
            missing += unknown
            if outturn is not None and not missing:
                known = criterion_margin(float(outturn), float(found.limit.limit.value or 0), sense_of(criterion)) >= 0
        if on > self.days[-1]:
            missing.append(f"futures up to {on}: the plan ends on {self.days[-1]}")
        return Measured(
            criterion=criterion, facility=facility, slot=slot, on=on, found=found, missing=tuple(missing), known=known
        )

    def outturn(self, criterion: Criterion, on: dt.date) -> tuple[Decimal | None, tuple[str, ...]]:
        """What came out on a day before the plan, and what keeps it from being judged by."""
        value = dict(known_points(criterion, self.as_of)).get(on)
        if value is None:
            return None, (f"the outturn of {on}, which lies before the plan",)
        if is_estimate(criterion, on):
            return None, (f"the outturn of {on}: {value:,f} {criterion.unit} is only an estimate",)
        return value, ()

    def unfit(self, criterion: Criterion) -> tuple[str, ...]:
        """A unit in which the engine does not know what the programme moves."""
        known = criterion.measures is None or self.scales.of(criterion) is not None
        return () if known else (f"a way to count it in {criterion.unit}",)

    def in_engine(self, criterion: Criterion, unmoved: list[str]) -> MeasuredCriterion:
        """The criterion day by day: its baseline, the limit that is measured next, and the days of measuring."""
        points = known_points(criterion, self.as_of)
        continuous = criterion.kind is CriterionKind.CONTINUOUS
        limits = self.measurings(criterion)
        later = self.counted_later(criterion)
        moved, shock = MOVED[criterion.measures or Quantity.UNMOVED]
        deviation = criterion.deviation
        sure = deviation is None or deviation.value is None or not is_sourced(deviation)
        return MeasuredCriterion(
            moved=moved,
            scale=(self.scales.of(criterion) or 1.0) * (CENTS_PER_DOLLAR if moved in {GROSS_MOVED, NET_MOVED} else 1.0),
            sense=float(sense_of(criterion)),
            base=tuple(baseline_of(points, day) for day in self.days),
            limits=tuple(float(limits[self.next_of(limits, day)]) for day in self.days),
            tests=tuple(1.0 if day in limits else 0.0 for day in self.days),
            deviation_year=0.0 if sure else float(deviation.value),  # pyright: ignore[reportOptionalMemberAccess, reportArgumentType]
            gap_years=max((self.as_of - min(points[0][0], self.as_of)).days, 0) / DAYS_PER_YEAR,
            later=tuple(1.0 if day in later else 0.0 for day in self.days) if later else (),
            shock=shock + (unmoved.index(criterion.id) if criterion.id in unmoved else 0),
            continuous=continuous,
            begins_anew=criterion.measures in FLOWS,
        )

    def next_of(self, limits: dict[dt.date, Decimal], day: dt.date) -> dt.date:
        """The day of the limit that is measured next, or last of all."""
        if day in limits:
            return day
        return min((on for on in limits if on >= day), default=max(limits))

    def measurings(self, criterion: Criterion) -> dict[dt.date, Decimal]:
        """The days in the plan on which a criterion is measured, with their limits."""
        found: dict[dt.date, Decimal] = {}
        set_for_one: dict[dt.date, Decimal] = {}
        if criterion.kind is CriterionKind.CONTINUOUS:
            last = self.whole_plan().on
            for day in self.days:
                when = measurement(criterion, Slot(on=day, tranche="", review="", since=self.as_of))
                if day <= last and when is not None and is_sourced(when.limit.limit):
                    found[day] = when.limit.limit.value or Decimal(0)
            return found
        for slot in (slot for _, slots in self.slots for slot in slots):
            when = measurement(criterion, slot)
            if when is not None and is_sourced(when.limit.limit) and self.days[0] <= when.on <= self.days[-1]:
                if criterion.measures in FLOWS and missing_baseline(criterion, when.on, self.as_of):
                    continue
                (set_for_one if when.fresh else found)[when.on] = when.limit.limit.value or Decimal(0)
        return {**found, **set_for_one}

    def counted_later(self, criterion: Criterion) -> frozenset[dt.date]:
        """Days of a review on which something is measured that a later one looks at."""
        slots = [slot for _, slots in self.slots for slot in slots]
        reviews = {slot.on for slot in slots}
        found = ((slot, measurement(criterion, slot)) for slot in slots)
        days = {when.on for slot, when in found if when is not None and when.fresh and when.on < slot.on}
        return frozenset(days & reviews)
