"""A budget year of one replayed future hour by hour: merit order and best schedule, held against its daily step."""

from __future__ import annotations

import datetime as dt
import math

import msgspec

from bitcoin_office.mining.daily import earned_per_mwh
from bitcoin_office.mining.fleet import KWH_PER_MWH
from bitcoin_office.mining.hours import HourOfFleet, NetworkState, Reward, fleet_hours
from bitcoin_office.mining.linear import Solver
from bitcoin_office.mining.supply import View
from bitcoin_office.office.figures import rounded
from bitcoin_office.office.plan import PlanSetup
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.replay_hours_apart import apart
from bitcoin_office.office.replay_hours_days import FutureSeen, days_of
from bitcoin_office.office.replay_hours_plants import PlantsSeen, plants_seen, yardsticks
from bitcoin_office.office.replay_hours_result import FleetOfHours, Hourly, ReplayHours, SiteOfHours
from bitcoin_office.office.replay_hours_schedule import HoursQuestion, HoursScheduled, hours_scheduled
from bitcoin_office.simulate.mining_desk import budget_years
from bitcoin_office.simulate.mining_terms import MiningTerms
from bitcoin_office.simulate.sections import Span
from bitcoin_office.terms.errors import IncompleteDataError, UsageError

OF_SEVERAL = (
    "Sites on the grid get the same share of what an hour leaves. In the schedules all machines and a hall pay the "
    "mean price of what is offered in the hour, and may use all of it."
)
SUMS = ("offered", "mining", "coins", "revenue", "bill", "fuel", "co2")
"""Figures by which the daily step is told to be near or far: a difference of two sums may be nought."""
NETWORK = ("blocks_per_ehs", "epoch_blocks", "epoch_days", "blocks_to_halving", "subsidy_btc")
HOW = (
    (
        "The hours take prices, rates, tariff, load less water, working machines and all other miners' hash rate of "
        "each day from this future; within a day they follow the fitted shape of load, which is no measurement."
    ),
    (
        "Difficulty starts from the engine's on the first morning and answers hour by hour to the fleet's own hours; "
        "the other miners' answer is the one of the daily step, so the own effect is counted once."
    ),
    (
        "In the schedules difficulty has always answered, as in `bitcoin-office power`: their profits are to be held "
        "against each other, not against what is left of the hours."
    ),
)


def replay_hours(future: FutureSeen, question: HoursQuestion, solver: Solver) -> ReplayHours:
    """The year. Raises ``UsageError`` for one that the plan does not hold, and for a hall without terms."""
    setup, mining = future.setup, future.mining
    span, terms = setup.span, mining.terms
    first, last = year_in(setup, question.year)
    places = range(span.number(first), span.number(last) + 1)
    days = days_of(future, places)
    network = NetworkState(**{name: future.morning(name, places[0]) for name in NETWORK})
    reward = Reward(fees_btc=terms.fees_btc, pool_keeps=1.0 - terms.pool_fee_share)
    hours = fleet_hours(days, network, reward, setup.facts.shape)
    fleet, sites = fleet_of(hours, reward), sites_of_hours(terms, hours)
    plants = tuple(plants_seen(mining.power, terms, hours, view) for view in View)
    rebased = future.rows["rebased_rate"][places[0]]
    subsidies = yardsticks(mining, plants, hours, fleet, rebased)
    best = hours_scheduled(hours, terms, reward, question, solver)
    told = tuple(item.told for item in plants)
    result = ReplayHours(
        finding="",
        year=question.year,
        first_day=first,
        last_day=last,
        currency=setup.currency,
        machine=mining.machine,
        mining_mw=terms.mining_mw,
        hall_mw=terms.hall_mw,
        months=terms.offered_months,
        tariff_per_kwh=days[0].tariff_local_per_kwh,
        fleet=fleet,
        sites=sites,
        plants=told,
        subsidies=subsidies,
        schedule=best.told if best else None,
        apart=apart(future.rows, places[-1], terms, setup.currency, (fleet, sites, told, subsidies)),
        columns=_columns(setup.currency, hours, plants, best),
        notes=_notes(first, span, terms),
    )
    return msgspec.structs.replace(result, finding=_finding(result))


def year_in(setup: PlanSetup, year: int) -> tuple[dt.date, dt.date]:
    """First and last day of the budget year that begins in ``year``, as much of it as the plan holds."""
    if setup.power.setup is None:
        raise IncompleteDataError(setup.power.why_not, remedy="Hours need mining and power in the programme.")
    terms = setup.power.setup.terms
    month = terms.year_first_month
    known = {
        day.year if day.month >= month else day.year - 1: (day, end) for day, end in budget_years(terms, setup.span)
    }
    if year not in known:
        raise UsageError(
            f"No budget year that begins in {year} is in the plan.",
            remedy=f"Its years begin in {', '.join(map(str, known))}; the first and the last may be parts.",
        )
    return known[year]


