"""The mining part of the day where there are several sites: each runs by its own price, all of them are one network.

Every site and every batch of machines has the steps of ``mining_steps`` under names of its own (``_s0``, ``_b3``); the
sums that everything else reads have the names that they have with one site.
"""

from __future__ import annotations

import datetime as dt
import math

import msgspec

from bitcoin_office.mining.fleet import working_after_day
from bitcoin_office.mining.sites import Batch, MiningSite, batches_of
from bitcoin_office.mining.tariffs import TariffNumbers
from bitcoin_office.simulate.mining_reports import VIEWS
from bitcoin_office.simulate.mining_terms import MiningTerms
from bitcoin_office.simulate.parts import Day, Part, State
from bitcoin_office.simulate.sections import Columns, Numbers, Section, Span

NOTHING = "nothing"
"""The number 0: where a chain of sums begins."""
_OF_VIEW = ("fuel_low", "fuel_high", "gap_low", "gap_high")


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """Who the system serves, by the names of its values: a site, or the hall."""

    kwh: str
    tariff: str
    plant_cost: str
    low: str
    high: str


def sum_of(total: str, parts: tuple[str, ...]) -> tuple[Part, ...]:
    """``total`` as the sum of values."""
    befores = (NOTHING, *(total for _ in parts[1:]))
    return tuple(
        Part(function="one_more", gives=(total,), renamed=(("total", before), ("more", part)))
        for before, part in zip(befores, parts, strict=True)
    )


def mean_of(total: str, parts: tuple[tuple[str, str], ...]) -> tuple[Part, ...]:
    """``total`` as the sum of values, each with its weight before it."""
    befores = (NOTHING, *(total for _ in parts[1:]))
    return tuple(
        Part(
            function="one_more_weighed",
            gives=(total,),
            renamed=(("total", before), ("weight", weight), ("value", value)),
        )
        for before, (weight, value) in zip(befores, parts, strict=True)
    )


def batch_numbers(sites: tuple[MiningSite, ...]) -> tuple[tuple[int, ...], ...]:
    """The numbers of each site's batches among all."""
    found: list[tuple[int, ...]] = []
    first = 0
    for site in sites:
        found.append(tuple(range(first, first + len(site.batches))))
        first += len(site.batches)
    return tuple(found)


def offered_column(terms: MiningTerms, span: Span) -> tuple[float, ...]:
    """What all sites on the grid may draw together, day by day."""
    days = (span.date(number) for number in range(span.days))
    grid = tuple(site for site in terms.sites if site.on_grid())
    return tuple(math.fsum(site.power_mw for site in grid if site.offers(day)) for day in days)


def fleet_sections(terms: MiningTerms, span: Span) -> Section:
    """What every site is offered, pays, and runs, and what all of them hash; the network's day comes after it."""
    days = [span.date(number) for number in range(span.days)]
    section = Section(
        day=Day(
            state=(),
            draws=(),
            steps=(Part(function="granted_share", gives=("granted_today",)),),
            statistics=(),
        ),
        parameters=((NOTHING, 0.0),),
    )
    numbers = batch_numbers(terms.sites)
    for place, site in enumerate(terms.sites):
        section += _tariff(place, site)
        for number, batch in zip(numbers[place], site.batches, strict=True):
            section += _batch(terms, (place, site), (number, batch), span, days)
    every = tuple(number for group in numbers for number in group)
    batches = batches_of(terms.sites)
    power_mw = math.fsum(batch.power_mw for batch in batches)
    weights = tuple((f"weight_b{number}", batch.power_mw / power_mw) for number, batch in enumerate(batches))
    together = (
        *sum_of("built_usd", tuple(f"built_usd_b{number}" for number in every)),
        *sum_of("own_ehs", tuple(f"own_ehs_b{number}" for number in every)),
        *sum_of("mining_mw", tuple(f"mining_mw_b{number}" for number in every)),
        *sum_of("sites_offered_mw", tuple(f"offered_mw_b{number}" for number in every)),
        *mean_of("ehs_per_mw", tuple((f"weight_b{number}", f"ehs_per_mw_b{number}") for number in every)),
    )
    return section + Section(day=Day(state=(), draws=(), steps=together, statistics=()), parameters=weights)


