"""Sites with everything looked up: what stands there, from when to when it may draw, and at what price."""

from __future__ import annotations

import datetime as dt
import math

import msgspec

from bitcoin_office.mining.daily import tariff_by_rule
from bitcoin_office.mining.fleet import fleet_ehs
from bitcoin_office.mining.tariffs import TariffNumbers, explained
from bitcoin_office.playbook.mining_sites import Supply


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Machines of one model at a site; shares are 0 to 1, and ``None`` is what nobody states."""

    model: str
    power_mw: float
    j_per_th: float
    overhead_share: float
    failures_a_year: float
    life_years: int | None
    usd_per_mw: float | None

    @property
    def hashrate_ehs(self) -> float:
        """What they hash on all their power."""
        return fleet_ehs(self.power_mw, self.j_per_th, self.overhead_share)


class MiningSite(msgspec.Struct, frozen=True, kw_only=True):
    """One place. Prices are a kilowatt-hour's in the country's money.

    ``losses_share`` is ``None`` where nobody states it: then figures run from none to the average of all customers.
    ``plant_cost`` and ``grams_per_kwh`` are those of the plant at whose gate it lies, or of its own.
    """

    id: str
    name: str
    supply: Supply
    plant: str | None
    region: str | None
    months: tuple[int, ...]
    opens: dt.date | None
    closes: dt.date | None
    losses_share: float | None
    tariff: float
    tariff_source: str
    rule: TariffNumbers | None
    """In the place of ``tariff``, which is then what the rule comes to in the month of the day it is looked up."""
    plant_cost: float
    grams_per_kwh: float | None
    site_usd_per_mw: float | None
    batches: tuple[Batch, ...]

    @property
    def power_mw(self) -> float:
        """What its machines draw together."""
        return math.fsum(batch.power_mw for batch in self.batches)

    def offers(self, day: dt.date) -> bool:
        """Whether it may draw power on a day."""
        begun = self.opens is None or self.opens <= day
        ended = self.closes is not None and self.closes < day
        return begun and not ended and (not self.months or day.month in self.months)

    def tariff_with(self, fuel: float) -> float:
        """What it pays when a kilowatt-hour of the system's margin burns so much at the plant."""
        if self.rule is None:
            return self.tariff
        rule = self.rule
        return tariff_by_rule(rule.set_price, rule.fuel_share, self._at_meter(fuel), rule.floor, rule.ceiling)

    def tariff_reason(self, fuel: tuple[float, ...]) -> str:
        """Why it pays what it pays, with the mean of its months' fuel; empty for a tariff that follows no rule."""
        return "" if self.rule is None else explained(self.rule, self._at_meter(self._mean_of_months(fuel)))

    def priced(self, fuel: tuple[float, ...]) -> MiningSite:
        """The site with the mean of what its rule comes to in its months, January's fuel first."""
        if self.rule is None:
            return self
        paid = tuple(self.tariff_with(cost) for cost in fuel)
        return msgspec.structs.replace(self, tariff=self._mean_of_months(paid))

    def _at_meter(self, fuel: float) -> float:
        return (fuel if self.on_grid() else self.plant_cost) / (1.0 - (self.losses_share or 0.0))

    def _mean_of_months(self, values: tuple[float, ...]) -> float:
        months = self.months or tuple(range(1, len(values) + 1))
        return math.fsum(values[month - 1] for month in months) / len(months)

    def machines(self) -> str:
        """Its machines by model and power, in words."""
        return ", ".join(f"{batch.model} {batch.power_mw:,.0f} MW" for batch in self.batches)

    def on_grid(self) -> bool:
        """Whether its power comes out of the system's surplus."""
        return self.supply is Supply.GRID

    def of_system(self) -> bool:
        """Whether it is a customer of the country's system, so that yardsticks speak of it."""
        return self.supply is not Supply.OWN


def is_plain(site: MiningSite) -> bool:
    """Whether a site is the grid's, always there, of one model, and loses what nobody states."""
    always = site.opens is None and site.closes is None
    return site.rule is None and site.on_grid() and always and site.losses_share is None and len(site.batches) == 1


def months_of(sites: tuple[MiningSite, ...]) -> tuple[int, ...]:
    """The months in which any site has power; none where one has it all year."""
    if any(not site.months for site in sites):
        return ()
    return tuple(dict.fromkeys(month for site in sites for month in site.months))


def batches_of(sites: tuple[MiningSite, ...]) -> tuple[Batch, ...]:
    """The machines of all sites."""
    return tuple(batch for site in sites for batch in site.batches)


def mean_batch(batches: tuple[Batch, ...]) -> Batch:
    """One batch that draws and hashes as all of them together; exact where they are alike."""
    if len(batches) == 1:
        return batches[0]
    power_mw = math.fsum(batch.power_mw for batch in batches)
    hashing_mw = math.fsum(batch.power_mw / (1.0 + batch.overhead_share) for batch in batches)
    first = batches[0]
    alike_j = len({batch.j_per_th for batch in batches}) == 1
    alike_overhead = len({batch.overhead_share for batch in batches}) == 1
    return msgspec.structs.replace(
        first,
        power_mw=power_mw,
        j_per_th=first.j_per_th if alike_j else hashing_mw / math.fsum(batch.hashrate_ehs for batch in batches),
        overhead_share=first.overhead_share if alike_overhead else power_mw / hashing_mw - 1.0,
    )


def mean_tariff(sites: tuple[MiningSite, ...]) -> float:
    """What they pay, by power; exact where all pay alike."""
    if len({site.tariff for site in sites}) == 1:
        return sites[0].tariff
    return math.fsum(site.tariff * site.power_mw for site in sites) / math.fsum(site.power_mw for site in sites)


def build_usd_per_mw(sites: tuple[MiningSite, ...]) -> float | None:
    """Sites and their first machines, for each megawatt of all; ``None`` where a cost of one is not known."""
    cost, power_mw = 0.0, 0.0
    for site in sites:
        for batch in site.batches:
            if batch.usd_per_mw is None or site.site_usd_per_mw is None:
                return None
            cost += (site.site_usd_per_mw + batch.usd_per_mw) * batch.power_mw
            power_mw += batch.power_mw
    return cost / power_mw if power_mw else None


def named(sites: tuple[MiningSite, ...]) -> str:
    """What stands at them: the model, or how many models at how many sites."""
    models = tuple(dict.fromkeys(batch.model for batch in batches_of(sites)))
    if len(models) == 1:
        return models[0]
    places = f"{len(sites)} sites" if len(sites) > 1 else "one site"
    return f"{len(models)} models at {places}"