def fleet_of(hours: tuple[HourOfFleet, ...], reward: Reward) -> FleetOfHours:
    """The hours added up; coins at the price of their day, power at the site's tariff and the rate of its day."""
    offered = [hour for hour in hours if hour.offered_mw > 0]
    running = [hour for hour in hours if hour.mining_mw > 0]
    bills = [_bill(hour) for hour in hours]
    halls = [hour.day.hall_mw * hour.day.tariff_local_per_kwh * KWH_PER_MWH for hour in hours]
    bill_usd, hall_usd = (
        math.fsum(bill / hour.day.local_per_usd for hour, bill in zip(hours, part, strict=True))
        for part in (bills, halls)
    )
    revenue = math.fsum(hour.coins * hour.day.price_usd for hour in hours)
    offered_mwh, mined = math.fsum(hour.offered_mw for hour in hours), math.fsum(hour.mining_mw for hour in hours)
    coins, beside = math.fsum(hour.coins for hour in hours), math.fsum(hour.network_coins for hour in running)
    worth = [_worth(hour, reward) for hour in offered]
    return FleetOfHours(
        hours_offered=len(offered),
        hours_running=len(running),
        offered_mwh=offered_mwh,
        mining_mwh=mined,
        hall_mwh=math.fsum(hour.day.hall_mw for hour in hours),
        utilisation=mined / offered_mwh if offered_mwh else 0.0,
        coins=coins,
        network_share=coins / beside if beside else 0.0,
        revenue_usd=revenue,
        bill_local=math.fsum(bills),
        bill_usd=bill_usd,
        hall_bill_local=math.fsum(halls),
        hall_bill_usd=hall_usd,
        margin_usd=revenue - bill_usd,
        break_even_local_per_kwh=math.fsum(worth) / len(worth) if worth else None,
    )


def _bill(hour: HourOfFleet) -> float:
    """What the machines' power costs in an hour, in the country's money."""
    pairs = zip(hour.drawn, hour.day.machines, strict=True)
    return math.fsum(drawn * batch.tariff_local_per_kwh for drawn, batch in pairs) * KWH_PER_MWH


def _worth(hour: HourOfFleet, reward: Reward) -> float:
    """The tariff at which an hour's coins pay for their power, for the mean of the machines that work."""
    working = math.fsum(batch.machines_mw for batch in hour.day.machines)
    ehs = math.fsum(batch.machines_mw * batch.ehs_per_mw for batch in hour.day.machines)
    mean = ehs / working if working else 0.0
    return earned_per_mwh(hour.hashprice_ehs, mean, reward.pool_keeps) * hour.day.local_per_usd / KWH_PER_MWH


def sites_of_hours(terms: MiningTerms, hours: tuple[HourOfFleet, ...]) -> tuple[SiteOfHours, ...]:
    """Each of several sites: energy, coins, and what they bring beyond its power; none where there is only one."""
    found: list[SiteOfHours] = []
    for place, site in enumerate(terms.sites):
        margin = 0.0
        for hour in hours:
            at = [batch for batch in hour.day.machines if batch.site == place]
            bill = hour.site_mw(place) * at[0].tariff_local_per_kwh * KWH_PER_MWH if at else 0.0
            margin += hour.site_coins(place) * hour.day.price_usd - bill / hour.day.local_per_usd
        found.append(
            SiteOfHours(
                site=site.id,
                name=site.name,
                mining_mwh=math.fsum(hour.site_mw(place) for hour in hours),
                coins=math.fsum(hour.site_coins(place) for hour in hours),
                margin_usd=margin,
            )
        )
    return tuple(found)


def _columns(
    currency: str, hours: tuple[HourOfFleet, ...], plants: tuple[PlantsSeen, ...], best: HoursScheduled | None
) -> dict[str, Hourly]:
    """Every hour's dispatch: of the fleet, of the best schedule, and what the last plant's fuel costs in each view."""
    columns = {
        "load_mw": ("MW", tuple(hour.load_mw for hour in hours)),
        "offered_mw": ("MW", tuple(hour.offered_mw for hour in hours)),
        "mining_mw": ("MW", tuple(hour.mining_mw for hour in hours)),
        "hall_mw": ("MW", tuple(hour.day.hall_mw for hour in hours)),
        "coins": ("BTC", tuple(hour.coins for hour in hours)),
        **{f"fuel_{item.told.view}": (f"{currency}/kWh", item.cost_of(hours)) for item in plants},
    }
    if best is not None:
        columns |= {"best_mining_mw": ("MW", best.mining_mw), "best_hall_mw": ("MW", best.hall_mw)}
    return {
        name: Hourly(unit=unit, values=tuple(None if value is None else rounded(value) for value in values))
        for name, (unit, values) in columns.items()
    }


def _notes(first: dt.date, span: Span, terms: MiningTerms) -> tuple[str, ...]:
    how = (*HOW, OF_SEVERAL) if terms.sites else HOW
    if first != span.first:
        return how
    return (*how, f"The plan begins on {first}, within the budget year or with it: this is what is left of it.")


def _finding(result: ReplayHours) -> str:
    fleet = result.fleet
    if not fleet.hours_offered:
        return f"No power is offered to miners from {result.first_day} to {result.last_day}."
    if not fleet.hours_running:
        return (
            f"From {result.first_day} to {result.last_day} the fleet stands still in all {fleet.hours_offered:,} hours "
            "offered: power costs more than its coins are worth."
        )
    sums = [item for item in result.apart if item.error is not None and item.quantity.startswith(SUMS)]
    worst = max(sums, key=lambda item: abs(item.error or 0.0))
    coins = next(item.error or 0.0 for item in sums if item.quantity == "coins")
    return (
        f"From {result.first_day} to {result.last_day} the fleet runs {fleet.hours_running:,} of the "
        f"{fleet.hours_offered:,} hours offered, for {fleet.coins:,.0f} coins and {money(fleet.bill_usd)} of power. "
        f"The daily step in the same future: coins {coins:+.2%}, farthest {worst.quantity} {worst.error:+.2%}."
    )
