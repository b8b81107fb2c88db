"""How bad it can get and when: by future, the day on which the programme stands lowest, and how low that is."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Mapping, Sequence

from bitcoin_office.office.measures import MINING_NET, OVER_COST
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.plan_result import DatesOf, Deepest, Margin
from bitcoin_office.simulate.layout import histogram_size
from bitcoin_office.simulate.parts import Day, Part, State, Statistic
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.summary import LEVELS, quantiles

Watch = Callable[[int], Mapping[str, Sequence[Sequence[float]]]]
"""Every kept value of every day of the future with a number, as ``run.trace`` gives it for one."""

DEEPEST, DEEPEST_DAY = "deepest_usd", "deepest_day"
STATISTICS = (
    Statistic(name=DEEPEST, unit="USD", low=4, high=50, signed=True),
    Statistic(name=DEEPEST_DAY, unit="day", low=-1, high=14),
)
OVER_NOW = "over_now_usd"


def deepest_section(*, holds_coins: bool, mining_net: bool) -> Section:
    """The lowest so far and its day, counted from 1, 0 while it was never below zero: of worth less cost.

    Where no coin is ever held it is of what mining leaves, less sites and machines; nothing where that is not known.
    """
    if not holds_coins and not mining_net:
        return Section(day=Day(state=(), draws=(), steps=(), statistics=()))
    now = OVER_NOW if holds_coins else "total_net_usd"
    over = (Part(function="over_now", gives=(OVER_NOW,)),) if holds_coins else ()
    lowest = Part(function="lowest_so_far", gives=(DEEPEST, DEEPEST_DAY), renamed=(("now_usd", now),))
    return Section(
        day=Day(
            state=(State(name=DEEPEST), State(name=DEEPEST_DAY)),
            draws=(),
            steps=(*over, lowest),
            statistics=STATISTICS,
        )
    )


def deepest_of(plan: Plan, piece: Piece, watch: Watch | None, *, holds_coins: bool) -> Deepest | None:
    """What was counted of it on the last day; ``watch`` runs the worst future again to find its day.

    ``None`` where a plan does not count it.
    """
    names = [statistic.name for statistic in plan.layout.statistics]
    if DEEPEST not in names:
        return None
    levels = tuple(level for name, level in LEVELS if name in Margin.__struct_fields__)
    low, middle, high = _quantiles(plan, piece, DEEPEST, levels, leave_zero=False)
    cell = (len(plan.reports) - 1) * len(names) + names.index(DEEPEST)
    path, worst = piece.low_paths[cell], piece.lows[cell]
    ever = _ever(plan, piece)
    on = None
    if ever:
        days = _quantiles(plan, piece, DEEPEST_DAY, levels, leave_zero=True)
        on = DatesOf(**dict(zip(Margin.__struct_fields__, (_date(plan, day) for day in days), strict=True)))
    seen = watch(path) if watch is not None and worst < 0.0 else None
    return Deepest(
        series=OVER_COST if holds_coins else MINING_NET,
        ever_share=ever,
        usd=Margin(p05=low, p50=middle, p95=high),
        on=on,
        worst_path=path,
        worst_usd=worst,
        worst_on=None if seen is None else _date(plan, seen[DEEPEST_DAY][0][-1]),
    )


def deepest_words(deepest: Deepest | None) -> str:
    """The same in a sentence; nothing where no future is ever below."""
    if deepest is None or deepest.on is None:
        return ""
    first, middle, last = (f"{day:%Y-%m}" for day in (deepest.on.p05, deepest.on.p50, deepest.on.p95))
    what = "below their cost" if deepest.series == OVER_COST else "in the red with mining"
    who = "Coins are" if deepest.series == OVER_COST else "It is"
    worst = "" if deepest.worst_on is None else f", on {deepest.worst_on}"
    when = f"around {middle} in the middle future (5 to 95 %: {first} to {last})"
    when = when if first != last else f"in {middle} in nine futures of ten"
    return (
        f"{who} deepest {what} {when}: by "
        f"{money(-deepest.usd.p50)}, by {money(-deepest.usd.p05)} in one of twenty; in the worst future by "
        f"{money(-deepest.worst_usd)}{worst}."
    )


def _date(plan: Plan, day: float) -> dt.date:
    return plan.span.date(max(round(day) - 1, 0))


def _bins(plan: Plan, piece: Piece, name: str) -> array[int]:
    """The histogram of the last day."""
    statistics = plan.layout.statistics
    number = next(place for place, statistic in enumerate(statistics) if statistic.name == name)
    _, begin = plan.places(number)[-1]
    return piece.counts[begin : begin + histogram_size(statistics[number])]


def _ever(plan: Plan, piece: Piece) -> float:
    """The share of futures that are ever below zero."""
    bins = _bins(plan, piece, DEEPEST_DAY)
    return 1.0 - bins[0] / sum(bins)


def _quantiles(
    plan: Plan, piece: Piece, name: str, levels: tuple[float, ...], *, leave_zero: bool
) -> tuple[float, ...]:
    """Quantiles on the last day, of all futures or of those that are not zero."""
    statistics = plan.layout.statistics
    number = next(place for place, statistic in enumerate(statistics) if statistic.name == name)
    cell = (len(plan.reports) - 1) * len(statistics) + number
    bins = _bins(plan, piece, name)
    low = piece.lows[cell]
    if leave_zero:
        bins[0], low = 0, 1.0
    return quantiles(statistics[number], bins, (low, piece.highs[cell]), levels)
