"""The plan of a programme: what it would hold, cost and be worth on many futures, and what cannot be said yet."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office import __version__
from bitcoin_office.office.fiscal_wording import fiscal_notes
from bitcoin_office.office.notes import Note, note, texts_of
from bitcoin_office.office.plan_criteria import Counted, conditions_chances, criteria_chances
from bitcoin_office.office.plan_deepest import DEEPEST_DAY, Watch, deepest_of, deepest_section, deepest_words
from bitcoin_office.office.plan_distribution import ends
from bitcoin_office.office.plan_fiscal import Fiscal, fiscal_of
from bitcoin_office.office.plan_levels import with_levels
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.plan_power import PowerDesk, PowerProcedure, power_answer, power_desk, power_finding
from bitcoin_office.office.plan_result import Manifest, PlanResult
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
from bitcoin_office.office.stated_figures import surplus_on
from bitcoin_office.playbook.correlations import SHOCKS, correlations_on, parameter_of
from bitcoin_office.reserve.record import DisclosureKind
from bitcoin_office.simulate.fiscal_desk import fiscal_section, is_inner, pressure_section
from bitcoin_office.simulate.mining_desk import mining_section
from bitcoin_office.simulate.own_rules import with_own_rules
from bitcoin_office.simulate.parts import Day, Part, Statistic
from bitcoin_office.simulate.plan import ENGINE_VERSION, Plan, PlanInput, prepare
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.sources import SourceTexts
from bitcoin_office.simulate.summary import FanSeries
from bitcoin_office.simulate.weather.together import BITCOIN, HYDRO, LOAD, NONE, REMITTANCES, RUPEE, Together
from bitcoin_office.terms.amount import sats

LOCAL = frozenset({"value_local", "local_per_usd"})
BUDGET = frozenset({"budget_moved_local", "budget_year_local", "debt_added_local"})
BUYS_NONE = frozenset({"hold", "sell_above_cost", "sell_to_cover_power"})
"""Rules that bring no coin."""
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
    power: PowerDesk
    together: Together = NONE

    @property
    def currency(self) -> str:
        """The money of the country's budget."""
        return self.facts.programme.country.currency

    @property
    def holds_coins(self) -> bool:
        """Whether the plan begins with coins or any can come: by a rule or out of mining."""
        comes = any(not rule.stops and rule.function not in BUYS_NONE for rule in self.rules.used)
        return bool(self.opening.sats or comes or self.power.into_reserve)

    def desks(self, texts: SourceTexts) -> Section:
        """The programme's own part of the day: mining, the reserve, and what both do to budget and reviews."""
        section = self.together.section(present_in(self.weather, self.power, self.fiscal))
        section += pressure_section(self.fiscal.terms)
        if self.power.setup is not None:
            section += mining_section(self.power.setup.terms, self.span)
        section += self._reserve(texts) + self.fiscal.bonds_before(self.span)
        return section + fiscal_section(self.fiscal.terms) + self.fiscal.beside()

    def compared(self, texts: SourceTexts) -> Section:
        """The same without reviews and without pressure on the rate, which two programmes share.

        Mining is there only where its coins come into the reserve: all else of it moves nothing that is compared.
        """
        terms = msgspec.structs.replace(
            self.fiscal.terms, criteria=(), facilities=(), currency_sensitivity=0.0, power=None, bonds=False
        )
        desks = self._reserve(texts) + fiscal_section(terms)
        if self.power.setup is None or not self.power.into_reserve:
            return desks
        section = self.together.section(present_in(self.weather, self.power, None))
        return section + mining_section(self.power.setup.terms, self.span) + desks

    def _reserve(self, texts: SourceTexts) -> Section:
        return reserve_section(self.rules.used, self.opening, self.span, texts)

    def unit(self, unit: str) -> str:
        """A statistic's unit with the country's own money in it."""
        return unit.replace("local", self.currency)

    @property
    def hidden(self) -> frozenset[str]:
        """Statistics that would mislead: local money without a rate, and the gain over what the plan spends."""
        if self.weather.used.local_per_usd is not None:
            return frozenset({OVER_SPENT, DEEPEST_DAY})
        return LOCAL | {OVER_SPENT, DEEPEST_DAY} | (frozenset[str]() if self.currency == DOLLARS else BUDGET)


