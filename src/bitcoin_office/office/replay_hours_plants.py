"""The plants behind a replayed year, hour by hour, and three yardsticks of the subsidy in it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from bitcoin_office.fiscal.yardstick import price_gap
from bitcoin_office.mining.fleet import KWH_PER_MWH
from bitcoin_office.mining.hours import HourOfFleet
from bitcoin_office.mining.hours_supply import ServedHour, emissions_tonnes, energy_by_plant, serve_hours
from bitcoin_office.mining.supply import View
from bitcoin_office.office.plan_mining import REFERENCES, MiningSetup
from bitcoin_office.office.power_plants import TONNES_PER_MWH_OF_GRAM
from bitcoin_office.office.power_result import Span
from bitcoin_office.office.power_subsidy import VIEWS
from bitcoin_office.office.replay_hours_buyers import ChargedHour, buyers_of, charged
from bitcoin_office.office.replay_hours_result import FleetOfHours, MonthOfPlants, PlantsOfHours, YardstickOfHours
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
    """What is told of a view, and its hours with the lower and the higher losses."""

    told: PlantsOfHours
    low: tuple[ChargedHour, ...]
    high: tuple[ChargedHour, ...]

    def cost_of(self, hours: Sequence[HourOfFleet]) -> tuple[float | None, ...]:
        """Fuel for a kilowatt-hour in every hour with the lower losses; ``None`` where nobody drew of the system."""
        costs = {(item.hour.day.on, item.hour.hour): item.fuel / item.energy_kwh for item in self.low}
        return tuple(costs.get((hour.day.on, hour.hour)) for hour in hours)


def plants_seen(power: PowerPolicy, terms: MiningTerms, hours: tuple[HourOfFleet, ...], view: View) -> PlantsSeen:
    """One view of the plants in these hours. Raises ``IncompleteDataError``."""
    buyers = buyers_of(terms)
    grid = tuple(buyer for buyer in buyers if buyer.plant_cost is None)
    low, high = (
        serve_hours(
            power, hours, view, lambda hour, end=end: math.fsum(buyer.generated_mw(hour, end) for buyer in grid)
        )
        for end in ("low", "high")
    )
    of_low, of_high = (tuple(charged(hours, served, buyers, end)) for served, end in ((low, "low"), (high, "high")))
    fuel = Span(*(math.fsum(hour.fuel for hour in part) for part in (of_low, of_high)))
    energy, paid = math.fsum(hour.energy_kwh for hour in of_low), math.fsum(hour.paid for hour in of_low)
    told = PlantsOfHours(
        view=str(view),
        by_plant_mwh=_by_plant(power, terms, low, hours),
        by_month=_months(power, terms, low, hours),
        fuel_local=fuel,
        marginal_cost_per_kwh=Span(*(cost / energy if energy else 0.0 for cost in (fuel.low, fuel.high))),
        above_tariff_share=Span(_above(of_low), _above(of_high)),
        co2_tonnes=_co2(terms, low, high, hours),
        unserved_mwh=math.fsum(hour.unserved_mwh for hour in high),
        contribution_local=Span(paid - fuel.high, paid - fuel.low),
    )
    return PlantsSeen(told=told, low=of_low, high=of_high)


def yardsticks(
    mining: MiningSetup,
    plants: tuple[PlantsSeen, ...],
    hours: tuple[HourOfFleet, ...],
    fleet: FleetOfHours,
    rebased_rate: float,
) -> tuple[YardstickOfHours, ...]:
    """All three side by side. Prices of service and class are those set with the budget's year, at ``rebased_rate``."""
    terms = mining.terms
    paid_usd = fleet.bill_usd + fleet.hall_bill_usd
    rate = (fleet.bill_local + fleet.hall_bill_local) / paid_usd if paid_usd else rebased_rate
    bases = {**REFERENCES, "class": mining.class_name or REFERENCES["class"]}
    known = dict(terms.references)
    found = [
        ("marginal_cost", item.told.view, VIEWS[View(item.told.view)], Span(_gaps(item.low), _gaps(item.high)))
        for item in plants
    ]
    for yardstick, name, low, high in REFERENCED:
        if low in known:
            prices = (
                indexed(known[end], terms.reference_dollar_share, rebased_rate, 1.0 / terms.first_rate)
                for end in (low, high)
            )
            found.append((yardstick, name, bases[high], Span(*(_lacks(terms, hours, price) for price in prices))))
    return tuple(
        YardstickOfHours(
            yardstick=yardstick, name=name, basis=basis, local=gap, usd=Span(gap.low / rate, gap.high / rate)
        )
        for yardstick, name, basis, gap in found
    )


