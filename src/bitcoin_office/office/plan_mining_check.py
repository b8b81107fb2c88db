"""Holds the futures' daily step against the hours: the same recorded year, by both, and how far they are apart."""

from __future__ import annotations

import math

import msgspec

from bitcoin_office.mining.network import network_ehs
from bitcoin_office.mining.sites import MiningSite
from bitcoin_office.mining.supply import View
from bitcoin_office.office.mining_sites import sites_of
from bitcoin_office.office.plan_mining import BLOCKS_A_DAY, MiningSetup, supply_months
from bitcoin_office.office.plan_mining_result import Coarse
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.office.power_result import PowerYear
from bitcoin_office.office.power_terms import HALVING_DAYS, Missing, market_days
from bitcoin_office.playbook.mining_sites import Supply
from bitcoin_office.simulate.mining_desk import mining_section
from bitcoin_office.simulate.mining_terms import MiningTerms
from bitcoin_office.simulate.parts import Day
from bitcoin_office.simulate.plan import PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import trace
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.sources import SourceTexts
from bitcoin_office.terms.period import Period

CONSTANT = "load_shock"


def coarse_year(facts: PlanFacts, setup: MiningSetup, power: PowerYear, texts: SourceTexts) -> tuple[Coarse, ...]:
    """The recorded year of ``power`` by the daily step, each quantity beside the hours'.

    Prices, rates and difficulty are the recorded ones, nothing strays by chance, no machine fails, and the terms are
    the year's own. Raises ``IncompleteDataError`` where the market has a gap.
    """
    currency = facts.programme.country.currency
    days = market_days(facts.market, Period(first=power.first_day, last=power.last_day), (), currency)
    span = Span(power.first_day, len(days))
    halving, height = [item for item in HALVING_DAYS if item[0] <= power.first_day][-1]
    terms = msgspec.structs.replace(
        setup.terms,
        mining_mw=power.power_mw,
        hall_mw=0.0,
        hall=None,
        to_reserve=False,
        failures_a_year=0.0,
        life_years=None,
        j_per_th=power.mining.j_per_th,
        tariff_local_per_kwh=power.tariff_per_kwh,
        tariff_dollar_share=0.0,
        fuel_dollar_share=0.0,
        losses_share=power.losses_percent.high / 100.0,
        months=supply_months(facts, setup.power, power.first_day.year, _on_grid_mw(power)),
        shift_deviation=0.0,
        hydro_deviation=0.0,
        difficulty=days[0].difficulty,
        height=float(height + (power.first_day - halving).days * BLOCKS_A_DAY),
        subsidy_btc=days[0].block_reward_btc,
        fees_btc=0.0,
        recorded_others_ehs=tuple(network_ehs(day.difficulty) for day in days),
        sites=_sites_of_year(facts, power) if setup.terms.sites else (),
    )
    market = Section(
        day=Day(state=(), draws=(), steps=(), statistics=()),
        calendar=(
            ("price_usd", tuple(day.price_usd for day in days)),
            ("local_per_usd", tuple(day.local_per_usd for day in days)),
        ),
    )
    return _compared(power, _last_day(market + mining_section(terms, span), span, texts), terms)


def _sites_of_year(facts: PlanFacts, power: PowerYear) -> tuple[MiningSite, ...]:
    """The sites as the power year has them: all there all year, with machines that never fail."""
    sites = sites_of(facts.programme, facts.machines, power.first_day, Missing())
    return tuple(
        msgspec.structs.replace(
            site,
            opens=None,
            closes=None,
            batches=tuple(
                msgspec.structs.replace(batch, failures_a_year=0.0, life_years=None) for batch in site.batches
            ),
        )
        for site in sites
    )


def _on_grid_mw(power: PowerYear) -> float:
    """What all sites on the grid may draw together."""
    return math.fsum(site.power_mw for site in power.sites if site.supply == Supply.GRID)


def _last_day(section: Section, span: Span, texts: SourceTexts) -> dict[str, float]:
    """Every kept value at the end of the year."""
    given = PlanInput(section=section, span=span, reports=(span.days - 1,), seed=0, texts=texts, lanes=1)
    plan = prepare(given)
    return {name: paths[0][-1] for name, paths in trace(plan, plain_kernel(plan), 0, 1).items()}


def _compared(power: PowerYear, rows: dict[str, float], terms: MiningTerms) -> tuple[Coarse, ...]:
    earned = power.mining
    pairs = [
        ("energy_mwh", earned.energy_mwh, rows["year_mining_mwh"]),
        ("coins", earned.coins, rows["year_coins"]),
        ("revenue_usd", earned.revenue_usd, rows["year_revenue_usd"]),
        ("bill_usd", earned.bill_usd, rows["year_mining_usd"]),
    ]
    for place, site in enumerate(power.sites if terms.sites else ()):
        pairs.append((f"coins_{site.site}", site.coins, rows[f"year_site_coins_s{place}"]))
        pairs.append((f"energy_mwh_{site.site}", site.energy_mwh, rows[f"year_site_mwh_s{place}"]))
    loss_factor = 1.0 / (1.0 - terms.losses_share)
    for plants in power.plants:
        view = View(plants.view)
        if terms.sites:
            low, high = rows[f"{view}_fuel_low"], rows[f"{view}_fuel_high"]
        else:
            low, high = rows[f"{view}_fuel"], rows[f"{view}_fuel"] * loss_factor
        pairs.append((f"fuel_local_{view}", plants.fuel_cost_local.low, low))
        pairs.append((f"fuel_with_losses_local_{view}", plants.fuel_cost_local.high, high))
        if plants.co2_tonnes is not None and view is View.AS_DISPATCHED:
            pairs.append((f"co2_tonnes_{view}", plants.co2_tonnes.low, rows["year_co2_tonnes"]))
    return tuple(
        Coarse(quantity=name, hourly=hourly, daily=daily, error=daily / hourly - 1.0 if hourly else 0.0)
        for name, hourly, daily in pairs
    )
