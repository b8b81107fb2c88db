"""A made-up power system and fleet for tests of the mining desk."""

import datetime as dt

import msgspec

from bitcoin_office.simulate.mining_desk import mining_section
from bitcoin_office.simulate.mining_terms import HallTerms, MiningTerms, MonthOfSupply, shifts
from bitcoin_office.simulate.parts import Day, Statistic
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.reserve_desk import Opening, reserve_section
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.weather.price_models import Drift, Gbm, Start
from bitcoin_office.simulate.weather.rate_models import ManagedRate
from tests.simulate.programmes import RATE, WEATHERS, texts

PRICE, RUPEES, DIFFICULTY = 100_000.0, 280.0, 116.9585e12
STILL_RATE = ManagedRate(
    depreciation=0.0, depreciation_deviation=0.0, volatility=0.0, jumps=0.0, jump_mean=0.0, jump_deviation=0.0
)
MONTH = MonthOfSupply(
    load_mw=10_000.0,
    surplus_mw=4_000.0,
    as_dispatched_cost=20.0,
    grams_per_kwh=500.0,
    cheap_split_cost=tuple(12.0 + shift for shift in shifts()),
    dear_split_cost=tuple(22.0 + shift for shift in shifts()),
)
TERMS = MiningTerms(
    mining_mw=1_500.0,
    hall_mw=500.0,
    offered_months=(11, 12, 1, 2, 3),
    year_first_month=7,
    j_per_th=20.0,
    overhead_share=0.0,
    pool_fee_share=0.02,
    failures_a_year=0.05,
    life_years=4,
    machine_usd_per_mw=1e6,
    site_usd_per_mw=3.5e5,
    tariff_local_per_kwh=22.0,
    tariff_dollar_share=0.5,
    reference_dollar_share=0.5,
    fuel_dollar_share=0.7,
    losses_share=0.1,
    references=(("bought_low", 26.0), ("bought_high", 29.0), ("class", 40.0)),
    months=(MONTH,) * 12,
    shift_memory=0.95,
    shift_deviation=0.02,
    first_rate=RUPEES,
    difficulty=DIFFICULTY,
    height=900_000.0,
    subsidy_btc=3.125,
    fees_btc=0.02,
    usual_usd_per_ph=40.0,
    usual_on=dt.date(2026, 1, 1),
    usual_fall=0.1,
    others_response=0.5,
    hall=HallTerms(revenue_usd=1.45e6, uptime=0.99, usage=1.2, build_usd_per_mw=9e6),
)
SURE = msgspec.structs.replace(
    TERMS,
    mining_mw=2_000.0,
    hall_mw=0.0,
    pool_fee_share=0.0,
    failures_a_year=0.0,
    life_years=None,
    tariff_dollar_share=0.0,
    fuel_dollar_share=0.0,
    shift_deviation=0.0,
    fees_btc=0.0,
    usual_fall=0.0,
    others_response=0.0,
)
"""Nothing strays, fails, follows or answers."""

WATCHED = Section(
    day=Day(
        state=(),
        draws=(),
        steps=(),
        statistics=tuple(
            Statistic(name=name, unit="", low=-10, high=40)
            for name in (
                "own_ehs", "found_coins", "network_coins", "blocks", "mining_mw", "offered_mw", "day_mining_usd",
                "built_usd", "dear_split_cost",
            )
        ),
    )
)  # fmt: skip
"""Values of a day that are kept here for tests to see."""


def mining_plan(
    terms: MiningTerms = TERMS,
    *,
    first: dt.date = dt.date(2026, 1, 1),
    days: int = 120,
    weather: str = "gbm",
    still: bool = False,
    rules: tuple = (),
    seed: int = 7,
    lanes: int = 16,
) -> Plan:
    """The desk under a weather, with a reserve beside it; ``still`` is one without any chance."""
    span = Span(first, days)
    model, rate = (Gbm(volatility=0.0), STILL_RATE) if still else (WEATHERS[weather], RATE)
    section = model.section(Start(price_usd=PRICE), Drift(deviation=0.0 if still else 0.3)) + rate.section(RUPEES)
    section += mining_section(terms, span)
    mined = None if terms.to_reserve else 0.0
    opening = Opening(mined_coins_a_day=mined, power_bill_usd_a_day=mined)
    section += reserve_section(rules, opening, span, texts())
    section += WATCHED
    given = PlanInput(section=section, span=span, reports=span.month_ends(), seed=seed, texts=texts(), lanes=lanes)
    return prepare(given)
