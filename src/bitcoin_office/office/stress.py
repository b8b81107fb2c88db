"""Named stresses on a programme: each one path, in which the stress moves and nothing else does, by the same rules.

The engine, in plain Python, runs the plan's own text with every chance held at its middle: no shock, no jump. The price
then grows as assumed (not at all, unless asked), and the stress is laid on the first days. Without it the path is calm.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping, Sequence

import msgspec

from bitcoin_office.office.figures import figure
from bitcoin_office.office.measures import OVER_COST, day_of, told_by
from bitcoin_office.office.plan import PlanSetup, input_of, manifest
from bitcoin_office.office.plan_result import Manifest
from bitcoin_office.simulate.fiscal_desk import is_inner
from bitcoin_office.simulate.plan import Plan, prepare, varied
from bitcoin_office.simulate.run import Kernel, trace
from bitcoin_office.simulate.sources import SourceTexts
from bitcoin_office.simulate.weather.price_models import Drift, Gbm
from bitcoin_office.simulate.weather.pushes import growth_pushes, price_pushes, rate_pushes, still
from bitcoin_office.simulate.weather.stresses import Stress
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

CALM = Stress(id="calm", says="nothing moves but the growth that is assumed", source="assumed")
RATE_STATE = "log_rate"
PERCENT = 100.0


class StressedSeries(msgspec.Struct, frozen=True, kw_only=True):
    """One series along a stress: what it is on the last day, and its lowest and highest with their first days.

    Of what is counted by years, whole years only.
    """

    unit: str
    last: float
    lowest: float
    lowest_on: dt.date
    highest: float
    highest_on: dt.date


class StressOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a stress does to a programme; ``missing`` says why one that does not apply is left out."""

    id: str
    says: str
    source: str
    missing: str
    series: dict[str, StressedSeries]


class StressResult(msgspec.Struct, frozen=True, kw_only=True):
    """All stresses on one programme, beside the calm path. ``judged`` is the series by which one is the worst."""

    schema: str = "bitcoin-office/stress/1"
    finding: str
    judged: str
    manifest: Manifest
    calm: StressOutcome
    stresses: tuple[StressOutcome, ...]
    notes: tuple[str, ...]


KernelOf = Callable[[Plan], Kernel]


def stress_result(
    setup: PlanSetup, texts: SourceTexts, stresses: Sequence[Stress], kernel_of: KernelOf
) -> StressResult:
    """Each stress on its own; one whose recorded figures are not on file says so."""
    plans = {item.id: stressed_plan(setup, texts, item) for item in (CALM, *stresses)}
    outcomes = tuple(_outcome(setup, item, plans[item.id], kernel_of) for item in (CALM, *stresses))
    calm, *others = outcomes
    judged = told_by(calm.series, holds_coins=setup.holds_coins)
    return StressResult(
        finding=_finding(setup, judged, calm, others),
        judged=judged,
        manifest=manifest(setup, plans[CALM.id][0]),
        calm=calm,
        stresses=tuple(others),
        notes=(
            "One path for each: what is stressed moves, every other chance is held at its middle. Not a probability.",
            "A recorded path is laid on the plan's first days by its moves, from the plan's own price and rate on.",
            "When it has ended the price grows as assumed, by default not at all.",
        ),
    )


def named(stresses: Sequence[Stress], ids: Sequence[str]) -> tuple[Stress, ...]:
    """The stresses of these names, or all. Raises ``NotFoundError``."""
    known = {item.id: item for item in stresses}
    for name in ids:
        if name not in known:
            raise NotFoundError(kind="stress", name=name, known=tuple(known))
    return tuple(known[name] for name in ids) if ids else tuple(stresses)


