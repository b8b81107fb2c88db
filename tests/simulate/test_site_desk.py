"""Several sites in a simulated day: one site is what it was, many share surplus and network, and nothing is lost."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.mining.sites import Batch, MiningSite
from bitcoin_office.playbook.mining_sites import Supply
from bitcoin_office.simulate.mining_terms import MiningTerms
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece, trace
from bitcoin_office.simulate.site_desk import working_on
from bitcoin_office.simulate.site_reports import site_names
from bitcoin_office.simulate.summary import series
from tests.simulate.mining_making import SURE, TERMS, mining_plan

PATHS = 3
FIRST = dt.date(2026, 1, 1)
NEW = Batch(
    model="New",
    power_mw=600.0,
    j_per_th=15.0,
    overhead_share=0.05,
    failures_a_year=0.05,
    life_years=4,
    usd_per_mw=1.5e6,
)
OLD = msgspec.structs.replace(NEW, model="Old", power_mw=400.0, j_per_th=28.0, usd_per_mw=5e5, life_years=1)
NORTH = MiningSite(
    id="north",
    name="North",
    supply=Supply.GRID,
    plant=None,
    region=None,
    months=(11, 12, 1, 2, 3),
    opens=None,
    closes=None,
    losses_share=None,
    tariff=22.0,
    tariff_source="a decree",
    rule=None,
    plant_cost=0.0,
    grams_per_kwh=None,
    site_usd_per_mw=3.5e5,
    batches=(NEW, OLD),
)
SOUTH = msgspec.structs.replace(
    NORTH,
    id="south",
    name="South",
    months=(),
    opens=dt.date(2026, 2, 10),
    tariff=19.0,
    losses_share=0.04,
    batches=(OLD,),
)
GATE = msgspec.structs.replace(
    NORTH, id="gate", name="Gate", supply=Supply.PLANT, plant="coal", months=(), tariff=25.0, losses_share=0.0,
    plant_cost=17.0, grams_per_kwh=820.0, opens=dt.date(2025, 3, 1), closes=dt.date(2026, 5, 31), batches=(NEW,),
)  # fmt: skip
DAM = msgspec.structs.replace(
    GATE, id="dam", name="Dam", supply=Supply.OWN, plant=None, tariff=5.0, plant_cost=5.0, grams_per_kwh=24.0,
    closes=None, batches=(msgspec.structs.replace(NEW, power_mw=50.0),),
)  # fmt: skip
SITES = (NORTH, SOUTH, GATE, DAM)
SEVERAL = msgspec.structs.replace(TERMS, sites=SITES, to_reserve=True)


def as_sites(terms: MiningTerms) -> MiningTerms:
    """The same one fleet, as a list of one site."""
    batch = Batch(
        model="One",
        power_mw=terms.mining_mw,
        j_per_th=terms.j_per_th,
        overhead_share=terms.overhead_share,
        failures_a_year=terms.failures_a_year,
        life_years=terms.life_years,
        usd_per_mw=terms.machine_usd_per_mw,
    )
    site = msgspec.structs.replace(
        NORTH,
        months=terms.offered_months,
        tariff=terms.tariff_local_per_kwh,
        site_usd_per_mw=terms.site_usd_per_mw,
        batches=(batch,),
    )
    return msgspec.structs.replace(terms, sites=(site,))


@pytest.fixture(scope="module")
def traced():
    """Every value of some paths of four sites, over the turn of a budget year."""
    plan = mining_plan(SEVERAL, days=220)
    return plan, trace(plan, plain_kernel(plan), 0, PATHS)


@pytest.mark.parametrize("weather", ["gbm", "fhs"])
def test_one_site_in_a_list_is_the_one_site(weather):
    """Every series of one fleet is the same, whether it is all there is or a list of one site."""
    alone = mining_plan(TERMS, days=220, weather=weather)
    listed = mining_plan(as_sites(TERMS), days=220, weather=weather)
    first, second = (series(plan, run_piece(plan, plain_kernel(plan), 0, PATHS)) for plan in (alone, listed))
    assert set(second) - set(first) == set(site_names(0))
    for name, fan in first.items():
        assert second[name].mean == pytest.approx(fan.mean, rel=1e-6, abs=1e-3), name
        assert second[name].highest[-1].value == pytest.approx(fan.highest[-1].value, rel=1e-9), name


def test_coins_and_energy_of_the_sites_are_all_there_are(traced):
    """On every day of every path: coins of the sites are the fleet's, which is its share of all blocks' coins."""
    _, rows = traced
    ran = set()
    for path in range(PATHS):
        for day in range(220):
            at = {name: rows[name][path][day] for name in ("found_coins", "network_coins", "own_ehs", "mining_mw")}
            sites = [rows[f"year_site_coins_s{place}"][path][day] for place in range(4)]
            assert sum(sites) == pytest.approx(rows["year_coins"][path][day], rel=1e-9, abs=1e-12)
            energy = [rows[f"year_site_mwh_s{place}"][path][day] for place in range(4)]
            assert sum(energy) == pytest.approx(rows["year_mining_mwh"][path][day], rel=1e-9)
            assert at["found_coins"] <= at["network_coins"]
            ran |= {place for place, coins in enumerate(sites) if coins > 0}
    assert ran == {0, 1, 2, 3}


def test_what_sites_bring_and_pay_is_what_mining_brings_and_pays(traced):
    """Margins of the sites are revenue less bills of all; the reserve gets every coin in whole satoshis."""
    plan, rows = traced
    turn = plan.span.number(dt.date(2026, 7, 1)) - 1
    for path in range(PATHS):
        for day in (turn, 219):
            margins = sum(rows[f"year_site_margin_usd_s{place}"][path][day] for place in range(4))
            whole = rows["year_revenue_usd"][path][day] - rows["year_mining_usd"][path][day]
            assert margins == pytest.approx(whole, rel=1e-9, abs=1e-6)
        assert rows["sats"][path][-1] == sum(round(coins * 1e8) for coins in rows["found_coins"][path])
        spent = sum(rows["built_usd"][path])
        assert spent >= sum((site.site_usd_per_mw + b.usd_per_mw) * b.power_mw for site in SITES for b in site.batches)


def test_a_site_draws_only_while_it_is_open_and_has_power(traced):
    """Before its opening, after its closing and outside its months a site draws nothing; else at most its power."""
    plan, rows = traced
    for path in range(PATHS):
        for place, site in enumerate(SITES):
            before = 0.0
            for day, total in enumerate(rows[f"year_site_mwh_s{place}"][path]):
                on = plan.span.date(day)
                before = 0.0 if (on.month, on.day) == (7, 1) else before
                limit = site.power_mw if site.offers(on) else 0.0
                assert -1e-6 <= (total - before) / 24.0 <= limit + 1e-6
                before = total


def test_less_surplus_is_less_for_every_site_on_the_grid():
    """With surplus below what is declared each site on the grid gets the same share; a plant's gate and a dam all."""
    month = msgspec.structs.replace(TERMS.months[0], surplus_mw=700.0)
    cheap = tuple(msgspec.structs.replace(site, tariff=1.0) for site in SITES)
    terms = msgspec.structs.replace(SURE, sites=cheap, months=(month,) * 12, offered_months=())
    plan = mining_plan(terms, days=60, still=True)
    rows = trace(plan, plain_kernel(plan), 0, 1)
    day = 50
    on = plan.span.date(day)
    grid = sum(site.power_mw for site in SITES if site.on_grid() and site.offers(on))
    drawn = [(rows[f"year_site_mwh_s{n}"][0][day] - rows[f"year_site_mwh_s{n}"][0][day - 1]) / 24 for n in range(4)]
    assert drawn[0] + drawn[1] == pytest.approx(700.0)
    assert drawn[1] == pytest.approx(700.0 * 400.0 / grid)
    assert drawn[2] == pytest.approx(600.0, rel=0.1)
    assert rows["offered_mw"][0][day] == 700.0


