"""Mining, power and subsidy in a plan's futures: yardsticks side by side, coins into the reserve, the hours met."""

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.app import plan as wiring
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import ask_comparison, ask_plan, plan_facts
from bitcoin_office.app.playbook import Asked
from bitcoin_office.office.plan import plan_of, set_up
from bitcoin_office.office.plan_mining import water_of_months
from bitcoin_office.office.plan_mining_fans import scaled
from bitcoin_office.office.plan_result import PlanResult
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.mining_policy import CoinsGoTo, Fleet
from bitcoin_office.playbook.reserve_rules import ShareOfMined
from bitcoin_office.playbook.wording import Standing
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import trace

AS_OF = dt.date(2026, 8, 1)
QUESTION = PlanQuestion(paths=30, years=2, seed=3, as_of=AS_OF, drift_deviation_percent=Decimal(0))
LARGEST_ERROR = 0.04
"""The bound of the daily step against the hours: coins before difficulty answers, months as four blocks of load."""
INTO_RESERVE = 'mining.coins="reserve"'


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """The interpreter in the compiler's place: the same bits, and nothing to compile."""
    monkeypatch.setattr(wiring, "compiled_kernel", plain_kernel)


def made(*settings: str, question: PlanQuestion = QUESTION) -> PlanResult:
    """Pakistan's plan with settings laid over it."""
    return ask_plan(Asked(country="pk", settings=settings), question, threads=1)


@pytest.fixture(scope="module")
def pakistan() -> PlanResult:
    """Pakistan's plan as shipped."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "compiled_kernel", plain_kernel)
        return made()


def test_the_daily_step_meets_the_hours(pakistan):
    """Energy and bill are the hours' own, coins and every fuel cost within the bound; the note states the farthest."""
    assert pakistan.mining is not None
    recorded = pakistan.mining.recorded
    assert recorded is not None
    found = {item.quantity: item for item in recorded.coarse}
    assert {"coins", "revenue_usd", "co2_tonnes_as_dispatched", "fuel_with_losses_local_dear_split"} <= found.keys()
    for name in ("energy_mwh", "bill_usd", "fuel_local_as_dispatched", "co2_tonnes_as_dispatched"):
        assert found[name].daily == pytest.approx(found[name].hourly, rel=1e-9)
    assert max(abs(item.error) for item in recorded.coarse) < LARGEST_ERROR
    assert all(item.error == pytest.approx(item.daily / item.hourly - 1.0) for item in recorded.coarse)
    assert found["coins"].hourly == recorded.earned.coins
    assert recorded.plants[0].by_plant_mwh == {"rlng": pytest.approx(recorded.earned.energy_mwh)}
    assert any(f"coins {found['coins'].error:+.2%}" in note for note in pakistan.notes)


def test_three_yardsticks_stand_side_by_side(pakistan):
    """Each is a fan by budget year in both moneys; a dearer reference gives no smaller subsidy, without losses less."""
    subsidy, mining = pakistan.subsidy, pakistan.mining
    assert subsidy is not None
    assert mining is not None
    assert [str(year.last_day) for year in mining.years] == ["2027-06-30", "2028-06-30", "2028-08-01"]
    assert (len(subsidy.marginal_cost), len(subsidy.cost_of_service), len(subsidy.class_tariff)) == (3, 2, 1)
    for row in (*subsidy.marginal_cost, *subsidy.cost_of_service, *subsidy.class_tariff):
        assert row.local.low.dates == tuple(year.last_day for year in mining.years)
        assert (row.local.low.unit, row.usd.low.unit) == ("PKR", "USD")
        for low, high in zip(row.local.low.mean, row.local.high.mean, strict=True):
            assert 0.0 <= low <= high
    bought, class_tariff = subsidy.cost_of_service[0].local.low.mean[0], subsidy.class_tariff[0].local.low.mean[0]
    assert bought / class_tariff == pytest.approx((26.34 - 22.0) / (40.51 - 22.0), rel=1e-6)


def test_a_contribution_is_the_other_side_of_the_subsidy(pakistan):
    """Where the tariff lacks fuel in every hour, others pay what the subsidy is, spread over what they use."""
    assert pakistan.mining is not None
    assert pakistan.subsidy is not None
    given, lacks = pakistan.mining.contributions[0], pakistan.subsidy.marginal_cost[0]
    assert given.local.low.mean[0] == pytest.approx(-lacks.local.high.mean[0], rel=1e-6)
    assert given.others_tariff is not None
    assert given.others_tariff.high.mean[0] == pytest.approx(-given.local.low.mean[0] / 127_160e6)
    assert given.others_tariff.high.unit == "PKR/kWh"


def test_a_scaled_fan_turns_over(pakistan):
    """Times a negative number, the lowest is the highest, and quantiles keep their order."""
    fan = pakistan.series["price_usd"]
    turned = scaled(fan, -2.0, "x")
    assert turned.quantiles["p05"][-1] == -2.0 * fan.quantiles["p95"][-1]
    assert turned.lowest[-1].value == -2.0 * fan.highest[-1].value
    assert turned.lowest[-1].path == fan.highest[-1].path


def test_half_the_power_draws_half_and_leaves_difficulty_lower(pakistan):
    """With 1,000 MW offered: less energy, but more than half of the coins, for the fleet weighs less on difficulty."""
    small = made("mining.power.value=1000").mining
    assert small is not None
    assert pakistan.mining is not None
    energy, coins = (
        small.series[name].mean[0] / pakistan.mining.series[name].mean[0]
        for name in ("mining_energy_mwh", "mining_coins")
    )
    assert energy < 1.0
    assert coins > energy


