"""A programme's rules over the recorded past: the same functions as in a plan, held against the country's record.

Coins in satoshis and money in US cents, as the books have them.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.office.notes import texts_of
from bitcoin_office.office.plan_terms import PlanFacts, RulesOfPlan, known_by, last_close, opening_of, rules_of
from bitcoin_office.office.plan_weather import has_rate
from bitcoin_office.office.recorded_market import recorded_market
from bitcoin_office.office.stated_figures import RESERVES, SURPLUS, known_in, stated_section
from bitcoin_office.reserve.purchases import PricedPurchase, priced_purchases
from bitcoin_office.reserve.record import Record, disclosed_on
from bitcoin_office.reserve.rules_kinds import AT_WORK
from bitcoin_office.reserve.unexplained import announced_between
from bitcoin_office.simulate.own_rules import failures_of, with_own_rules
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import reserve_section
from bitcoin_office.simulate.run import trace
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.sources import SourceTexts
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.units import USD

AT_THE_CLOSE = "Rules act at the close of the day (UTC), the price at which the books have them."


class BacktestMonth(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a month, or the last day: what rules and record have bought since the first day."""

    on: dt.date
    rule_sats: int
    rule_usd_cents: int
    record_sats: int
    record_usd_cents: int


class Backtest(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules buy over the recorded past beside what the record has.

    ``rule_`` is bought by the rules, less what they sell; ``record_`` is the record's standing purchases at the books'
    cost. ``single_sats`` was announced as single purchases, which no rule makes. ``unexplained_sats`` is what is
    disclosed less all that is announced; ``None`` where nothing was disclosed.
    """

    schema: str = "bitcoin-office/backtest/1"
    finding: str
    programme: str
    programme_hash: str
    first_day: dt.date
    last_day: dt.date
    rules: tuple[str, ...]
    meets_record: bool
    rule_sats: int
    rule_usd_cents: int
    record_sats: int
    record_usd_cents: int
    single_sats: int
    announced_sats: int
    disclosed_sats: int | None
    disclosed_exact: bool
    unexplained_sats: int | None
    months: tuple[BacktestMonth, ...]
    notes: tuple[str, ...]


def backtest(facts: PlanFacts, until: dt.date | None, texts: SourceTexts) -> Backtest:
    """Runs the rules from the first day on which one holds. Raises ``IncompleteDataError`` for a missing close."""
    last = until or _last_day(facts)
    known = known_by(facts, last)
    span = _span(known, last)
    currency = known.programme.country.currency
    rules = rules_of(
        known.programme,
        span,
        has_rate=has_rate(known.market, currency),
        has_reserves=known_in(known.programme, RESERVES, span),
        has_surplus=known_in(known.programme, SURPLUS, span),
    )
    bought, cost = _run(known, span, rules, texts)
    record = facts.record or Record(country=known.programme.country.code, name=known.programme.country.name)
    standing = _standing(record, known.market, span.first, last)
    months = tuple(_month(span.date(day), bought[day], cost[day], standing) for day in span.month_ends())
    end = months[-1]
    announced = announced_between(record, None, last)
    band = disclosed_on(record.disclosures, last)
    result = Backtest(
        finding="",
        programme=known.label,
        programme_hash=known.digest,
        first_day=span.first,
        last_day=last,
        rules=tuple(rule.id for rule in rules.used),
        meets_record=(end.rule_sats, end.rule_usd_cents) == (end.record_sats, end.record_usd_cents),
        rule_sats=end.rule_sats,
        rule_usd_cents=end.rule_usd_cents,
        record_sats=end.record_sats,
        record_usd_cents=end.record_usd_cents,
        single_sats=sum(purchase.sats for purchase in record.purchases if purchase.on <= last),
        announced_sats=announced,
        disclosed_sats=band.mid_sats if band else None,
        disclosed_exact=band is not None and band.exact,
        unexplained_sats=band.mid_sats - announced if band else None,
        months=months,
        notes=(
            *texts_of(rules.left_out),
            "Rules act at the close of the day (UTC), the price at which the books have them.",
        ),
    )
    return msgspec.structs.replace(result, finding=_finding(result))


def _last_day(facts: PlanFacts) -> dt.date:
    """The last day on which a source shows a standing purchase, else the last with a close."""
    seen = [item.seen_until for item in facts.record.standing] if facts.record else []
    return max(seen, default=last_close(facts.market))


def _span(facts: PlanFacts, last: dt.date) -> Span:
    rules = facts.programme.reserve.rules if facts.programme.reserve else ()
    first = min((rule.effective_from for rule in rules if rule.standing in AT_WORK), default=None)
    if first is None or first > last:
        raise IncompleteDataError(
            f"No rule of {facts.label} holds on any day up to {last}.", remedy="Choose a later day with --until."
        )
    return Span(first, (last - first).days + 1)


def _run(facts: PlanFacts, span: Span, rules: RulesOfPlan, texts: SourceTexts) -> tuple[list[int], list[int]]:
    """Satoshis bought less sold and cents paid less received, at the end of each day."""
    opening = msgspec.structs.replace(
        opening_of(facts, span.first - dt.timedelta(days=1)), reserves_usd=None, surplus_usd_a_day=None
    )
    texts = with_own_rules(texts, facts.programme)
    market = recorded_market(facts.market, facts.programme.country.currency, span)
    section = market + stated_section(facts.programme, span) + reserve_section(rules.used, opening, span, texts)
    plan: Plan = prepare(
        PlanInput(section=section, span=span, reports=(span.days - 1,), seed=0, texts=texts, lanes=1),
    )
    with failures_of(facts.programme):
        rows = {name: paths[0] for name, paths in trace(plan, plain_kernel(plan), 0, 1).items()}
    coins = [round(a - b) for a, b in zip(rows["bought_sats"], rows["sold_sats"], strict=True)]
    return coins, [round(a - b) for a, b in zip(rows["spent_cents"], rows["received_cents"], strict=True)]


def _standing(record: Record, market: Market, first: dt.date, last: dt.date) -> tuple[PricedPurchase, ...]:
    """The record's standing purchases of these days, as the books price them."""
    only = msgspec.structs.replace(record, purchases=())
    return tuple(purchase for purchase in priced_purchases(only, market.btc_usd, last) if purchase.on >= first)


def _month(on: dt.date, bought: int, cost: int, standing: tuple[PricedPurchase, ...]) -> BacktestMonth:
    until = [purchase for purchase in standing if purchase.on <= on]
    return BacktestMonth(
        on=on,
        rule_sats=bought,
        rule_usd_cents=cost,
        record_sats=sum(purchase.sats for purchase in until),
        record_usd_cents=sum(purchase.rate.convert(sats(purchase.sats)).quantity for purchase in until),
    )


def _finding(result: Backtest) -> str:
    """The answer in a sentence."""
    rule, record = sats(result.rule_sats).short(), sats(result.record_sats).short()
    days = f"From {result.first_day} to {result.last_day}"
    said = f"{days} the rules of {result.programme} buy {rule} for {_usd(result.rule_usd_cents)}"
    if result.meets_record and not result.record_sats:
        met = "and the record has no standing purchase either"
    elif result.meets_record:
        met = "exactly the standing purchase of the record and its cost in the books"
    else:
        met = f"the record has {record} for {_usd(result.record_usd_cents)} as standing purchase"
    if result.unexplained_sats is None:
        return f"{said}, {met}. Nothing is on record as disclosed."
    rest = sats(abs(result.unexplained_sats)).short()
    side = "more disclosed than announced" if result.unexplained_sats >= 0 else "less disclosed than announced"
    return f"{said}, {met}. Unexplained: {rest} {side}."


def _usd(cents: int) -> str:
    return Amount(cents, USD).short()
