"""The plan of a programme: what it would hold, cost and be worth on many futures, and what cannot be said yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec

from bitcoin_office import __version__
from bitcoin_office.office.fiscal_wording import fiscal_notes
from bitcoin_office.office.plan_criteria import Counted, conditions_chances, criteria_chances
from bitcoin_office.office.plan_fiscal import Fiscal, fiscal_of
from bitcoin_office.office.plan_result import Manifest, MiningYear, PlanResult
from bitcoin_office.office.plan_reviews import fiscal_result
from bitcoin_office.office.plan_statistics import fans, shares_by_sign
from bitcoin_office.office.plan_terms import (
    PlanFacts,
    PlanQuestion,
    RulesOfPlan,
    known_by,
    last_close,
    opening_of,
    rules_of,
    span_of,
)
from bitcoin_office.office.plan_weather import DOLLARS, Weather, weather_of
from bitcoin_office.office.power_result import PowerYear
from bitcoin_office.office.power_terms import PowerFacts, PowerQuestion, plan_year
from bitcoin_office.reserve.record import DisclosureKind
from bitcoin_office.simulate.fiscal_desk import FiscalTerms, fiscal_section, is_inner, pressure_section
from bitcoin_office.simulate.own_rules import with_own_rules
from bitcoin_office.simulate.parts import Day, Part, Statistic
from bitcoin_office.simulate.plan import ENGINE_VERSION, Plan, PlanInput, prepare
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.sources import SourceTexts
from bitcoin_office.simulate.summary import FanSeries
from bitcoin_office.terms.amount import sats
from bitcoin_office.terms.errors import IncompleteDataError

PowerProcedure = Callable[[PowerFacts, PowerQuestion], PowerYear]
"""``annual_power.power_year`` with its solver; raises ``IncompleteDataError`` naming what is missing."""

LOCAL = frozenset({"value_local", "local_per_usd"})
BUDGET = frozenset({"budget_moved_local", "debt_added_local"})
OVER_SPENT = "gain_usd"
"""The engine's gain over what the plan spends: of use between programmes, not beside coins that were there before."""
OVER_COST = Section(
    day=Day(
        state=(),
        draws=(),
        steps=(),
        statistics=(Statistic(name="value_over_cost_usd", unit="USD", low=4, high=50, signed=True),),
        reports=(Part(function="over_cost", gives=("value_over_cost_usd",)),),
        written="def over_cost(value_usd, cost_usd):\n    return value_usd - cost_usd\n",
    )
)
"""What the coins are worth beyond what they cost, those of before the plan included."""
MACHINE = "antminer-s21"
NOT_YET = (
    "Not in the plan yet: mining and remittances in each future.",
    "Market, record, reviews, figures and parameters end on that day; rules and limits are those now on file.",
)


class PlanSetup(msgspec.Struct, frozen=True, kw_only=True):
    """A question made ready for an engine, with what its result will say of itself."""

    question: PlanQuestion
    facts: PlanFacts
    as_of: dt.date
    span: Span
    weather: Weather
    opening: Opening
    rules: RulesOfPlan
    fiscal: Fiscal

    @property
    def currency(self) -> str:
        """The money of the country's budget."""
        return self.facts.programme.country.currency

    def desks(self, texts: SourceTexts) -> Section:
        """The programme's own part of the day: the reserve, and what it does to reserves, budget and reviews."""
        section = pressure_section(self.fiscal.terms) + self._desks(texts, self.fiscal.terms)
        return section + self.fiscal.beside(self.span)

    def compared(self, texts: SourceTexts) -> Section:
        """The same without reviews and without pressure on the rate, which two programmes share."""
        return self._desks(
            texts, msgspec.structs.replace(self.fiscal.terms, criteria=(), facilities=(), currency_sensitivity=0.0)
        )

    def _desks(self, texts: SourceTexts, terms: FiscalTerms) -> Section:
        return reserve_section(self.rules.used, self.opening, self.span, texts) + fiscal_section(terms)

    def unit(self, unit: str) -> str:
        """A statistic's unit with the country's own money in it."""
        return unit.replace("local", self.currency)

    @property
    def hidden(self) -> frozenset[str]:
        """Statistics that would mislead: local money without a rate, and the gain over what the plan spends."""
        if self.weather.used.local_per_usd is not None:
            return frozenset({OVER_SPENT})
        return LOCAL | {OVER_SPENT} | (frozenset[str]() if self.currency == DOLLARS else BUDGET)