def _rule(place: int, site: MiningSite, rule: TariffNumbers) -> Section:
    """What a site pays by its rule."""
    end = f"_s{place}"
    numbers = (
        ("set_price", rule.set_price),
        ("tariff_floor", rule.floor),
        ("tariff_ceiling", rule.ceiling),
        ("tariff_fuel_share", rule.fuel_share),
    )
    renamed = tuple((name, f"{name}{end}") for name, _ in numbers)
    renamed += (("plant_cost", "as_dispatched_cost" if site.on_grid() else f"plant_cost{end}"),)
    renamed += (("loss_factor_low", "loss_factor_least" if site.losses_share is None else f"loss_factor{end}"),)
    part = Part(function="rule_tariff", gives=(f"tariff{end}",), renamed=renamed)
    return Section(
        day=Day(state=(), draws=(), steps=(part,), statistics=()),
        parameters=tuple((f"{name}{end}", value) for name, value in numbers),
    )


def _tariff(place: int, site: MiningSite) -> Section:
    """What a site pays: set anew with the budget's year, or for its own plant as the dollar goes."""
    if site.rule is not None:
        return _rule(place, site, site.rule)
    rate, share = (
        ("rebased_rate", "tariff_dollar_share") if site.of_system() else ("local_per_usd", "fuel_dollar_share")
    )
    renamed = (("base", f"first_tariff_s{place}"), ("dollar_share", share), ("local_per_usd", rate))
    part = Part(function="indexed", gives=(f"tariff_s{place}",), renamed=renamed)
    return Section(
        day=Day(state=(), draws=(), steps=(part,), statistics=()), parameters=((f"first_tariff_s{place}", site.tariff),)
    )


def _batch(
    terms: MiningTerms, at: tuple[int, MiningSite], which: tuple[int, Batch], span: Span, days: list[dt.date]
) -> Section:
    """One batch of machines: new on the day its site opens, older where it opened before the plan."""
    (place, site), (number, batch) = at, which
    own = _own_terms(terms, site, batch)
    begun = span.first if site.opens is None else site.opens
    built = max(begun, span.first)
    offers = tuple(batch.power_mw if site.offers(day) else 0.0 for day in days)
    fails = tuple(batch.failures_a_year if day >= begun else 0.0 for day in days)
    offered = f"offered_mw_b{number}"
    of_batch = ("machine_failures", "machines_due", "new_ehs_per_mw", "machines_usd", "first_cost_usd")
    of_batch += ("wear_usd_per_mwh", "working_share", "ehs_per_mw", "machines_mw")
    renamed = (*((name, f"{name}_b{number}") for name in of_batch), ("tariff_local", f"tariff_s{place}"))
    machines = (f"working_share_b{number}", f"ehs_per_mw_b{number}", f"built_usd_b{number}", "hashprice_ehs")
    run = (f"mining_mw_b{number}", f"own_ehs_b{number}", f"earned_mwh_b{number}")
    columns: Columns = (
        (f"machine_failures_b{number}", fails),
        (f"machines_due_b{number}", tuple(1.0 if own.replaces(day, begun) else 0.0 for day in days)),
        (f"new_ehs_per_mw_b{number}", tuple(own.ehs_per_mw(day, begun) for day in days)),
        (f"first_cost_usd_b{number}", tuple(own.first_cost_usd() if day == built else 0.0 for day in days)),
    )
    steps = [
        Part(function="machines_day", gives=machines, renamed=renamed),
        Part(function="fleet_day", gives=run, renamed=(*renamed, ("offered_mw", offered))),
    ]
    if site.on_grid():
        columns += ((f"site_offer_mw_b{number}", offers),)
        steps.insert(
            0,
            Part(function="granted", gives=(offered,), renamed=(("site_offer_mw", f"site_offer_mw_b{number}"),)),
        )
    else:
        columns += ((offered, offers),)
    return Section(
        day=Day(
            state=(
                State(name=f"working_share_b{number}", begins=f"first_working_share_b{number}"),
                State(name=f"ehs_per_mw_b{number}", begins=f"first_ehs_per_mw_b{number}"),
            ),
            draws=(),
            steps=tuple(steps),
            statistics=(),
        ),
        parameters=(
            (f"first_working_share_b{number}", working_on(own, batch, span.first, begun)),
            (f"first_ehs_per_mw_b{number}", own.ehs_per_mw(span.first, begun)),
            (f"machines_usd_b{number}", (batch.usd_per_mw or 0.0) * batch.power_mw),
            (f"wear_usd_per_mwh_b{number}", own.wear_usd_per_mwh()),
            (f"machines_mw_b{number}", batch.power_mw),
        ),
        calendar=columns,
    )


def working_on(own: MiningTerms, batch: Batch, day: dt.date, begun: dt.date) -> float:
    """The share of machines that works on the morning of a day, since they were last new."""
    working, at = 1.0, begun
    while at < day:
        at += dt.timedelta(days=1)
        working = 1.0 if own.replaces(at, begun) else working_after_day(working, batch.failures_a_year, 0.0)
    return working


