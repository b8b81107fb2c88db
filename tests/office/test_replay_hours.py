"""One year of one future by the hour: the annual plan's own hours where nothing strays, and near the daily step."""

import datetime as dt
import itertools
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import shipped_rules_text, shipped_texts
from bitcoin_office.adapters.highs import HighsSolver
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import ask_replay, plan_facts
from bitcoin_office.app.playbook import Asked
from bitcoin_office.market.market import Market
from bitcoin_office.market.series import Point
from bitcoin_office.office.annual_power import power_year
from bitcoin_office.office.mining_sites import MACHINE
from bitcoin_office.office.plan import PlanSetup, plan_of, set_up
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.power_result import PowerYear
from bitcoin_office.office.power_terms import PowerFacts, PowerQuestion
from bitcoin_office.office.replay import replay
from bitcoin_office.office.replay_choice import Choice
from bitcoin_office.office.replay_hours import SUMS
from bitcoin_office.office.replay_hours_result import ReplayHours
from bitcoin_office.office.replay_hours_schedule import HoursQuestion
from bitcoin_office.office.replay_result import Replay
from bitcoin_office.simulate.mining_terms import MiningTerms
from bitcoin_office.simulate.weather.price_models import Drift, Gbm, Start
from bitcoin_office.terms.errors import IncompleteDataError, UsageError
from tests.office.sites_making import several_sites
from tests.simulate.mining_making import STILL_RATE

pytest.importorskip("highspy", reason="the extra plan is not installed")

AS_OF = dt.date(2026, 6, 30)
QUESTION = PlanQuestion(paths=30, years=2, seed=3, as_of=AS_OF)
PRICE, RUPEES = 130_000.0, 280.0
HALL = HoursQuestion(year=2026, hall_mw=Decimal(400), least_hall_percent=Decimal(20), ramp_percent=Decimal(10))
LARGEST_ERROR = 0.035
"""The bound of the daily step against the hours in one future, of sums, as a share of a year in which all runs: a fleet
that runs for a few days meets few of a month's hours, which four blocks of the whole month do not know."""
RANDOM = [(2, 2026), (4, 2026), (5, 2026), (25, 2026), (0, 2027)]


def still(programme: str | Asked = "pk", **changes: object) -> PlanSetup:
    """Pakistan's plan in a world where nothing moves, strays, fails or answers but difficulty to the fleet."""
    setup = set_up(plan_facts(programme, market_for(None)), QUESTION)
    assert setup.power.setup is not None
    terms: MiningTerms = msgspec.structs.replace(
        setup.power.setup.terms,
        failures_a_year=0.0,
        life_years=None,
        shift_deviation=0.0,
        hydro_deviation=0.0,
        fees_btc=0.0,
        others_response=0.0,
        tariff_dollar_share=0.0,
        fuel_dollar_share=0.0,
        first_rate=RUPEES,
    )
    terms = msgspec.structs.replace(terms, **changes)
    mining = msgspec.structs.replace(setup.power.setup, terms=terms)
    section = Gbm(volatility=0.0).section(Start(price_usd=PRICE), Drift(deviation=0.0)) + STILL_RATE.section(RUPEES)
    return msgspec.structs.replace(
        setup,
        weather=msgspec.structs.replace(setup.weather, section=section),
        power=msgspec.structs.replace(setup.power, setup=mining),
    )


def by_hour(setup: PlanSetup, question: HoursQuestion, path: int = 0) -> ReplayHours:
    """One year of one future."""
    texts = shipped_texts()
    rules = dict.fromkeys((rule.function for rule in setup.rules.used), shipped_rules_text())
    told = replay(setup, plan_of(setup, texts), path, "", (texts, rules), hours=(question, HighsSolver()))
    assert told.hours is not None
    return told.hours


def planned(setup: PlanSetup, power_mw: float | None) -> PowerYear:
    """The annual plan on a market that has the same price, rate and difficulty on every day of the year."""
    assert setup.power.setup is not None
    terms, market = setup.power.setup.terms, market_for(None)
    days = [dt.date(2026, 7, 1) + dt.timedelta(days=number) for number in range(365)]

    def series(name: str, value: float):
        points = tuple(Point(on=day, value=Decimal(str(value))) for day in days)
        return msgspec.structs.replace(getattr(market, name), points=points)

    values = {"btc_usd": PRICE, "usd_pkr": RUPEES, "difficulty": terms.difficulty, "hashrate": 1.0}
    facts = PowerFacts(
        programme=setup.facts.programme,
        label="pk",
        market=Market(**{name: series(name, value) for name, value in values.items()}),
        machines=setup.facts.machines,
        shape=setup.facts.shape,
    )
    question = PowerQuestion(
        year=2026,
        machine=None if power_mw is None else MACHINE,
        power_mw=None if power_mw is None else Decimal(str(power_mw)),
        hall_mw=HALL.hall_mw,
        least_hall_percent=HALL.least_hall_percent,
        ramp_percent=HALL.ramp_percent,
    )
    return power_year(facts, question, HighsSolver())


