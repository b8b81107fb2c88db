"""The futures' daily step beside the hours of the same future: each figure by both, how far apart, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bitcoin_office.mining.supply import View
from bitcoin_office.office.power_result import Span
from bitcoin_office.office.replay_hours_result import Apart, FleetOfHours, PlantsOfHours, SiteOfHours, YardstickOfHours
from bitcoin_office.simulate.mining_reports import reference_names, view_names
from bitcoin_office.simulate.mining_terms import MiningTerms

Told = tuple[FleetOfHours, tuple[SiteOfHours, ...], tuple[PlantsOfHours, ...], tuple[YardstickOfHours, ...]]

MARGINAL = "marginal_cost"

RUNS = "the daily step decides once a day what runs and what is left of the surplus, the hours do in every hour"
FINDS = f"{RUNS}; a retarget or a halving within a day takes effect at its hour"
BURNS = (
    "the daily step takes a month's load as four blocks that are alike on all its days, in steps of the load's shift, "
    "for all the power offered, and losses as a factor; the hours climb the merit order for what each draws and loses"
)
LACKS = f"{BURNS}; and an hour below the tariff makes up for none above it"
EMITS = "the daily step takes the mean of the plants of a month"


def apart(
    rows: Mapping[str, Sequence[float]], last: int, terms: MiningTerms, currency: str, told: Told
) -> tuple[Apart, ...]:
    """Everything that both know, at the end of the year; ``last`` is its last day's number."""
    fleet, sites, plants, subsidies = told
    daily = {name: values[last] for name, values in rows.items()}
    pairs = [*_of_fleet(fleet, daily, currency)]
    for place, site in enumerate(sites):
        pairs += _of_site(site, daily, place)
    for item in plants:
        pairs += _of_plants(item, daily, terms, currency)
    pairs += _of_yardsticks(subsidies, daily, currency)
    return tuple(
        Apart(
            quantity=name,
            unit=unit,
            hourly=hourly,
            daily=coarse,
            error=coarse / hourly - 1.0 if hourly else None,
            why=why,
        )
        for name, unit, hourly, coarse, why in pairs
    )


_Pair = tuple[str, str, float, float, str]


def _of_fleet(fleet: FleetOfHours, daily: Mapping[str, float], currency: str) -> Iterator[_Pair]:
    yield "offered_mwh", "MWh", fleet.offered_mwh, daily["year_offered_mwh"], RUNS
    yield "mining_mwh", "MWh", fleet.mining_mwh, daily["year_mining_mwh"], RUNS
    yield "utilisation", "share", fleet.utilisation, daily["mining_utilisation"], RUNS
    yield "coins", "BTC", fleet.coins, daily["year_coins"], FINDS
    yield "revenue_usd", "USD", fleet.revenue_usd, daily["year_revenue_usd"], FINDS
    yield "bill_usd", "USD", fleet.bill_usd, daily["year_mining_usd"], RUNS
    yield "bill_local", currency, fleet.bill_local, daily["mining_bill_local"], RUNS
    yield "margin_usd", "USD", fleet.margin_usd, daily["mining_margin_usd"], FINDS


def _of_site(site: SiteOfHours, daily: Mapping[str, float], place: int) -> Iterator[_Pair]:
    """One of several sites."""
    yield f"mining_mwh_{site.site}", "MWh", site.mining_mwh, daily[f"year_site_mwh_s{place}"], RUNS
    yield f"coins_{site.site}", "BTC", site.coins, daily[f"year_site_coins_s{place}"], FINDS
    yield f"margin_usd_{site.site}", "USD", site.margin_usd, daily[f"year_site_margin_usd_s{place}"], FINDS


def _of_plants(plants: PlantsOfHours, daily: Mapping[str, float], terms: MiningTerms, currency: str) -> Iterator[_Pair]:
    view = plants.view
    if terms.sites:
        fuel = Span(daily[f"{view}_fuel_low"], daily[f"{view}_fuel_high"])
    else:
        fuel = Span(daily[f"{view}_fuel"], daily[f"{view}_fuel"] / (1.0 - terms.losses_share))
    yield f"fuel_{view}_low", currency, plants.fuel_local.low, fuel.low, BURNS
    yield f"fuel_{view}_high", currency, plants.fuel_local.high, fuel.high, BURNS
    *_, low, high = view_names(view)
    yield f"contribution_{view}_low", currency, plants.contribution_local.low, daily[low], BURNS
    yield f"contribution_{view}_high", currency, plants.contribution_local.high, daily[high], BURNS
    if view == View.AS_DISPATCHED and plants.co2_tonnes is not None and "power_co2_tonnes" in daily:
        yield "co2_tonnes", "t", plants.co2_tonnes.low, daily["power_co2_tonnes"], EMITS


def _of_yardsticks(
    subsidies: tuple[YardstickOfHours, ...], daily: Mapping[str, float], currency: str
) -> Iterator[_Pair]:
    for item in subsidies:
        why = LACKS if item.yardstick == MARGINAL else RUNS
        one, name = reference_names(item.name)[0], f"subsidy_{item.name}"
        if one in daily:
            yield name, currency, item.local.high, daily[one], why
        else:
            low, high = (reference_names(f"{item.name}_{end}")[0] for end in ("low", "high"))
            yield f"{name}_low", currency, item.local.low, daily[low], why
            yield f"{name}_high", currency, item.local.high, daily[high], why
