"""One year of mining on a country's power: what it costs or earns, from which plants, with how much carbon dioxide.

The market is the recorded one of that year, the system's load and merit order those on file, hour by hour. What is not
known stays unknown: it is named, bounded where it can be, and never filled with a guess.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.fiscal.yardstick import KWH_PER_GWH, capacity_contribution, others_tariff_change
from bitcoin_office.mining.linear import Solver
from bitcoin_office.mining.network import hash_price_factor, network_ehs
from bitcoin_office.mining.replay import FleetYear, MarketDay, Operation, fleet_year
from bitcoin_office.mining.supply import PERCENT, View
from bitcoin_office.mining.year import (
    DayOfDemand,
    Supplied,
    relative_error,
    supply_by_block,
    supply_by_hour,
)
from bitcoin_office.office.power_halls import compare_uses
from bitcoin_office.office.power_result import Earned, Model, Plants, PowerYear, Span
from bitcoin_office.office.power_schedule import scheduled
from bitcoin_office.office.power_subsidy import Offer, subsidies, tariff_conditions
from bitcoin_office.office.power_terms import Missing, PowerFacts, PowerQuestion, market_days, plan_year, required
from bitcoin_office.office.power_wording import assumptions, finding
from bitcoin_office.playbook.mining_policy import MiningPolicy
from bitcoin_office.playbook.power_policy import PowerPolicy
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.period import Period

KWH_PER_MWH = 1000.0
TERAHASH_PER_PETAHASH = 1000.0
HOURS_A_DAY = 24.0
NO_OVERHEAD = "Power for cooling and all else beside the machines: counted as none, so coins are an upper bound"
NO_SITE_LOSSES = "What a site on the high-voltage grid loses: given from no losses to the average of all customers"
BLOCKS_OF_MONTH = 4
"""Blocks of a month's load in simulated futures."""


class _Year(msgspec.Struct, frozen=True, kw_only=True):
    """The question with its figures found."""

    question: PowerQuestion
    facts: PowerFacts
    power: PowerPolicy
    mining: MiningPolicy
    period: Period
    offered: tuple[MarketDay, ...]
    operation: Operation
    tariff_source: str
    losses_percent: Span

    @property
    def local_per_usd(self) -> float:
        """The mean exchange rate of the days offered."""
        return sum(day.local_per_usd for day in self.offered) / len(self.offered)


