"""Mining and halls of other computers on the same megawatt: which earns more, and at what hashprice they are even."""

from __future__ import annotations

from bitcoin_office.mining.fleet import (
    DAYS_A_YEAR,
    HOURS_A_DAY,
    even_hashprice_usd,
    hall_margin_per_mw_year,
)
from bitcoin_office.mining.replay import FleetYear, Operation
from bitcoin_office.mining.sites import MiningSite, batches_of, build_usd_per_mw
from bitcoin_office.mining.supply import PERCENT
from bitcoin_office.office.power_fleet import PowerFleet
from bitcoin_office.office.power_result import Halls, Use
from bitcoin_office.office.power_terms import Missing, PowerFacts, PowerQuestion

TERAHASH_PER_PETAHASH = 1000.0
HOURS_A_YEAR = HOURS_A_DAY * DAYS_A_YEAR


def compare_uses(  # noqa: PLR0917 - the same fleet twice, and what is on file
    facts: PowerFacts,
    sites: tuple[MiningSite, ...],
    run: PowerFleet,
    all_year: FleetYear,
    question: PowerQuestion,
    missing: Missing,
) -> Halls | None:
    """Mining in the months offered, mining all year, and a hall all year; ``None`` where no hall is declared.

    ``all_year`` is the same fleet with power in every month.
    """
    operation, fleet = run.mean, run.whole
    halls = facts.programme.mining.halls if facts.programme.mining else ()
    if not halls:
        missing.add("Halls of other computers: none is declared")
        return None
    hall = halls[0]
    revenue = missing.figure(hall.revenue, f"What {hall.name} earns")
    uptime = missing.figure(hall.uptime, f"The uptime of {hall.name}")
    if revenue is None or uptime is None:
        return None
    if question.power_usage == 1:
        missing.add(
            "How much power a hall draws beside its computers (PUE): counted as none, an upper bound for the hall"
        )
    missing.add("How long machines and halls last: pay-back counts no wear, no interest and no failure")
    build_hall = missing.figure(hall.build_cost, f"What building {hall.name} costs")
    build_mine = _mining_cost(sites, missing)
    tariff_usd = fleet.bill_usd / (fleet.energy_mwh * 1000.0) if fleet.energy_mwh else _tariff_usd(operation, fleet)
    terms = (operation.j_per_th, operation.overhead_share, operation.pool_fee_share, tariff_usd)
    hall_margin = hall_margin_per_mw_year(revenue, uptime / PERCENT, float(question.power_usage), tariff_usd)
    offered, whole = (_per_mw(year, operation) for year in (fleet, all_year))
    even_dollar = None
    if build_hall and build_mine:
        even_dollar = even_hashprice_usd(hall_margin * build_mine / build_hall, *terms, HOURS_A_YEAR)
    return Halls(
        uses=(
            _use("Mining in the months offered", offered, build_mine),
            _use("Mining all year", whole, build_mine),
            _use(f"{hall.name}, all year", hall_margin, build_hall),
        ),
        even_per_mw_usd_per_ph_day=even_hashprice_usd(hall_margin, *terms, HOURS_A_YEAR) * TERAHASH_PER_PETAHASH,
        even_per_dollar_usd_per_ph_day=None if even_dollar is None else even_dollar * TERAHASH_PER_PETAHASH,
    )


def _per_mw(year: FleetYear, operation: Operation) -> float:
    """What a megawatt kept of its coins after power, standing still where power cost more."""
    return (year.revenue_usd - year.bill_usd) / operation.power_mw


def _tariff_usd(operation: Operation, fleet: FleetYear) -> float:
    """The tariff at the mean exchange rate, for a year in which nothing ran."""
    return operation.tariff_local_per_kwh / fleet.mean("local_per_usd")


def _mining_cost(sites: tuple[MiningSite, ...], missing: Missing) -> float | None:
    """Sites and their machines, for each megawatt of all."""
    for batch in batches_of(sites):
        if batch.usd_per_mw is None:
            missing.add(f"The price of the {batch.model}")
    return build_usd_per_mw(sites)


def _use(name: str, margin: float, build: float | None) -> Use:
    payback = build / margin if build is not None and margin > 0 else None
    return Use(use=name, margin_usd_per_mw_year=margin, build_usd_per_mw=build, payback_years=payback)
