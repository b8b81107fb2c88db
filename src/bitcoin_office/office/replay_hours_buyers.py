"""Who the system serves in a replayed year, hour by hour: what each pays, and what its power costs in fuel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from bitcoin_office.fiscal.yardstick import at_the_meter, price_gap
from bitcoin_office.mining.fleet import KWH_PER_MWH
from bitcoin_office.mining.hours import HourOfFleet
from bitcoin_office.mining.hours_supply import ServedHour
from bitcoin_office.office.power_result import Span
from bitcoin_office.simulate.mining_terms import MiningTerms

HALL = -1
"""The place of the hall among the buyers, where a site has its own."""


class Buyer(msgspec.Struct, frozen=True, kw_only=True):
    """A site, or the hall. ``losses`` are shares: none to all customers' average where nobody states them.

    ``plant_cost`` is that of the plant at whose gate it lies; ``None`` for one whose power comes by the merit order.
    """

    site: int
    losses: Span
    plant_cost: float | None = None

    def mw(self, hour: HourOfFleet) -> float:
        """What it draws."""
        return hour.day.hall_mw if self.site == HALL else hour.site_mw(self.site)

    def tariff(self, hour: HourOfFleet) -> float:
        """What it pays for a kilowatt-hour."""
        if self.site == HALL:
            return hour.day.tariff_local_per_kwh
        return next(batch.tariff_local_per_kwh for batch in hour.day.machines if batch.site == self.site)

    def generated_mw(self, hour: HourOfFleet, end: str) -> float:
        """What must be generated for it with the lower or the higher losses."""
        return self.mw(hour) / (1.0 - getattr(self.losses, end))


class ChargedHour(msgspec.Struct, frozen=True, kw_only=True):
    """What all buyers drew in an hour, paid, and what the tariffs lack of the fuel, in the country's money."""

    hour: HourOfFleet
    energy_kwh: float
    paid: float
    fuel: float
    gap: float


def buyers_of(terms: MiningTerms) -> tuple[Buyer, ...]:
    """The sites of the system and the hall; a site with a plant of its own buys nothing."""
    average = Span(0.0, terms.losses_share)
    hall = (Buyer(site=HALL, losses=average),) if terms.hall_mw else ()
    if not terms.sites:
        return (Buyer(site=0, losses=average), *hall)
    found = tuple(
        Buyer(
            site=place,
            losses=average if site.losses_share is None else Span(site.losses_share, site.losses_share),
            plant_cost=None if site.on_grid() else site.plant_cost,
        )
        for place, site in enumerate(terms.sites)
        if site.of_system()
    )
    return (*found, *hall)


def charged(
    hours: Iterable[HourOfFleet], served: Iterable[ServedHour], buyers: tuple[Buyer, ...], end: str
) -> Iterator[ChargedHour]:
    """The hours in which a buyer draws, with the lower or the higher losses; ``served`` is with the same."""
    costs: dict[tuple[dt.date, int], float] = {(item.hour.day.on, item.hour.hour): item.cost_per_kwh for item in served}
    for hour in hours:
        energy = paid = fuel = gap = 0.0
        for buyer in buyers:
            kwh = buyer.mw(hour) * KWH_PER_MWH
            if kwh > 0:
                of_system = buyer.plant_cost is None
                at_plant = costs[hour.day.on, hour.hour] if of_system else _gate(buyer) * hour.day.fuel_factor
                cost, tariff = at_the_meter(at_plant, getattr(buyer.losses, end)), buyer.tariff(hour)
                energy, paid, fuel = energy + kwh, paid + kwh * tariff, fuel + kwh * cost
                gap += kwh * price_gap(cost, tariff)
        if energy:
            yield ChargedHour(hour=hour, energy_kwh=energy, paid=paid, fuel=fuel, gap=gap)


def _gate(buyer: Buyer) -> float:
    return buyer.plant_cost or 0.0