def set_up(facts: PlanFacts, question: PlanQuestion) -> PlanSetup:
    """Cuts off what is later than the plan's day and finds all numbers. Raises ``IncompleteDataError``."""
    as_of = question.as_of or last_close(facts.market)
    known = known_by(facts, as_of)
    currency = known.programme.country.currency
    span = span_of(as_of, question)
    together = Together(pairs=tuple(correlations_on(known.programme.parameters, as_of).items()))
    stated = bool(known.programme.parameters.get(parameter_of(BITCOIN, RUPEE)))
    weather = weather_of(known.market, currency, question, as_of, together.of(BITCOIN, RUPEE) if stated else None)
    priced = currency == DOLLARS or weather.used.local_per_usd is not None
    power = power_desk(known, as_of, weather.used.local_per_usd)
    fiscal = fiscal_of(known, as_of, span, weather.used.local_per_usd, mining=power.setup is not None)
    moved = together.moved(present_in(weather, power, fiscal))
    power, fiscal = power.moved_with(moved), fiscal.moved_with(moved)
    has_reserves = fiscal.terms.gross_base_usd is not None
    mined = None if power.into_reserve else 0.0
    surplus = surplus_on(known.programme, as_of)
    return PlanSetup(
        question=question,
        facts=known,
        as_of=as_of,
        span=span,
        weather=weather,
        opening=msgspec.structs.replace(
            opening_of(known, as_of),
            reserves_usd=None if has_reserves else 0.0,
            mined_coins_a_day=mined,
            power_bill_usd_a_day=mined,
            surplus_usd_a_day=surplus or 0.0,
        ),
        rules=rules_of(
            known.programme,
            span,
            has_rate=priced,
            has_reserves=has_reserves,
            has_mined=power.into_reserve,
            has_surplus=surplus is not None,
        ),
        fiscal=fiscal,
        power=power,
        together=together,
    )


def present_in(weather: Weather, power: PowerDesk, fiscal: Fiscal | None) -> tuple[str, ...]:
    """The chances that a plan draws and that may go together, in their order; ``None`` for one without payments."""
    terms = power.setup.terms if power.setup else None
    there = {
        BITCOIN: True,
        RUPEE: weather.used.local_per_usd is not None,
        LOAD: terms is not None,
        HYDRO: terms is not None and terms.water_strays,
        REMITTANCES: fiscal is not None and fiscal.payments.remittances is not None,
    }
    return tuple(shock for shock in SHOCKS if there[shock])


def plan_of(setup: PlanSetup, texts: SourceTexts) -> Plan:
    """The plan that an engine runs."""
    return prepare(input_of(setup, texts))


def input_of(setup: PlanSetup, texts: SourceTexts) -> PlanInput:
    """What the plan is made of."""
    texts = with_own_rules(texts, setup.facts.programme)
    mined = setup.power.setup is not None and setup.power.setup.terms.build_usd_per_mw() is not None
    deepest = deepest_section(holds_coins=setup.holds_coins, mining_net=mined)
    section = setup.weather.section + setup.desks(texts) + deepest + OVER_COST
    return PlanInput(
        section=section, span=setup.span, reports=setup.span.month_ends(), seed=setup.question.seed, texts=texts
    )


