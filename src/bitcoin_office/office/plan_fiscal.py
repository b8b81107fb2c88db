"""What a plan knows of reserves, budget and reviews: the sourced part goes into every future, the rest is said."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from bitcoin_office.fiscal.adequacy import adequacy
from bitcoin_office.fiscal.measured import baseline_of, known_points
from bitcoin_office.fiscal.reviews import Slot, overdue, pending, slots
from bitcoin_office.office.plan_bonds import Bonds, bonds_of
from bitcoin_office.office.plan_measured import DOLLARS, CriteriaInPlan, Measured, Scales
from bitcoin_office.office.plan_payments import PaymentsInPlan, payments_of
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.playbook.arrangement import Facility, Quantity
from bitcoin_office.playbook.parameters import Parameters, ParameterValue
from bitcoin_office.playbook.reserve_policy import Payer
from bitcoin_office.playbook.units_known import SDR
from bitcoin_office.reserve.rules_kinds import AT_WORK
from bitcoin_office.simulate.bond_desk import bonds_section
from bitcoin_office.simulate.fiscal_desk import FiscalTerms
from bitcoin_office.simulate.fiscal_reviews import GROSS_MOVED, FacilityReviews, MeasuredCriterion
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError
from bitcoin_office.terms.source import Quality

PERCENT = 100.0
CENTS = Decimal(100)
UNSURE = frozenset({Quality.UNCERTAIN, Quality.UNKNOWN})
JANUARY = 1


class FacilityAhead(msgspec.Struct, frozen=True, kw_only=True):
    """A facility's reviews ahead. ``number`` is its place in the engine, ``None`` where nothing can be judged.

    ``usd_rate`` is dollars for one of its unit; ``None`` where no sourced rate is on file.
    """

    facility: Facility
    slots: tuple[Slot, ...]
    amounts: tuple[Decimal | None, ...]
    unit: str
    usd_rate: Decimal | None
    number: int | None = None

    @property
    def amounts_cents(self) -> tuple[int, ...]:
        """Its tranches ahead in US cents, 0 where sum or rate is not known."""
        rate = self.usd_rate or Decimal(0)
        return tuple(round((amount or Decimal(0)) * rate * CENTS) for amount in self.amounts)


class Fiscal(msgspec.Struct, frozen=True, kw_only=True):
    """The desk's part of a plan. ``gross`` is the level of gross reserves that it begins with."""

    as_of: dt.date
    currency: str
    terms: FiscalTerms
    payer: Payer
    measured: tuple[Measured, ...]
    facilities: tuple[FacilityAhead, ...]
    gross: ParameterValue | None
    bonds: Bonds
    payments: PaymentsInPlan

    def moved_with(self, moved: frozenset[str]) -> Fiscal:
        """The same with remittances taking a part of other chances."""
        sent = self.payments.remittances
        if sent is None or not moved:
            return self
        sent = msgspec.structs.replace(sent, moved_together=moved)
        return msgspec.structs.replace(self, payments=msgspec.structs.replace(self.payments, remittances=sent))

    def bonds_before(self, span: Span) -> Section:
        """The programme's bonds, whose money the budget of the same day sees."""
        return bonds_section(self.bonds.in_engine, span)

    def beside(self) -> Section:
        """What of a programme runs beside reserve and budget: remittances and the trust."""
        return self.payments.section()