def power_year(facts: PowerFacts, question: PowerQuestion, solver: Solver) -> PowerYear:
    """The whole answer; ``solver`` is asked only where a hall shares the power.

    Raises ``IncompleteDataError`` where a figure is missing without which nothing can be said.
    """
    missing = Missing()
    year = _year(facts, question, missing)
    fleet = fleet_year(year.offered, year.operation)
    demand = tuple(DayOfDemand(day.on, day.power_mw) for day in fleet.days)
    plants = tuple(_plants(year, fleet, demand, view, missing) for view in View)
    offer = Offer(
        tariff=year.operation.tariff_local_per_kwh,
        energy_kwh=fleet.energy_mwh * KWH_PER_MWH,
        local_per_usd=year.local_per_usd,
        losses_percent=year.losses_percent,
        on=year.period.first,
    )
    result = PowerYear(
        country=facts.programme.country.name,
        programme=facts.label,
        currency=facts.programme.country.currency,
        first_day=year.period.first,
        last_day=year.period.last,
        finding="",
        power_mw=year.operation.power_mw,
        months=year.mining.months,
        tariff_per_kwh=year.operation.tariff_local_per_kwh,
        tariff_usd_per_kwh=year.operation.tariff_local_per_kwh / year.local_per_usd,
        tariff_source=year.tariff_source,
        losses_percent=year.losses_percent,
        mining=_earned(year, fleet),
        plants=plants,
        subsidies=subsidies(facts, year.power, plants, offer, missing),
        halls=compare_uses(facts, year.operation, fleet, _all_year(year), question, missing),
        schedule=scheduled(facts, question, year.operation, year.offered, solver, missing),
        models=_models(year),
        conditions=(),
        assumptions=assumptions(facts, question, year.offered),
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
    power_mw = question.power_mw or (programme.mining.power.value if programme.mining.power else None)
    overhead = question.overhead_percent
    if overhead is None and programme.mining.overhead:
        overhead = programme.mining.overhead.value
    if overhead is None:
        missing.add(
            "Power for cooling and everything beside the machines: counted as none, so coins are an upper bound"
        )
    tariff, source = _tariff(facts, question, period.first)
    operation = Operation(
        power_mw=required(float(power_mw) if power_mw else None, "The power offered"),
        j_per_th=facts.machine(question.machine).j_per_th,
        overhead_share=float(overhead or 0) / PERCENT,
        pool_fee_share=float(question.pool_fee_percent) / PERCENT,
        tariff_local_per_kwh=tariff,
        elasticity=float(question.elasticity),
    )
    return _Year(
        question=question,
        facts=facts,
        power=programme.power,
        mining=programme.mining,
        period=period,
        offered=market_days(facts.market, period, programme.mining.months, programme.country.currency),
        operation=operation,
        tariff_source=source,
        losses_percent=_losses(programme.power, question, missing),
    )


def _all_year(year: _Year) -> FleetYear:
    """The same fleet with power in every month."""
    currency = year.facts.programme.country.currency
    return fleet_year(market_days(year.facts.market, year.period, (), currency), year.operation)


def _tariff(facts: PowerFacts, question: PowerQuestion, on: dt.date) -> tuple[float, str]:
    if question.tariff_per_kwh is not None:
        return float(question.tariff_per_kwh), "as asked"
    name = facts.programme.mining.tariff if facts.programme.mining else None
    if name is None:
        raise IncompleteDataError("No tariff for miners is declared.", remedy="State one with --tariff.")
    value = facts.parameters.get(name, on)
    return float(value.value or 0), f"{name}: {value.source.title}"


def _losses(power: PowerPolicy, question: PowerQuestion, missing: Missing) -> Span:
    """As asked; else from none, for a site at the plant's gate, to the country's average."""
    if question.losses_percent is not None:
        return Span(float(question.losses_percent), float(question.losses_percent))
    average = missing.figure(power.losses, "Losses between plants and meters")
    missing.add(
        "What a site on the high-voltage grid loses: results are given from no losses to the average of all customers"
    )
    return Span(0.0, average or 0.0)


def _plants(year: _Year, fleet: FleetYear, demand: tuple[DayOfDemand, ...], view: View, missing: Missing) -> Plants:
    shape, losses = year.facts.shape, year.losses_percent
    low = supply_by_hour(year.power, shape, demand, view, losses.low)
    high = supply_by_hour(year.power, shape, demand, view, losses.high)
    coarse = supply_by_block(year.power, shape, demand, view, losses_percent=losses.high, blocks=BLOCKS_OF_MONTH)
    charges = missing.number(year.facts.parameters, "capacity_charges", year.period.first)
    generation = missing.number(year.facts.parameters, "generation_of_year", year.period.first)
    energy_kwh = fleet.energy_mwh * KWH_PER_MWH
    cost = Span(_per_kwh(low, energy_kwh), _per_kwh(high, energy_kwh))
    tariff = year.operation.tariff_local_per_kwh
    contribution = Span(
        capacity_contribution(tariff, cost.high) * energy_kwh, capacity_contribution(tariff, cost.low) * energy_kwh
    )
    return Plants(
        view=str(view),
        by_plant_mwh=low.by_plant_mwh,
        fuel_cost_local=Span(low.cost, high.cost),
        marginal_cost_per_kwh=cost,
        co2_tonnes=None if low.co2_tonnes is None or high.co2_tonnes is None else Span(low.co2_tonnes, high.co2_tonnes),
        unserved_mwh=high.unserved_mwh,
        contribution_local=contribution,
        others_tariff_change_per_kwh=_others(contribution, generation),
        share_of_capacity_charges=Span(contribution.low / charges, contribution.high / charges) if charges else None,
        block_error=relative_error(coarse, high),
    )


def _per_kwh(supplied: Supplied, energy_kwh: float) -> float:
    """Fuel for a kilowatt-hour at the meter."""
    return supplied.cost / energy_kwh if energy_kwh else 0.0


def _others(contribution: Span, generation_gwh: float | None) -> Span | None:
    if not generation_gwh:
        return None
    others = generation_gwh * KWH_PER_GWH
    return Span(others_tariff_change(contribution.high, others), others_tariff_change(contribution.low, others))


def _earned(year: _Year, fleet: FleetYear) -> Earned:
    offered_mwh = year.operation.power_mw * HOURS_A_DAY * len(year.offered)
    break_even = fleet.mean("break_even_usd_per_kwh")
    own_ehs = year.operation.hashrate_ehs
    factors = [
        hash_price_factor(own_ehs, network_ehs(day.difficulty), year.operation.elasticity) for day in year.offered
    ]
    return Earned(
        machine=year.facts.machine(year.question.machine).name,
        j_per_th=year.operation.j_per_th,
        hashrate_ehs=own_ehs,
        network_share=fleet.mean("network_share"),
        days_offered=len(year.offered),
        days_running=fleet.days_running,
        energy_mwh=fleet.energy_mwh,
        utilisation=fleet.energy_mwh / offered_mwh,
        coins=fleet.coins,
        revenue_usd=fleet.revenue_usd,
        bill_local=fleet.bill_local,
        bill_usd=fleet.bill_usd,
        margin_usd=fleet.revenue_usd - fleet.bill_usd,
        break_even_usd_per_kwh=break_even,
        break_even_local_per_kwh=break_even * year.local_per_usd,
        hashprice_usd_per_ph_day=fleet.mean("hashprice_usd_per_ths") * TERAHASH_PER_PETAHASH,
        own_effect=sum(factors) / len(factors),
    )


def _models(year: _Year) -> tuple[Model, ...]:
    """Every model on the same days and the same power, each with its own effect on difficulty."""
    models: list[Model] = []
    for machine in year.facts.machines.machine:
        operation = msgspec.structs.replace(year.operation, j_per_th=machine.j_per_th)
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