def set_up(facts: PlanFacts, question: PlanQuestion) -> PlanSetup:
    """Cuts off what is later than the plan's day and finds all numbers. Raises ``IncompleteDataError``."""
    as_of = question.as_of or last_close(facts.market)
    known = known_by(facts, as_of)
    currency = known.programme.country.currency
    span = span_of(as_of, question)
    weather = weather_of(known.market, currency, question, as_of)
    priced = currency == DOLLARS or weather.used.local_per_usd is not None
    fiscal = fiscal_of(known, as_of, span, weather.used.local_per_usd)
    has_reserves = fiscal.terms.gross_base_usd is not None
    opening = opening_of(known, as_of)
    return PlanSetup(
        question=question,
        facts=known,
        as_of=as_of,
        span=span,
        weather=weather,
        opening=msgspec.structs.replace(opening, reserves_usd=None if has_reserves else 0.0),
        rules=rules_of(known.programme, span, has_rate=priced, has_reserves=has_reserves),
        fiscal=fiscal,
    )


def plan_of(setup: PlanSetup, texts: SourceTexts) -> Plan:
    """The plan that an engine runs."""
    return prepare(input_of(setup, texts))


def input_of(setup: PlanSetup, texts: SourceTexts) -> PlanInput:
    """What the plan is made of."""
    texts = with_own_rules(texts, setup.facts.programme)
    section = setup.weather.section + setup.desks(texts) + OVER_COST
    return PlanInput(
        section=section, span=setup.span, reports=setup.span.month_ends(), seed=setup.question.seed, texts=texts
    )


def plan_result(setup: PlanSetup, plan: Plan, piece: Piece, power_of: PowerProcedure) -> PlanResult:
    """What was counted, in words and figures."""
    every = fans(plan, piece, setup.unit)
    series = {name: fan for name, fan in every.items() if name not in setup.hidden and not is_inner(name)}
    counted, arrangement = Counted(plan, piece, every), setup.facts.programme.arrangement
    loss, _ = shares_by_sign(plan, piece, "value_over_cost_usd")
    power, power_notes = _power(setup, power_of)
    return PlanResult(
        finding=_finding(setup, series, loss),
        loss_share=loss,
        manifest=manifest(setup, plan),
        series=series,
        criteria=(
            *criteria_chances(setup.fiscal, counted),
            *conditions_chances(arrangement, setup.fiscal, () if power is None else power.conditions, counted),
        ),
        mining=None if power is None else _mining(power),
        subsidy=None if power is None else power.subsidies,
        fiscal=fiscal_result(setup.facts, setup.fiscal, counted),
        notes=(*notes_of(setup), *power_notes),
    )


def manifest(setup: PlanSetup, plan: Plan) -> Manifest:
    """All that the result rests on."""
    country = setup.facts.programme.country
    return Manifest(
        programme=setup.facts.label,
        programme_hash=setup.facts.digest,
        settings=setup.facts.settings,
        country=country.name,
        currency=country.currency,
        as_of=setup.as_of,
        first_day=setup.span.first,
        last_day=setup.span.date(setup.span.days - 1),
        years=setup.question.years,
        paths=setup.question.paths,
        seed=setup.question.seed,
        plan_hash=plan.hash,
        engine=ENGINE_VERSION,
        version=__version__,
        weather=setup.weather.used,
        opening_sats=setup.opening.sats,
        opening_cost_usd_cents=setup.opening.cost_cents,
        rules=tuple(rule.id for rule in setup.rules.used),
        sources=setup.weather.sources,
    )


