"""One year of mining on a country's power: what it costs or earns, from which plants, with how much carbon dioxide.

The market is the recorded one of that year, the system's load and merit order those on file, hour by hour. What is not
known stays unknown: it is named, bounded where it can be, and never filled with a guess.
"""

from __future__ import annotations

import math

import msgspec

from bitcoin_office.mining.fleet import HOURS_A_DAY
from bitcoin_office.mining.linear import Solver
from bitcoin_office.mining.month_costs import margin_by_month
from bitcoin_office.mining.network import hash_price_factor, network_ehs
from bitcoin_office.mining.replay import FleetYear, MarketDay, fleet_year
from bitcoin_office.mining.sites import MiningSite, batches_of, months_of, named
from bitcoin_office.mining.supply import View
from bitcoin_office.office.mining_sites import sites_of
from bitcoin_office.office.power_fleet import PowerFleet, SiteRun, has_power, run_fleet
from bitcoin_office.office.power_halls import compare_uses
from bitcoin_office.office.power_plants import SystemYear, customers_of, served_by
from bitcoin_office.office.power_result import Earned, Model, PowerYear, SiteEarned, Span
from bitcoin_office.office.power_schedule import scheduled
from bitcoin_office.office.power_subsidy import Offer, subsidies, tariff_conditions
from bitcoin_office.office.power_terms import Missing, PowerFacts, PowerQuestion, market_days, plan_year
from bitcoin_office.office.power_wording import assumptions, finding
from bitcoin_office.playbook.power_policy import PowerPolicy
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.period import Period

TERAHASH_PER_PETAHASH = 1000.0
EACH_ITS_OWN = "as each site pays"


class _Year(msgspec.Struct, frozen=True, kw_only=True):
    """The question with its figures found."""

    question: PowerQuestion
    facts: PowerFacts
    power: PowerPolicy
    period: Period
    sites: tuple[MiningSite, ...]
    offered: tuple[MarketDay, ...]
    average_losses: float
    fuel: tuple[float, ...]

    @property
    def local_per_usd(self) -> float:
        """The mean exchange rate of the days offered."""
        return math.fsum(day.local_per_usd for day in self.offered) / len(self.offered)


def power_year(facts: PowerFacts, question: PowerQuestion, solver: Solver) -> PowerYear:
    """The whole answer; ``solver`` is asked only where a hall shares the power.

    Raises ``IncompleteDataError`` where a figure is missing without which nothing can be said.
    """
    missing = Missing()
    year = _year(facts, question, missing)
    fleet = run_fleet(year.offered, year.sites, question, year.fuel)
    operation = fleet.mean
    customers = customers_of(fleet, year.average_losses)
    system = SystemYear(
        power=year.power,
        shape=facts.shape,
        customers=customers,
        fleet=fleet,
        charges=missing.number(facts.parameters, "capacity_charges", year.period.first),
        generation_gwh=missing.number(facts.parameters, "generation_of_year", year.period.first),
    )
    served = tuple(served_by(system, view) for view in View)
    offer = Offer(customers=customers, local_per_usd=year.local_per_usd, on=year.period.first)
    sources = tuple(dict.fromkeys(site.tariff_source for site in year.sites))
    losses = tuple(customer.losses for customer in customers)
    result = PowerYear(
        country=facts.programme.country.name,
        programme=facts.label,
        currency=facts.programme.country.currency,
        first_day=year.period.first,
        last_day=year.period.last,
        finding="",
        power_mw=operation.power_mw,
        months=months_of(year.sites),
        tariff_per_kwh=operation.tariff_local_per_kwh,
        tariff_usd_per_kwh=operation.tariff_local_per_kwh / year.local_per_usd,
        tariff_source=sources[0] if len(sources) == 1 else EACH_ITS_OWN,
        losses_percent=Span(
            min((span.low for span in losses), default=0.0), max((span.high for span in losses), default=0.0)
        ),
        mining=_earned(year, fleet),
        sites=tuple(_site(run, year.fuel) for run in fleet.sites),
        plants=tuple(one.plants for one in served),
        subsidies=subsidies(facts, year.power, served, offer, missing),
        halls=compare_uses(facts, year.sites, fleet, _all_year(year, fleet), question, missing),
        schedule=scheduled(facts, question, year.sites, fleet.mean, year.offered, solver, missing),
        models=_models(year, fleet),
        conditions=(),
        assumptions=assumptions(facts, question, year.offered, year.sites),
        missing=tuple(missing.says),
    )
    return msgspec.structs.replace(
        result, finding=finding(result), conditions=tariff_conditions(facts, result.subsidies, year.period.last)
    )