@pytest.mark.parametrize(("power_mw", "near"), [(2_000.0, 0.04), (1.0, 1e-3)])
def test_a_still_future_against_the_annual_plan(power_mw, near):
    """Without noise the hours are the annual plan's: energy, bill, plants, fuel, carbon, and the schedule with a hall.

    Coins are, once difficulty has answered: at once in the annual plan, at the retarget here, so a small fleet's.
    """
    setup = still(mining_mw=power_mw)
    hours, year = by_hour(setup, HALL), planned(setup, power_mw)
    assert (hours.first_day, hours.last_day) == (year.first_day, year.last_day)
    fleet, earned = hours.fleet, year.mining
    for mine, theirs in (
        (fleet.mining_mwh, earned.energy_mwh),
        (fleet.bill_local, earned.bill_local),
        (fleet.bill_usd, earned.bill_usd),
        (fleet.utilisation, earned.utilisation),
    ):
        assert mine == pytest.approx(theirs, rel=1e-9)
    assert fleet.coins == pytest.approx(earned.coins, rel=near)
    for seen, plants in zip(hours.plants, year.plants, strict=True):
        assert seen.by_plant_mwh == {name: pytest.approx(mwh) for name, mwh in plants.by_plant_mwh.items() if mwh}
        for mine, theirs in (
            (seen.fuel_local, plants.fuel_cost_local),
            (seen.marginal_cost_per_kwh, plants.marginal_cost_per_kwh),
            (seen.contribution_local, plants.contribution_local),
            (seen.co2_tonnes, plants.co2_tonnes),
        ):
            assert mine is not None
            assert theirs is not None
            assert (mine.low, mine.high) == (pytest.approx(theirs.low), pytest.approx(theirs.high))
    assert hours.schedule is not None
    assert year.schedule is not None
    assert hours.schedule.profit_usd == pytest.approx(year.schedule.profit_usd, rel=1e-6)
    assert hours.schedule.merit_profit_usd == pytest.approx(year.schedule.merit_profit_usd, rel=1e-9)


def test_several_sites_that_stand_still_against_the_annual_plan(tmp_path):
    """Two sites on the grid, one at a plant's gate, one with its own dam: energy of each, bill, plants, fuel, CO2."""
    programme = Asked(country="pk", overlays=(str(several_sites(tmp_path)),))
    declared = still(programme).power.setup.terms.sites
    sites = tuple(
        msgspec.structs.replace(
            site,
            opens=None,
            batches=tuple(msgspec.structs.replace(part, failures_a_year=0.0, life_years=None) for part in site.batches),
        )
        for site in declared
    )
    setup = still(programme, sites=sites)
    hours, year = by_hour(setup, HoursQuestion(year=2026)), planned(setup, None)
    assert [site.site for site in hours.sites] == [site.site for site in year.sites]
    for mine, theirs in zip(hours.sites, year.sites, strict=True):
        assert mine.mining_mwh == pytest.approx(theirs.energy_mwh, rel=1e-9)
        assert mine.coins == pytest.approx(theirs.coins, rel=0.05)
    assert sum(site.margin_usd for site in hours.sites) == pytest.approx(hours.fleet.margin_usd)
    assert hours.fleet.bill_local == pytest.approx(year.mining.bill_local, rel=1e-9)
    for seen, plants in zip(hours.plants, year.plants, strict=True):
        assert seen.by_plant_mwh == {name: pytest.approx(mwh) for name, mwh in plants.by_plant_mwh.items() if mwh}
        assert seen.fuel_local.low == pytest.approx(plants.fuel_cost_local.low)
        assert seen.fuel_local.high == pytest.approx(plants.fuel_cost_local.high)
        assert seen.co2_tonnes is not None
        assert plants.co2_tonnes is not None
        assert seen.co2_tonnes.high == pytest.approx(plants.co2_tonnes.high)
        assert seen.contribution_local.low == pytest.approx(plants.contribution_local.low)