def _gaps(hours: tuple[ChargedHour, ...]) -> float:
    """Each hour by itself: hours in which the tariff is above fuel make up for none in which it is below."""
    return math.fsum(hour.gap for hour in hours)


def _lacks(terms: MiningTerms, hours: tuple[HourOfFleet, ...], price: float) -> float:
    """What all buyers' tariffs lack of a reference price."""
    return math.fsum(
        buyer.mw(hour) * KWH_PER_MWH * price_gap(price, buyer.tariff(hour))
        for buyer in buyers_of(terms)
        for hour in hours
    )


def _by_plant(
    power: PowerPolicy, terms: MiningTerms, served: tuple[ServedHour, ...], hours: Sequence[HourOfFleet]
) -> dict[str, float]:
    """Energy by plant; of one of a site's own by the site's name."""
    found = energy_by_plant(power, served)
    for name, _, generated in _beside(terms, hours):
        if generated:
            found[name] = found.get(name, 0.0) + generated
    return found


def _beside(terms: MiningTerms, hours: Sequence[HourOfFleet]) -> list[tuple[str, float | None, float]]:
    """Plants with a site at their gate, and sites' own: name, grams of a kilowatt-hour, megawatt-hours generated."""
    return [
        (
            site.plant or f"own plant of {site.name}",
            site.grams_per_kwh,
            math.fsum(hour.site_mw(place) for hour in hours) / (1.0 - (site.losses_share or 0.0)),
        )
        for place, site in enumerate(terms.sites)
        if not site.on_grid()
    ]


def _co2(
    terms: MiningTerms, low: tuple[ServedHour, ...], high: tuple[ServedHour, ...], hours: tuple[HourOfFleet, ...]
) -> Span | None:
    """Carbon dioxide of everything that ran; ``None`` where a plant that ran has no emissions on file."""
    ends, beside = (emissions_tonnes(low), emissions_tonnes(high)), 0.0
    for _, grams, generated in _beside(terms, hours):
        if generated and grams is None:
            return None
        beside += generated * (grams or 0.0) * TONNES_PER_MWH_OF_GRAM
    return None if ends[0] is None or ends[1] is None else Span(ends[0] + beside, ends[1] + beside)


def _months(
    power: PowerPolicy, terms: MiningTerms, served: tuple[ServedHour, ...], hours: tuple[HourOfFleet, ...]
) -> tuple[MonthOfPlants, ...]:
    months: dict[str, list[HourOfFleet]] = {}
    of_system: dict[str, list[ServedHour]] = {}
    for hour in hours:
        months.setdefault(f"{hour.day.on:%Y-%m}", []).append(hour)
    for hour in served:
        of_system.setdefault(f"{hour.hour.day.on:%Y-%m}", []).append(hour)
    told = (
        (month, _by_plant(power, terms, tuple(of_system.get(month, ())), within)) for month, within in months.items()
    )
    return tuple(MonthOfPlants(month=month, by_plant_mwh=by_plant) for month, by_plant in told if by_plant)


def _above(hours: tuple[ChargedHour, ...]) -> float:
    above = sum(hour.fuel > hour.paid for hour in hours)
    return above / len(hours) if hours else 0.0
