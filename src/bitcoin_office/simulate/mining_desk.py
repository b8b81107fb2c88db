"""The mining and power part of the day: what is offered, what runs, what the network answers, and three yardsticks.

Coarse dispatch: a month's load is a few blocks, whose cost for the extra demand stands in tables by month and by how
far load less water is from the month's figure. Hours are the business of ``annual_power``, which this is held to.
"""

from __future__ import annotations

import datetime as dt

from bitcoin_office.mining.network import EPOCH_BLOCKS, EPOCHS_A_DAY, HALVING_BLOCKS, blocks_per_ehs_day, network_ehs
from bitcoin_office.simulate import draws
from bitcoin_office.simulate.layout import SELDOM
from bitcoin_office.simulate.mining_reports import VIEWS, report_section
from bitcoin_office.simulate.mining_terms import DAYS_A_YEAR, MiningTerms, MonthOfSupply
from bitcoin_office.simulate.parts import Day, Lookup, Part, State
from bitcoin_office.simulate.sections import Columns, Numbers, Section, Span
from bitcoin_office.simulate.site_desk import fleet_sections, offered_column, sums_sections
from bitcoin_office.simulate.site_reports import sites_report_section
from bitcoin_office.simulate.weather.together import HYDRO, LOAD, taken

_CHEAP, _DEAR = "cheap_costs", "dear_costs"


def mining_section(terms: MiningTerms, span: Span) -> Section:
    """The desk's part of the day; it comes after price and rate, and before the reserve's."""
    section = _system(terms, span)
    if terms.sites:
        section += fleet_sections(terms, span) + _network(terms, span) + sums_sections(terms)
        section += _years(terms, span) + sites_report_section(terms)
    else:
        section += _machines(terms, span) + _network(terms, span) + _sums(terms) + _years(terms, span)
        section += report_section(terms)
    if terms.to_reserve:
        section += Section(day=Day(state=(), draws=(), steps=_INTO_RESERVE, statistics=()))
    return section


_INTO_RESERVE = (
    Part(function="as_it_is", gives=("mined_coins",), renamed=(("value", "found_coins"),)),
    Part(function="as_it_is", gives=("power_bill_usd",), renamed=(("value", "day_mining_usd"),)),
)
"""The names under which the reserve's rules see what was mined and what its power cost."""


def _system(terms: MiningTerms, span: Span) -> Section:
    """Load and water about their month, the power that is offered, and what a kilowatt-hour costs at the plant."""
    days = [span.date(number) for number in range(span.days)]
    months = [terms.months[day.month - 1] for day in days]
    offered = tuple(terms.mining_mw if terms.offers(day) else 0.0 for day in days)
    if terms.sites:
        offered = offered_column(terms, span)
    moved = terms.moved_together
    place = ("supply_place", "offered_mw")
    strays = Part(function="surplus_day", gives=("load_shift", *place), renamed=taken(LOAD, moved))
    water = Section(day=Day(state=(), draws=(), steps=(), statistics=()))
    if terms.water_strays:
        both = (*taken(LOAD, moved), *taken(HYDRO, moved))
        strays = Part(function="water_day", gives=("load_shift", "hydro_shift", *place), renamed=both)
        water = _water(terms, months)
    return water + Section(
        day=Day(
            state=(State(name="load_shift"), State(name="rebased_rate", begins="first_rate")),
            draws=(draws.LOAD_SHOCK,),
            steps=(
                strays,
                Lookup(table=_CHEAP, place="supply_place", gives="cheap_split_cost"),
                Lookup(table=_DEAR, place="supply_place", gives="dear_split_cost"),
                Part(function="tariff_day", gives=("rebased_rate", "tariff_local")),
            ),
            statistics=(),
        ),
        parameters=(
            ("first_rate", terms.first_rate),
            ("per_first_rate", 1.0 / terms.first_rate),
            ("mining_tariff", terms.tariff_local_per_kwh),
            ("tariff_dollar_share", terms.tariff_dollar_share),
            ("shift_memory", terms.shift_memory),
            ("shift_deviation", terms.shift_deviation),
        ),
        calendar=(
            ("power_year_begins", tuple(1.0 if terms.begins_year(day) else 0.0 for day in days)),
            ("month_place", tuple(float((day.month - 1) * terms.shift_steps) for day in days)),
            ("offer_mw", offered),
            ("surplus_mw", tuple(month.surplus_mw for month in months)),
            ("load_mw", tuple(month.load_mw for month in months)),
            ("as_dispatched_cost", tuple(month.as_dispatched_cost for month in months)),
            ("grams_per_kwh", tuple(month.grams_per_kwh or 0.0 for month in months)),
        ),
        tables=(
            (_CHEAP, tuple(cost for month in terms.months for cost in month.cheap_split_cost)),
            (_DEAR, tuple(cost for month in terms.months for cost in month.dear_split_cost)),
        ),
    )