def _year(facts: PowerFacts, question: PowerQuestion, missing: Missing) -> _Year:
    programme = facts.programme
    if programme.power is None or programme.mining is None:
        raise IncompleteDataError(
            f"{programme.country.name} declares no {'power' if programme.power is None else 'mining'}.",
            remedy="Its programme.toml needs the sections [power] and [mining].",
        )
    period = plan_year(facts.parameters, question.year)
    sites = sites_of(programme, facts.machines, period.first, missing, question)
    fuel: tuple[float, ...] = ()
    if any(site.rule for site in sites):
        grid_mw = math.fsum(site.power_mw for site in sites if site.on_grid())
        fuel = margin_by_month(programme.power, facts.shape, period.first.year, grid_mw)
        sites = tuple(site.priced(fuel) for site in sites)
    return _Year(
        question=question,
        facts=facts,
        power=programme.power,
        period=period,
        sites=sites,
        offered=market_days(facts.market, period, months_of(sites), programme.country.currency),
        average_losses=_losses(programme.power, sites, missing),
        fuel=fuel,
    )


def _all_year(year: _Year, fleet: PowerFleet) -> FleetYear:
    """The same fleet with power in every month."""
    currency = year.facts.programme.country.currency
    return fleet_year(market_days(year.facts.market, year.period, (), currency), fleet.mean)


def _losses(power: PowerPolicy, sites: tuple[MiningSite, ...], missing: Missing) -> float:
    """The country's average, in percent: the upper bound for a site of which nobody states what it loses."""
    if all(site.losses_share is not None for site in sites):
        return 0.0
    average = missing.figure(power.losses, "Losses between plants and meters")
    missing.add(
        "What a site on the high-voltage grid loses: results are given from no losses to the average of all customers"
    )
    return average or 0.0


def _offered_mwh(run: SiteRun) -> float:
    return run.site.power_mw * HOURS_A_DAY * len(run.year.days)


def _site(run: SiteRun, fuel: tuple[float, ...]) -> SiteEarned:
    """What a site found and paid."""
    site, year, offered = run.site, run.year, _offered_mwh(run)
    return SiteEarned(
        site=site.id,
        name=site.name,
        supply=str(site.supply),
        plant=site.plant,
        power_mw=site.power_mw,
        machines=site.machines(),
        opens=site.opens,
        tariff_per_kwh=site.tariff,
        tariff_source=site.tariff_source,
        tariff_reason=site.tariff_reason(fuel),
        losses_percent=None if site.losses_share is None else site.losses_share * 100.0,
        energy_mwh=year.energy_mwh,
        utilisation=year.energy_mwh / offered if offered else 0.0,
        coins=year.coins,
        revenue_usd=year.revenue_usd,
        bill_usd=year.bill_usd,
        margin_usd=year.revenue_usd - year.bill_usd,
        break_even_local_per_kwh=year.mean("break_even_usd_per_kwh") * year.mean("local_per_usd") if year.days else 0.0,
    )


def _earned(year: _Year, fleet: PowerFleet) -> Earned:
    whole, operation = fleet.whole, fleet.mean
    offered_mwh = math.fsum(_offered_mwh(run) for run in fleet.sites)
    break_even = whole.mean("break_even_usd_per_kwh")
    factors = [
        hash_price_factor(_own_ehs(year.sites, day), network_ehs(day.difficulty), operation.elasticity)
        for day in year.offered
    ]
    return Earned(
        machine=named(year.sites),
        j_per_th=operation.j_per_th,
        hashrate_ehs=math.fsum(batch.hashrate_ehs for batch in batches_of(year.sites)),
        network_share=whole.mean("network_share"),
        days_offered=len(whole.days),
        days_running=whole.days_running,
        energy_mwh=whole.energy_mwh,
        utilisation=whole.energy_mwh / offered_mwh if offered_mwh else 0.0,
        coins=whole.coins,
        revenue_usd=whole.revenue_usd,
        bill_local=whole.bill_local,
        bill_usd=whole.bill_usd,
        margin_usd=whole.revenue_usd - whole.bill_usd,
        break_even_usd_per_kwh=break_even,
        break_even_local_per_kwh=break_even * year.local_per_usd,
        hashprice_usd_per_ph_day=whole.mean("hashprice_usd_per_ths") * TERAHASH_PER_PETAHASH,
        own_effect=math.fsum(factors) / len(factors),
    )


def _own_ehs(sites: tuple[MiningSite, ...], day: MarketDay) -> float:
    """The hash rate of all machines that have power on a day."""
    return math.fsum(batch.hashrate_ehs for site in sites if has_power(site, day) for batch in site.batches)


def _models(year: _Year, fleet: PowerFleet) -> tuple[Model, ...]:
    """Every model on the same days and the same power, each with its own effect on difficulty."""
    models: list[Model] = []
    for machine in year.facts.machines.machine:
        operation = msgspec.structs.replace(fleet.mean, j_per_th=machine.j_per_th)
        usd = fleet_year(year.offered, operation).mean("break_even_usd_per_kwh")
        models.append(
            Model(
                machine=machine.name,
                j_per_th=machine.j_per_th,
                break_even_usd_per_kwh=usd,
                break_even_local_per_kwh=usd * year.local_per_usd,
                trust=str(machine.trust),
            )
        )
    return tuple(sorted(models, key=lambda model: (model.j_per_th, model.machine)))
