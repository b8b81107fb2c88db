"""The mining and power desk of a plan: its numbers, looked up; what cannot be known is named, or keeps the desk out."""

from __future__ import annotations

import datetime as dt
import math

import msgspec

from bitcoin_office.mining.month_costs import ExtraDemand, extra_costs
from bitcoin_office.mining.network import block_subsidy_btc
from bitcoin_office.mining.sites import MiningSite, batches_of, is_plain, mean_batch, mean_tariff, months_of, named
from bitcoin_office.mining.supply import PERCENT, View
from bitcoin_office.office.mining_sites import sites_of, with_share
from bitcoin_office.office.plan_terms import PlanFacts
from bitcoin_office.office.power_terms import HALVING_DAYS, Missing
from bitcoin_office.playbook.mining_policy import CoinsGoTo, MiningPolicy
from bitcoin_office.playbook.power_policy import PowerPolicy
from bitcoin_office.playbook.reserve_rules import Own
from bitcoin_office.simulate.mining_terms import HallTerms, MiningTerms, MonthOfSupply, shifts
from bitcoin_office.simulate.own_rules import fields_of
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

BLOCKS_OF_MONTH = 4
"""Blocks of a month's load in simulated futures."""
DIFFICULTY_AGE = 184
"""Days for which a difficulty stands until the next on file: shipped tables have it by quarter."""
BLOCKS_A_DAY = 144
MONTHS = 12
OF_MINED, MINED_FIELDS = (
    frozenset({"share_of_mined", "sell_to_cover_power"}),
    frozenset({"mined_coins", "power_bill_usd"}),
)
"""Rules that speak of mined coins, by kind, and by what a rule of one's own looks at."""
REFERENCES = {
    "bought_low": "energy and capacity as bought, without losses and wires: a lower bound",
    "bought_high": "energy and capacity as bought, with the losses of all customers, without wires",
    "determined": "the base tariff that the regulator set to recover all costs, average of all classes",
    "class": "the class that miners would belong to",
}


class MiningSetup(msgspec.Struct, frozen=True, kw_only=True):
    """The desk's numbers and what a reader must know of them; ``class_name`` is the class miners would belong to."""

    terms: MiningTerms
    power: PowerPolicy
    machine: str
    sites: tuple[MiningSite, ...]
    coins: CoinsGoTo
    class_name: str | None
    hall_name: str | None
    notes: tuple[str, ...]
    missing: tuple[str, ...]


def mining_setup(facts: PlanFacts, as_of: dt.date, local_per_usd: float | None) -> MiningSetup:
    """The desk on the day of the plan. Raises ``IncompleteDataError`` naming what is missing."""
    power, mining = facts.programme.power, facts.programme.mining
    if power is None or mining is None:
        gone = "power system" if power is None else "mining"
        raise IncompleteDataError(f"{facts.programme.country.name} declares no {gone}.")
    look = _Look(facts, power, mining, as_of, Missing())
    if local_per_usd is None and look.currency != "USD":
        raise IncompleteDataError(f"No rate of {look.currency} is on file near {as_of}.")
    terms = look.terms(local_per_usd or 1.0)
    miners = next((tariff for tariff in power.tariffs if tariff.takes_miners), None)
    return MiningSetup(
        terms=terms,
        power=power,
        machine=named(look.sites),
        sites=look.sites,
        coins=mining.coins,
        class_name=f"{miners.id}: {miners.customers}" if miners else None,
        hall_name=mining.halls[0].name if terms.hall else None,
        notes=look.notes(terms),
        missing=tuple(look.missing.says),
    )


def speaks_of_mined(facts: PlanFacts) -> bool:
    """Whether one of the reserve's rules speaks of mined coins or their power, so that they come into the reserve."""
    rules = facts.programme.reserve.rules if facts.programme.reserve else ()
    return any(
        bool(fields_of(rule) & MINED_FIELDS) if isinstance(rule, Own) else str(rule.__struct_config__.tag) in OF_MINED
        for rule in rules
    )