def _water(terms: MiningTerms, months: list[MonthOfSupply]) -> Section:
    """The chance of water, and how much of each month's load it gives."""
    shares = tuple(month.hydro_of_load for month in months)
    return Section(
        day=Day(state=(State(name="hydro_shift"),), draws=(draws.HYDRO_SHOCK,), steps=(), statistics=()),
        parameters=(("hydro_memory", terms.hydro_memory), ("hydro_deviation", terms.hydro_deviation)),
        calendar=(("hydro_of_load", shares),),
    )


def _machines(terms: MiningTerms, span: Span) -> Section:
    """The machines of the one site, and what they run."""
    days = [span.date(number) for number in range(span.days)]
    return Section(
        day=Day(
            state=tuple(State(name=name, begins=f"first_{name}") for name in ("working_share", "ehs_per_mw")),
            draws=(),
            steps=(
                Part(function="machines_day", gives=("working_share", "ehs_per_mw", "built_usd", "hashprice_ehs")),
                Part(function="fleet_day", gives=("mining_mw", "own_ehs", "earned_mwh")),
            ),
            statistics=(),
        ),
        parameters=(
            ("first_working_share", 1.0),
            ("first_ehs_per_mw", terms.ehs_per_mw(span.first, span.first)),
            ("machines_usd", (terms.machine_usd_per_mw or 0.0) * terms.mining_mw),
            ("wear_usd_per_mwh", terms.wear_usd_per_mwh()),
            ("machines_mw", terms.mining_mw),
            ("machine_failures", terms.failures_a_year),
        ),
        calendar=(
            ("machines_due", tuple(1.0 if terms.replaces(day, span.first) else 0.0 for day in days)),
            ("new_ehs_per_mw", tuple(terms.ehs_per_mw(day, span.first) for day in days)),
            ("first_cost_usd", (terms.first_cost_usd(), *(0.0 for _ in days[1:]))),
        ),
    )


def _network(terms: MiningTerms, span: Span) -> Section:
    """The network that answers to the fleet."""
    days = [span.date(number) for number in range(span.days)]
    gives = ("blocks_per_ehs", "epoch_blocks", "epoch_days", "blocks_to_halving", "subsidy_btc")
    steps = [Part(function="network_day", gives=(*gives, "found_coins", "network_coins", "blocks"))]
    state = [State(name=name, begins=f"first_{name}") for name in gives]
    parameters: Numbers = ()
    if terms.recorded_others_ehs is None:
        steps.append(Part(function="others_answer", gives=("others_ehs",)))
        state.append(State(name="others_ehs", begins="first_others_ehs"))
        parameters += (
            ("first_others_ehs", network_ehs(terms.difficulty)),
            ("response_a_day", terms.others_response / DAYS_A_YEAR),
        )
        calendar: Columns = (("per_usual_usd", tuple(terms.per_usual_usd(day) for day in days)),)
    else:
        calendar = (("others_ehs", terms.recorded_others_ehs),)
    return Section(
        day=Day(state=tuple(state), draws=(), steps=tuple(steps), statistics=()),
        parameters=(
            ("first_blocks_per_ehs", blocks_per_ehs_day(terms.difficulty)),
            ("first_epoch_blocks", terms.height % EPOCH_BLOCKS),
            ("first_epoch_days", terms.height % EPOCH_BLOCKS / (EPOCH_BLOCKS * EPOCHS_A_DAY)),
            ("first_blocks_to_halving", HALVING_BLOCKS - terms.height % HALVING_BLOCKS),
            ("first_subsidy_btc", terms.subsidy_btc),
            ("fees_btc", terms.fees_btc),
            ("pool_keeps", 1.0 - terms.pool_fee_share),
            *parameters,
        ),
        calendar=calendar,
    )


