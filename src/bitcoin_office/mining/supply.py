"""Which plants serve more demand, at what cost and with which emissions.

The answer depends on what one believes about the plants already running, so three views stand side by side. Costs are
per kilowatt-hour in the country's money, power in megawatts, emissions in grams a kilowatt-hour.
"""

from __future__ import annotations

import enum
import math
from collections.abc import Iterator

import msgspec

from bitcoin_office.playbook.power_policy import MonthOfPower, Plant, PowerPolicy

MATERIAL_SHARE = 0.01
"""A plant that gave less of its month's energy than this is no margin: it ran for a place or an hour of its own."""
WATER = "water"
"""The fuel of plants that run as rivers do: what they give is reported month by month."""
MWH_PER_GWH = 1000.0
PERCENT = 100.0


class View(enum.StrEnum):
    """How the plants that serve more demand are found.

    ``AS_DISPATCHED``: everything that ran keeps running, and the dearest plant that ran materially gives more.
    ``CHEAP_SPLIT``, ``DEAR_SPLIT``: by merit order, cheapest first; where only the capacity of several plants together
    is known, all that is unknown of it belongs to the cheapest of them, or to the dearest.
    """

    AS_DISPATCHED = "as_dispatched"
    CHEAP_SPLIT = "cheap_split"
    DEAR_SPLIT = "dear_split"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a stack of plants: so much power at one cost."""

    plant: str
    cost_per_kwh: float
    power_mw: float
    emissions_g_per_kwh: float | None


class Stack(msgspec.Struct, frozen=True, kw_only=True):
    """Plants from the cheapest to the dearest, and how much of them other demand has taken already."""

    steps: tuple[Step, ...]
    taken_mw: float | None
    """``None``: other demand takes none of these steps, whatever it is."""


class Served(msgspec.Struct, frozen=True):
    """Power that one step gives."""

    step: Step
    power_mw: float


def served(steps: tuple[Step, ...], from_mw: float, extra_mw: float) -> tuple[Served, ...]:
    """The steps that give ``extra_mw`` on top of ``from_mw``; less than that where the plants do not suffice."""
    parts: list[Served] = []
    bottom = 0.0
    for step in steps:
        power_mw = min(bottom + step.power_mw, from_mw + extra_mw) - max(bottom, from_mw)
        if power_mw > 0:
            parts.append(Served(step, power_mw))
        bottom += step.power_mw
    return tuple(parts)


def month_stack(policy: PowerPolicy, month: MonthOfPower, view: View, hours_of_merit_order: float) -> Stack:
    """The plants of a month as a view sees them. ``hours_of_merit_order`` belong to the month of the plants' energy."""
    supply = _Supply(policy, hours_of_merit_order)
    if view is View.AS_DISPATCHED:
        return Stack(steps=tuple(supply.above_margin()), taken_mw=None)
    load = month.load.value
    steps = tuple(supply.by_merit(month, view))
    return Stack(steps=steps, taken_mw=0.0 if load is None else float(load))


class _Supply:
    """The plants of a country whose cost is known, and what each could give."""

    def __init__(self, policy: PowerPolicy, hours: float) -> None:
        self.policy, self.hours = policy, hours
        self.plants = tuple(plant for plant in policy.plants if plant.cost.value is not None)
        available = policy.availability.value if policy.availability else None
        self.available = 1.0 if available is None else float(available) / PERCENT

    def gave_mw(self, plant: Plant) -> float:
        """What a plant gave on average in the month of the merit order; 0 where nobody says."""
        energy = plant.generated.value if plant.generated else None
        return 0.0 if energy is None else float(energy) * MWH_PER_GWH / self.hours

    def above_margin(self) -> Iterator[Step]:
        """What the dearest plant that ran materially could give beyond what it gave, and then dearer ones."""
        total = math.fsum(self.gave_mw(plant) for plant in self.plants)
        material = [n for n, plant in enumerate(self.plants) if self.gave_mw(plant) >= MATERIAL_SHARE * total]
        for plant in self.plants[material[-1] if material else 0 :]:
            yield _step(plant, max(0.0, self._could_mw(plant, View.DEAR_SPLIT) - self.gave_mw(plant)))

    def by_merit(self, month: MonthOfPower, view: View) -> Iterator[Step]:
        """Every plant with what it could give in a month."""
        for plant in self.plants:
            if not plant.cost.value:
                yield _step(plant, self._as_it_comes_mw(plant, month, view))
            else:
                yield _step(plant, self._could_mw(plant, view))

    def _as_it_comes_mw(self, plant: Plant, month: MonthOfPower, view: View) -> float:
        """What water, wind and sun give: as reported, or the most and the least of any month on file."""
        if plant.fuel != WATER:
            return self.gave_mw(plant)
        if month.hydro is not None and month.hydro.value is not None:
            return float(month.hydro.value)
        known = [float(entry.hydro.value) for entry in self.policy.months if entry.hydro and entry.hydro.value]
        if not known:
            return self.gave_mw(plant)
        return max(known) if view is View.CHEAP_SPLIT else min(known)

    def _could_mw(self, plant: Plant, view: View) -> float:
        """What a plant could give: its own capacity, its part of a group's, or else what it gave."""
        if plant.capacity.value is not None:
            return float(plant.capacity.value) * self.available
        for group in self.policy.groups:
            members = [other for other in self.plants if other.id in group.plants]
            if plant in members and group.capacity.value is not None:
                rest = float(group.capacity.value) * self.available - math.fsum(
                    self.gave_mw(other) for other in members
                )
                takes_rest = plant is members[0 if view is View.CHEAP_SPLIT else -1]
                return self.gave_mw(plant) + (max(0.0, rest) if takes_rest else 0.0)
        return self.gave_mw(plant)


def _step(plant: Plant, power_mw: float) -> Step:
    emissions = plant.emissions.value
    return Step(
        plant=plant.id,
        cost_per_kwh=float(plant.cost.value or 0),
        power_mw=power_mw,
        emissions_g_per_kwh=None if emissions is None else float(emissions),
    )


def average_cost(policy: PowerPolicy) -> float | None:
    """What all energy of the merit order's month cost on average; ``None`` unless all energies and costs are known.

    A check of the data: Pakistan's regulator reports 9.09 rupees for December 2024.
    """
    if not policy.plants or any(
        plant.cost.value is None or plant.generated is None or plant.generated.value is None for plant in policy.plants
    ):
        return None
    energies = [float(plant.generated.value or 0) if plant.generated else 0.0 for plant in policy.plants]
    costs = [float(plant.cost.value or 0) for plant in policy.plants]
    return math.fsum(cost * energy for cost, energy in zip(costs, energies, strict=True)) / math.fsum(energies)
