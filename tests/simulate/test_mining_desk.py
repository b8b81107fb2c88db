"""The mining and power part of a simulated day: nothing is lost, the network answers, years are as computed."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.fiscal.yardstick import price_gap
from bitcoin_office.mining.replay import MarketDay, Operation, fleet_year
from bitcoin_office.playbook.wording import Interval
from bitcoin_office.simulate.mining_desk import SUMS, budget_years
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece, trace
from bitcoin_office.simulate.sections import Span
from bitcoin_office.simulate.summary import series
from tests.simulate.mining_making import DIFFICULTY, PRICE, RUPEES, SURE, TERMS, mining_plan
from tests.simulate.programmes import digest, rule

PATHS = 4
COARSE = 0.02
"""How far a daily year may be from a yearly figure: the first two weeks come before difficulty answers."""


@pytest.fixture(scope="module")
def traced():
    """Every value of some paths over a winter, a spring and the turn of a budget year."""
    plan = mining_plan(msgspec.structs.replace(TERMS, to_reserve=True), days=220)
    return plan, trace(plan, plain_kernel(plan), 0, PATHS)


def test_coins_are_the_share_of_all_blocks(traced):
    """On every day of every path the fleet is paid its share of the coins of all blocks, less the pool's fee."""
    _, rows = traced
    ran = 0
    for path in range(PATHS):
        columns = [rows[name][path] for name in ("own_ehs", "others_ehs", "found_coins", "network_coins", "blocks")]
        others_before = network_before(rows, path)
        for (own, _, found, network, blocks), others in zip(zip(*columns, strict=True), others_before, strict=True):
            assert found == pytest.approx(network * own / (own + others) * 0.98, rel=1e-12)
            assert network == pytest.approx(blocks * (3.125 + 0.02), rel=1e-12)
            ran += own > 0
    assert ran > 0


def network_before(rows, path):
    """The others' hash rate of each morning: what was left the evening before."""
    evenings = rows["others_ehs"][path]
    return [DIFFICULTY * 2**32 / 600 / 1e18, *evenings[:-1]]


def test_energy_is_power_times_hours(traced):
    """The year's energy is the sum of its days' megawatts times 24, and it begins anew with the budget's year."""
    plan, rows = traced
    turn = plan.span.number(dt.date(2026, 7, 1))
    for path in range(PATHS):
        for name, power in (("year_mining_mwh", "mining_mw"), ("year_offered_mwh", "offered_mw")):
            days = [megawatts * 24.0 for megawatts in rows[power][path]]
            assert rows[name][path][turn - 1] == pytest.approx(sum(days[:turn]), rel=1e-12)
            assert rows[name][path][-1] == pytest.approx(sum(days[turn:]), rel=1e-12)
        halls = 500.0 * 0.99 * 24.0 * (plan.span.days - turn)
        assert rows["year_hall_mwh"][path][-1] == pytest.approx(halls, rel=1e-12)


def test_mined_coins_come_into_the_reserve_to_the_satoshi(traced):
    """What is in the reserve is the sum of each day's coins in whole satoshis; nothing else moves it."""
    _, rows = traced
    for path in range(PATHS):
        whole = sum(round(coins * 1e8) for coins in rows["found_coins"][path])
        assert rows["sats"][path][-1] == whole
        assert whole > 0


def test_nothing_runs_outside_the_months_offered(traced):
    """From April to October machines stand still; within the months they draw at most what is there and working."""
    plan, rows = traced
    for path in range(PATHS):
        for number, megawatts in enumerate(rows["mining_mw"][path]):
            if plan.span.date(number).month in TERMS.offered_months:
                assert 0.0 <= megawatts <= TERMS.mining_mw * rows["working_share"][path][number]
            else:
                assert megawatts == 0.0


def test_rules_of_mined_coins_have_coins_to_sell():
    """Half of what is mined is kept by one rule; another covers the month's power bill and sells no more than that."""
    terms = msgspec.structs.replace(SURE, to_reserve=True)
    half = mining_plan(terms, days=60, still=True, rules=(rule("share_of_mined", share=0.5),))
    rows = trace(half, plain_kernel(half), 0, 1)
    assert rows["sats"][0][-1] / 1e8 == pytest.approx(sum(rows["found_coins"][0]) / 2, rel=1e-6)
    cover = mining_plan(
        terms, days=60, still=True, rules=(rule("sell_to_cover_power", share=1.0, interval=Interval.MONTH),)
    )
    rows = trace(cover, plain_kernel(cover), 0, 1)
    bills = sum(rows["day_mining_usd"][0])  # the last of sixty days is the first of March, when it was due
    assert rows["received_cents"][0][-1] / 100 == pytest.approx(bills, rel=1e-6)