class _Look:
    """Looks up the desk's numbers as they were known on a day."""

    def __init__(
        self, facts: PlanFacts, power: PowerPolicy, mining: MiningPolicy, as_of: dt.date, missing: Missing
    ) -> None:
        self.facts, self.power, self.mining, self.as_of, self.missing = facts, power, mining, as_of, missing
        self.parameters = facts.programme.dated
        self.currency = facts.programme.country.currency
        self.sites = sites_of(facts.programme, facts.machines, as_of, missing)

    def number(self, name: str) -> float | None:
        """A dated parameter on the plan's day, or nothing and a note."""
        return self.missing.number(self.parameters, name, self.as_of)

    def needed(self, name: str) -> float:
        """A dated parameter. Raises ``IncompleteDataError``."""
        return float(self.parameters.number(name, self.as_of))

    def share(self, name: str, otherwise: float = 0.0) -> float:
        """A share of 0 to 1; ``otherwise``, and a note, where it is not known."""
        found = self.number(name)
        return otherwise if found is None else found / PERCENT

    def terms(self, local_per_usd: float) -> MiningTerms:
        """Everything."""
        offered = math.fsum(one.power_mw for one in self.sites if one.on_grid())
        months = supply_months(self.facts, self.power, self.as_of.year, offered)
        self.sites = tuple(one.priced(fuel_of(months)) for one in self.sites)
        site, batch = self.sites[0], mean_batch(batches_of(self.sites))
        hall = self._hall()
        share = self.share("hall_share") if hall else 0.0
        several = () if len(self.sites) == 1 and is_plain(site) else with_share(self.sites, 1.0 - share)
        hall_mw = offered * share
        usual = self.parameters.get("usual_hashprice", self.as_of)
        memory = 1.0 - 1.0 / self.needed("load_memory")
        water_memory, water = self._water()
        losses = self.power.losses.value if self.power.losses else None
        difficulty, height = self._network()
        return MiningTerms(
            mining_mw=batch.power_mw - hall_mw,
            hall_mw=hall_mw,
            offered_months=months_of(self.sites),
            year_first_month=int(self.number("fiscal_year_first_month") or 1),
            j_per_th=batch.j_per_th,
            overhead_share=batch.overhead_share,
            pool_fee_share=0.0,
            failures_a_year=batch.failures_a_year,
            life_years=batch.life_years,
            machine_usd_per_mw=batch.usd_per_mw,
            site_usd_per_mw=site.site_usd_per_mw,
            tariff_local_per_kwh=self._tariff() if several else site.tariff,
            tariff_dollar_share=self.share("tariff_dollar_share"),
            reference_dollar_share=self.share("tariff_dollar_share"),
            fuel_dollar_share=self.share("fuel_dollar_share"),
            losses_share=float(losses or 0) / PERCENT,
            references=self._references(float(losses or 0) / PERCENT),
            months=months,
            shift_memory=memory,
            shift_deviation=self.share("load_deviation") * math.sqrt(1.0 - memory * memory),
            hydro_memory=water_memory,
            hydro_deviation=water * math.sqrt(1.0 - water_memory * water_memory),
            first_rate=local_per_usd,
            difficulty=difficulty,
            height=height,
            subsidy_btc=block_subsidy_btc(height),
            fees_btc=self.number("block_fees") or 0.0,
            usual_usd_per_ph=float(usual.value or 0),
            usual_on=usual.effective_from,
            usual_fall=self.share("usual_hashprice_fall"),
            others_response=self.share("others_response"),
            others_energy_kwh=_kwh(self.number("generation_of_year")),
            hall=hall,
            to_reserve=self._into_reserve(),
            sites=several,
        )

    def _tariff(self) -> float:
        """What a hall beside several sites pays: the programme's tariff, or by power the mean of the sites' own."""
        if self.mining.tariff is not None:
            return self.needed(self.mining.tariff)
        return mean_tariff(self.sites)

    def _water(self) -> tuple[float, float]:
        """Of the power from water: what is left of a day's shift on the next, and how far it strays; 0 if unsaid."""
        try:
            deviation = self.needed("hydro_deviation") / PERCENT
            return 1.0 - 1.0 / self.needed("hydro_memory"), deviation
        except (NotFoundError, IncompleteDataError):
            self.missing.add("How far power from water strays by itself (hydro_deviation, hydro_memory)")
            return 0.0, 0.0

    def _into_reserve(self) -> bool:
        """Whether coins come into the reserve: as declared, or as its rules take for granted where nothing is."""
        coins = self.mining.coins
        return coins is CoinsGoTo.RESERVE or (coins is CoinsGoTo.UNKNOWN and speaks_of_mined(self.facts))

    def _network(self) -> tuple[float, float]:
        """Difficulty and height on the evening of the plan's day; the height by ten minutes a block."""
        carried = self.facts.market.difficulty.carried(self.as_of, DIFFICULTY_AGE)
        if carried is None:
            raise IncompleteDataError(f"No difficulty is on file in the {DIFFICULTY_AGE} days before {self.as_of}.")
        day, height = [halving for halving in HALVING_DAYS if halving[0] <= self.as_of][-1]
        return float(carried.observation.value), float(height + (self.as_of - day).days * BLOCKS_A_DAY)

    def _hall(self) -> HallTerms | None:
        if not self.mining.halls:
            return None
        hall = self.mining.halls[0]
        revenue = self.missing.figure(hall.revenue, f"What {hall.name} earns")
        uptime = self.missing.figure(hall.uptime, f"The uptime of {hall.name}")
        usage = self.number("hall_power_usage")
        if revenue is None or uptime is None:
            return None
        build = hall.build_cost.value
        return HallTerms(
            revenue_usd=revenue,
            uptime=uptime / PERCENT,
            usage=1.0 if usage is None else usage / PERCENT,
            build_usd_per_mw=None if build is None else float(build),
        )

    def _references(self, losses_share: float) -> tuple[tuple[str, float], ...]:
        """The prices of cost of service and class tariff that are on file."""
        found: list[tuple[str, float]] = []
        energy, capacity = self.number("power_energy_price"), self.number("power_capacity_price")
        if energy is not None and capacity is not None:
            bought = energy + capacity
            found += [("bought_low", bought), ("bought_high", bought / (1.0 - losses_share))]
        base = self.number("tariff_base")
        if base is not None:
            found.append(("determined", base))
        miners = next((tariff.parameter for tariff in self.power.tariffs if tariff.takes_miners), None)
        price = None if miners is None else self.number(miners)
        if price is not None:
            found.append(("class", price))
        return tuple(found)

    def notes(self, terms: MiningTerms) -> tuple[str, ...]:
        """What the futures of mining rest on."""
        carried = self.facts.market.difficulty.carried(self.as_of, DIFFICULTY_AGE)
        on = carried.observation.on if carried else self.as_of
        life = "for ever" if terms.life_years is None else f"for {terms.life_years} years"
        fleet = (
            f"Mining in the futures: {named(self.sites)}, {terms.j_per_th:g} J/TH, all there on the first day {life};"
            f" {terms.failures_a_year:.1%} fail for good in a year. They run while coins bring more than power at "
            f"{terms.tariff_local_per_kwh:g} {self.currency}/kWh. Difficulty of {on}, {terms.fees_btc:g} BTC of fees a "
            "block."
        )
        others = (
            f"Other miners, as fitted: their hash rate moves by {terms.others_response:.0%} a year times the distance "
            f"of the hashprice from ${terms.usual_usd_per_ph:g} a PH/s and day on {terms.usual_on}, which falls "
            f"{terms.usual_fall:.0%} a year; the own fleet acts on them through difficulty."
        )
        prices = (
            f"Power prices, modelled: {terms.fuel_dollar_share:.0%} of fuel and {terms.tariff_dollar_share:.0%} of "
            "tariffs keep their value in dollars, fuel day by day and tariffs when the budget's year begins."
        )
        return (self._sites_note(terms) if terms.sites else fleet), others, prices, *self._water_note(terms)

    def _water_note(self, terms: MiningTerms) -> tuple[str, ...]:
        """How load and water stray."""
        if not terms.water_strays:
            return ()
        load, water = (float(self.parameters.number(f"{name}_deviation", self.as_of)) for name in ("load", "hydro"))
        return (f"Load strays from its month by {load:g} %, power from water by {water:g} % of its own, as fitted.",)

    def _sites_note(self, terms: MiningTerms) -> str:
        """Which sites there are, and what they have in common."""
        told = "; ".join(site_words(site, self.currency) for site in terms.sites)
        return (
            f"Mining in the futures: {named(self.sites)}. {told}. Each machine runs while its coins bring more than "
            "its site's power. Sites on the grid share what the system has for them, in proportion; costs of fuel are "
            "those for all of them at once."
        )