def stressed_plan(setup: PlanSetup, texts: SourceTexts, stress: Stress) -> tuple[Plan, str]:
    """The plan of a stress's one path, and what is missing for it in words, empty where nothing is."""
    days, market = setup.span.days, setup.facts.market
    given = input_of(_calm(setup), still(texts))
    has_rate = any(state.name == RATE_STATE for state in given.section.day.state)
    # Pushes stand in every plan, calm ones too, so that all have the same code.
    path = tuple(map(float, setup.question.drift_path))
    grown = growth_pushes(setup.span, path) if path else (0.0,) * days
    try:
        price, rate = stress.price_moves(market, days), stress.rate_moves(market, days)
    except IncompleteDataError as error:
        return stressed_plan(setup, texts, CALM)[0], error.message
    section = price_pushes(tuple(map(operator.add, price, grown)))
    if has_rate:
        section += rate_pushes(rate)
    plan = prepare(msgspec.structs.replace(given, section=section + given.section, lanes=1))
    missing = [item.name for item in stress.numbers if item.name not in plan.numbers]
    if missing:
        return plan, f"The plan has no {', '.join(missing)}."
    if stress.rates_from is not None and not has_rate:
        return plan, "The country's money is the dollar, or no rate of it is on file."
    return varied(plan, {item.name: plan.numbers[item.name] * item.factor for item in stress.numbers}), ""


def _calm(setup: PlanSetup) -> PlanSetup:
    """The setup with a price that does not move by itself; the rest of its weather stays, for chance to be held."""
    weather, used = setup.weather, setup.weather.used
    growth = Drift(median_growth=0.0 if used.drift_path_percent else used.drift_percent / PERCENT)
    price = Gbm(volatility=0.0).section(weather.start, growth)
    return msgspec.structs.replace(setup, weather=msgspec.structs.replace(weather, section=price + weather.rate))


def _outcome(setup: PlanSetup, stress: Stress, made: tuple[Plan, str], kernel_of: KernelOf) -> StressOutcome:
    plan, missing = made
    series: dict[str, StressedSeries] = {}
    if not missing:
        traced = trace(plan, kernel_of(plan), 0, 1)
        for number, statistic in enumerate(plan.layout.statistics):
            if statistic.name not in setup.hidden and not is_inner(statistic.name):
                days = range(plan.span.days) if not statistic.seldom else _whole_years(plan, number)
                unit, values = setup.unit(statistic.unit), traced[statistic.name][0]
                if days:
                    series[statistic.name] = _stressed(setup, unit, {day: values[day] for day in days})
    return StressOutcome(id=stress.id, says=stress.says, source=stress.source, missing=missing, series=series)


def _whole_years(plan: Plan, number: int) -> list[int]:
    """The ends of whole years, on which what is counted by years is whole."""
    last = day_of(plan, plan.layout.statistics[number].name)
    return [day for report, _ in plan.places(number) if (day := plan.reports[report]) <= last]


def _stressed(setup: PlanSetup, unit: str, values: Mapping[int, float]) -> StressedSeries:
    low, high = (pick(values, key=values.__getitem__) for pick in (min, max))
    return StressedSeries(
        unit=unit,
        last=values[max(values)],
        lowest=values[low],
        lowest_on=setup.span.date(low),
        highest=values[high],
        highest_on=setup.span.date(high),
    )


def _finding(setup: PlanSetup, judged: str, calm: StressOutcome, others: Sequence[StressOutcome]) -> str:
    """The stress that leaves least, in words."""
    applied = [item for item in others if judged in item.series]
    if not applied:
        return "No stress was asked for that applies to this programme."
    worst = min(applied, key=lambda item: item.series[judged].last)
    found, without, last = worst.series[judged], calm.series[judged], setup.span.date(setup.span.days - 1)
    said, label = f"Worst of {len(applied)} stresses is {worst.id}: {worst.says}.", setup.facts.label
    if judged != OVER_COST:
        return (
            f"{said} Mining of {label} leaves {figure(found.last, 'USD')} after machines and sites by the end of its "
            f"last whole year; without it {figure(without.last, 'USD')}. No coin is held."
        )
    return (
        f"{said} On {last} the coins of {label} are worth {_over(found.last)}, at worst {_over(found.lowest)} on "
        f"{found.lowest_on}; without it {_over(without.last)}."
    )


def _over(usd: float) -> str:
    return f"{figure(abs(usd), 'USD')} {'more' if usd >= 0 else 'less'} than they cost"