def fiscal_of(
    facts: PlanFacts, as_of: dt.date, span: Span, local_per_usd: float | None, *, mining: bool = False
) -> Fiscal:
    """Everything that is sourced, as terms of the engine; everything else as what is missing.

    ``mining`` says whether the desk of mining is in the plan.
    """
    reserve, parameters = facts.programme.reserve, _Parameters(facts, as_of)
    days = tuple(span.date(number) for number in range(span.days))
    payer = reserve.paid_by if reserve else Payer.UNKNOWN
    facilities = _facilities(facts, as_of, parameters)
    criteria, rows = _criteria(facts, as_of, span, facilities, parameters.scales(local_per_usd))
    able = {row.facility for row in rows if row.number is not None or (row.known is not None and row.is_ahead(as_of))}
    judged = [item.facility.id for item in facilities if item.facility.id in able]
    facilities = tuple(
        msgspec.structs.replace(item, number=judged.index(item.facility.id)) if item.facility.id in able else item
        for item in facilities
    )
    ahead = [row for row in rows if row.is_ahead(as_of)]
    reviews = tuple(_reviews(item, ahead, days) for item in facilities if item.number is not None)
    gross = parameters.sourced("gross_reserves")
    base = _gross_base(facts, as_of, days, gross)
    sensitivity = parameters.share("currency_sensitivity")
    haircut = parameters.stated("coin_haircut")
    begins = int(parameters.stated("fiscal_year_first_month") or JANUARY)
    at_work = [bond for bond in facts.programme.bonds if bond.standing in AT_WORK]
    bonds = bonds_of(facts, as_of, span)
    terms = FiscalTerms(
        from_reserves=payer is Payer.CENTRAL_BANK,
        budget_year_begins=tuple(1.0 if day.day == 1 and day.month == begins else 0.0 for day in days),
        gross_base_usd=None if base is None else _without_tranches(base, reviews, facts),
        borrowing_rate=parameters.share("policy_rate"),
        currency_sensitivity=sensitivity if base is not None and local_per_usd is not None else 0.0,
        bitcoin_debt_usd=float(sum((bond.principal.value or Decimal(0) for bond in at_work), Decimal(0))),
        bonds=any(bond.treasury for bond in bonds.in_engine),
        coin_haircut=None if haircut is None else float(haircut) / PERCENT,
        adequacy=parameters.adequacy(),
        adequacy_debt_weight=parameters.share("adequacy_other_weight"),
        adequacy_bonds_usd=parameters.weighed(bonds, span),
        power=parameters.power() if mining else None,
        criteria=tuple(_criterion_without_tranches(item, reviews, facts) for item in criteria),
        facilities=reviews,
    )
    return Fiscal(
        as_of=as_of,
        currency=facts.programme.country.currency,
        terms=terms,
        payer=payer,
        measured=rows,
        facilities=facilities,
        gross=gross,
        bonds=bonds,
        payments=payments_of(facts, as_of, span),
    )


class _Parameters:
    """A programme's dated parameters as they were on the plan's day."""

    def __init__(self, facts: PlanFacts, as_of: dt.date) -> None:
        self.dated, self.as_of = Parameters(facts.programme.parameters), as_of
        self.currency = facts.programme.country.currency

    def sourced(self, name: str) -> ParameterValue | None:
        """A value that somebody documents."""
        try:
            found = self.dated.get(name, self.as_of)
        except (NotFoundError, IncompleteDataError):
            return None
        return None if found.trust in UNSURE else found

    def stated(self, name: str) -> Decimal | None:
        """A value of any quality: an assumption that somebody states."""
        try:
            return self.dated.number(name, self.as_of)
        except (NotFoundError, IncompleteDataError):
            return None

    def share(self, name: str) -> float:
        """What is stated in percent, as a share; 0 where nobody states anything."""
        return float(self.stated(name) or 0) / PERCENT

    def scales(self, local_per_usd: float | None) -> Scales:
        """What the budget's figures are counted in."""
        gdp = self.sourced("gdp")
        rate = 1.0 if self.currency == DOLLARS else local_per_usd
        return Scales(
            currency=self.currency,
            local=None if rate is None else 1.0,
            percent_of_gdp=None if rate is None or gdp is None else float(gdp.value or 0) * rate / PERCENT,
            local_per_usd=rate,
        )

    def power(self) -> tuple[float, float] | None:
        """What the budget has to do with power, where anybody states it."""
        shares = self.share("budget_subsidy_share"), self.share("budget_mining_share")
        return shares if any(shares) else None

    def weighed(self, bonds: Bonds, span: Span) -> tuple[float, ...]:
        """What bonds add to the metric of adequacy, day by day: short-term debt in their last year, other before it."""
        short, other = (self.share(f"adequacy_{what}_weight") for what in ("short_debt", "other"))
        owed = bonds.owed(span)
        return tuple(short * soon + other * later for soon, later in owed) if owed else ()

    def adequacy(self) -> tuple[float, float] | None:
        """Reserves with gold and their metric, where all of it is on file."""
        found = adequacy(self.dated, self.as_of)
        if found.reserves_usd is None or not found.metric_usd:
            return None
        return float(found.reserves_usd), float(found.metric_usd)


