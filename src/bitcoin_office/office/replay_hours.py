"""A budget year of one replayed future hour by hour: merit order and best schedule, held against its daily step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from bitcoin_office.mining.fleet import KWH_PER_MWH
from bitcoin_office.mining.hours import DayOfFuture, HourOfFleet, NetworkState, Reward, fleet_hours
from bitcoin_office.mining.linear import Solver
from bitcoin_office.mining.supply import View
from bitcoin_office.office.figures import rounded
from bitcoin_office.office.plan import PlanSetup
from bitcoin_office.office.plan_mining import MiningSetup
from bitcoin_office.office.plan_money import money
from bitcoin_office.office.replay_hours_apart import apart
from bitcoin_office.office.replay_hours_plants import PlantsSeen, plants_seen, yardsticks
from bitcoin_office.office.replay_hours_result import FleetOfHours, Hourly, ReplayHours
from bitcoin_office.office.replay_hours_schedule import HoursQuestion, HoursScheduled, hours_scheduled
from bitcoin_office.simulate.mining_desk import budget_years
from bitcoin_office.simulate.mining_steps import indexed
from bitcoin_office.simulate.sections import Span
from bitcoin_office.terms.errors import IncompleteDataError, UsageError

SEEN = ("tariff_local",)
"""What the hours take of a day that the engine keeps no row for unless something counts it."""
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

Rows = Mapping[str, Sequence[float]]


class FutureSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A traced future: every kept value by day, and the plan's numbers."""

    setup: PlanSetup
    rows: Rows
    numbers: Mapping[str, float]

    @property
    def mining(self) -> MiningSetup:
        """The mining desk. Raises ``IncompleteDataError`` where the programme has none."""
        desk = self.setup.power
        if desk.setup is None:
            raise IncompleteDataError(desk.why_not, remedy="Hours need mining and power in the programme.")
        return desk.setup

    def morning(self, name: str, day: int) -> float:
        """A state on the morning of a day: the evening's before, or what the plan begins with."""
        return self.rows[name][day - 1] if day else self.numbers[f"first_{name}"]


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
    fleet = fleet_of(hours)
    plants = tuple(plants_seen(mining.power, terms, hours, view) for view in View)
    rebased = future.rows["rebased_rate"][places[0]]
    subsidies = yardsticks(mining, plants, hours, rebased)
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
        plants=told,
        subsidies=subsidies,
        schedule=best.told if best else None,
        apart=apart(future.rows, places[-1], terms, setup.currency, (fleet, told, subsidies)),
        columns=_columns(setup.currency, hours, plants, best),
        notes=_notes(first, span),
    )
    return msgspec.structs.replace(result, finding=_finding(result))


def year_in(setup: PlanSetup, year: int) -> tuple[dt.date, dt.date]:
    """First and last day of the budget year that begins in ``year``, as much of it as the plan holds."""
    if setup.power.setup is None:
        raise IncompleteDataError(setup.power.why_not, remedy="Hours need mining and power in the programme.")
    if setup.power.setup.terms.sites:
        raise IncompleteDataError(
            "The sites of a programme with several are not told by the hour.", remedy="See: bitcoin-office power"
        )
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


def days_of(future: FutureSeen, places: range) -> tuple[DayOfFuture, ...]:
    """What the days bring, as the engine drew it: shocks of load and water, prices, rates, machines and all others."""
    setup, rows, terms = future.setup, future.rows, future.mining.terms
    found: list[DayOfFuture] = []
    for place in places:
        on = setup.span.date(place)
        month, rate = terms.months[on.month - 1], rows["local_per_usd"][place]
        found.append(
            DayOfFuture(
                on=on,
                price_usd=rows["price_usd"][place],
                local_per_usd=rate,
                tariff_local_per_kwh=rows["tariff_local"][place],
                offer_mw=terms.mining_mw if terms.offers(on) else 0.0,
                surplus_mw=month.surplus_mw,
                load_mw=month.load_mw,
                load_shift=rows["load_shift"][place],
                machines_mw=terms.mining_mw * rows["working_share"][place],
                ehs_per_mw=rows["ehs_per_mw"][place],
                others_ehs=future.morning("others_ehs", place),
                hall_mw=terms.hall_mw * terms.hall.uptime if terms.hall else 0.0,
                fuel_factor=indexed(1.0, terms.fuel_dollar_share, rate, 1.0 / terms.first_rate),
            )
        )
    return tuple(found)


def fleet_of(hours: tuple[HourOfFleet, ...]) -> FleetOfHours:
    """The hours added up; coins at the price of their day, power at the tariff and the rate of its day."""
    offered = [hour for hour in hours if hour.offered_mw > 0]
    running = [hour for hour in hours if hour.mining_mw > 0]
    usd_per_mwh = [hour.day.tariff_local_per_kwh * KWH_PER_MWH / hour.day.local_per_usd for hour in hours]
    bill_usd = sum(hour.mining_mw * price for hour, price in zip(hours, usd_per_mwh, strict=True))
    revenue = sum(hour.coins * hour.day.price_usd for hour in hours)
    offered_mwh, mined = sum(hour.offered_mw for hour in hours), sum(hour.mining_mw for hour in hours)
    coins, beside = sum(hour.coins for hour in hours), sum(hour.network_coins for hour in running)
    worth = [hour.earned_usd_per_mwh * hour.day.local_per_usd / KWH_PER_MWH for hour in offered]
    return FleetOfHours(
        hours_offered=len(offered),
        hours_running=len(running),
        offered_mwh=offered_mwh,
        mining_mwh=mined,
        hall_mwh=sum(hour.day.hall_mw for hour in hours),
        utilisation=mined / offered_mwh if offered_mwh else 0.0,
        coins=coins,
        network_share=coins / beside if beside else 0.0,
        revenue_usd=revenue,
        bill_local=sum(hour.mining_mw * KWH_PER_MWH * hour.day.tariff_local_per_kwh for hour in hours),
        bill_usd=bill_usd,
        hall_bill_usd=sum(hour.day.hall_mw * price for hour, price in zip(hours, usd_per_mwh, strict=True)),
        margin_usd=revenue - bill_usd,
        break_even_local_per_kwh=sum(worth) / len(worth) if worth else None,
    )


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


def _notes(first: dt.date, span: Span) -> tuple[str, ...]:
    if first != span.first:
        return HOW
    return (*HOW, f"The plan begins on {first}, within the budget year or with it: this is what is left of it.")


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
