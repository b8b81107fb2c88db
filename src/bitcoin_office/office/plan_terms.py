"""What a plan is asked with and what it may know: everything that is later than its day is cut off at the door."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.market.series import Series
from bitcoin_office.mining.load import LoadShape
from bitcoin_office.mining.machines import MachineTable
from bitcoin_office.office.notes import Note, note
from bitcoin_office.office.plan_cutoff import programme_by, record_by
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.reserve_rules import Own
from bitcoin_office.reserve.purchases import priced_purchases
from bitcoin_office.reserve.record import Record
from bitcoin_office.reserve.rules_kinds import AT_WORK, RuleAtWork
from bitcoin_office.simulate.own_rules import at_work_of, fields_of
from bitcoin_office.simulate.reserve_desk import Opening
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.weather.fitted import FittedWeather
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.errors import IncompleteDataError, UsageError
from bitcoin_office.terms.units import USD

RESERVES, MINED = "the country's other reserves", "coins that the state mines for its reserve"
SURPLUS = "the budget's surplus"
NEEDS = {
    "share_of_surplus": SURPLUS,
    "share_of_mined": MINED,
    "sell_to_cover_power": MINED,
    "rebalance": RESERVES,
    "volatility_target": RESERVES,
}
"""Rules that look at what a plan has only where its figures are on file, and at what."""
NEEDED_FOR = {RESERVES: "rule-needs-reserves", MINED: "rule-needs-mined", SURPLUS: "rule-needs-surplus"}
SIMULATED = {"surplus_usd": SURPLUS, "mined_coins": MINED, "power_bill_usd": MINED, "reserves_usd": RESERVES}
"""The same for rules of one's own, by what a rule may see."""


class WeatherName(enum.StrEnum):
    """The market models of a plan: the default, the check without a model, and two for stress."""

    FILTERED_HISTORY = "filtered-history"
    BOOTSTRAP = "bootstrap"
    GBM = "gbm"
    BATES = "bates"


class PlanQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for. ``as_of`` ``None`` is the last day with a close; a deviation of ``None`` is the past's.

    The plan ends after so many ``years``, or on the day ``until`` where one is given.

    ``drift_percent`` is how the median price grows in a year; the deviation, in percent of log growth a year, how
    unsure that is. ``drift_path`` is growth year by year instead, the last one going on. ``fitted`` is a fit of the
    user's or the office's own; ``None`` is one to the day of the plan.
    """

    paths: int
    years: int
    seed: int
    as_of: dt.date | None = None
    until: dt.date | None = None
    drift_percent: Decimal = Decimal(0)
    drift_path: tuple[Decimal, ...] = ()
    drift_deviation_percent: Decimal | None = None
    weather: WeatherName = WeatherName.FILTERED_HISTORY
    fitted: FittedWeather | None = None


class PlanFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is on file about one programme. ``digest`` names its texts; ``record`` is ``None`` for a mere programme.

    ``settings`` are single entries that the user changed for this question.
    """

    programme: Programme
    label: str
    digest: str
    record: Record | None
    market: Market
    machines: MachineTable
    shape: LoadShape
    settings: tuple[str, ...] = ()


def last_close(market: Market) -> dt.date:
    """The last day with a close. Raises ``IncompleteDataError`` where none is on file."""
    if market.btc_usd.last is None:
        raise IncompleteDataError("No close of bitcoin is on file.", remedy="Fetch some: bitcoin-office market update")
    return market.btc_usd.last


def known_by(facts: PlanFacts, as_of: dt.date) -> PlanFacts:
    """The same with market, record, reviews, figures and parameters as they were on that evening."""
    market = facts.market
    seen = Market(
        btc_usd=_until(market.btc_usd, as_of),
        usd_pkr=_until(market.usd_pkr, as_of),
        difficulty=_until(market.difficulty, as_of),
        hashrate=_until(market.hashrate, as_of),
    )
    return msgspec.structs.replace(
        facts,
        market=seen,
        programme=programme_by(facts.programme, as_of),
        record=record_by(facts.record, as_of) if facts.record else None,
    )


def _until(series: Series, last: dt.date) -> Series:
    return msgspec.structs.replace(series, points=series.between(dt.date.min, last))


def span_of(as_of: dt.date, question: PlanQuestion) -> Span:
    """From the day after ``as_of`` to the last day that is asked for. Raises ``UsageError`` where there is none."""
    try:
        last = question.until or as_of.replace(year=as_of.year + question.years)
    except ValueError:
        last = dt.date(as_of.year + question.years, 2, 28)
    if last <= as_of:
        raise UsageError(f"{last} does not come after {as_of}.", remedy="Choose a later last day, or an earlier first.")
    return Span(as_of + dt.timedelta(days=1), (last - as_of).days)


def opening_of(facts: PlanFacts, as_of: dt.date) -> Opening:
    """What was announced as bought by then, at the cost at which the books have it."""
    if facts.record is None:
        return Opening()
    bought = list(priced_purchases(facts.record, facts.market.btc_usd, as_of))
    cost = sum(purchase.rate.convert(sats(purchase.sats)).quantity for purchase in bought)
    return Opening(sats=sum(purchase.sats for purchase in bought), cost_cents=cost)


class RulesOfPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The rules that a plan follows, and in words why others are left out."""

    used: tuple[RuleAtWork, ...]
    left_out: tuple[Note, ...]


def rules_of(
    programme: Programme,
    span: Span,
    *,
    has_rate: bool,
    has_reserves: bool = False,
    has_mined: bool = False,
    has_surplus: bool = False,
) -> RulesOfPlan:
    """The reserve's rules that are at work in these days and look at nothing that a plan does not have."""
    used: list[RuleAtWork] = []
    left_out: list[Note] = []
    has = ((RESERVES, has_reserves), (MINED, has_mined), (SURPLUS, has_surplus))
    there = {name for name, is_there in has if is_there}
    for rule in programme.reserve.rules if programme.reserve else ():
        at_work = at_work_of(rule)
        money = getattr(rule, "amount", None)
        if rule.standing not in AT_WORK:
            left_out.append(note("rule-standing", rule=rule.id, standing=rule.standing))
        elif isinstance(rule, Own) and (lacks := _lacks(rule, there)):
            left_out.append(note("rule-lacks", rule=rule.id, lacks=lacks))
        elif at_work.function in NEEDS and NEEDS[at_work.function] not in there:
            left_out.append(note(NEEDED_FOR[NEEDS[at_work.function]], rule=rule.id))
        elif money is not None and money.unit != USD and not has_rate:
            left_out.append(note("rule-no-rate", rule=rule.id, currency=str(money.unit)))
        elif _within(rule.effective_from, rule.effective_to, span):
            used.append(at_work)
        else:
            left_out.append(note("rule-no-day", rule=rule.id))
    return RulesOfPlan(used=tuple(used), left_out=tuple(left_out))


def _lacks(rule: Own, there: set[str]) -> str:
    """What a rule of one's own looks at and no desk of the plan simulates."""
    wanted = fields_of(rule)
    return ", ".join(sorted(field for field, of in SIMULATED.items() if field in wanted and of not in there))


def _within(first: dt.date, last: dt.date | None, span: Span) -> bool:
    return first <= span.date(span.days - 1) and (last is None or last >= span.first)