def _facilities(facts: PlanFacts, as_of: dt.date, parameters: _Parameters) -> tuple[FacilityAhead, ...]:
    """Facilities with reviews ahead."""
    arrangement, found = facts.programme.arrangement, list[FacilityAhead]()
    for facility in arrangement.facilities if arrangement else ():
        ahead = pending(arrangement, facility, as_of) if arrangement and facility.approved_on <= as_of else ()
        if not arrangement or not ahead:
            continue
        unit = ahead[0].unit
        rate = parameters.sourced("sdr_rate") if unit == SDR else None
        found.append(
            FacilityAhead(
                facility=facility,
                slots=slots(arrangement, facility, as_of),
                amounts=tuple(review.amount for review in ahead),
                unit=unit,
                usd_rate=Decimal(1) if unit == DOLLARS else rate.value if rate else None,
            )
        )
    return tuple(found)


def _criteria(
    facts: PlanFacts, as_of: dt.date, span: Span, facilities: Sequence[FacilityAhead], scales: Scales
) -> tuple[tuple[MeasuredCriterion, ...], tuple[Measured, ...]]:
    if facts.programme.arrangement is None:
        return (), ()
    arrangement = facts.programme.arrangement
    ahead = {item.facility.id: item.slots for item in facilities}
    reviews = [
        (item.id, (*overdue(arrangement, item, as_of), *ahead.get(item.id, ()))) for item in arrangement.facilities
    ]
    return CriteriaInPlan(arrangement, reviews, as_of, span, scales).read()


def _reviews(item: FacilityAhead, rows: Sequence[Measured], days: Sequence[dt.date]) -> FacilityReviews:
    """A facility's reviews as the engine holds them."""
    ons = {slot.on for slot in item.slots}
    planned = [(slot.on, cents) for slot, cents in zip(item.slots, item.amounts_cents, strict=False)]
    missed_before = any(row.facility == item.facility.id and row.known is False for row in rows)
    return FacilityReviews(
        slots=tuple(1.0 if day in ons else 0.0 for day in days),
        amounts_cents=item.amounts_cents,
        expected_cents=tuple(float(sum(cents for on, cents in planned if on < day)) for day in days),
        failing=1.0 if missed_before else 0.0,
    )


def _gross_base(
    facts: PlanFacts, as_of: dt.date, days: Sequence[dt.date], gross: ParameterValue | None
) -> tuple[float, ...] | None:
    """Gross reserves without the programme: the sourced path, or the last sourced level carried on."""
    arrangement = facts.programme.arrangement
    for criterion in arrangement.criteria if arrangement else ():
        points = known_points(criterion, as_of)
        if criterion.measures is Quantity.GROSS_RESERVES and points and criterion.unit == DOLLARS:
            return tuple(baseline_of(points, day) for day in days)
    return None if gross is None or gross.value is None else (float(gross.value),) * len(days)


def _has_gross_path(facts: PlanFacts) -> bool:
    """Whether a source gives gross reserves ahead: such a path has the arrangement's tranches in it."""
    arrangement = facts.programme.arrangement
    criteria = arrangement.criteria if arrangement else ()
    return any(item.measures is Quantity.GROSS_RESERVES and item.path for item in criteria)


def _without_tranches(
    base: tuple[float, ...], reviews: Sequence[FacilityReviews], facts: PlanFacts
) -> tuple[float, ...]:
    """A path without the tranches that it expects, which the reviews pay or do not."""
    if not reviews or not _has_gross_path(facts):
        return base
    expected = [math.fsum(column) for column in zip(*(item.expected_cents for item in reviews), strict=True)]
    return tuple(usd - cents / float(CENTS) for usd, cents in zip(base, expected, strict=True))


def _criterion_without_tranches(
    criterion: MeasuredCriterion, reviews: Sequence[FacilityReviews], facts: PlanFacts
) -> MeasuredCriterion:
    if criterion.moved != GROSS_MOVED:
        return criterion
    return msgspec.structs.replace(criterion, base=_without_tranches(criterion.base, reviews, facts))