def site_words(site: MiningSite, currency: str) -> str:
    """A site in a few words."""
    machines = ", ".join(f"{batch.power_mw:,.0f} MW of {batch.model}" for batch in site.batches)
    opens = f", from {site.opens}" if site.opens else ""
    closes = f", to {site.closes}" if site.closes else ""
    tariff = f"{site.tariff:.4g} {currency}/kWh" + (f" by {site.tariff_source}" if site.rule else "")
    return f"{site.name} ({site.plant or site.supply}): {machines} at {tariff}{opens}{closes}"


def fuel_of(months: tuple[MonthOfSupply, ...]) -> tuple[float, ...]:
    """What the dispatched margin burns at the plant for a kilowatt-hour, January first."""
    return tuple(month.as_dispatched_cost for month in months)


def supply_months(facts: PlanFacts, power: PowerPolicy, year: int, power_mw: float) -> tuple[MonthOfSupply, ...]:
    """January to December of the system for so much power at the plant, from the months on file."""
    known = [float(month.surplus.value) for month in power.months if month.surplus.value is not None]
    water = water_of_months(power)
    return tuple(
        msgspec.structs.replace(
            _month(facts, power, ExtraDemand(power_mw=power_mw, year=year, month=month, blocks=BLOCKS_OF_MONTH), known),
            hydro_mw=water[month - 1],
        )
        for month in range(1, MONTHS + 1)
    )