def test_references_on_file_are_the_annual_plans():
    """Cost of service and class tariff ask the same of the same energy as the annual plan, in both moneys."""
    setup = still()
    hours, year = by_hour(setup, HoursQuestion(year=2026)), planned(setup, 2_000.0)
    found = {item.name: item for item in hours.subsidies}
    for name, theirs in (
        ("bought", year.subsidies.cost_of_service[0]),
        ("determined", year.subsidies.cost_of_service[1]),
        ("class", year.subsidies.class_tariff[0]),
    ):
        assert theirs.subsidy_local is not None
        assert theirs.subsidy_usd is not None
        assert found[name].local.high == pytest.approx(theirs.subsidy_local.high)
        assert found[name].usd.low == pytest.approx(theirs.subsidy_usd.low)


def test_a_still_future_against_its_own_daily_step():
    """Without noise, and with machines that always run, the daily step is off by its blocks and tables alone."""
    found = {item.quantity: item for item in by_hour(still(), HoursQuestion(year=2026)).apart}
    for name in ("offered_mwh", "mining_mwh", "coins", "bill_usd", "fuel_as_dispatched_low", "co2_tonnes"):
        assert found[name].daily == pytest.approx(found[name].hourly, rel=1e-9)
    for view in ("cheap_split", "dear_split"):
        for end in ("low", "high"):
            assert found[f"fuel_{view}_{end}"].daily == pytest.approx(found[f"fuel_{view}_{end}"].hourly, rel=0.02)


@pytest.fixture(scope="module")
def futures() -> dict[tuple[int, int], Replay]:
    """Some futures with everything that moves, each with a year by the hour."""
    return {
        (path, year): ask_replay("pk", QUESTION, Choice(path=path), threads=1, hours=HoursQuestion(year=year))
        for path, year in RANDOM
    }


@pytest.mark.parametrize("future", RANDOM)
def test_the_daily_step_is_near_and_the_difference_is_told(futures, future):
    """In futures with noise sums are within the bound, errors are what they say, each has its reason."""
    told = futures[future]
    hours = told.hours
    assert hours is not None
    for item in hours.apart:
        assert item.why
        if item.error is not None:
            assert item.error == pytest.approx(item.daily / item.hourly - 1.0)
        if item.quantity.startswith(SUMS):
            assert abs(item.daily - item.hourly) * hours.fleet.utilisation <= LARGEST_ERROR * abs(item.hourly) + 1e-6
    last = told.dates.index(hours.last_day)
    by_name = {item.quantity: item for item in hours.apart}
    for name, series in (
        ("coins", "mining_coins"),
        ("bill_usd", "mining_bill_usd"),
        ("co2_tonnes", "power_co2_tonnes"),
    ):
        assert by_name[name].daily == told.series[series].values[last]
    for view in ("as_dispatched", "dear_split"):
        assert by_name[f"subsidy_{view}_low"].daily == told.series[f"subsidy_{view}_low_local"].values[last]


def test_some_of_these_futures_stand_still_within_a_year(futures):
    """Else the bound above would be tested on nothing but full winters."""
    used = [told.hours.fleet.utilisation for told in futures.values()]
    assert any(0.0 < share < 0.9 for share in used)
    assert any(share > 0.9 for share in used)


@pytest.mark.parametrize("future", RANDOM)
def test_columns_hold_every_hour(futures, future):
    """Each column has every hour of the year's days; together they are the sums, and nothing runs beyond the offer."""
    hours = futures[future].hours
    days = (hours.last_day - hours.first_day).days + 1
    values = {name: column.values for name, column in hours.columns.items()}
    assert {len(column) for column in values.values()} == {24 * days}
    for name, total in (("mining_mw", hours.fleet.mining_mwh), ("coins", hours.fleet.coins)):
        assert sum(values[name]) == pytest.approx(total, rel=1e-5)
    assert all(drawn <= offered for drawn, offered in zip(values["mining_mw"], values["offered_mw"], strict=True))
    for cost, drawn in zip(values["fuel_dear_split"], values["mining_mw"], strict=True):
        assert (cost is None) == (drawn == 0.0)


@pytest.mark.parametrize("future", RANDOM)
def test_where_nothing_binds_the_best_schedule_earns_no_less(futures, future):
    """Without hall and ramp the linear programme earns at least what the merit order does, tangents aside."""
    schedule = futures[future].hours.schedule
    assert schedule.profit_usd >= schedule.merit_profit_usd - schedule.overstated_usd


