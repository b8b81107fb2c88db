"""A year of extra demand, by hours or by blocks of a month: which plants served it, at what cost and emissions."""

from __future__ import annotations

import calendar
import datetime as dt
import math

import msgspec

from bitcoin_office.mining.load import HOURS_A_DAY, LoadShape, blocks_of, hours_of_month
from bitcoin_office.mining.supply import PERCENT, Served, Stack, View, month_stack, served
from bitcoin_office.playbook.power_policy import MonthOfPower, PowerPolicy
from bitcoin_office.terms.errors import IncompleteDataError

KWH_PER_MWH = 1000.0
GRAMS_PER_KILOGRAM = 1000.0
KG_PER_TONNE = 1000.0


class DayOfDemand(msgspec.Struct, frozen=True):
    """What mining and halls draw on a day, the whole day through, at their meters."""

    on: dt.date
    power_mw: float


class Supplied(msgspec.Struct, frozen=True, kw_only=True):
    """What served the extra demand of a year. ``cost`` is fuel, in the country's money."""

    view: View
    energy_mwh: float
    cost: float
    by_plant_mwh: dict[str, float]
    co2_tonnes: float | None
    """``None`` where a plant that served has no emission factor on file."""
    unserved_mwh: float

    @property
    def cost_per_kwh(self) -> float | None:
        """The average cost of a kilowatt-hour served; ``None`` where none was."""
        return self.cost / (self.energy_mwh * KWH_PER_MWH) if self.energy_mwh else None


class MonthUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The month on file that stands for a month of the plan: itself, or the same month of another year."""

    plan: str
    data: MonthOfPower

    @property
    def borrowed(self) -> bool:
        """Whether another year's month stands in."""
        return self.plan != self.data.month


def month_used(policy: PowerPolicy, year: int, month: int) -> MonthUsed:
    """The month itself where it is on file, else the latest one of the same name. Raises ``IncompleteDataError``."""
    plan = f"{year:04}-{month:02}"
    same = [entry for entry in policy.months if entry.month.endswith(f"-{month:02}") and entry.load.value is not None]
    exact = [entry for entry in same if entry.month == plan]
    if not same:
        remedy = "Add it to [[power.months]] of the programme."
        raise IncompleteDataError(
            f"No load is on file for {plan}, nor for that month of any other year.", remedy=remedy
        )
    return MonthUsed(plan=plan, data=(exact or sorted(same, key=lambda entry: entry.month))[-1])


def merit_order_hours(policy: PowerPolicy) -> float:
    """The hours of the month that the merit order is taken from. Raises ``IncompleteDataError`` where none is named."""
    if policy.merit_order_of is None:
        remedy = "Add merit_order_of to [power], and to each plant its cost and what it generated in that month."
        raise IncompleteDataError("No merit order is on file: no month is named that it is taken from.", remedy=remedy)
    year, month = (int(part) for part in policy.merit_order_of.split("-"))
    return float(calendar.monthrange(year, month)[1] * HOURS_A_DAY)


def supply_by_hour(
    policy: PowerPolicy, shape: LoadShape, demand: tuple[DayOfDemand, ...], view: View, losses_percent: float
) -> Supplied:
    """The year hour by hour. ``losses_percent`` is lost between plants and meters, and generated besides."""
    tally = _Tally(view)
    for year, month, days in _months(demand):
        used = month_used(policy, year, month)
        stack = month_stack(policy, used.data, view, merit_order_hours(policy))
        length = calendar.monthrange(year, month)[1]
        if stack.taken_mw is None:
            loads = (0.0,) * (length * HOURS_A_DAY)
        else:
            loads = hours_of_month(shape.month[month - 1], length, stack.taken_mw)
        for day in days:
            first = (day.on.day - 1) * HOURS_A_DAY
            extra_mw = generated_mw(day.power_mw, losses_percent)
            for load_mw in loads[first : first + HOURS_A_DAY]:
                tally.add(served(stack.steps, load_mw, extra_mw), extra_mw, hours=1.0)
    return tally.result()


def supply_by_block(
    policy: PowerPolicy,
    shape: LoadShape,
    demand: tuple[DayOfDemand, ...],
    view: View,
    *,
    losses_percent: float,
    blocks: int,
) -> Supplied:
    """The year as simulated futures see it: a month's load in so many blocks, every day of the month alike."""
    tally = _Tally(view)
    for year, month, days in _months(demand):
        stack = month_stack(policy, month_used(policy, year, month).data, view, merit_order_hours(policy))
        loads = load_blocks(stack, shape, year, month, blocks)
        for day in days:
            extra_mw = generated_mw(day.power_mw, losses_percent)
            for load_mw in loads:
                tally.add(served(stack.steps, load_mw, extra_mw), extra_mw, hours=HOURS_A_DAY / blocks)
    return tally.result()


def load_blocks(stack: Stack, shape: LoadShape, year: int, month: int, blocks: int) -> tuple[float, ...]:
    """The blocks of load of a month, on which other demand takes from a stack; zeros where it takes none."""
    if stack.taken_mw is None:
        return (0.0,) * blocks
    length = calendar.monthrange(year, month)[1]
    return blocks_of(hours_of_month(shape.month[month - 1], length, stack.taken_mw), blocks)


def generated_mw(power_mw: float, losses_percent: float) -> float:
    """What must be generated for so much power at the meter."""
    return power_mw / (1.0 - losses_percent / PERCENT)


def relative_error(coarse: Supplied, fine: Supplied) -> float | None:
    """How far the coarse year's cost is from the fine one's, as a share of it; ``None`` where nothing was served."""
    return None if not fine.cost else coarse.cost / fine.cost - 1.0


class _Tally:
    """Adds up what plants gave."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.energy: dict[str, float] = {}
        self.cost = self.grams = self.wanted = 0.0
        self.emissions_known = True

    def add(self, parts: tuple[Served, ...], wanted_mw: float, hours: float) -> None:
        self.wanted += wanted_mw * hours
        for part in parts:
            energy_mwh = part.power_mw * hours
            self.energy[part.step.plant] = self.energy.get(part.step.plant, 0.0) + energy_mwh
            self.cost += energy_mwh * KWH_PER_MWH * part.step.cost_per_kwh
            if part.step.emissions_g_per_kwh is None:
                self.emissions_known = False
            else:
                self.grams += energy_mwh * KWH_PER_MWH * part.step.emissions_g_per_kwh

    def result(self) -> Supplied:
        energy = math.fsum(self.energy.values())
        return Supplied(
            view=self.view,
            energy_mwh=energy,
            cost=self.cost,
            by_plant_mwh=self.energy,
            co2_tonnes=self.grams / GRAMS_PER_KILOGRAM / KG_PER_TONNE if self.emissions_known else None,
            unserved_mwh=max(0.0, self.wanted - energy),
        )


def _months(demand: tuple[DayOfDemand, ...]) -> list[tuple[int, int, tuple[DayOfDemand, ...]]]:
    months: dict[tuple[int, int], list[DayOfDemand]] = {}
    for day in demand:
        if day.power_mw > 0:
            months.setdefault((day.on.year, day.on.month), []).append(day)
    return [(year, month, tuple(days)) for (year, month), days in months.items()]
