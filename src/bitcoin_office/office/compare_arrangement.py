"""What one programme moves of its arrangement's criteria beyond another, whether or not their limits are known."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.fiscal.criteria import is_sourced, sense_of
from bitcoin_office.fiscal.measured import FLOWS
from bitcoin_office.office.plan_fiscal import Fiscal
from bitcoin_office.office.plan_measured import BITCOIN, DOLLARS
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.plan_result import Margin
from bitcoin_office.playbook.arrangement import Criterion, Limit, Quantity, Sense
from bitcoin_office.simulate.summary import FanSeries

MOVED_BY = {
    Quantity.GROSS_RESERVES: "net_moved_usd",
    Quantity.NET_RESERVES: "net_moved_usd",
    Quantity.PRIMARY_BALANCE: "budget_moved_local",
    Quantity.BITCOIN_HELD: "coins",
}
"""The compared series that says what is moved. A dollar spent lowers gross and net reserves alike."""
BY_YEAR = "budget_year_local"
"""The same of the budget, since its year began."""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion of the second programme's arrangement, and what that programme moves of it beyond the first.

    ``moved`` is in ``unit``, over the whole plan to its last day, at three levels of all futures; ``tightens`` says
    whether the middle one goes towards the limit. What is summed up over a budget's year is also told by year:
    ``in_year`` is the year, to ``year_to``, in which the middle future moves most towards the limit, of a whole year
    where the plan has one. ``last_limit`` is the last sourced one on file, for its size: of a whole year there.
    ``missing`` says why the criterion itself cannot be judged at its next review; empty where it can.
    """

    name: str
    says: str
    sense: Sense
    unit: str
    moved: Margin
    tightens: bool
    last_limit: float | None
    last_limit_on: dt.date | None
    missing: tuple[str, ...]
    in_year: Margin | None = None
    year_to: dt.date | None = None

    @property
    def share_of_limit(self) -> float | None:
        """What is moved against the limit: a year's against a year's, of a stock all of it; ``None`` without one."""
        sized = self.in_year or self.moved
        return abs(sized.p50 / self.last_limit) if self.last_limit else None


def moved_criteria(fiscal: Fiscal, differences: dict[str, FanSeries]) -> tuple[Moved, ...]:
    """Every criterion of which the two programmes move something, in the arrangement's order."""
    found: dict[str, Moved] = {}
    for row in sorted(fiscal.measured, key=lambda row: not row.is_ahead(fiscal.as_of)):
        criterion = row.criterion
        fan = differences.get(MOVED_BY.get(criterion.measures, "")) if criterion.measures else None
        if fan is None or criterion.id in found:
            continue
        low, middle, high = (fan.quantiles[level][-1] for level in ("p05", "p50", "p95"))
        if low == high == 0.0:
            continue
        year = _worst_year(fiscal, differences, sense_of(criterion)) if criterion.measures in FLOWS else None
        limit = _last_limit(criterion, fiscal, fan.unit, None if year is None else year[1])
        found[criterion.id] = Moved(
            name=criterion.id,
            says=criterion.name,
            sense=criterion.sense,
            unit=fan.unit,
            moved=Margin(p05=low, p50=middle, p95=high),
            tightens=middle * sense_of(criterion) < 0,
            last_limit=None if limit is None else float(limit.limit.value or 0),
            last_limit_on=None if limit is None else limit.on,
            missing=row.missing,
            in_year=None if year is None else year[0],
            year_to=None if year is None else year[1],
        )
    return tuple(found.values())


def _worst_year(fiscal: Fiscal, differences: dict[str, FanSeries], sense: int) -> tuple[Margin, dt.date] | None:
    """The budget's year in which the middle future moves most towards the limit: among whole ones, if there are any."""
    fan = differences.get(BY_YEAR)
    if fan is None:
        return None
    first = fiscal.as_of + dt.timedelta(days=1)
    begins = [first + dt.timedelta(days=day) for day, begin in enumerate(fiscal.terms.budget_year_begins) if begin]
    ends = [begin - dt.timedelta(days=1) for begin in begins]
    days = [place for place, day in enumerate(fan.dates) if day in ends[1:]]
    days = days or [place for place, day in enumerate(fan.dates) if day in ends] or [len(fan.dates) - 1]
    worst = min(days, key=lambda place: fan.quantiles["p50"][place] * sense)
    low, middle, high = (fan.quantiles[level][worst] for level in ("p05", "p50", "p95"))
    return Margin(p05=low, p50=middle, p95=high), fan.dates[worst]


def _last_limit(criterion: Criterion, fiscal: Fiscal, unit: str, like: dt.date | None) -> Limit | None:
    """The last limit of the same unit that was set by the plan's day and has a source; of the same day of a year."""
    known = (item for item in criterion.limits if item.on <= fiscal.as_of and is_sourced(item.limit))
    alike = (item for item in known if like is None or (item.on.month, item.on.day) == (like.month, like.day))
    return max((item for item in alike if item.limit.unit == unit), key=lambda item: item.on, default=None)


def in_words(moved: tuple[Moved, ...], *, has_arrangement: bool) -> str:
    """The same in a sentence for each; nothing without an arrangement."""
    if not has_arrangement:
        return ""
    return " ".join(map(_sentence, moved)) or "Of its arrangement's criteria it moves none."


def _sentence(item: Moved) -> str:
    way = "lower" if item.moved.p50 < 0 else "higher"
    towards = "towards" if item.tightens else "away from"
    size = f"{short(abs(item.moved.p50), item.unit)} {way} over the whole plan"
    if item.in_year is not None:
        size += f"; {short(abs(item.in_year.p50), item.unit)} in the worst of the budget's years, to {item.year_to}"
    if item.last_limit and item.share_of_limit is not None:
        what = "last limit of a whole year on file" if item.in_year is not None else "limit"
        size += f" ({item.share_of_limit:.1%} of the {what}, {short(item.last_limit, item.unit)}"
        size += f" of {item.last_limit_on})"
    judged = "; whether it holds then cannot be said from what is on file" if item.missing else ""
    return f"Of the arrangement it moves {item.name} {towards} its limit: {size}{judged}."


def short(quantity: float, unit: str) -> str:
    """A sum with its unit, as people write it: ``$1.24bn``, ``PKR 52.54bn``, ``1,826 BTC``."""
    if unit == BITCOIN:
        return f"{quantity:,.0f} {unit}"
    return money(quantity) if unit == DOLLARS else money(quantity).replace("$", f"{unit} ")