def _own_terms(terms: MiningTerms, site: MiningSite, batch: Batch) -> MiningTerms:
    """The desk's terms with one batch as all the machines there are."""
    return msgspec.structs.replace(
        terms,
        mining_mw=batch.power_mw,
        offered_months=site.months,
        j_per_th=batch.j_per_th,
        overhead_share=batch.overhead_share,
        failures_a_year=batch.failures_a_year,
        life_years=batch.life_years,
        machine_usd_per_mw=batch.usd_per_mw,
        site_usd_per_mw=site.site_usd_per_mw,
        sites=(),
    )


def sums_sections(terms: MiningTerms) -> Section:
    """What the days come to: site by site, all together, and by yardstick. It comes after the network's day."""
    section = _site_sums(terms)
    customers, numbers = customers_of(terms)
    steps: list[Part] = []
    names: list[str] = []
    for view in VIEWS:
        steps += _view(view, customers)
        names += [f"{view}_{what}" for what in _OF_VIEW]
    for reference, _ in terms.references:
        steps += _reference(reference, customers)
        names.append(f"year_gap_{reference}")
    system = tuple(f"bill_local_s{place}" for place, site in enumerate(terms.sites) if site.of_system())
    steps += sum_of("day_system_local", (*system, "hall_bill_local"))
    steps.append(_so_far("year_system_local", "day_system_local"))
    names.append("year_system_local")
    if terms.hall is not None:
        steps += _uses(terms)
        names += ["year_one_mw_usd", "year_hall_power_usd"]
    day = Day(state=tuple(State(name=name) for name in names), draws=(), steps=tuple(steps), statistics=())
    return section + Section(day=day, parameters=numbers)


def _so_far(total: str, today: str) -> Part:
    return Part(function="so_far", gives=(total,), renamed=(("total", total), ("today", today)))


def _site_sums(terms: MiningTerms) -> Section:
    """Each site's day and year, and the year of all."""
    steps: list[Part] = []
    names: list[str] = []
    parameters: Numbers = ()
    grams: list[tuple[str, str]] = []
    sites = terms.sites
    for place, (site, batches) in enumerate(zip(sites, batch_numbers(sites), strict=True)):
        end = f"_s{place}"
        steps += sum_of(f"site_mw{end}", tuple(f"mining_mw_b{number}" for number in batches))
        steps += sum_of(f"site_ehs{end}", tuple(f"own_ehs_b{number}" for number in batches))
        given = (f"site_kwh{end}", f"bill_local{end}")
        renamed = (("site_mw", f"site_mw{end}"), ("site_tariff", f"tariff{end}"))
        steps.append(Part(function="site_bill", gives=given, renamed=renamed))
        renamed = (("site_ehs", f"site_ehs{end}"),)
        steps.append(Part(function="site_coins", gives=(f"site_found{end}",), renamed=renamed))
        kept = tuple(f"{name}{end}" for name in ("year_site_mwh", "year_site_coins", "year_site_margin_usd"))
        taken = ("year_site_mwh", "year_site_coins", "year_site_margin_usd")
        renamed = (("site_kwh", given[0]), ("site_bill_local", given[1]), ("site_found", f"site_found{end}"))
        renamed += tuple(zip(taken, kept, strict=True))
        steps.append(Part(function="site_year", gives=kept, renamed=renamed))
        names += kept
        generated = given[0]
        if site.losses_share is not None:
            generated = f"generated_kwh{end}"
            steps += mean_of(generated, ((f"loss_factor{end}", given[0]),))
            parameters += ((f"loss_factor{end}", _factor(site.losses_share)),)
        if not site.on_grid():
            parameters += ((f"grams_per_kwh{end}", site.grams_per_kwh or 0.0),)
        grams.append(("grams_per_kwh" if site.on_grid() else f"grams_per_kwh{end}", generated))
    count = range(len(sites))
    steps += sum_of("mining_kwh", tuple(f"site_kwh_s{place}" for place in count))
    steps += sum_of("mining_bill_local", tuple(f"bill_local_s{place}" for place in count))
    renamed = (("site_mw", "hall_mw"), ("site_tariff", "tariff_local"))
    steps.append(Part(function="site_bill", gives=("hall_kwh", "hall_bill_local"), renamed=renamed))
    steps += mean_of("day_co2_grams", (*grams, ("grams_per_kwh", "hall_kwh")))
    years = (
        "year_mining_mwh", "year_mining_local", "year_mining_usd", "year_hall_mwh", "year_hall_local", "year_hall_usd",
        "year_offered_mwh", "year_co2_tonnes",
    )  # fmt: skip
    steps.append(Part(function="sites_year", gives=(*years, "day_mining_usd")))
    coins = ("year_coins", "year_network_coins", "year_revenue_usd", "total_coins")
    steps.append(Part(function="coins_of_year", gives=coins))
    steps.append(Part(function="result_day", gives=("total_net_usd",)))
    state = tuple(State(name=name) for name in (*names, *years, *coins, "total_net_usd"))
    return Section(day=Day(state=state, draws=(), steps=tuple(steps), statistics=()), parameters=parameters)


