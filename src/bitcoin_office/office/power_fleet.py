"""All sites of a programme over recorded days: each site's year, and the year of all together."""

from __future__ import annotations

import msgspec

from bitcoin_office.mining.replay import FleetDay, FleetYear, MarketDay, Operation, fleets_day, together
from bitcoin_office.mining.sites import Batch, MiningSite, batches_of, mean_batch, mean_tariff
from bitcoin_office.office.power_terms import PowerQuestion

PERCENT = 100.0


class SiteRun(msgspec.Struct, frozen=True, kw_only=True):
    """A site and its days: those on which it has power."""

    site: MiningSite
    year: FleetYear


class PowerFleet(msgspec.Struct, frozen=True, kw_only=True):
    """Every site, all of them by day, and ``mean``: one fleet that draws, pays and hashes as they do on average."""

    sites: tuple[SiteRun, ...]
    whole: FleetYear
    mean: Operation


def run_fleet(
    days: tuple[MarketDay, ...], sites: tuple[MiningSite, ...], question: PowerQuestion, fuel: tuple[float, ...] = ()
) -> PowerFleet:
    """The sites on each of these days on which one has power, as if all of them stood there from the first day.

    ``fuel`` is what a kilowatt-hour of the system's margin burns at the plant, January first, for tariffs by rule.
    """
    operations = [
        (place, _operation(site, batch, question)) for place, site in enumerate(sites) for batch in site.batches
    ]
    mean = mean_operation(sites, question)
    means = [mean_operation((site,), question) for site in sites]
    by_site: list[list[FleetDay]] = [[] for _ in sites]
    whole: list[FleetDay] = []
    for day in days:
        at_work = [
            (place, _on(day, sites[place], operation, fuel))
            for place, operation in operations
            if has_power(sites[place], day)
        ]
        parts = fleets_day(day, tuple(operation for _, operation in at_work))
        if not parts:
            continue
        whole.append(together(parts, mean))
        for place, own in enumerate(means):
            there = tuple(part for part, (site, _) in zip(parts, at_work, strict=True) if site == place)
            if there:
                paid = msgspec.structs.replace(own, tariff_local_per_kwh=there[0].tariff_local_per_kwh)
                by_site[place].append(together(there, paid))
    return PowerFleet(
        sites=tuple(
            SiteRun(site=site, year=FleetYear(days=tuple(found))) for site, found in zip(sites, by_site, strict=True)
        ),
        whole=FleetYear(days=tuple(whole)),
        mean=mean,
    )


def _on(day: MarketDay, site: MiningSite, operation: Operation, fuel: tuple[float, ...]) -> Operation:
    """The operation at the tariff of the day."""
    if site.rule is None or not fuel:
        return operation
    return msgspec.structs.replace(operation, tariff_local_per_kwh=site.tariff_with(fuel[day.on.month - 1]))


def has_power(site: MiningSite, day: MarketDay) -> bool:
    """Whether a site has power in the month of a day, opened or not."""
    return not site.months or day.on.month in site.months


def mean_operation(sites: tuple[MiningSite, ...], question: PowerQuestion) -> Operation:
    """One fleet in the place of all: their power, their mean machine, and by power the mean of what they pay."""
    batch = mean_batch(batches_of(sites))
    site = msgspec.structs.replace(sites[0], tariff=mean_tariff(sites))
    return _operation(site, batch, question)


def _operation(site: MiningSite, batch: Batch, question: PowerQuestion) -> Operation:
    return Operation(
        power_mw=batch.power_mw,
        j_per_th=batch.j_per_th,
        overhead_share=batch.overhead_share,
        pool_fee_share=float(question.pool_fee_percent) / PERCENT,
        tariff_local_per_kwh=site.tariff,
        elasticity=float(question.elasticity),
    )