def notes_of(setup: PlanSetup) -> tuple[str, ...]:
    """What a reader must know: assumptions, what the opening is, what is left out."""
    notes = [f"Set on the command line, not declared by anybody: {setting}." for setting in setup.facts.settings]
    notes += [*setup.weather.notes, *_opening_notes(setup), *setup.rules.left_out]
    if setup.facts.programme.reserve is None:
        notes.append(f"{setup.facts.programme.country.name} declares no reserve: nothing is bought or sold.")
    return (*notes, *fiscal_notes(setup.facts, setup.fiscal), *NOT_YET)


def _opening_notes(setup: PlanSetup) -> tuple[str, ...]:
    record = setup.facts.record
    if record is None:
        return ("No record of a reserve is on file: the plan begins with no coin.",)
    if not setup.opening.sats:
        return (f"No purchase is on record by {setup.as_of}: the plan begins with no coin.",)
    opening = sats(setup.opening.sats).short()
    says = f"The plan begins with the {opening} announced as bought by {setup.as_of}, at the cost in the books."
    notes = [
        f"Daily purchases after {item.seen_until}, the last that a source shows, are not among them."
        for item in record.standing
        if item.first <= item.seen_until < setup.as_of
    ]
    own = [item for item in record.disclosures if item.kind is DisclosureKind.DISCLOSED and item.on <= setup.as_of]
    if own:
        notes.append(f"Disclosed on {own[-1].on}: {sats(own[-1].sats).short()}; the cost of the rest is not on record.")
    return (says, *notes)


def _finding(setup: PlanSetup, series: dict[str, FanSeries], loss: float) -> str:
    """The answer in a sentence."""
    name, last = setup.facts.label, setup.span.date(setup.span.days - 1)
    coins, spent, value = (series[key].quantiles for key in ("coins", "spent_usd", "value_usd"))
    if coins["p95"][-1] == 0:
        return f"{name} holds no coin on {last} in any future: its rules buy none."
    return (
        f"On {last} {name} holds {coins['p50'][-1]:,.0f} coins in the middle future; worth "
        f"{money(value['p50'][-1])}, or below {money(value['p05'][-1])} in one future of twenty, after "
        f"{money(spent['p50'][-1])} more spent. In {loss:.0%} of futures they are worth less than they cost."
    )


def money(usd: float) -> str:
    """Dollars in the unit that people read: ``$1.24bn``."""
    for size, word in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if abs(usd) >= size:
            return f"{'-' if usd < 0 else ''}${abs(usd) / size:,.2f}{word}"
    return f"{'-' if usd < 0 else ''}${abs(usd):,.0f}"


def _power(setup: PlanSetup, power_of: PowerProcedure) -> tuple[PowerYear | None, tuple[str, ...]]:
    """The last whole budget year before the plan, or why there is none."""
    facts = setup.facts
    power = PowerFacts(
        programme=facts.programme,
        label=facts.label,
        market=facts.market,
        machines=facts.machines,
        shape=facts.shape,
    )
    year = setup.as_of.year
    while plan_year(power.parameters, year).last > setup.as_of:
        year -= 1
    try:
        result = power_of(power, PowerQuestion(year=year, machine=MACHINE))
    except IncompleteDataError as error:
        return None, (f"Mining and subsidy are not computed: {error.message}",)
    days = f"{result.first_day} to {result.last_day}"
    return result, (f"Mining and subsidy are those of the recorded year {days}; see also: bitcoin-office power.",)


def _mining(power: PowerYear) -> MiningYear:
    return MiningYear(
        first_day=power.first_day,
        last_day=power.last_day,
        power_mw=power.power_mw,
        tariff_per_kwh=power.tariff_per_kwh,
        tariff_source=power.tariff_source,
        earned=power.mining,
        missing=power.missing,
    )
