"""Mining, power and subsidy in a plan's answer: the futures beside the last recorded year, and the check of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import msgspec

from bitcoin_office.fiscal.conditions import Held
from bitcoin_office.office.plan_mining import MiningSetup, mining_setup
from bitcoin_office.office.plan_mining_check import coarse_year
from bitcoin_office.office.plan_mining_fans import mining_futures, subsidy_futures
from bitcoin_office.office.plan_mining_result import (
    Coarse,
    MiningFutures,
    RecordedYear,
    SubsidyFutures,
    YardstickFutures,
)
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.office.power_result import PowerYear
from bitcoin_office.office.power_terms import PowerFacts, PowerQuestion, plan_year
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.sources import SourceTexts
from bitcoin_office.simulate.summary import FanSeries
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

PowerProcedure = Callable[[PowerFacts, PowerQuestion], PowerYear]
"""``annual_power.power_year`` with its solver; raises ``IncompleteDataError`` naming what is missing."""


class PowerDesk(msgspec.Struct, frozen=True, kw_only=True):
    """The desk of a plan, or in words why there is none."""

    setup: MiningSetup | None
    why_not: str = ""

    @property
    def into_reserve(self) -> bool:
        """Whether mined coins come into the reserve."""
        return self.setup is not None and self.setup.terms.to_reserve

    def moved_with(self, moved: frozenset[str]) -> PowerDesk:
        """The desk with load and water taking a part of other chances."""
        if self.setup is None or self.setup.terms.moved_together == moved:
            return self
        terms = msgspec.structs.replace(self.setup.terms, moved_together=moved)
        return msgspec.structs.replace(self, setup=msgspec.structs.replace(self.setup, terms=terms))


class PowerAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan says of mining and subsidy, which tariff conditions hold, and what a reader must know."""

    mining: MiningFutures | None
    subsidy: SubsidyFutures | None
    conditions: tuple[Held, ...]
    notes: tuple[str, ...]


def power_desk(facts: PlanFacts, as_of: dt.date, local_per_usd: float | None) -> PowerDesk:
    """The desk on the plan's day, where everything that it cannot do without is on file."""
    try:
        return PowerDesk(setup=mining_setup(facts, as_of, local_per_usd))
    except (IncompleteDataError, NotFoundError) as error:
        return PowerDesk(setup=None, why_not=f"Mining and subsidy are not in the futures: {error.message}")


def power_answer(  # noqa: PLR0917 - the plan, what was counted, and what computes the recorded year
    facts: PlanFacts,
    as_of: dt.date,
    desk: PowerDesk,
    counted: tuple[Plan, Piece, dict[str, FanSeries]],
    power_of: PowerProcedure,
    texts: SourceTexts,
) -> PowerAnswer:
    """The desk's part of a plan's answer."""
    power, why_not = _recorded(facts, as_of, power_of)
    notes = [desk.why_not or "", why_not]
    if desk.setup is None:
        conditions = power.conditions if power else ()
        return PowerAnswer(mining=None, subsidy=None, conditions=conditions, notes=tuple(filter(None, notes)))
    coarse = coarse_year(facts, desk.setup, power, texts) if power else ()
    recorded = None if power is None else _year(power, coarse)
    plan, piece, fans = counted
    return PowerAnswer(
        mining=mining_futures(desk.setup, plan, piece, fans, recorded),
        subsidy=subsidy_futures(desk.setup, fans),
        conditions=power.conditions if power else (),
        notes=tuple(filter(None, (*notes, *desk.setup.notes, *_check_notes(recorded)))),
    )


def _recorded(facts: PlanFacts, as_of: dt.date, power_of: PowerProcedure) -> tuple[PowerYear | None, str]:
    """The last whole budget year before the plan, or why there is none."""
    power = PowerFacts(
        programme=facts.programme,
        label=facts.label,
        market=facts.market,
        machines=facts.machines,
        shape=facts.shape,
    )
    year = as_of.year
    while plan_year(power.parameters, year).last > as_of:
        year -= 1
    try:
        return power_of(power, PowerQuestion(year=year)), ""
    except IncompleteDataError as error:
        return None, f"No recorded year of mining can be computed: {error.message}"


def _year(power: PowerYear, coarse: tuple[Coarse, ...]) -> RecordedYear:
    return RecordedYear(
        first_day=power.first_day,
        last_day=power.last_day,
        power_mw=power.power_mw,
        tariff_per_kwh=power.tariff_per_kwh,
        tariff_source=power.tariff_source,
        earned=power.mining,
        plants=power.plants,
        halls=power.halls,
        subsidies=power.subsidies,
        coarse=coarse,
        missing=power.missing,
    )


def _check_notes(recorded: RecordedYear | None) -> tuple[str, ...]:
    """How far the daily step is from the hours."""
    if recorded is None or not recorded.coarse:
        return ()
    worst = max(recorded.coarse, key=lambda item: abs(item.error))
    coins = next(item for item in recorded.coarse if item.quantity == "coins")
    says = (
        f"The futures' daily step on the recorded year {recorded.first_day} to {recorded.last_day}, against its hours: "
        f"coins {coins.error:+.2%}, farthest {worst.quantity} {worst.error:+.2%}. See also: bitcoin-office power."
    )
    return (says,)


def power_finding(mining: MiningFutures | None, subsidy: SubsidyFutures | None) -> str:
    """What the power comes to in its first year of the plan, in the middle future; empty where nothing is known."""
    if mining is None or subsidy is None or not mining.years:
        return ""
    year, series = mining.years[0], mining.series
    coins, bill, used = (_middle(series[f"mining_{name}"]) for name in ("coins", "bill_usd", "utilisation"))
    lacks = ", ".join(
        f"{_between(rows)} of {name}"
        for name, rows in (
            ("marginal cost", subsidy.marginal_cost),
            ("cost of service", subsidy.cost_of_service),
            ("the class's tariff", subsidy.class_tariff),
        )
        if rows
    )
    share = mining.pays_back_share
    back = "" if share is None else f" In {share:.0%} of futures mining earns what it cost to build."
    return (
        f"{mining.mining_mw:,.0f} MW of mining run {used:.0%} of the time offered to {year.last_day} in the middle "
        f"future, for {coins:,.0f} coins and {money(bill)} of power; their tariff lacks {lacks}.{back}"
    )


def _middle(fan: FanSeries) -> float:
    return fan.quantiles["p50"][0]


def _between(rows: tuple[YardstickFutures, ...]) -> str:
    low, high = min(_middle(row.usd.low) for row in rows), max(_middle(row.usd.high) for row in rows)
    return money(low) if high <= low else f"{money(low)} to {money(high)}"
