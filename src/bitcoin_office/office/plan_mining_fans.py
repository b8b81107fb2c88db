"""Out of what the engine counted of mining and power: fans by budget year, and how often one use beats the other."""

from __future__ import annotations

import msgspec

from bitcoin_office.mining.sites import MiningSite, mean_tariff
from bitcoin_office.mining.supply import View
from bitcoin_office.office.plan_mining import REFERENCES, MiningSetup, fuel_of
from bitcoin_office.office.plan_mining_result import (
    BudgetYear,
    ContributionFutures,
    FanSpan,
    HallFutures,
    HallYear,
    MiningFutures,
    RecordedYear,
    SiteFutures,
    SubsidyFutures,
    YardstickFutures,
)
from bitcoin_office.office.plan_statistics import all_shares_by_sign, shares_by_sign
from bitcoin_office.office.power_subsidy import VIEWS
from bitcoin_office.simulate.mining_desk import budget_years
from bitcoin_office.simulate.mining_reports import MONTHLY, NET, reference_names, view_names
from bitcoin_office.simulate.plan import Plan
from bitcoin_office.simulate.run import Piece
from bitcoin_office.simulate.site_reports import site_names
from bitcoin_office.simulate.summary import FanSeries, Worst

SHOWN_MONTHLY = frozenset(statistic.name for statistic in MONTHLY)
OVER_HALL, OVER_HALL_BY_COST = "mining_over_hall_usd", "mining_over_hall_by_cost_usd"
Fans = dict[str, FanSeries]


def mining_futures(
    setup: MiningSetup, plan: Plan, piece: Piece, fans: Fans, recorded: RecordedYear | None
) -> MiningFutures:
    """Everything but the yardsticks. ``fans`` are all that the engine counted, in the country's units."""
    terms = setup.terms
    names = [
        item.name for item in plan.layout.statistics if item.seldom and item.name.startswith(("mining_", "power_"))
    ]
    names += [name for name in ("hall_mw_usd",) if name in fans]
    of_sites = {name for place in range(len(terms.sites)) for name in site_names(place)}
    return MiningFutures(
        machine=setup.machine,
        j_per_th=terms.j_per_th,
        mining_mw=terms.mining_mw,
        hall_mw=terms.hall_mw,
        months=terms.offered_months,
        tariff_per_kwh=mean_tariff(setup.sites),
        coins_go_to=str(setup.coins),
        build_usd_per_mw=terms.build_usd_per_mw(),
        pays_back_share=shares_by_sign(plan, piece, NET.name)[1] if NET.name in fans else None,
        years=tuple(BudgetYear(first_day=a, last_day=b) for a, b in budget_years(terms, plan.span)),
        series={name: fans[name] for name in names if name not in of_sites},
        sites=tuple(_site(place, site, fans, fuel_of(terms.months)) for place, site in enumerate(terms.sites)),
        contributions=tuple(_contribution(view, fans, terms.others_energy_kwh) for view in View),
        halls=_halls(setup, plan, piece, fans),
        recorded=recorded,
        missing=setup.missing,
    )


def _site(place: int, site: MiningSite, fans: Fans, fuel: tuple[float, ...]) -> SiteFutures:
    """One site's own fans."""
    energy, coins, margin = site_names(place)
    return SiteFutures(
        site=site.id,
        name=site.name,
        supply=str(site.supply),
        plant=site.plant,
        region=site.region,
        power_mw=site.power_mw,
        machines=site.machines(),
        opens=site.opens,
        closes=site.closes,
        tariff_per_kwh=site.tariff,
        tariff_source=site.tariff_source,
        tariff_reason=site.tariff_reason(fuel),
        energy_mwh=fans[energy],
        coins=fans[coins],
        margin_usd=fans[margin],
    )


def subsidy_futures(setup: MiningSetup, fans: Fans) -> SubsidyFutures:
    """The three yardsticks in every future."""
    found = {name for name, _ in setup.terms.references}
    service: list[YardstickFutures] = []
    if "bought_low" in found:
        local, usd = (
            FanSpan(low=fans[low], high=fans[high])
            for low, high in zip(reference_names("bought_low"), reference_names("bought_high"), strict=True)
        )
        basis = "energy and capacity as bought, from no losses to those of all customers, without wires: a lower bound"
        service.append(YardstickFutures(basis=basis, local=local, usd=usd))
    if "determined" in found:
        service.append(_reference("determined", REFERENCES["determined"], fans))
    classes = (_reference("class", setup.class_name or REFERENCES["class"], fans),) if "class" in found else ()
    return SubsidyFutures(
        marginal_cost=tuple(_marginal(view, fans) for view in View),
        cost_of_service=tuple(service),
        class_tariff=classes,
    )


def _marginal(view: View, fans: Fans) -> YardstickFutures:
    low_local, high_local, low_usd, high_usd, _, _ = (fans[name] for name in view_names(view))
    return YardstickFutures(
        basis=VIEWS[view],
        local=FanSpan(low=low_local, high=high_local),
        usd=FanSpan(low=low_usd, high=high_usd),
    )


def _reference(name: str, basis: str, fans: Fans) -> YardstickFutures:
    local, usd = (FanSpan(low=fans[key], high=fans[key]) for key in reference_names(name))
    return YardstickFutures(basis=basis, local=local, usd=usd)


def _contribution(view: View, fans: Fans, others_kwh: float | None) -> ContributionFutures:
    *_, low, high = (fans[name] for name in view_names(view))
    others = None
    if others_kwh:
        unit = f"{low.unit}/kWh"
        others = FanSpan(low=scaled(high, -1.0 / others_kwh, unit), high=scaled(low, -1.0 / others_kwh, unit))
    return ContributionFutures(
        basis=VIEWS[view],
        local=FanSpan(low=low, high=high),
        others_tariff=others,
    )


def scaled(fan: FanSeries, factor: float, unit: str) -> FanSeries:
    """A fan in another unit; a negative factor turns it over."""
    levels = list(fan.quantiles)
    sources = levels if factor >= 0 else levels[::-1]
    ends = (fan.lowest, fan.highest) if factor >= 0 else (fan.highest, fan.lowest)
    low, high = (tuple(Worst(value=item.value * factor, path=item.path) for item in end) for end in ends)
    return msgspec.structs.replace(
        fan,
        unit=unit,
        quantiles={
            level: tuple(value * factor for value in fan.quantiles[source])
            for level, source in zip(levels, sources, strict=True)
        },
        mean=tuple(value * factor for value in fan.mean),
        lowest=low,
        highest=high,
    )


def _halls(setup: MiningSetup, plan: Plan, piece: Piece, fans: Fans) -> HallFutures | None:
    if setup.hall_name is None or OVER_HALL not in fans:
        return None
    by_mw = all_shares_by_sign(plan, piece, OVER_HALL)
    by_cost = all_shares_by_sign(plan, piece, OVER_HALL_BY_COST) if OVER_HALL_BY_COST in fans else None
    return HallFutures(
        hall=setup.hall_name,
        years=tuple(
            HallYear(
                last_day=day,
                mining_beats_per_mw=by_mw[place][1],
                mining_beats_per_dollar=None if by_cost is None else by_cost[place][1],
            )
            for place, day in enumerate(fans[OVER_HALL].dates)
        ),
    )
