"""Levels whose change is small: their quantiles out of those of the change, which the histograms hold more finely."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bitcoin_office.office.plan_fiscal import Fiscal
from bitcoin_office.simulate.fiscal_desk import ADEQUACY_POINTS, GROSS_MOVED_USD
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.summary import FanSeries, Worst

PERCENT = 100.0


def with_levels(fans: dict[str, FanSeries], fiscal: Fiscal, plan: Plan) -> dict[str, FanSeries]:
    """Gross reserves and their adequacy as level and change of each report day.

    A bin of the histogram is 1.6 percent wide at most: of a level of billions that is more than what a programme moves
    in a year, of the move itself it is not. Without a change the fan is the level.
    """
    moved = fans[GROSS_MOVED_USD]
    terms, found = fiscal.terms, dict(fans)
    if terms.gross_base_usd is not None and "reserves_usd" in fans:
        base = [terms.gross_base_usd[report] for report in plan.reports]
        found["reserves_usd"] = _raised(moved, fans["reserves_usd"].unit, lambda usd, place: base[place] + usd)
    if terms.adequacy is not None and "adequacy_percent" in fans:
        gold, metric = terms.adequacy
        points = fans[ADEQUACY_POINTS]
        found["adequacy_percent"] = _raised(points, points.unit, lambda moved, _: PERCENT * gold / metric + moved)
    return found


def _raised(fan: FanSeries, unit: str, level: Callable[[float, int], float]) -> FanSeries:
    """A fan of changes as one of levels: ``level`` rises with the change, so quantiles stay what they are."""

    def each(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(level(value, place) for place, value in enumerate(values))

    def ends(values: tuple[Worst, ...]) -> tuple[Worst, ...]:
        return tuple(
            msgspec.structs.replace(worst, value=level(worst.value, place)) for place, worst in enumerate(values)
        )

    return msgspec.structs.replace(
        fan,
        unit=unit,
        quantiles={name: each(values) for name, values in fan.quantiles.items()},
        mean=each(fan.mean),
        lowest=ends(fan.lowest),
        highest=ends(fan.highest),
    )
