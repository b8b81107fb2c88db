"""A plan of several sites: each in the futures with its own price and machines, and the daily step meets the hours."""

import datetime as dt
from decimal import Decimal

import msgspec
import pytest

from bitcoin_office.adapters.compiled_engine import shipped_texts
from bitcoin_office.app import plan as wiring
from bitcoin_office.app.market import market_for
from bitcoin_office.app.plan import ask_plan, ask_replay, plan_facts
from bitcoin_office.app.playbook import Asked
from bitcoin_office.office.plan import plan_of, set_up
from bitcoin_office.office.plan_result import PlanResult
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.replay_choice import Choice
from bitcoin_office.office.replay_hours_schedule import HoursQuestion
from bitcoin_office.simulate.reference import plain_kernel
from tests.office.sites_making import several_sites

AS_OF = dt.date(2026, 8, 1)
QUESTION = PlanQuestion(paths=10, years=2, seed=3, as_of=AS_OF, drift_deviation_percent=Decimal(0))
LARGEST_ERROR = 0.04
"""The bound of the daily step against the hours, as for one site."""
SMALL = 1_000.0
"""Megawatt-hours below which a site of a year hardly ran, so that a relative error says nothing."""


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> Asked:
    """Pakistan with four sites that nobody declared."""
    return Asked(country="pk", overlays=(str(several_sites(tmp_path_factory.mktemp("sites"))),))


@pytest.fixture(scope="module")
def result(asked) -> PlanResult:
    """Its plan, in the interpreter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "compiled_kernel", plain_kernel)
        return ask_plan(asked, QUESTION, threads=1)


def test_every_site_is_in_the_futures_and_they_add_up(result):
    """Means of the sites' coins and energy are those of all; series of one site stand with the site only."""
    mining = result.mining
    assert mining is not None
    assert [site.site for site in mining.sites] == ["north", "south", "coalfield", "dam"]
    assert mining.machine == "5 models at 4 sites"
    assert not any(name.startswith("mining_site_") for name in mining.series)
    for place in range(len(mining.years)):
        for name, whole in (("coins", "mining_coins"), ("energy_mwh", "mining_energy_mwh")):
            parts = sum(getattr(site, name).mean[place] for site in mining.sites)
            assert parts == pytest.approx(mining.series[whole].mean[place], rel=1e-4)
    assert any("Own dam (own): 50 MW of Antminer S21 at 4 PKR/kWh" in note for note in result.notes)


def test_a_site_brings_nothing_before_it_opens(result):
    """South opens in January 2027: in the months before it draws nothing, its own dam all the time."""
    mining = result.mining
    assert mining is not None
    south, dam = mining.sites[1], mining.sites[3]
    assert south.opens == dt.date(2027, 1, 15)
    days = (dt.date(2027, 2, 28) - dt.date(2027, 1, 14)).days
    assert max(item.value for item in south.energy_mwh.highest[:1]) <= 500 * 24 * days
    assert dam.energy_mwh.mean[0] > 0.9 * 50 * 24 * 333


def test_the_daily_step_meets_the_hours_at_every_site(result):
    """Coins and energy of each site, fuel in each view, with and without losses: within the bound of one site."""
    assert result.mining is not None
    recorded = result.mining.recorded
    assert recorded is not None
    found = {item.quantity: item for item in recorded.coarse}
    assert {"coins_north", "energy_mwh_dam", "fuel_with_losses_local_dear_split", "co2_tonnes_as_dispatched"} <= set(
        found
    )
    assert found["energy_mwh_dam"].daily == pytest.approx(found["energy_mwh_dam"].hourly, rel=1e-9)
    ran = [
        item for item in recorded.coarse if not item.quantity.startswith(("coins_", "energy_")) or item.hourly > SMALL
    ]
    assert max(abs(item.error) for item in ran) < LARGEST_ERROR


def test_a_plan_of_sites_compiles_with_equal_bits(asked):
    """The compiled engine gives the interpreter's bits for a programme of several sites."""
    pytest.importorskip("numba", reason="the extra plan is not installed")
    from bitcoin_office.adapters.compiled_engine import compiled_kernel
    from bitcoin_office.simulate.run import run_piece

    setup = set_up(plan_facts(asked, market_for(None)), QUESTION)
    plan = plan_of(setup, shipped_texts())
    plain, quick = (run_piece(plan, kernel(plan), 0, 3) for kernel in (plain_kernel, compiled_kernel))
    assert plain.counts == quick.counts
    assert plain.sums == quick.sums
    assert plain.lows == quick.lows


def test_a_replay_tells_the_mining_of_all_sites(asked):
    """One future by its days: power drawn and offered, coins and bill of all sites add up to the year's own sums."""
    winter = msgspec.structs.replace(QUESTION, as_of=dt.date(2026, 6, 30), until=dt.date(2026, 12, 31))
    told = ask_replay(asked, winter, Choice(path=2), threads=1)
    values = {name: daily.values for name, daily in told.series.items()}
    assert sum(values["found_coins"]) == pytest.approx(values["mining_coins"][-1])
    assert sum(values["mining_day_bill_usd"]) == pytest.approx(values["mining_bill_usd"][-1])
    used = sum(values["mining_mw"]) / sum(values["offered_mw"])
    assert used == pytest.approx(values["mining_utilisation"][-1])


def test_a_year_by_the_hour_is_near_the_daily_step_at_every_site(asked):
    """A future with everything that moves: coins and energy of each site are within the bound of a year that runs."""
    pytest.importorskip("highspy", reason="the extra plan is not installed")
    told = ask_replay(asked, QUESTION, Choice(path=2), threads=1, hours=HoursQuestion(year=2026))
    assert told.hours is not None
    found = {item.quantity: item for item in told.hours.apart}
    assert {"mining_mwh_north", "coins_south", "margin_usd_dam"} <= set(found)
    power_mw = {"north": 1_100.0, "south": 500.0, "coalfield": 400.0, "dam": 50.0}
    for site in told.hours.sites:
        used = site.mining_mwh / (power_mw[site.site] * 24 * 365)
        for what in ("mining_mwh", "coins"):
            item = found[f"{what}_{site.site}"]
            assert abs(item.daily - item.hourly) * used <= LARGEST_ERROR * item.hourly
    assert any(note.startswith("Sites on the grid get the same share") for note in told.hours.notes)
