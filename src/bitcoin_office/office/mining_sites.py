"""Looks up a programme's sites: their power, machines and prices on a day; each known, assumed by name, or missing."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import msgspec

from bitcoin_office.mining.machines import Machine, MachineTable
from bitcoin_office.mining.sites import Batch, MiningSite
from bitcoin_office.mining.supply import PERCENT
from bitcoin_office.mining.tariffs import NO_CEILING, TariffNumbers
from bitcoin_office.office.power_terms import Missing, PowerQuestion, required
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.mining_policy import Fleet, MiningPolicy
from bitcoin_office.playbook.mining_sites import Site, SiteMachines, Supply, megawatts
from bitcoin_office.playbook.power_policy import Plant
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.playbook.tariff_rules import (
    CostOfServiceLess,
    FixedTariff,
    MarginalCostPlus,
    MiningTariff,
    ShareOfClass,
)
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

MACHINE = "antminer-s21"
"""The model that is assumed where the programme names none."""
AS_ASKED = "as asked"


def sites_of(
    programme: Programme,
    machines: MachineTable,
    on: dt.date,
    missing: Missing,
    question: PowerQuestion | None = None,
) -> tuple[MiningSite, ...]:
    """Every site as it is known on a day; what ``question`` asks for wins over what is declared.

    Without sites the power offered is one. Raises ``IncompleteDataError`` and, for a model that is on no table and
    has no efficiency of its own, ``NotFoundError``.
    """
    if programme.mining is None:
        raise IncompleteDataError(f"{programme.country.name} declares no mining.")
    look = _Look(programme, programme.mining, machines, on, missing, question)
    return tuple(look.site(site, power_mw) for site, power_mw in look.declared())


class _Look:
    """Looks up sites on a day."""

    def __init__(  # noqa: PLR0917 - what is on file, the day, and what is asked
        self,
        programme: Programme,
        mining: MiningPolicy,
        machines: MachineTable,
        on: dt.date,
        missing: Missing,
        question: PowerQuestion | None,
    ) -> None:
        self.programme, self.mining, self.machines = programme, mining, machines
        self.on, self.missing, self.question = on, missing, question

    def declared(self) -> tuple[tuple[Site, Decimal], ...]:
        """The sites with their power in megawatts: one takes what the others leave of the power offered."""
        asked = self.question.power_mw if self.question else None
        offered = asked if asked is not None else megawatts(self.mining.power)
        sites = self.mining.sites
        if asked is not None or not sites:
            total = Decimal(str(required(None if offered is None else float(offered), "The power offered")))
            only = (
                sites[0] if len(sites) == 1 else Site(id="offered", name="The power offered", source=self.mining.source)
            )
            return ((only, total),)
        known = sum(
            (site.power_mw or Decimal(0) for site in sites if site.supply is not Supply.OWN),
            Decimal(0),
        )
        found: list[tuple[Site, Decimal]] = []
        for site in sites:
            power = site.power_mw
            if power is None:
                rest = None if offered is None else float(max(offered - known, Decimal(0)))
                power = Decimal(str(required(rest, f"The power of {site.name}")))
            found.append((site, power))
        return tuple(found)

    def site(self, site: Site, power_mw: Decimal) -> MiningSite:
        """A site with everything looked up."""
        plant = self._plant(site)
        rule = self._rule(site)
        tariff, source = (rule.set_price, rule.says) if rule else self._tariff(site)
        asked = self.question.losses_percent if self.question else None
        stated = site.losses.value if site.losses else None
        losses = asked if asked is not None else stated
        if site.supply is not Supply.GRID and losses is None:
            losses = Decimal(0)
        cost = site.own_cost or (plant.cost if plant else None)
        emissions = plant.emissions if plant else site.emissions
        build = site.build_cost.value if site.build_cost else None
        return MiningSite(
            id=site.id,
            name=site.name,
            supply=site.supply,
            plant=site.plant,
            region=site.region,
            months=site.months or (() if site.supply is Supply.OWN else self.mining.months),
            opens=site.opens,
            closes=site.closes,
            losses_share=None if losses is None else float(losses) / PERCENT,
            tariff=tariff,
            tariff_source=source,
            rule=rule,
            plant_cost=0.0 if cost is None else required(_value(cost), f"The cost of energy at {site.name}"),
            grams_per_kwh=_value(emissions),
            site_usd_per_mw=float(build)
            if build is not None
            else self.missing.number(self.programme.dated, "mining_site_cost", self.on),
            batches=self._batches(site, float(power_mw)),
        )

    def _plant(self, site: Site) -> Plant | None:
        plants = self.programme.power.plants if self.programme.power else ()
        return next((plant for plant in plants if plant.id == site.plant), None)

    def _rule(self, site: Site) -> TariffNumbers | None:
        """The rule of a site's tariff as numbers; nothing where a tariff is asked for, or it follows none."""
        name = site.tariff_rule or (None if site.tariff else self.mining.tariff_rule)
        if name is None or site.own_cost is not None or (self.question and self.question.tariff_per_kwh is not None):
            return None
        rule = next(rule for rule in self.mining.tariffs if rule.id == name)
        lost = 1.0 - float((site.losses.value if site.losses else None) or 0) / PERCENT
        low, high = _value(rule.floor), _value(rule.ceiling)
        price, fuel_share = self._numbers(rule, lost)
        return TariffNumbers(
            set_price=price,
            fuel_share=fuel_share,
            floor=0.0 if low is None else low,
            ceiling=NO_CEILING if high is None else high,
            says=f"rule {rule.id}: {rule.source.title}",
        )

    def _numbers(self, rule: MiningTariff, kept: float) -> tuple[float, float]:
        """What a rule sets for the year, and its share of fuel; ``kept`` is what losses leave."""
        dated = self.programme.dated
        match rule:
            case FixedTariff():
                return float(dated.number(rule.parameter, self.on)), 0.0
            case MarginalCostPlus():
                return required(_value(rule.margin), "The margin of the tariff"), 1.0
            case ShareOfClass():
                power = self.programme.power
                classes = (entry.parameter for entry in (power.tariffs if power else ()) if entry.takes_miners)
                name = next(classes, None)
                if name is None:
                    raise IncompleteDataError("No class of customers is declared that miners would belong to.")
                return float(dated.number(name, self.on)) * float(rule.share_percent) / PERCENT, 0.0
            case CostOfServiceLess():
                bought = dated.number("power_energy_price", self.on) + dated.number("power_capacity_price", self.on)
                return float(bought) / kept - required(_value(rule.less), "What the tariff takes off"), 0.0

    def _tariff(self, site: Site) -> tuple[float, str]:
        """What a kilowatt-hour costs it, and who says so."""
        if site.own_cost is not None:
            return required(_value(site.own_cost), f"The cost of energy at {site.name}"), f"own plant of {site.name}"
        if self.question and self.question.tariff_per_kwh is not None:
            return float(self.question.tariff_per_kwh), AS_ASKED
        name = site.tariff or self.mining.tariff
        if name is None:
            raise IncompleteDataError("No tariff for miners is declared.", remedy="State one with --tariff.")
        value = self.programme.dated.get(name, self.on)
        return float(self.programme.dated.number(name, self.on)), f"{name}: {value.source.title}"

    def _batches(self, site: Site, power_mw: float) -> tuple[Batch, ...]:
        """Its machines; those asked for, or assumed where none are named, take all its power."""
        asked = self.question.machine if self.question else None
        stated: tuple[SiteMachines | Fleet, ...] = site.machines or self.mining.fleet
        if asked is not None or not stated:
            machine = self.machines.named(asked or MACHINE)
            return (self._batch(site, SiteMachines(id=machine.id, model=machine.id), power_mw),)
        if len(stated) == 1 and (not site.machines or stated[0].power is None):
            return (self._batch(site, stated[0], power_mw),)
        known = math.fsum(float(megawatts(item.power) or 0) for item in stated)
        rest = max(power_mw - known, 0.0)
        powers = (megawatts(item.power) for item in stated)
        return tuple(
            self._batch(site, item, rest if power is None else float(power))
            for item, power in zip(stated, powers, strict=True)
        )

    def _batch(self, site: Site, item: SiteMachines | Fleet, power_mw: float) -> Batch:
        machine = self.machines.called(item.model)
        efficiency = _value(item.efficiency)
        if efficiency is None:
            machine = machine or self.machines.named(item.model)
            efficiency = machine.j_per_th
        own = item if isinstance(item, SiteMachines) else SiteMachines(id=item.id, model=item.model)
        price = _value(own.price)
        failures = self._stated(own.failures, "machine_failures", machine.failures if machine else None)
        life = self._stated(own.life, "machine_life", machine.life if machine else None)
        name = machine.name if machine else item.model
        for what, figure in (("How many fail", failures), ("How long they last", life)):
            if figure is None:
                self.missing.add(f"{what}, of {name}: counted as none and for ever")
        return Batch(
            model=name,
            power_mw=power_mw,
            j_per_th=efficiency,
            overhead_share=self._overhead(site),
            failures_a_year=(failures or 0.0) / PERCENT,
            life_years=None if life is None else int(life),
            usd_per_mw=price if price is not None else _price(machine),
        )

    def _overhead(self, site: Site) -> float:
        asked = self.question.overhead_percent if self.question else None
        if asked is not None:
            return float(asked) / PERCENT
        what = "Power for cooling and everything beside the machines: counted as none, so coins are an upper bound"
        figure = site.overhead or self.mining.overhead
        if figure is None or figure.value is None:
            self.missing.add(what)
            return 0.0
        return float(figure.value) / PERCENT

    def _stated(self, own: Figure | None, parameter: str, models: Figure | None) -> float | None:
        """What the site states, else the country for all machines, else the table of models."""
        found = _value(own)
        if found is None:
            found = self._parameter(parameter)
        return _value(models) if found is None else found

    def _parameter(self, name: str) -> float | None:
        try:
            return float(self.programme.dated.number(name, self.on))
        except (NotFoundError, IncompleteDataError):
            return None


def _value(figure: Figure | None) -> float | None:
    return None if figure is None or figure.value is None else float(figure.value)


def _price(machine: Machine | None) -> float | None:
    return None if machine is None else machine.price_usd_per_mw()


def with_share(sites: tuple[MiningSite, ...], share: float) -> tuple[MiningSite, ...]:
    """The sites with that share of the machines that are on the grid: the rest of their power is a hall's."""
    if share == 1.0:
        return sites
    return tuple(
        msgspec.structs.replace(
            site,
            batches=tuple(msgspec.structs.replace(batch, power_mw=batch.power_mw * share) for batch in site.batches),
        )
        if site.on_grid()
        else site
        for site in sites
    )
