"""Hindsight: a plan as it was on an earlier day, held against what then happened."""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

from bitcoin_office.office.hindsight_result import Hindsight, Scored
from bitcoin_office.office.hindsight_words import finding
from bitcoin_office.office.notes import texts_of
from bitcoin_office.office.plan import OVER_COST, PlanSetup, manifest, notes_of
from bitcoin_office.office.plan_statistics import fans
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.office.recorded_market import recorded_market, still_market
from bitcoin_office.simulate.mining_desk import mining_section
from bitcoin_office.simulate.origins import origins
from bitcoin_office.simulate.parts import Part
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import Piece, run_piece
from bitcoin_office.simulate.scores import crps, share_below, steps
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.sources import SourceTexts
from bitcoin_office.simulate.weather.together import NONE

ONE_HISTORY = (
    "What happened is one history: its months follow one another and are not so many tests. A single plan proves no "
    "market model right or wrong."
)
MOST_NAMED = 4
"""A note that lists more series than these is not read."""
SAME_RULES = "What came true is what the rules do on recorded closes, not what anybody carried out; see backtest."
STILL = (
    "The score is the mean CRPS, in each value's unit, lower being better; beside it the same for a market that does "
    "not change, on which the rules go on. A skill of 0.2 says that the plan was a fifth nearer than no change."
)


def hindsight(facts: PlanFacts, setup: PlanSetup, plan: Plan, piece: Piece, texts: SourceTexts) -> Hindsight:
    """The plan's piece scored against ``facts``, which know what came later than the plan's day.

    Raises ``IncompleteDataError`` for a day without a close.
    """
    counted = fans(plan, piece, setup.unit, setup.hidden)
    market, currency, span = facts.market, setup.currency, setup.span
    recorded = recorded_market(market, currency, span)
    # A market that is known has no chance that others could go with.
    apart = msgspec.structs.replace(setup, together=NONE, power=setup.power.moved_with(frozenset()))
    happened = _values(apart, plan, recorded, texts)
    unchanged = _values(apart, plan, still_market(market, currency, span), texts)
    on_record = _on_record(apart, recorded, texts)
    series: dict[str, Scored] = {}
    for name in [name for name, fan in counted.items() if name in on_record and len(happened[name]) == len(fan.dates)]:
        told = steps(plan, piece, name)
        fan, came = counted[name], happened[name]
        score = _mean(crps(there, value) for there, value in zip(told, came, strict=True))
        still = _mean(abs(a - b) for a, b in zip(unchanged[name], came, strict=True))
        series[name] = Scored(
            unit=fan.unit,
            dates=fan.dates,
            came_true=came,
            no_change=unchanged[name],
            quantiles=fan.quantiles,
            place=tuple(share_below(there, value) for there, value in zip(told, came, strict=True)),
            inside_50=_inside(fan.quantiles["p25"], fan.quantiles["p75"], came),
            inside_90=_inside(fan.quantiles["p05"], fan.quantiles["p95"], came),
            crps=score,
            no_change_crps=still,
            skill=1.0 - score / still if still else None,
        )
    return Hindsight(
        finding=finding(setup, series),
        manifest=manifest(setup, plan),
        series=series,
        notes=(ONE_HISTORY, STILL, SAME_RULES, *_left_out(counted, series), *texts_of(notes_of(setup))),
    )


def _on_record(setup: PlanSetup, market: Section, texts: SourceTexts) -> frozenset[str]:
    """Series of which a recorded market says all: no draw feeds them, and no fleet, which has no record."""
    section = market + setup.compared(texts) + OVER_COST
    day = section.day
    drawn = {draw.name for draw in (*day.draws, *day.start_draws)}
    fleet = mining_section(setup.power.setup.terms, setup.span).day.steps if setup.power.setup else ()
    modelled = drawn | {name for step in fleet if isinstance(step, Part) for name in step.gives}
    names = (statistic.name for statistic in day.statistics)
    return frozenset(name for name in names if not origins(section, texts, name) & modelled)


def _values(setup: PlanSetup, plan: Plan, market: Section, texts: SourceTexts) -> dict[str, tuple[float, ...]]:
    """What the plan's rules come to on a market that is known, by statistic, on the plan's report days."""
    section = market + setup.compared(texts) + OVER_COST
    known = prepare(PlanInput(section=section, span=setup.span, reports=plan.reports, seed=0, texts=texts, lanes=1))
    piece = run_piece(known, plain_kernel(known), 0, 1)
    statistics = known.layout.statistics
    # On a single path the lowest value is the value.
    return {statistic.name: tuple(piece.lows[number :: len(statistics)]) for number, statistic in enumerate(statistics)}


def _inside(low: tuple[float, ...], high: tuple[float, ...], came_true: tuple[float, ...]) -> float:
    return _mean(float(a <= value <= b) for a, value, b in zip(low, came_true, high, strict=True))


def _mean(values: Iterable[float]) -> float:
    listed = tuple(values)
    return math.fsum(listed) / len(listed)


def _left_out(counted: Iterable[str], scored: Iterable[str]) -> tuple[str, ...]:
    missing = [name for name in counted if name not in set(scored)]
    if not missing:
        return ()
    more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
    return (f"Not scored, because it has no record here: {', '.join(missing[:MOST_NAMED])}{more}.",)
