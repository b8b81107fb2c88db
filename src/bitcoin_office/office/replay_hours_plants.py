"""The plants behind a replayed year, hour by hour, and three yardsticks of the subsidy in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from bitcoin_office.fiscal.yardstick import price_gap
from bitcoin_office.mining.fleet import KWH_PER_MWH
from bitcoin_office.mining.hours import HourOfFleet
from bitcoin_office.mining.hours_supply import ServedHour, emissions_tonnes, energy_by_plant, serve_hours
from bitcoin_office.mining.supply import PERCENT, View
from bitcoin_office.office.plan_mining import REFERENCES, MiningSetup
from bitcoin_office.office.power_result import Span
from bitcoin_office.office.power_subsidy import VIEWS
from bitcoin_office.office.replay_hours_result import MonthOfPlants, PlantsOfHours, YardstickOfHours
from bitcoin_office.playbook.power_policy import PowerPolicy
from bitcoin_office.simulate.mining_steps import indexed
from bitcoin_office.simulate.mining_terms import MiningTerms

REFERENCED = (
    ("cost_of_service", "bought", "bought_low", "bought_high"),
    ("cost_of_service", "determined", "determined", "determined"),
    ("class_tariff", "class", "class", "class"),
)
"""The yardsticks that are prices on file: yardstick, name, and the references without and with losses."""


class PlantsSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a view, and its hours: without losses, and with those of all customers."""

    told: PlantsOfHours
    low: tuple[ServedHour, ...]
    high: tuple[ServedHour, ...]

    def cost_of(self, hours: Sequence[HourOfFleet]) -> tuple[float | None, ...]:
        """Fuel for a kilowatt-hour in every hour, without losses; ``None`` where nothing was drawn."""
        costs = iter(self.low)
        return tuple(next(costs).cost_per_kwh if hour.drawn_mw > 0 else None for hour in hours)


def plants_seen(power: PowerPolicy, terms: MiningTerms, hours: tuple[HourOfFleet, ...], view: View) -> PlantsSeen:
    """One view of the plants in these hours. Raises ``IncompleteDataError``."""
    low = serve_hours(power, hours, view, 0.0)
    high = serve_hours(power, hours, view, terms.losses_share * PERCENT)
    fuel = Span(_sum(low, _fuel), _sum(high, _fuel))
    energy_kwh = _sum(low, _energy_kwh)
    paid = _sum(low, lambda hour: _energy_kwh(hour) * hour.hour.day.tariff_local_per_kwh)
    co2 = emissions_tonnes(low), emissions_tonnes(high)
    told = PlantsOfHours(
        view=str(view),
        by_plant_mwh=energy_by_plant(power, low),
        by_month=_months(power, low),
        fuel_local=fuel,
        marginal_cost_per_kwh=Span(*(cost / energy_kwh if energy_kwh else 0.0 for cost in (fuel.low, fuel.high))),
        above_tariff_share=Span(_above(low), _above(high)),
        co2_tonnes=None if co2[0] is None or co2[1] is None else Span(co2[0], co2[1]),
        unserved_mwh=_sum(high, lambda hour: hour.unserved_mwh),
        contribution_local=Span(paid - fuel.high, paid - fuel.low),
    )
    return PlantsSeen(told=told, low=low, high=high)


def yardsticks(
    mining: MiningSetup, plants: tuple[PlantsSeen, ...], hours: tuple[HourOfFleet, ...], rebased_rate: float
) -> tuple[YardstickOfHours, ...]:
    """All three side by side. Prices of service and class are those set with the budget's year, at ``rebased_rate``."""
    terms = mining.terms
    kwh = [hour.drawn_mw * KWH_PER_MWH for hour in hours]
    tariff = hours[0].day.tariff_local_per_kwh
    paid_usd = sum(
        energy * hour.day.tariff_local_per_kwh / hour.day.local_per_usd for energy, hour in zip(kwh, hours, strict=True)
    )
    rate = sum(kwh) * tariff / paid_usd if paid_usd else rebased_rate
    prices = {
        name: indexed(price, terms.reference_dollar_share, rebased_rate, 1.0 / terms.first_rate)
        for name, price in terms.references
    }
    bases = {**REFERENCES, "class": mining.class_name or REFERENCES["class"]}
    found = [("marginal_cost", item.told.view, VIEWS[View(item.told.view)], _gap(item)) for item in plants]
    for yardstick, name, low, high in REFERENCED:
        if low in prices:
            gap = Span(*(price_gap(prices[end], tariff) * sum(kwh) for end in (low, high)))
            found.append((yardstick, name, bases[high], gap))
    return tuple(
        YardstickOfHours(
            yardstick=yardstick, name=name, basis=basis, local=gap, usd=Span(gap.low / rate, gap.high / rate)
        )
        for yardstick, name, basis, gap in found
    )


def _gap(plants: PlantsSeen) -> Span:
    """Each hour by itself: hours in which the tariff is above fuel make up for none in which it is below."""
    low, high = (
        _sum(hours, lambda hour: price_gap(hour.cost_per_kwh, hour.hour.day.tariff_local_per_kwh) * _energy_kwh(hour))
        for hours in (plants.low, plants.high)
    )
    return Span(low, high)


def _months(power: PowerPolicy, hours: tuple[ServedHour, ...]) -> tuple[MonthOfPlants, ...]:
    months: dict[str, list[ServedHour]] = {}
    for hour in hours:
        months.setdefault(f"{hour.hour.day.on:%Y-%m}", []).append(hour)
    return tuple(
        MonthOfPlants(month=month, by_plant_mwh=energy_by_plant(power, within)) for month, within in months.items()
    )


def _above(hours: tuple[ServedHour, ...]) -> float:
    above = sum(hour.cost_per_kwh > hour.hour.day.tariff_local_per_kwh for hour in hours)
    return above / len(hours) if hours else 0.0


def _fuel(hour: ServedHour) -> float:
    return hour.fuel_local


def _energy_kwh(hour: ServedHour) -> float:
    return hour.hour.drawn_mw * KWH_PER_MWH


def _sum(hours: Iterable[ServedHour], of: Callable[[ServedHour], float]) -> float:
    return sum(of(hour) for hour in hours)