def test_machines_of_a_declared_fleet_are_taken():
    """A declared fleet's efficiency and its model's price stand in the plan; else the assumed model's."""
    facts = plan_facts("pk", market_for(None))
    setup = set_up(facts, QUESTION).power.setup
    assert setup is not None
    assert (setup.machine, setup.terms.j_per_th) == ("Antminer S21", 17.5)
    mining = facts.programme.mining
    assert mining is not None
    assert mining.power is not None
    fleet = Fleet(
        id="first",
        model="Antminer S21 XP",
        efficiency=Figure(value=Decimal("13.5"), unit="J/TH", source=mining.source),
        power=mining.power,
    )
    programme = msgspec.structs.replace(facts.programme, mining=msgspec.structs.replace(mining, fleet=(fleet,)))
    declared = set_up(msgspec.structs.replace(facts, programme=programme), QUESTION).power.setup
    assert declared is not None
    assert (declared.machine, declared.terms.j_per_th) == ("Antminer S21 XP", 13.5)
    assert declared.terms.machine_usd_per_mw == pytest.approx(6833 / 3645 * 1e6)


def test_mined_coins_of_the_reserve_are_counted_in_it():
    """Declared to go to the reserve, mined coins are in it on every path, at no cost; else none are."""
    facts = plan_facts(Asked(country="pk", settings=(INTO_RESERVE,)), market_for(None))
    setup = set_up(facts, QUESTION)
    plan = plan_of(setup, shipped_texts())
    rows = trace(plan, plain_kernel(plan), 0, 2)
    for path in range(2):
        assert rows["mined_sats"][path][-1] == rows["sats"][path][-1]
        assert rows["sats"][path][-1] / 1e8 == pytest.approx(rows["total_coins"][path][-1], abs=1e-5)
    assert max(rows["total_coins"][path][-1] for path in range(2)) > 0
    plain = set_up(plan_facts("pk", market_for(None)), QUESTION)
    assert not plain.power.into_reserve


def test_two_programmes_may_differ_in_mining():
    """Half the power mines into one reserve and all of it into the other: the same market, two fleets, two networks."""
    small = Asked(country="pk", settings=(INTO_RESERVE, "mining.power.value=1000"))
    whole = Asked(country="pk", settings=(INTO_RESERVE,))
    question = msgspec.structs.replace(QUESTION, paths=6, years=1)
    both = ask_comparison((small, whole), question, threads=1)
    for programme, side in ((small, "a"), (whole, "b")):
        alone = ask_plan(programme, question, threads=1)
        assert getattr(both.series["coins"], side) == alone.series["coins"]
    neither = ask_comparison(("pk", whole), question, threads=1)
    assert neither.series["coins"].b == both.series["coins"].b
    assert neither.series["coins"].a.mean[-1] == 0.0


@pytest.mark.parametrize("coins", CoinsGoTo)
def test_rules_of_mined_coins_are_in_the_plan_where_the_coins_are(coins):
    """A rule that keeps half of them is followed where they are the reserve's or nothing is said; else it says why."""
    facts = plan_facts("pk", market_for(None))
    programme = facts.programme
    assert programme.reserve is not None
    assert programme.mining is not None
    rule = ShareOfMined(
        id="half",
        effective_from=AS_OF,
        standing=Standing.PROPOSED,
        source=programme.mining.source,
        share_percent=Decimal(50),
    )
    changed = msgspec.structs.replace(
        programme,
        reserve=msgspec.structs.replace(programme.reserve, rules=(rule,)),
        mining=msgspec.structs.replace(programme.mining, coins=coins),
    )
    setup = set_up(msgspec.structs.replace(facts, programme=changed), QUESTION)
    used = coins in {CoinsGoTo.RESERVE, CoinsGoTo.UNKNOWN}
    assert setup.power.into_reserve is used
    assert [item.id for item in setup.rules.used] == (["half"] if used else [])
    assert bool(setup.rules.left_out) is not used


def test_a_country_without_power_figures_says_why():
    """El Salvador declares no power of its mining: no futures of it, and a note."""
    result = ask_plan("sv", msgspec.structs.replace(QUESTION, paths=5, years=1), threads=1)
    assert result.mining is result.subsidy is None
    assert any("The power offered is not known" in note for note in result.notes)


def test_the_tariff_is_held_against_the_arrangement(pakistan):
    """No special tariff: in some futures machines run below the yardsticks, in others they stand still."""
    row = next(item for item in pakistan.criteria if item.name == "no-special-tariff")
    assert row.status == "depends"
    assert "in 70% of futures" in row.rests_on


def test_water_of_months_without_a_figure_lies_between_their_neighbours():
    """Pakistan's water by month: as reported, and evenly between where no month of the name has a figure."""
    power = plan_facts("pk", market_for(None)).programme.power
    assert power is not None
    water = water_of_months(power)
    assert (water[0], water[11]) == (1_164.0, 2_390.0)
    assert water[10] == pytest.approx((4_284 + 2_390) / 2)
    assert water[4] == pytest.approx((3_197 + 7_514) / 2)
    assert water_of_months(msgspec.structs.replace(power, months=())) == (0.0,) * 12


def test_a_hall_shares_the_power():
    """Thirty percent for a hall: it draws all year, mining has the rest, and the yardsticks hold for both."""
    mining = made("parameters.hall_share.2025-07-01=30").mining
    assert mining is not None
    assert (mining.mining_mw, mining.hall_mw) == (1_400.0, pytest.approx(600.0))
    halls = mining.series["power_energy_mwh"].mean[1] - mining.series["mining_energy_mwh"].mean[1]
    assert halls == pytest.approx(600.0 * 0.999 * 24 * 366, rel=1e-6)