def test_a_ramp_and_a_halls_share_are_kept():
    """With 200 MW an hour and a fifth of each week: no step of the best is larger, every week has its share."""
    told = ask_replay("pk", QUESTION, Choice(path=5), threads=1, hours=HALL)
    assert told.hours is not None
    columns = {name: told.hours.columns[name].values for name in ("best_mining_mw", "best_hall_mw", "offered_mw")}
    offered = [place for place, power in enumerate(columns["offered_mw"]) if power]
    mining = [columns["best_mining_mw"][place] or 0.0 for place in offered]
    hall = [columns["best_hall_mw"][place] or 0.0 for place in offered]
    drawn = [a + b for a, b in zip(mining, hall, strict=True)]
    assert max(abs(b - a) for a, b in itertools.pairwise(drawn)) <= 200.0 + 1e-2
    for first in range(0, len(offered), 168):
        week = slice(first, first + 168)
        assert sum(hall[week]) >= 0.2 * sum(drawn[week]) - 1e-1
    assert told.hours.schedule is not None
    assert (told.hours.schedule.hall_mw, told.hours.schedule.ramp_mw) == (400.0, 200.0)


def test_a_programmes_own_hall_draws_all_year():
    """With a fifth of the power for halls they draw in every hour, in months without mining too."""
    setup = still(mining_mw=1_600.0, hall_mw=400.0)
    hours = by_hour(setup, HoursQuestion(year=2026))
    uptime = setup.power.setup.terms.hall.uptime
    assert hours.fleet.hall_mwh == pytest.approx(400.0 * uptime * 8_760)
    assert sum(hours.plants[0].by_plant_mwh.values()) == pytest.approx(hours.fleet.mining_mwh + hours.fleet.hall_mwh)
    assert hours.schedule is not None
    assert hours.schedule.hours == 8_760
    assert {month.month[-2:] for month in hours.plants[0].by_month} == {f"{number:02}" for number in range(1, 13)}


def test_a_year_without_an_offer_says_so():
    """The last weeks of a plan that ends in summer: nothing is offered, drawn, scheduled or apart."""
    asked = msgspec.structs.replace(QUESTION, until=dt.date(2027, 8, 15))
    hours = ask_replay("pk", asked, Choice(path=2), threads=1, hours=HoursQuestion(year=2027)).hours
    assert hours is not None
    assert hours.finding == "No power is offered to miners from 2027-07-01 to 2027-08-15."
    assert hours.schedule is None
    assert {item.error for item in hours.apart} == {None}


def test_machines_that_are_replaced_within_the_year_are_scheduled_by_their_day():
    """Machines of one year's life: the better ones take over on their day, in the hours and in the schedule."""
    setup = still(life_years=1, usual_fall=0.3)
    hours = by_hour(setup, HoursQuestion(year=2027))
    assert hours.schedule is not None
    assert hours.schedule.mining_mwh == pytest.approx(hours.schedule.merit_mining_mwh, rel=1e-6)
    assert hours.schedule.profit_usd >= hours.schedule.merit_profit_usd - hours.schedule.overstated_usd


@pytest.mark.parametrize(
    ("programme", "question", "says"),
    [
        ("pk", HoursQuestion(year=2031), "No budget year that begins in 2031 is in the plan"),
        ("pk", HoursQuestion(year=2026, least_hall_percent=Decimal(10)), "A hall's share was asked for"),
    ],
)
def test_nonsense_is_named(programme, question, says):
    """A year beyond the plan, and a share of a hall that is not there, with what to do instead."""
    with pytest.raises(UsageError, match=says) as told:
        ask_replay(programme, QUESTION, Choice(path=1), threads=1, hours=question)
    assert told.value.remedy


def test_a_country_without_power_names_what_is_missing():
    """El Salvador's files have no power system: no hours, and why."""
    with pytest.raises(IncompleteDataError, match="Mining and subsidy are not in the futures"):
        ask_replay("sv", QUESTION, Choice(path=1), threads=1, hours=HoursQuestion(year=2026))


def test_a_hall_that_earns_nothing_on_file_is_refused():
    """A hall was asked for where no hall's revenue is on file."""
    with pytest.raises(UsageError, match="What a hall earns is not on file"):
        by_hour(still(hall=None), HALL)