def plan_result(
    setup: PlanSetup,
    plan: Plan,
    piece: Piece,
    power_of: PowerProcedure,
    texts: SourceTexts,
    *,
    watch: Watch | None = None,
) -> PlanResult:
    """What was counted, in words and figures; ``watch`` shows one future again, for the day of the worst."""
    every = with_levels(fans(plan, piece, setup.unit), setup.fiscal, plan)
    yearly = {statistic.name for statistic in plan.layout.statistics if statistic.seldom}
    left_out = setup.hidden | yearly
    series = {name: fan for name, fan in every.items() if name not in left_out and not is_inner(name)}
    counted, arrangement = Counted(plan, piece, every), setup.facts.programme.arrangement
    loss, _ = shares_by_sign(plan, piece, "value_over_cost_usd")
    power = power_answer(setup.facts, setup.as_of, setup.power, (plan, piece, every), power_of, texts)
    result = PlanResult(
        finding="",
        loss_share=loss,
        manifest=manifest(setup, plan),
        series=series,
        ends=ends(plan, piece, series),
        criteria=(
            *criteria_chances(setup.fiscal, counted),
            *conditions_chances(arrangement, setup.fiscal, power.conditions, counted),
        ),
        mining=power.mining,
        subsidy=power.subsidy,
        fiscal=fiscal_result(setup.facts, setup.fiscal, counted),
        deepest=deepest_of(plan, piece, watch, holds_coins=setup.holds_coins),
        notes=(*texts_of(notes := notes_of(setup)), *power.notes),
        coded=notes,
    )
    return msgspec.structs.replace(result, finding=_finding(result))


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


def notes_of(setup: PlanSetup) -> tuple[Note, ...]:
    """What a reader must know: assumptions, what the opening is, what is left out."""
    notes = [note("set-by-hand", setting=setting) for setting in setup.facts.settings]
    notes += [*setup.weather.notes, _together_note(setup), *_opening_notes(setup), *setup.rules.left_out]
    if setup.facts.programme.reserve is None:
        notes.append(note("no-reserve", country=setup.facts.programme.country.name))
    return (*notes, *fiscal_notes(setup.facts, setup.fiscal), note("known-by-then"))


def _together_note(setup: PlanSetup) -> Note:
    """Which chances go together."""
    pairs = ", ".join(f"{parameter_of(*pair)} {value:+.2f}" for pair, value in setup.together.pairs)
    return note("together", pairs=pairs) if pairs else note("together-none")


def _opening_notes(setup: PlanSetup) -> tuple[Note, ...]:
    record = setup.facts.record
    if record is None:
        return (note("no-record"),)
    if not setup.opening.sats:
        return (note("no-purchase", day=setup.as_of),)
    notes = [
        note("daily-after", day=item.seen_until)
        for item in record.standing
        if item.first <= item.seen_until < setup.as_of
    ]
    own = [item for item in record.disclosures if item.kind is DisclosureKind.DISCLOSED and item.on <= setup.as_of]
    if own:
        notes.append(note("disclosed-then", day=own[-1].on, coins=sats(own[-1].sats).short()))
    return (note("begins-with", coins=sats(setup.opening.sats).short(), day=setup.as_of), *notes)


def _finding(result: PlanResult) -> str:
    """The answer: what is held first, unless no coin ever is."""
    power, deepest = power_finding(result.mining, result.subsidy), deepest_words(result.deepest)
    if result.holds_coins:
        return " ".join(filter(None, (_held(result), deepest, power)))
    none = f"{result.manifest.programme} holds no coin in any future: its rules buy none."
    return " ".join(filter(None, (power, deepest, none)))


def _held(result: PlanResult) -> str:
    """What is held at the end, in a sentence."""
    name, last = result.manifest.programme, result.manifest.last_day
    coins, spent, value = (result.series[key].quantiles for key in ("coins", "spent_usd", "value_usd"))
    local = result.series.get("value_local")
    in_local = "" if local is None else f" ({_of(local, result.manifest.currency)})"
    return (
        f"On {last} {name} holds {coins['p50'][-1]:,.0f} coins in the middle future; worth "
        f"{money(value['p50'][-1])}{in_local}, or below {money(value['p05'][-1])} in one future of twenty, after "
        f"{money(spent['p50'][-1])} more spent. In {result.loss_share:.0%} of futures they are worth less than they "
        "cost."
    )


def _of(local: FanSeries, currency: str) -> str:
    """The middle of the last day and its 5 to 95 percent, in the country's own money."""
    low, middle, high = (money(local.quantiles[level][-1]).replace("$", "") for level in ("p05", "p50", "p95"))
    return f"{currency} {middle}, 5 to 95 %: {low} to {high}"
