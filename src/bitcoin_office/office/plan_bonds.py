"""Bitcoin bonds that a programme declares: their price at the issue, and their part of the engine."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

import msgspec

from bitcoin_office.fiscal.bond import BondValue, Pricing, bitcoin_leg, bond_value
from bitcoin_office.office.fiscal_result import BondAnswer
from bitcoin_office.office.notes import Note, note
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.playbook.bond_terms import BondTerms, Issuer
from bitcoin_office.reserve.rules_kinds import AT_WORK
from bitcoin_office.simulate.bond_desk import BondInPlan
from bitcoin_office.simulate.sections import Span
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

PERCENT = 100.0
PRICED_BY = ("bond_yield", "bond_volatility", "riskless_rate", "bond_spread")
FEBRUARY_END, YEAR = 28, 365


class Bonds(msgspec.Struct, frozen=True, kw_only=True):
    """The bonds of a plan: for the engine, for the result, and why others are left out."""

    in_engine: tuple[BondInPlan, ...] = ()
    answers: tuple[BondAnswer, ...] = ()
    notes: tuple[Note, ...] = ()

    def owed(self, span: Span) -> tuple[tuple[float, float], ...]:
        """Dollars of principal owed each day, due within a year and later; empty without a bond."""
        if not self.in_engine:
            return ()
        found: list[tuple[float, float]] = []
        for day in range(span.days):
            left = [
                (bond.principal_usd, (bond.redeemed_day or 0) - day, day >= bond.issue_day) for bond in self.in_engine
            ]
            soon = math.fsum(usd for usd, days, issued in left if issued and 0 < days <= YEAR)
            found.append((soon, math.fsum(usd for usd, days, issued in left if issued and days > YEAR)))
        return tuple(found)


def bonds_of(facts: PlanFacts, as_of: dt.date, span: Span) -> Bonds:
    """The bonds at work, issued on their day or on the plan's first."""
    engine: list[BondInPlan] = []
    answers: list[BondAnswer] = []
    notes: list[Note] = []
    for bond in facts.programme.bonds:
        if bond.standing not in AT_WORK:
            continue
        issued = bond.issued_on or span.first
        if bond.issued_on is None:
            notes.append(note("bond-no-day", bond=bond.name))
        if issued < span.first:
            notes.append(note("bond-before", bond=bond.name, day=issued))
            continue
        try:
            engine.append(_in_engine(bond, issued, span))
        except IncompleteDataError as error:
            notes.append(note("bond-left-out", bond=bond.name, why=error.message))
            continue
        answers.append(_answer(bond, issued, facts, as_of, span))
        notes += _paying(bond)
    return Bonds(in_engine=tuple(engine), answers=tuple(answers), notes=tuple(notes))


def _in_engine(bond: BondTerms, issued: dt.date, span: Span) -> BondInPlan:
    leg = bitcoin_leg(bond)
    principal = float(bond.principal.value or 0)
    years = [round(leg.first_sale_year) + sale for sale in range(leg.sales)]
    tenor = round(bond.tenor.value or 0)
    works = bond.into_works.value if bond.into_works else None
    return BondInPlan(
        into_bitcoin_usd=round(leg.into_bitcoin * principal),
        threshold_usd=round(leg.threshold * principal),
        gain_share=leg.share,
        issue_day=span.number(issued),
        sale_days=tuple(span.number(_years_later(issued, year)) for year in years),
        principal_usd=round(principal),
        works_usd=round(works or 0),
        coupon_cents=round(principal * float(bond.coupon.value or 0)),
        coupon_days=tuple(span.number(_years_later(issued, year)) for year in range(1, tenor + 1)),
        redeemed_day=span.number(_years_later(issued, tenor)),
        treasury=bond.issuer is not Issuer.OTHER,
    )


def _paying(bond: BondTerms) -> Iterator[Note]:
    """Whose budget a bond's money goes through."""
    if bond.issuer is Issuer.OTHER:
        yield note("bond-not-treasury", bond=bond.name)
        return
    if bond.issuer is Issuer.UNKNOWN:
        yield note("bond-no-issuer", bond=bond.name, key=f"bonds.{bond.id}.issuer")
    yield note("bond-budget", bond=bond.name)


def _years_later(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 2, FEBRUARY_END)


def _answer(bond: BondTerms, issued: dt.date, facts: PlanFacts, as_of: dt.date, span: Span) -> BondAnswer:
    value, says, missing = _priced(bond, facts, as_of)
    principal, tenor = float(bond.principal.value or 0), round(bond.tenor.value or 0)
    last = span.date(span.days - 1)
    coupons = sum(_years_later(issued, year) <= last for year in range(1, tenor + 1))
    repaid = principal if _years_later(issued, tenor) <= last else 0.0
    return BondAnswer(
        id=bond.id,
        name=bond.name,
        issued_on=issued,
        principal_usd=principal,
        coupons_and_principal=None if value is None else PERCENT * value.coupons_and_principal,
        bitcoin_dividend=None if value is None else PERCENT * value.bitcoin_dividend,
        price=None if value is None else PERCENT * value.holders,
        priced_at=says,
        missing=missing,
        service_usd=coupons * principal * float(bond.coupon.value or 0) / PERCENT + repaid,
    )


def _priced(bond: BondTerms, facts: PlanFacts, as_of: dt.date) -> tuple[BondValue | None, str, tuple[str, ...]]:
    """The value under the market that parameters state, what that is, and what is missing for it."""
    known: dict[str, float] = {}
    missing: list[str] = []
    for name in PRICED_BY:
        try:
            known[name] = float(facts.programme.dated.number(name, as_of))
        except (NotFoundError, IncompleteDataError) as error:
            missing.append(error.message)
    if missing:
        return None, "", tuple(missing)
    market = Pricing(
        bond_yield=known["bond_yield"] / PERCENT,
        volatility=known["bond_volatility"] / PERCENT,
        riskless=known["riskless_rate"] / PERCENT,
        spread=known["bond_spread"] / PERCENT,
    )
    says = (
        f"yield {known['bond_yield']:g} %, volatility {known['bond_volatility']:g} %, riskless rate "
        f"{known['riskless_rate']:g} %, spread on the dividend {known['bond_spread']:g} %"
    )
    try:
        return bond_value(bond, market), says, ()
    except IncompleteDataError as error:
        return None, says, (error.message,)