def water_of_months(power: PowerPolicy) -> tuple[float, ...]:
    """Megawatts from water, January to December: the latest on file of each month, evenly between where one has none.

    All 0 where no month has any.
    """
    known: dict[int, float] = {}
    for entry in sorted(power.months, key=lambda entry: entry.month):
        if entry.hydro is not None and entry.hydro.value is not None:
            known[int(entry.month[-2:])] = float(entry.hydro.value)
    return tuple(_between(known, month) for month in range(1, MONTHS + 1))


def _between(known: dict[int, float], month: int) -> float:
    if not known:
        return 0.0
    before = next(back for back in range(MONTHS) if (month - back - 1) % MONTHS + 1 in known)
    after = next(on for on in range(MONTHS) if (month + on - 1) % MONTHS + 1 in known)
    low, high = known[(month - before - 1) % MONTHS + 1], known[(month + after - 1) % MONTHS + 1]
    return low if before + after == 0 else (low * after + high * before) / (before + after)


def _month(facts: PlanFacts, power: PowerPolicy, demand: ExtraDemand, known: list[float]) -> MonthOfSupply:
    """A month; where its surplus is not on file the lowest of any month stands for it."""
    name = f"-{demand.month:02}"
    same = [month for month in power.months if month.month.endswith(name)]
    loads = [float(month.load.value) for month in same if month.load.value is not None]
    surplus = [float(month.surplus.value) for month in same if month.surplus.value is not None]
    dispatched = extra_costs(power, facts.shape, View.AS_DISPATCHED, demand, (0.0,))[0]
    cheap, dear = (
        tuple(cost.cost_per_kwh for cost in extra_costs(power, facts.shape, view, demand, shifts()))
        for view in (View.CHEAP_SPLIT, View.DEAR_SPLIT)
    )
    return MonthOfSupply(
        load_mw=loads[-1] if loads else 0.0,
        surplus_mw=surplus[-1] if surplus else min(known, default=demand.power_mw),
        as_dispatched_cost=dispatched.cost_per_kwh,
        grams_per_kwh=dispatched.emissions_g_per_kwh,
        cheap_split_cost=cheap,
        dear_split_cost=dear,
    )


def _kwh(gigawatt_hours: float | None) -> float | None:
    return None if gigawatt_hours is None else gigawatt_hours * 1e6
