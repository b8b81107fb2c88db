"""Replay: one future of a plan by its number, day by day, with what every rule answered and why."""

from __future__ import annotations

from array import array
from collections.abc import Mapping

import msgspec

from bitcoin_office.mining.linear import Solver
from bitcoin_office.office.notes import texts_of
from bitcoin_office.office.plan import PlanSetup, input_of, manifest, money, notes_of
from bitcoin_office.office.replay_hours import replay_hours
from bitcoin_office.office.replay_hours_days import FutureSeen, seen_by_hours
from bitcoin_office.office.replay_hours_schedule import HoursQuestion
from bitcoin_office.office.replay_mining import OF_SITES, mining_said, mining_series
from bitcoin_office.office.replay_mining import SEEN as SEEN_OF_MINING
from bitcoin_office.office.replay_result import Daily, Decision, Replay
from bitcoin_office.office.replay_rules import ReplayedRules, RuleTexts
from bitcoin_office.simulate.own_rules import own_texts
from bitcoin_office.simulate.parts import Statistic
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.reserve_desk import FLOWS
from bitcoin_office.simulate.reserve_steps import SATS_PER_COIN
from bitcoin_office.simulate.run import trace
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.sources import SourceTexts
from bitcoin_office.terms.errors import UsageError

SEEN = (*FLOWS, "reserves_usd")
"""What rules see that the engine keeps no row for unless something counts it."""

MINED_INTO = "mined_into_reserve"
"""Coins that came into the reserve by mining, since the plan began."""

HOW = (
    "A future has the same number in every plan with the same seed and hash; its days are the engine's own, bit for "
    "bit, and each rule was rerun on what it saw. Trades are whole satoshis and cents, as an office would book them."
)


def replay(
    setup: PlanSetup,
    plan: Plan,
    path: int,
    chosen: str,
    sources: tuple[SourceTexts, Mapping[str, str]],
    *,
    hours: tuple[HoursQuestion, Solver] | None = None,
) -> Replay:
    """One future. ``plan`` is the plan that its number belongs to; ``sources`` the texts of steps, and those of rules.

    ``hours`` asks for a budget year of it by the hour, and brings what solves its schedule. Needs no compiler. Raises
    ``UsageError`` for a number that no path of the plan has, or a year that it does not hold.
    """
    if not 0 <= path < setup.question.paths:
        raise UsageError(
            f"No future has the number {path}.", remedy=f"They are numbered from 0 to {setup.question.paths - 1}."
        )
    texts, rule_texts = sources
    single = prepare(_single(input_of(setup, texts), _seen(setup)))
    rows = {name: values[0] for name, values in trace(single, plain_kernel(single), path, 1).items()}
    known = RuleTexts({**rule_texts, **own_texts(setup.facts.programme)})
    rules = ReplayedRules(setup.rules.used, known, setup.span, rows, single.numbers)
    by_hour = None
    if hours is not None:
        by_hour = replay_hours(FutureSeen(setup=setup, rows=rows, numbers=single.numbers), *hours)
    series = _series(setup, plan, rows)
    decisions = rules.decisions()
    return Replay(
        finding=_finding(setup, series, path, decisions),
        path=path,
        chosen=chosen,
        manifest=manifest(setup, plan),
        dates=tuple(setup.span.date(day) for day in range(setup.span.days)),
        series=series,
        decisions=decisions,
        notes=(HOW, *texts_of(notes_of(setup))),
        hours=by_hour,
    )


def _seen(setup: PlanSetup) -> tuple[str, ...]:
    """What is told of a day that nothing else counts."""
    if setup.power.setup is None:
        return SEEN
    terms = setup.power.setup.terms
    sites = (OF_SITES,) if terms.sites else ()
    return tuple(dict.fromkeys((*SEEN, *seen_by_hours(terms), *SEEN_OF_MINING, *sites)))


def _single(given: PlanInput, seen: tuple[str, ...]) -> PlanInput:
    """The same futures, one at a time, with every value of every day kept and next to nothing counted."""
    section, span = given.section, given.span
    fixed = {name for name, _ in section.parameters}
    counted = {statistic.name for statistic in section.day.statistics}
    more = [name for name in seen if name not in fixed | counted]
    names = [statistic.name for statistic in section.day.statistics] + more
    kept = tuple(Statistic(name=name, unit="", low=0, high=1) for name in names)
    reports = (*section.day.reports, *section.day.seldom)
    day = msgspec.structs.replace(section.day, statistics=kept, reports=reports, seldom=())
    return msgspec.structs.replace(
        given,
        section=Section(day=day, parameters=section.parameters, calendar=section.calendar, tables=section.tables),
        reports=tuple(range(span.days)),
        lanes=1,
    )


def _series(setup: PlanSetup, plan: Plan, rows: Mapping[str, array[float]]) -> dict[str, Daily]:
    """Everything that the plan counts, at the end of every day, the coins that came in by mining, and mining's days."""
    counted = {
        statistic.name: Daily(unit=setup.unit(statistic.unit), values=tuple(rows[statistic.name]))
        for statistic in plan.layout.statistics
        if statistic.name not in setup.hidden
    }
    mined = Daily(unit="BTC", values=tuple(sats / SATS_PER_COIN for sats in rows["mined_sats"]))
    of_mining = {} if setup.power.setup is None else mining_series(rows)
    return {**counted, MINED_INTO: mined, **of_mining}


def _finding(setup: PlanSetup, series: Mapping[str, Daily], path: int, decisions: tuple[Decision, ...]) -> str:
    """What became of it, in a sentence or two."""
    dates, price = setup.span, series["price_usd"].values
    low, high = min(range(len(price)), key=price.__getitem__), max(range(len(price)), key=price.__getitem__)
    trades = sum(1 for decision in decisions if decision.traded_sats)
    said = (
        f"In future {path} bitcoin ends at {money(price[-1])} on {dates.date(len(price) - 1)}, at most "
        f"{money(price[high])} on {dates.date(high)} and at least {money(price[low])} on {dates.date(low)}."
    )
    coins = series["coins"].values[-1]
    if not coins and not trades and setup.power.setup is not None:
        return f"{said} {mining_said(setup, series)}"
    if not coins and not trades:
        return f"{said} {setup.facts.label} holds no coin: its rules buy none."
    over = series["value_over_cost_usd"].values
    worst = min(range(len(over)), key=over.__getitem__)
    return (
        f"{said} {setup.facts.label} trades {trades:,} times and ends with {coins:,.0f} coins worth "
        f"{money(series['value_usd'].values[-1])}, {money(abs(over[-1]))} {'less' if over[-1] < 0 else 'more'} than "
        f"they cost; it stood worst on {dates.date(worst)}, at {money(over[worst])} over cost."
    )