@pytest.mark.parametrize("months", [(11, 12, 1, 2, 3), ()])
def test_without_chance_a_year_is_the_yearly_formulas(months):
    """No volatility, no noise: energy, bill and subsidies are the yearly ones; coins within the coarse step's error."""
    terms = msgspec.structs.replace(SURE, offered_months=months)
    plan = mining_plan(terms, first=dt.date(2025, 7, 1), days=365, still=True)
    rows = {name: paths[0][-1] for name, paths in trace(plan, plain_kernel(plan), 0, 1).items()}
    days = [plan.span.date(number) for number in range(365)]
    market = [
        MarketDay(on=day, price_usd=PRICE, difficulty=DIFFICULTY, block_reward_btc=3.125, local_per_usd=RUPEES)
        for day in days
        if not months or day.month in months
    ]
    year = fleet_year(
        market,
        Operation(
            power_mw=2_000, j_per_th=20, overhead_share=0, pool_fee_share=0, tariff_local_per_kwh=22, elasticity=0
        ),
    )
    assert rows["year_mining_mwh"] == pytest.approx(year.energy_mwh, rel=1e-9)
    assert rows["year_mining_usd"] == pytest.approx(year.bill_usd, rel=1e-9)
    assert 0.0 < rows["year_coins"] / year.coins - 1.0 < COARSE
    counted = {name: fan.mean[-1] for name, fan in series(plan, run_piece(plan, plain_kernel(plan), 0, 1)).items()}
    kwh = year.energy_mwh * 1000.0
    for name, reference in (("class", 40.0), ("bought_high", 29.0)):
        assert counted[f"subsidy_{name}_local"] == pytest.approx(price_gap(reference, 22.0) * kwh, rel=1e-6)
        assert counted[f"subsidy_{name}_usd"] == pytest.approx(price_gap(reference, 22.0) * kwh / RUPEES, rel=1e-6)
    assert counted["subsidy_as_dispatched_low_local"] == 0.0
    with_losses = (20.0 / 0.9 - 22.0) * kwh
    assert counted["subsidy_as_dispatched_high_local"] == pytest.approx(with_losses, rel=1e-6)
    assert counted["contribution_as_dispatched_low_local"] == pytest.approx(-with_losses, rel=1e-6)
    assert counted["contribution_as_dispatched_high_local"] == pytest.approx(2.0 * kwh, rel=1e-6)
    assert counted["power_co2_tonnes"] == pytest.approx(kwh * 0.0005, rel=1e-6)


def test_difficulty_answers_to_the_fleet_and_others_to_the_hashprice():
    """With a fleet difficulty rises by its share; with a response, others are fewer than without the fleet."""
    idle = msgspec.structs.replace(SURE, tariff_local_per_kwh=1_000.0, offered_months=())
    at_work = msgspec.structs.replace(SURE, offered_months=())
    harder = difficulty_after(at_work) / difficulty_after(idle)
    others = DIFFICULTY * 2**32 / 600 / 1e18
    assert harder == pytest.approx((others + 100.0) / others, rel=1e-6)
    response = {"others_response": 0.5, "usual_usd_per_ph": 50.0}
    fewer = difficulty_after(msgspec.structs.replace(at_work, **response), row="others_ehs")
    assert fewer < difficulty_after(msgspec.structs.replace(idle, **response), row="others_ehs")


def difficulty_after(terms, row="blocks_per_ehs"):
    """Difficulty, by what an EH/s finds less, or another value after a hundred days without chance."""
    plan = mining_plan(terms, days=100, still=True)
    value = trace(plan, plain_kernel(plan), 0, 1)[row][0][-1]
    return 1.0 / value if row == "blocks_per_ehs" else value


def test_a_halving_halves_the_reward():
    """A thousand blocks before a halving, coins of a day are half as many after a week."""
    plan = mining_plan(msgspec.structs.replace(SURE, height=1_049_000.0, offered_months=()), days=14, still=True)
    rows = trace(plan, plain_kernel(plan), 0, 1)
    assert rows["subsidy_btc"][0][0] == 3.125
    assert rows["subsidy_btc"][0][-1] == 1.5625
    assert rows["network_coins"][0][-1] < 0.6 * rows["network_coins"][0][0]


def test_machines_are_replaced_where_new_ones_earn_their_price():
    """At the end of their life machines are bought anew, better as all have become, where they pay for themselves."""
    wear = {"life_years": 1, "failures_a_year": 0.2, "usual_fall": 0.1, "machine_usd_per_mw": 1e5}
    terms = msgspec.structs.replace(SURE, offered_months=(), **wear)
    plan = mining_plan(terms, days=380, still=True)
    rows = trace(plan, plain_kernel(plan), 0, 1)
    assert rows["working_share"][0][364] < 0.82
    assert rows["working_share"][0][366] > 0.999
    assert rows["ehs_per_mw"][0][-1] == pytest.approx(0.05 * 2.718281828**0.1)
    assert sum(rows["built_usd"][0]) == pytest.approx(2_000 * (2e5 + 3.5e5))
    price = 1e6  # a megawatt-hour keeps about 30 dollars above its power, so in a year 0.3 million
    dear = mining_plan(msgspec.structs.replace(terms, machine_usd_per_mw=price), days=380, still=True)
    assert dear.numbers["wear_usd_per_mwh"] == pytest.approx(price / 8760)
    assert sum(trace(dear, plain_kernel(dear), 0, 1)["built_usd"][0]) == pytest.approx(2_000 * (price + 3.5e5))