def test_subsidies_are_each_customers_own():
    """Each site's gap to fuel, with its own losses, at its own plant; a plant of one's own is no customer."""
    terms = msgspec.structs.replace(SURE, sites=SITES, offered_months=())
    plan = mining_plan(terms, days=60, still=True)
    rows = {name: paths[0][-1] for name, paths in trace(plan, plain_kernel(plan), 0, 1).items()}
    kwh = [rows[f"year_site_mwh_s{place}"] * 1000 for place in range(4)]
    low = max(20.0 - 22.0, 0) * kwh[0] + (20.0 / 0.96 - 19.0) * kwh[1]
    high = (20.0 / 0.9 - 22.0) * kwh[0] + (20.0 / 0.96 - 19.0) * kwh[1]
    counted = {name: fan.mean[-1] for name, fan in series(plan, run_piece(plan, plain_kernel(plan), 0, 1)).items()}
    assert counted["subsidy_as_dispatched_low_local"] == pytest.approx(low, rel=1e-6)
    assert counted["subsidy_as_dispatched_high_local"] == pytest.approx(high, rel=1e-6)
    fuel = 20.0 / 0.9 * kwh[0] + 20.0 / 0.96 * kwh[1] + 17.0 * kwh[2]
    paid = 22.0 * kwh[0] + 19.0 * kwh[1] + 25.0 * kwh[2]
    assert counted["contribution_as_dispatched_low_local"] == pytest.approx(paid - fuel, rel=1e-6)
    service = sum(max(26.0 - tariff, 0) * energy for tariff, energy in zip((22, 19, 25), kwh, strict=False))
    assert counted["subsidy_bought_low_local"] == pytest.approx(service, rel=1e-6)
    grams = 500.0 * (kwh[0] + kwh[1] / 0.96) + 820.0 * kwh[2] + 24.0 * kwh[3]
    assert counted["power_co2_tonnes"] == pytest.approx(grams / 1e6, rel=1e-6)
    bill = paid + 5.0 * kwh[3]
    assert counted["mining_bill_local"] == pytest.approx(bill, rel=1e-6)
    assert counted["mining_tariff_local"] == pytest.approx(bill / sum(kwh), rel=1e-6)


