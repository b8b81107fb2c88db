"""Which plants serve what the sites draw in a year, as each view has it, and what that leaves for everybody else."""

from __future__ import annotations

import datetime as dt
import math

import msgspec

from bitcoin_office.fiscal.yardstick import KWH_PER_GWH, capacity_contribution, others_tariff_change
from bitcoin_office.mining.fleet import HOURS_A_DAY, KWH_PER_MWH
from bitcoin_office.mining.load import LoadShape
from bitcoin_office.mining.sites import MiningSite
from bitcoin_office.mining.supply import View
from bitcoin_office.mining.year import DayOfDemand, Supplied, relative_error, supply_by_block, supply_by_hour
from bitcoin_office.office.power_fleet import PowerFleet, SiteRun
from bitcoin_office.office.power_result import Plants, Span
from bitcoin_office.playbook.power_policy import PowerPolicy

PERCENT = 100.0
TONNES_PER_MWH_OF_GRAM = 0.001
BLOCKS_OF_MONTH = 4
"""Blocks of a month's load in simulated futures."""


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A site that the country's system serves: its tariff, its energy at the meter, the span of what is lost."""

    site: MiningSite
    tariff: float
    energy_kwh: float
    losses: Span


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """A view's plants, and the cost of fuel for a kilowatt-hour at the meter of each customer."""

    plants: Plants
    costs: tuple[Span, ...]


class SystemYear(msgspec.Struct, frozen=True, kw_only=True):
    """What all views have in common: the system, the customers, and who else pays for it."""

    power: PowerPolicy
    shape: LoadShape
    customers: tuple[Customer, ...]
    fleet: PowerFleet
    charges: float | None
    generation_gwh: float | None


def customers_of(fleet: PowerFleet, average_losses: float) -> tuple[Customer, ...]:
    """The sites that the system serves; losses nobody states run from none to the country's average, in percent."""
    return tuple(
        Customer(site=run.site, tariff=tariff, energy_kwh=kwh, losses=site_losses(run.site, average_losses))
        for run in fleet.sites
        if run.site.of_system()
        for tariff, kwh in _sold_to(run)
    )


def _sold_to(run: SiteRun) -> tuple[tuple[float, float], ...]:
    """What a site drew at each tariff: a rule gives more than one in a year."""
    tariffs = tuple(dict.fromkeys(day.tariff_local_per_kwh for day in run.year.days if day.power_mw > 0.0))
    if len(tariffs) < 2:
        return ((tariffs[0] if tariffs else run.site.tariff, run.year.energy_mwh * KWH_PER_MWH),)
    return tuple(
        (
            tariff,
            math.fsum(day.power_mw for day in run.year.days if day.tariff_local_per_kwh == tariff)
            * HOURS_A_DAY
            * KWH_PER_MWH,
        )
        for tariff in tariffs
    )


def site_losses(site: MiningSite, average: float) -> Span:
    """What is lost between plant and meter, in percent."""
    if site.losses_share is not None:
        return Span(site.losses_share * PERCENT, site.losses_share * PERCENT)
    return Span(0.0, average)


def served_by(year: SystemYear, view: View) -> Served:
    """One view of the plants."""
    grid = tuple(run for run in year.fleet.sites if run.site.on_grid())
    low, high = (_grid(year, grid, view, with_losses=with_losses) for with_losses in (False, True))
    coarse = supply_by_block(
        year.power, year.shape, _demand(year, grid, with_losses=True), view, losses_percent=0.0, blocks=BLOCKS_OF_MONTH
    )
    costs = tuple(_cost(customer, low, high, year, grid) for customer in year.customers)
    gates = tuple(run for run in year.fleet.sites if not run.site.on_grid())
    fuel = Span(*(_fuel(part, year.customers, losses) for part, losses in ((low, "low"), (high, "high"))))
    energy_kwh = math.fsum(customer.energy_kwh for customer in year.customers)
    margins = tuple(
        Span(
            capacity_contribution(customer.tariff, cost.high) * customer.energy_kwh,
            capacity_contribution(customer.tariff, cost.low) * customer.energy_kwh,
        )
        for customer, cost in zip(year.customers, costs, strict=True)
    )
    contribution = Span(math.fsum(margin.low for margin in margins), math.fsum(margin.high for margin in margins))
    charges = year.charges
    plants = Plants(
        view=str(view),
        by_plant_mwh=_by_plant(low, gates),
        fuel_cost_local=fuel,
        marginal_cost_per_kwh=Span(fuel.low / energy_kwh, fuel.high / energy_kwh) if energy_kwh else Span(0.0, 0.0),
        co2_tonnes=_co2(low, high, gates),
        unserved_mwh=high.unserved_mwh,
        contribution_local=contribution,
        others_tariff_change_per_kwh=_others(contribution, year.generation_gwh),
        share_of_capacity_charges=Span(contribution.low / charges, contribution.high / charges) if charges else None,
        block_error=relative_error(coarse, high),
    )
    return Served(plants=plants, costs=costs)