def test_more_load_costs_more_and_leaves_less():
    """With a surplus near the offer, days of more load than usual offer less power, at a dearer plant."""
    month = msgspec.structs.replace(TERMS.months[0], surplus_mw=2_000.0)
    terms = msgspec.structs.replace(SURE, months=(month,) * 12, shift_deviation=0.02, offered_months=())
    plan = mining_plan(terms, days=60)
    rows = trace(plan, plain_kernel(plan), 0, 2)
    pairs = sorted(zip(rows["load_shift"][0], rows["dear_split_cost"][0], rows["offered_mw"][0], strict=True))
    assert [cost for _, cost, _ in pairs] == sorted(cost for _, cost, _ in pairs)
    assert all(offered == min(2_000.0, max(2_000.0 - 10_000.0 * shift, 0.0)) for shift, _, offered in pairs)
    assert pairs[0][0] < 0.0 < pairs[-1][0]


def test_water_strays_by_its_own_season():
    """Water has chance of its own, of the deviation that is stated; more of it is so much less load and less cost."""
    month = msgspec.structs.replace(TERMS.months[0], hydro_mw=4_000.0)
    memory = 0.9
    terms = msgspec.structs.replace(
        SURE, months=(month,) * 12, hydro_memory=memory, hydro_deviation=0.1 * (1 - memory**2) ** 0.5
    )
    plan = mining_plan(terms, days=400)
    rows = trace(plan, plain_kernel(plan), 0, 3)
    shifts = [shift for path in rows["hydro_shift"] for shift in path[60:]]
    assert (sum(shift * shift for shift in shifts) / len(shifts)) ** 0.5 == pytest.approx(0.1, rel=0.15)
    assert rows["load_shift"][0][-1] == 0.0
    pairs = sorted(zip(rows["hydro_shift"][0], rows["dear_split_cost"][0], strict=True), reverse=True)
    assert [cost for _, cost in pairs] == sorted(cost for _, cost in pairs)
    place = int(-0.4 * pairs[0][0] * 80 + 32)
    assert pairs[0][1] == TERMS.months[0].dear_split_cost[place]


def test_water_that_stands_still_is_not_drawn():
    """Without a deviation there is no draw of water, no state and no column: the code is that of before."""
    assert all(draw.name != "hydro_shock" for draw in mining_plan(TERMS).layout.draws)
    assert "hydro_of_load" not in mining_plan(TERMS).layout.names.calendar


def test_an_edited_number_changes_the_result_and_a_seed_does():
    """A higher tariff, another seed: another result; the same again: the same bits."""
    base = mining_plan(days=40)
    same = digest(run_piece(base, plain_kernel(base), 0, 3))
    assert digest(run_piece(base, plain_kernel(base), 0, 3)) == same
    dearer = mining_plan(msgspec.structs.replace(TERMS, tariff_local_per_kwh=23.0), days=40)
    other = mining_plan(days=40, seed=8)
    for plan in (dearer, other):
        assert plan.code_hash == base.code_hash
        assert digest(run_piece(plan, plain_kernel(plan), 0, 3)) != same


def test_budget_years_are_those_of_the_series():
    """The years end where the seasons' sums do: each June's last day, and the plan's last."""
    years = budget_years(TERMS, Span(dt.date(2026, 1, 1), 400))
    assert [str(last) for _, last in years] == ["2026-06-30", "2027-02-04"]
    assert years[1][0] == dt.date(2026, 7, 1)
    assert "year_coins" in SUMS


def test_all_power_to_halls_mines_nothing():
    """With no megawatt for machines nothing is found, drawn or built; halls draw theirs, and the uses are compared."""
    terms = msgspec.structs.replace(TERMS, mining_mw=0.0, hall_mw=2_000.0)
    plan = mining_plan(terms, days=60)
    found = series(plan, run_piece(plan, plain_kernel(plan), 0, 3))
    assert found["mining_coins"].mean[-1] == found["mining_net_usd"].mean[-1] == 0.0
    assert found["power_energy_mwh"].mean[-1] == pytest.approx(2_000 * 0.99 * 24 * 60)
    assert found["hall_mw_usd"].mean[-1] != 0.0
    assert all(fan.refused == 0 for fan in found.values())
