"""The criteria of an arrangement at the reviews ahead: a chance only where limit and baseline are sourced.

Standing conditions stand among them, held against what the programme does: kept, broken, or broken in some futures.
"""

from __future__ import annotations

import re

from bitcoin_office.fiscal.conditions import Held, Kept
from bitcoin_office.fiscal.criteria import sense_of
from bitcoin_office.fiscal.measured import known_points, rests_on
from bitcoin_office.fiscal.reserves import criterion_margin
from bitcoin_office.office.plan_chances import counts_of, report_on, wilson
from bitcoin_office.office.plan_fiscal import Fiscal
from bitcoin_office.office.plan_measured import BITCOIN, DOLLARS, Measured
from bitcoin_office.office.plan_result import CriterionChance, Margin
from bitcoin_office.playbook.arrangement import Arrangement, Condition, Sense, Subject
from bitcoin_office.simulate.fiscal_desk import ACCUMULATED
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.summary import FanSeries

EVALUATED = "evaluated"
NOT_EVALUATED = "not evaluated"
EVERY_DAY = "every day"
OVERDUE = ", overdue"
"""Said of a review whose half-year has passed and that no source calls completed."""


_YARDSTICK = re.compile(r"subsidy_(?P<name>\w+?)(?:_high)?_usd")
"""Series of what the tariff lacks of a reference price in a budget year: with losses, where it has both."""


YARDSTICKS = {
    "as_dispatched": "marginal cost of the dearest plant that ran",
    "cheap_split": "marginal cost, cheapest plants first, unknown capacity as the cheapest",
    "dear_split": "marginal cost, cheapest plants first, unknown capacity as the dearest",
    "bought": "cost of service as bought",
    "determined": "cost of service as determined",
    "class": "the class's tariff",
}


class Counted:
    """What an engine counted of a plan, asked for chances."""

    def __init__(self, plan: Plan, piece: Piece, fans: dict[str, FanSeries]) -> None:
        self.plan, self.piece, self.fans = plan, piece, fans

    def chance(self, name: str, report: int) -> tuple[float, float, float]:
        """How often a value of 0 or 1 is 1 on a report day, with its interval."""
        times = counts_of(self.plan, self.piece, name, report).get(1, 0)
        return times / self.piece.paths, *wilson(times, self.piece.paths)

    def undercut(self) -> dict[str, float]:
        """By yardstick, the share of futures in which the miners' tariff is below it in the worst budget year."""
        found: dict[str, float] = {}
        for number, statistic in enumerate(self.plan.layout.statistics):
            named = _YARDSTICK.fullmatch(statistic.name)
            if named is None or statistic.name.endswith("_low_usd"):
                continue
            none = min(self.piece.counts[begin] for _, begin in self.plan.places(number))
            found[YARDSTICKS.get(named["name"], named["name"])] = 1.0 - none / self.piece.paths
        return found


def criteria_chances(fiscal: Fiscal, counted: Counted) -> tuple[CriterionChance, ...]:
    """Every criterion at every review ahead, and what is continuous on every day of the plan as well."""
    return tuple(_chance(row, fiscal, counted) for row in fiscal.measured)


def _chance(row: Measured, fiscal: Fiscal, counted: Counted) -> CriterionChance:
    criterion, found = row.criterion, row.found
    limit = found.limit.limit.value if found else None
    report = report_on(counted.plan, row.on)
    probability = low = high = margin = None
    points = known_points(criterion, fiscal.as_of)
    if row.known is not None:
        probability = low = high = 1.0 if row.known else 0.0
        beyond = criterion_margin(float(dict(points)[row.on]), float(limit or 0), sense_of(criterion))
        margin = Margin(p05=beyond, p50=beyond, p95=beyond)
    elif row.number is not None and report is not None:
        probability, low, high = counted.chance(f"kept_{row.number}", report)
        fan = counted.fans[f"margin_{row.number}"].quantiles
        margin = Margin(p05=fan["p05"][report], p50=fan["p50"][report], p95=fan["p95"][report])
    review = f"{row.facility}: {row.slot.review}" if row.slot else f"{EVERY_DAY} to {row.on}"
    review += "" if row.is_ahead(fiscal.as_of) else OVERDUE
    known = row.known is not None
    return CriterionChance(
        name=criterion.id,
        review=review,
        on=row.on,
        sense=criterion.sense,
        limit=None if limit is None else f"{limit:f}",
        unit=criterion.unit,
        probability=probability,
        low=low,
        high=high,
        status=NOT_EVALUATED if probability is None else EVALUATED,
        missing=row.missing,
        rests_on=rests_on(criterion, points, row.on, known=known) if probability is not None else "",
        margin=margin,
        known=known,
    )


