"""Remittances and the convertibility trust of a plan: out of sourced figures and stated assumptions, or what lacks."""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.office.fiscal_result import TrustAnswer
from bitcoin_office.office.notes import Note, note
from bitcoin_office.office.plan_chances import counts_of, wilson
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.payments.remittance import shares_of_months
from bitcoin_office.playbook.payments_policy import PaymentsPolicy, Trust
from bitcoin_office.reserve.rules_kinds import AT_WORK
from bitcoin_office.simulate.parts import Day
from bitcoin_office.simulate.payments_desk import (
    DEPLETED,
    Remittances,
    TrustTerms,
    remittances_section,
    trust_section,
)
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

PERCENT = Decimal(100)
NEEDED = ("trust_net_conversion", "trust_net_deviation", "trust_client_coins", "trust_run_share", "trust_sale_share")
DOLLARS = "USD"
HALF = 0.5


class PaymentsInPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What of payments is in a plan. ``missing`` says why a declared trust is not."""

    remittances: Remittances | None = None
    trust: TrustTerms | None = None
    name: str = ""
    missing: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def section(self) -> Section:
        """Its part of the engine."""
        found = Section(day=Day(state=(), draws=(), steps=(), statistics=()))
        if self.remittances is not None:
            found += remittances_section(self.remittances)
        if self.trust is not None:
            found += trust_section(self.trust, with_remittances=self.remittances is not None)
        return found


def payments_of(facts: PlanFacts, as_of: dt.date, span: Span) -> PaymentsInPlan:
    """Remittances where their sum and the wallet's share are known; the trust where it is at work and all is stated."""
    reader = _Reader(facts, as_of)
    remittances, notes = reader.remittances(span)
    policy = facts.programme.payments
    declared = policy.trust if policy else None
    trust, missing = reader.trust(declared) if declared is not None and declared.standing in AT_WORK else (None, ())
    name = declared.name if declared else ""
    if missing:
        notes += (note("trust-left-out", trust=name, missing="; ".join(missing)),)
    if trust is not None:
        notes += (note("trust-assumed", trust=name),)
    return PaymentsInPlan(remittances=remittances, trust=trust, name=name, missing=missing, notes=notes)


class _Reader:
    """Reads a programme's figures as they were on the plan's day."""

    def __init__(self, facts: PlanFacts, as_of: dt.date) -> None:
        self.facts, self.as_of = facts, as_of

    def number(self, name: str) -> Decimal | None:
        """A dated parameter, if any."""
        try:
            return self.facts.programme.dated.number(name, self.as_of)
        except (NotFoundError, IncompleteDataError):
            return None

    def share(self, name: str) -> float:
        """One in percent as a share, 0 where nobody states one."""
        return float((self.number(name) or Decimal(0)) / PERCENT)

    def remittances(self, span: Span) -> tuple[Remittances | None, tuple[Note, ...]]:
        """A year's sum over the months, and what of it comes by the wallet."""
        yearly, wallet = self.number("remittances"), self.number("remittance_bitcoin_share")
        if yearly is None or wallet is None:
            return None, (note("remittances-no-sum" if yearly is None else "remittances-no-share"),)
        usual, by_wallet = self.number("remittance_cost"), self.number("remittance_wallet_cost")
        months = _months(self.facts.programme.payments)
        days = tuple(span.date(number) for number in range(span.days))
        terms = Remittances(
            base_usd=tuple(
                float(yearly * months[day.month - 1]) / calendar.monthrange(day.year, day.month)[1] for day in days
            ),
            calendar_year_begins=tuple(1.0 if (day.month, day.day) == (1, 1) else 0.0 for day in days),
            wallet_share=float(wallet / PERCENT),
            growth=self.share("remittance_growth"),
            deviation=self.share("remittance_deviation"),
            cost_now=None if usual is None else float(usual / PERCENT),
            cost_wallet=None if by_wallet is None else float(by_wallet / PERCENT),
        )
        told = note(
            "remittances",
            yearly=f"{float(yearly):,.0f}",
            wallet=f"{wallet:f}",
            growth=f"{terms.growth:.1%}",
            deviation=f"{terms.deviation:.1%}",
        )
        return terms, (told,) if None not in {usual, by_wallet} else (told, note("remittances-no-saving"))

    def trust(self, declared: Trust) -> tuple[TrustTerms | None, tuple[str, ...]]:
        """The trust, or what is missing to simulate it."""
        amount = declared.amount
        missing = [] if amount.value is not None and amount.unit == DOLLARS else [amount.missing or "its dollars"]
        stated = {name: self.number(name) for name in NEEDED}
        missing += [name for name, value in stated.items() if value is None]
        if missing:
            return None, tuple(missing)
        known = {name: value or Decimal(0) for name, value in stated.items()}
        return TrustTerms(
            dollars=round(amount.value or 0),
            client_coins=float(known["trust_client_coins"]),
            net_usd=float(known["trust_net_conversion"]),
            deviation_usd=float(known["trust_net_deviation"]),
            run_share=float(known["trust_run_share"] / PERCENT),
            sale_share=float(known["trust_sale_share"] / PERCENT),
            sale_cost=self.share("trust_sale_cost"),
            converted_share=self.share("trust_converted_share"),
        ), ()


def _months(policy: PaymentsPolicy | None) -> tuple[Decimal, ...]:
    """Each month's share of a year's remittances."""
    entries = policy.remittance_months if policy else ()
    return shares_of_months(
        {entry.month.number: entry.share.value for entry in entries if entry.share.value is not None}
    )


def trust_answer(payments: PaymentsInPlan, plan: Plan, piece: Piece) -> TrustAnswer | None:
    """How often and when the trust runs out of dollars; ``None`` without a trust in the plan."""
    if payments.trust is None:
        return None
    times = [counts_of(plan, piece, DEPLETED, report).get(1, 0) for report in range(len(plan.reports))]
    low, high = wilson(times[-1], piece.paths)
    dates = [plan.span.date(report) for report in plan.reports]
    first = next((day for day, count in zip(dates, times, strict=True) if count), None)
    middle = next((day for day, count in zip(dates, times, strict=True) if count >= HALF * times[-1] > 0), None)
    return TrustAnswer(
        name=payments.name,
        dollars=float(payments.trust.dollars),
        depletion=times[-1] / piece.paths,
        low=low,
        high=high,
        first_by=first,
        middle_by=middle,
    )