def test_cheap_power_and_good_machines_run_longest():
    """At a low price of bitcoin the dam runs, then new machines, then old ones at the dearest tariff, if at all."""
    plan = mining_plan(
        msgspec.structs.replace(SURE, sites=SITES, fees_btc=-1.4, offered_months=()), days=60, still=True
    )
    rows = {name: paths[0][-1] for name, paths in trace(plan, plain_kernel(plan), 0, 1).items()}
    assert rows["year_site_mwh_s3"] > 0
    assert rows["year_site_mwh_s1"] == 0.0


def test_machines_are_as_old_as_their_site():
    """A site that opened before the plan has lost machines by its first day; one that opens later has none to lose."""
    wear = msgspec.structs.replace(TERMS, life_years=4, failures_a_year=0.05)
    assert working_on(wear, NEW, FIRST, FIRST) == 1.0
    assert working_on(wear, NEW, FIRST, dt.date(2025, 1, 1)) == pytest.approx(0.951, abs=1e-3)
    plan = mining_plan(SEVERAL, days=60)
    rows = trace(plan, plain_kernel(plan), 0, 1)
    assert rows["working_share_b2"][0][39] == 1.0
    assert rows["working_share_b2"][0][45] < 1.0
    assert rows["working_share_b3"][0][0] < 0.97


def test_bits_do_not_depend_on_lanes_or_pieces():
    """Several sites give the same bits with one lane and with many, whole and in pieces."""
    wide, narrow = mining_plan(SEVERAL, days=40), mining_plan(SEVERAL, days=40, lanes=1)
    assert wide.hash == narrow.hash
    whole = run_piece(wide, plain_kernel(wide), 0, PATHS)
    assert whole.counts == run_piece(narrow, plain_kernel(narrow), 0, PATHS).counts
    assert whole.sums == run_piece(narrow, plain_kernel(narrow), 0, PATHS).sums
