"""What one programme moves of its arrangement's criteria beyond another, whether or not their limits are known."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.fiscal.criteria import is_sourced, sense_of
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


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion of the second programme's arrangement, and what that programme moves of it beyond the first.

    ``moved`` is in ``unit``, over the whole plan to its last day, at three levels of all futures; ``tightens`` says
    whether the middle one goes towards the limit. ``last_limit`` is the last sourced one on file, for its size.
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


def moved_criteria(fiscal: Fiscal, differences: dict[str, FanSeries]) -> tuple[Moved, ...]:
    """Every criterion of which the two programmes move something, in the arrangement's order."""
    found: dict[str, Moved] = {}
    for row in fiscal.measured:
        criterion = row.criterion
        fan = differences.get(MOVED_BY.get(criterion.measures, "")) if criterion.measures else None
        if fan is None or criterion.id in found:
            continue
        low, middle, high = (fan.quantiles[level][-1] for level in ("p05", "p50", "p95"))
        if low == high == 0.0:
            continue
        limit = _last_limit(criterion, fiscal, fan.unit)
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
        )
    return tuple(found.values())


def _last_limit(criterion: Criterion, fiscal: Fiscal, unit: str) -> Limit | None:
    """The last limit of the same unit that was set by the plan's day and has a source."""
    known = (item for item in criterion.limits if item.on <= fiscal.as_of and is_sourced(item.limit))
    return max((item for item in known if item.limit.unit == unit), key=lambda item: item.on, default=None)


def in_words(moved: tuple[Moved, ...], *, has_arrangement: bool) -> str:
    """The same in a sentence for each; nothing without an arrangement."""
    if not has_arrangement:
        return ""
    return " ".join(map(_sentence, moved)) or "Of its arrangement's criteria it moves none."


def _sentence(item: Moved) -> str:
    way = "lower" if item.moved.p50 < 0 else "higher"
    towards = "towards" if item.tightens else "away from"
    size = f"{short(abs(item.moved.p50), item.unit)} {way} over the plan"
    if item.last_limit:
        share = abs(item.moved.p50 / item.last_limit)
        size += f" ({share:.1%} of the limit of {item.last_limit_on}, {short(item.last_limit, item.unit)})"
    judged = "; whether it holds then cannot be said from what is on file" if item.missing else ""
    return f"Of the arrangement it moves {item.name} {towards} its limit: {size}{judged}."


def short(quantity: float, unit: str) -> str:
    """A sum with its unit, as people write it: ``$1.24bn``, ``PKR 52.54bn``, ``1,826 BTC``."""
    if unit == BITCOIN:
        return f"{quantity:,.0f} {unit}"
    return money(quantity) if unit == DOLLARS else money(quantity).replace("$", f"{unit} ")