def _grid(year: SystemYear, grid: tuple[SiteRun, ...], view: View, *, with_losses: bool) -> Supplied:
    """What plants of the system gave for the sites on the grid."""
    return supply_by_hour(year.power, year.shape, _demand(year, grid, with_losses=with_losses), view, 0.0)


def _demand(year: SystemYear, grid: tuple[SiteRun, ...], *, with_losses: bool) -> tuple[DayOfDemand, ...]:
    """By day, what must be generated for the sites on the grid: their power, and what each loses on the way."""
    losses = {customer.site.id: customer.losses for customer in year.customers}
    days: dict[dt.date, float] = {}
    for run in grid:
        span = losses[run.site.id]
        lost = (span.high if with_losses else span.low) / PERCENT
        for day in run.year.days:
            days[day.on] = days.get(day.on, 0.0) + day.power_mw / (1.0 - lost)
    return tuple(DayOfDemand(on, power_mw) for on, power_mw in sorted(days.items()))


def _cost(customer: Customer, low: Supplied, high: Supplied, year: SystemYear, grid: tuple[SiteRun, ...]) -> Span:
    """Fuel for a kilowatt-hour at a customer's meter: the system's on average, or that of the plant at its gate."""
    if not customer.site.on_grid():
        cost = customer.site.plant_cost
        return Span(cost / (1.0 - customer.losses.low / PERCENT), cost / (1.0 - customer.losses.high / PERCENT))
    found: list[float] = []
    for part, with_losses in ((low, False), (high, True)):
        wanted = (
            math.fsum(day.power_mw for day in _demand(year, grid, with_losses=with_losses)) * HOURS_A_DAY * KWH_PER_MWH
        )
        lost = (customer.losses.high if with_losses else customer.losses.low) / PERCENT
        found.append(part.cost / wanted / (1.0 - lost) if wanted else 0.0)
    return Span(*found)


def _fuel(part: Supplied, customers: tuple[Customer, ...], losses: str) -> float:
    """All fuel of a year: the system's, and that of plants with a site at their gate."""
    gates = (customer for customer in customers if not customer.site.on_grid())
    return part.cost + math.fsum(
        customer.site.plant_cost * customer.energy_kwh / (1.0 - getattr(customer.losses, losses) / PERCENT)
        for customer in gates
    )


def _by_plant(low: Supplied, gates: tuple[SiteRun, ...]) -> dict[str, float]:
    """Energy by plant; one of a site's own by the site's name."""
    found = dict(low.by_plant_mwh)
    for run in gates:
        name = run.site.plant or f"own plant of {run.site.name}"
        if run.year.energy_mwh:
            found[name] = found.get(name, 0.0) + run.year.energy_mwh / (1.0 - (run.site.losses_share or 0.0))
    return found


def _co2(low: Supplied, high: Supplied, gates: tuple[SiteRun, ...]) -> Span | None:
    """Carbon dioxide of everything that ran; ``None`` where a plant that ran has no emissions on file."""
    if low.co2_tonnes is None or high.co2_tonnes is None:
        return None
    beside = 0.0
    for run in gates:
        if run.year.energy_mwh:
            if run.site.grams_per_kwh is None:
                return None
            generated = run.year.energy_mwh / (1.0 - (run.site.losses_share or 0.0))
            beside += generated * run.site.grams_per_kwh * TONNES_PER_MWH_OF_GRAM
    return Span(low.co2_tonnes + beside, high.co2_tonnes + beside)


def _others(contribution: Span, generation_gwh: float | None) -> Span | None:
    if not generation_gwh:
        return None
    others = generation_gwh * KWH_PER_GWH
    return Span(others_tariff_change(contribution.high, others), others_tariff_change(contribution.low, others))
