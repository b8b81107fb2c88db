"""Which plants serve a fleet hour by hour in one future, at what cost of the day and with which emissions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable

import msgspec

from bitcoin_office.mining.fleet import KWH_PER_MWH
from bitcoin_office.mining.hours import HourOfFleet
from bitcoin_office.mining.supply import Served, View, month_stack, served
from bitcoin_office.mining.year import merit_order_hours, month_used
from bitcoin_office.playbook.power_policy import PowerPolicy

GRAMS_PER_TONNE = 1e6


class ServedHour(msgspec.Struct, frozen=True, kw_only=True):
    """One hour in which the system gave something, and the steps of plants that gave ``wanted_mw``, lost power too."""

    hour: HourOfFleet
    wanted_mw: float
    parts: tuple[Served, ...]

    @property
    def fuel_local(self) -> float:
        """Fuel burnt, at the cost of the day, in the country's money."""
        cost = math.fsum(part.power_mw * part.step.cost_per_kwh for part in self.parts)
        return cost * KWH_PER_MWH * self.hour.day.fuel_factor

    @property
    def cost_per_kwh(self) -> float:
        """Fuel for a kilowatt-hour at the plants."""
        return self.fuel_local / (self.wanted_mw * KWH_PER_MWH)

    @property
    def unserved_mwh(self) -> float:
        """What the plants could not give."""
        return max(0.0, self.wanted_mw - math.fsum(part.power_mw for part in self.parts))


def serve_hours(
    policy: PowerPolicy, hours: Iterable[HourOfFleet], view: View, wanted: Callable[[HourOfFleet], float]
) -> tuple[ServedHour, ...]:
    """The hours in which something is ``wanted`` of the system, in MW at the plants. Raises ``IncompleteDataError``."""
    found: list[ServedHour] = []
    for (year, month), group in itertools.groupby(hours, key=lambda hour: (hour.day.on.year, hour.day.on.month)):
        stack = month_stack(policy, month_used(policy, year, month).data, view, merit_order_hours(policy))
        for hour in group:
            wanted_mw = wanted(hour)
            if wanted_mw > 0:
                load_mw = 0.0 if stack.taken_mw is None else hour.load_mw
                parts = served(stack.steps, load_mw, wanted_mw)
                found.append(ServedHour(hour=hour, wanted_mw=wanted_mw, parts=parts))
    return tuple(found)


def energy_by_plant(policy: PowerPolicy, hours: Iterable[ServedHour]) -> dict[str, float]:
    """Megawatt-hours that each plant gave, in the merit order; a plant that gave nothing is left out."""
    energy = {plant.id: 0.0 for plant in policy.plants}
    for hour in hours:
        for part in hour.parts:
            energy[part.step.plant] += part.power_mw
    return {plant: given for plant, given in energy.items() if given}


def emissions_tonnes(hours: Iterable[ServedHour]) -> float | None:
    """Tonnes of carbon dioxide; ``None`` where a plant that served has no emission factor on file."""
    grams = 0.0
    for hour in hours:
        for part in hour.parts:
            if part.step.emissions_g_per_kwh is None:
                return None
            grams += part.power_mw * KWH_PER_MWH * part.step.emissions_g_per_kwh
    return grams / GRAMS_PER_TONNE