SUMS = (
    "year_coins", "year_network_coins", "year_revenue_usd", "total_coins", "year_mining_mwh", "year_hall_mwh",
    "year_offered_mwh", "year_mining_usd", "year_hall_usd", "year_co2_tonnes", "total_net_usd",
    *(f"{view}_{what}" for view in VIEWS for what in ("fuel", "gap_low", "gap_high")),
)  # fmt: skip
"""What is summed over the budget's year, and since the start."""


def _sums(terms: MiningTerms) -> Section:
    """What the days come to."""
    energy = ("year_mining_mwh", "year_hall_mwh", "year_offered_mwh", "year_mining_usd", "year_hall_usd")
    steps = [
        Part(function="energy_of_year", gives=(*energy, "year_co2_tonnes", "day_kwh", "day_mining_usd")),
        Part(function="coins_of_year", gives=("year_coins", "year_network_coins", "year_revenue_usd", "total_coins")),
        Part(function="result_day", gives=("total_net_usd",)),
        *(_view(view) for view in VIEWS),
    ]
    sums = SUMS
    if terms.hall is not None:
        sums += ("year_one_mw_usd", "year_hall_power_usd")
        steps.append(Part(function="uses_of_year", gives=("year_one_mw_usd", "year_hall_power_usd")))
    return Section(
        day=Day(state=tuple(State(name=name) for name in sums), draws=(), steps=tuple(steps), statistics=()),
        parameters=(("loss_factor", 1.0 / (1.0 - terms.losses_share)),),
    )


def _years(terms: MiningTerms, span: Span) -> Section:
    """The hall beside the machines, and the budget's years."""
    days = [span.date(number) for number in range(span.days)]
    return Section(
        day=Day(state=(), draws=(), steps=(), statistics=()),
        parameters=(
            ("hall_mw", terms.hall_mw * terms.hall.uptime if terms.hall else 0.0),
            ("fuel_dollar_share", terms.fuel_dollar_share),
        ),
        calendar=(
            ("power_year_days", _days_of_year(terms, days)),
            (SELDOM, tuple(1.0 if terms.ends_year(day) or day == days[-1] else 0.0 for day in days)),
        ),
    )


def _days_of_year(terms: MiningTerms, days: list[dt.date]) -> tuple[float, ...]:
    """The number of each day in the budget's year, as far as the plan has seen it."""
    found: list[float] = []
    number = 0.0
    for day in days:
        number = 1.0 if terms.begins_year(day) else number + 1.0
        found.append(number)
    return tuple(found)


def _view(view: str) -> Part:
    """One view's fuel and gaps: the same function with the view's own cost."""
    kept = tuple(f"{view}_{what}" for what in ("fuel", "gap_low", "gap_high"))
    taken = ("year_fuel", "year_gap_low", "year_gap_high")
    return Part(
        function="gap_of_year", gives=kept, renamed=(("plant_cost", f"{view}_cost"), *zip(taken, kept, strict=True))
    )


def budget_years(terms: MiningTerms, span: Span) -> tuple[tuple[dt.date, dt.date], ...]:
    """The first and last day of each budget year, as far as the plan holds them."""
    first = span.first
    years: list[tuple[dt.date, dt.date]] = []
    for number in range(span.days):
        day = span.date(number)
        if terms.ends_year(day) or number == span.days - 1:
            years.append((first, day))
            first = day + dt.timedelta(days=1)
    return tuple(years)