def customers_of(terms: MiningTerms) -> tuple[tuple[Customer, ...], Numbers]:
    """Sites of the system and the hall, with the factors of what each loses."""
    found: list[Customer] = []
    numbers: Numbers = (("loss_factor_least", 1.0), ("loss_factor", _factor(terms.losses_share)))
    for place, site in enumerate(terms.sites):
        if not site.of_system():
            continue
        low, high, cost = "loss_factor_least", "loss_factor", ""
        if site.losses_share is not None:
            low = high = f"loss_factor_s{place}"
        if not site.on_grid():
            cost = f"plant_cost_s{place}"
            numbers += ((cost, site.plant_cost),)
        found.append(Customer(kwh=f"site_kwh_s{place}", tariff=f"tariff_s{place}", plant_cost=cost, low=low, high=high))
    if terms.hall is not None:
        hall = Customer(
            kwh="hall_kwh", tariff="tariff_local", plant_cost="", low="loss_factor_least", high="loss_factor"
        )
        found.append(hall)
    return tuple(found), numbers


def _factor(losses_share: float) -> float:
    return 1.0 / (1.0 - losses_share)


def _view(view: str, customers: tuple[Customer, ...]) -> list[Part]:
    """A view's fuel and gaps, customer by customer, and its year."""
    day = tuple(f"day_{view}_{what}" for what in _OF_VIEW)
    taken = tuple(f"day_{what}" for what in _OF_VIEW)
    parts: list[Part] = []
    for number, customer in enumerate(customers):
        before = day if number else (NOTHING,) * len(day)
        renamed = (
            ("customer_kwh", customer.kwh),
            ("customer_tariff", customer.tariff),
            ("plant_cost", customer.plant_cost or f"{view}_cost"),
            ("loss_factor_low", customer.low),
            ("loss_factor_high", customer.high),
            *zip(taken, before, strict=True),
        )
        parts.append(Part(function="customer_gap", gives=day, renamed=renamed))
    if not customers:
        for name in day:
            parts += sum_of(name, (NOTHING,))
    kept = tuple(f"{view}_{what}" for what in _OF_VIEW)
    years = tuple(f"year_{what}" for what in _OF_VIEW)
    renamed = (*zip(taken, day, strict=True), *zip(years, kept, strict=True))
    return [*parts, Part(function="customers_year", gives=kept, renamed=renamed)]


def _reference(reference: str, customers: tuple[Customer, ...]) -> list[Part]:
    """A reference price's gap, customer by customer, and its year."""
    day, total = f"day_gap_{reference}", f"year_gap_{reference}"
    parts: list[Part] = []
    for number, customer in enumerate(customers):
        renamed = (
            ("day_gap", day if number else NOTHING),
            ("customer_kwh", customer.kwh),
            ("customer_tariff", customer.tariff),
            ("reference", f"reference_{reference}"),
        )
        parts.append(Part(function="customer_reference", gives=(day,), renamed=renamed))
    return [*(parts or sum_of(day, (NOTHING,))), _so_far(total, day)]


def _uses(terms: MiningTerms) -> list[Part]:
    """What a megawatt of the mean machine keeps, at the price of its own site."""
    parts: list[Part] = []
    for place, batches in enumerate(batch_numbers(terms.sites)):
        for number in batches:
            renamed = (
                ("total", "day_one_mw_usd" if parts else NOTHING),
                ("weight", f"weight_b{number}"),
                ("earned_mwh", f"earned_mwh_b{number}"),
                ("customer_tariff", f"tariff_s{place}"),
                ("working_share", f"working_share_b{number}"),
            )
            parts.append(Part(function="kept_by_machines", gives=("day_one_mw_usd",), renamed=renamed))
    parts.append(Part(function="uses_of_sites", gives=("year_one_mw_usd", "year_hall_power_usd")))
    return parts