def conditions_chances(
    arrangement: Arrangement | None, fiscal: Fiscal, tariffs: tuple[Held, ...], counted: Counted
) -> tuple[CriterionChance, ...]:
    """The standing conditions that speak of what a programme does, from the plan's first day to its last."""
    held = {item.condition: item for item in tariffs}
    standing = arrangement.conditions if arrangement else ()
    last = counted.plan.span.date(counted.plan.span.days - 1)
    return tuple(
        _condition(item, fiscal, held.get(item.id), counted)
        for item in standing
        if item.about is not None and (item.since is None or item.since <= last)
    )


def _tariff_status(undercut: dict[str, float]) -> Kept | None:
    """Kept or broken where all yardsticks say so in all futures; ``None`` without any."""
    if not undercut:
        return None
    return {(0.0, 0.0): Kept.KEPT, (1.0, 1.0): Kept.BROKEN}.get(
        (min(undercut.values()), max(undercut.values())), Kept.DEPENDS
    )


def _below(undercut: dict[str, float]) -> tuple[str, ...]:
    """Yardsticks that are undercut as often, together."""
    alike: dict[str, list[str]] = {}
    for name, share in undercut.items():
        alike.setdefault(f"{share:.0%}", []).append(name)
    return tuple(f"with mining below it in {share} of futures: {' / '.join(names)}" for share, names in alike.items())


def _condition(item: Condition, fiscal: Fiscal, tariff: Held | None, counted: Counted) -> CriterionChance:
    probability = low = high = None
    units = {Subject.SPECIAL_TARIFF: f"{fiscal.currency}/kWh", Subject.BITCOIN_ACCUMULATION: BITCOIN}
    if item.about is Subject.SPECIAL_TARIFF:
        undercut = counted.undercut()
        status = _tariff_status(undercut) or (tariff.kept if tariff else Kept.NOT_EVALUATED)
        why = tariff.why if tariff else ("tariff: the power of the programme and what it costs, or a reference price",)
        if undercut:
            low, high = 1.0 - max(undercut.values()), 1.0 - min(undercut.values())
            why = _below(undercut)
    elif item.about is Subject.BITCOIN_ACCUMULATION:
        broken, low_broken, high_broken = counted.chance(ACCUMULATED, len(counted.plan.reports) - 1)
        probability, low, high = 1.0 - broken, 1.0 - high_broken, 1.0 - low_broken
        status = {0.0: Kept.KEPT, 1.0: Kept.BROKEN}.get(broken, Kept.DEPENDS)
        why = (f"more coins are held than on the plan's first day in {broken:.0%} of futures",)
    else:
        debt = fiscal.terms.bitcoin_debt_usd
        probability = low = high = 0.0 if debt > 0 else 1.0
        status = Kept.BROKEN if debt > 0 else Kept.KEPT
        why = (f"bonds in bitcoin that the programme has at work: {debt:,.0f} {DOLLARS}",)
    evaluated = status is not Kept.NOT_EVALUATED
    return CriterionChance(
        name=item.id,
        review=EVERY_DAY,
        on=None,
        sense=Sense.CEILING,
        limit="0",
        unit=units.get(item.about or Subject.BITCOIN_DEBT, DOLLARS),
        probability=probability,
        low=low,
        high=high,
        status=status.value,
        missing=() if evaluated else why,
        rests_on="; ".join(why) if evaluated else "",
        margin=None,
    )
