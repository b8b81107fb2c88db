"""Tests of a year of extra demand, by hours and by blocks."""

import datetime as dt

import pytest

from bitcoin_office.adapters.mining_tables import shipped_load_shape
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.mining.supply import View
from bitcoin_office.mining.year import (
    DayOfDemand,
    month_used,
    relative_error,
    supply_by_block,
    supply_by_hour,
)
from bitcoin_office.terms.errors import IncompleteDataError
from tests.mining.power_making import month, plant, system

SHAPE = shipped_load_shape()
APRIL = tuple(DayOfDemand(dt.date(2025, 4, day), 100.0) for day in range(1, 31))
WINTER = tuple(DayOfDemand(day, 2000.0) for day in (dt.date(2025, 11, 1) + dt.timedelta(days=n) for n in range(151)))


def pakistan():
    """Pakistan's power system."""
    power = load_playbook("pk").programme.power
    assert power is not None
    return power


def test_a_plant_that_suffices_serves_all() -> None:
    """100 MW through April are 72 GWh of the one plant with room, at its cost and emissions; with 20 % lost, 90."""
    policy = system(plant("coal", 5, capacity=5000, generated=720, emissions=800), months=(month("2025-04", 1000),))
    for losses, energy in ((0.0, 72_000), (20.0, 90_000)):
        done = supply_by_hour(policy, SHAPE, APRIL, View.CHEAP_SPLIT, losses)
        assert done.by_plant_mwh == {"coal": pytest.approx(energy)}
        assert done.cost == pytest.approx(energy * 1000 * 5)
        assert done.co2_tonnes == pytest.approx(energy * 0.8)
        assert done.unserved_mwh == pytest.approx(0, abs=1e-6)


def test_an_unknown_emission_factor_leaves_carbon_unknown() -> None:
    """Carbon dioxide is unknown as soon as one plant that serves has no factor."""
    policy = system(plant("coal", 5, capacity=5000, emissions=None), months=(month("2025-04", 1000),))
    assert supply_by_hour(policy, SHAPE, APRIL, View.CHEAP_SPLIT, 0).co2_tonnes is None


def test_what_the_plants_cannot_give_is_counted() -> None:
    """With plants for the load alone, demand on top of it is not served in the hours above the mean, and said so."""
    policy = system(plant("coal", 5, capacity=1000), months=(month("2025-04", 1000),))
    done = supply_by_hour(policy, SHAPE, APRIL, View.CHEAP_SPLIT, 0)
    assert done.unserved_mwh > 0
    assert done.energy_mwh + done.unserved_mwh == pytest.approx(72_000)


@pytest.mark.parametrize("view", View)
def test_blocks_against_hours(view: View) -> None:
    """Four blocks a month are within 2 % of the hours in Pakistan's winter, one within 4 %, 48 within 0.2 %."""
    fine = supply_by_hour(pakistan(), SHAPE, WINTER, view, 0)

    def error(blocks: int) -> float:
        coarse = supply_by_block(pakistan(), SHAPE, WINTER, view, losses_percent=0, blocks=blocks)
        assert coarse.energy_mwh == pytest.approx(fine.energy_mwh)
        return abs(relative_error(coarse, fine) or 0.0)

    assert error(1) < 0.04
    assert error(4) < 0.02
    assert error(48) < 0.002


def test_pakistans_winter_by_view() -> None:
    """All winter, 2,000 MW take 7.25 TWh: of liquefied gas as dispatched, and by merit order at lower cost."""
    done = {view: supply_by_hour(pakistan(), SHAPE, WINTER, view, 0) for view in View}
    dispatched = done[View.AS_DISPATCHED]
    assert dispatched.energy_mwh == pytest.approx(7.25e6, rel=0.001)
    assert set(dispatched.by_plant_mwh) == {"rlng"}
    assert dispatched.cost_per_kwh == pytest.approx(22.7323)
    costs = [done[view].cost_per_kwh or 0 for view in (View.CHEAP_SPLIT, View.DEAR_SPLIT, View.AS_DISPATCHED)]
    assert costs == sorted(costs)
    assert dispatched.co2_tonnes == pytest.approx(7.248e6 * 0.49, rel=0.001)


def test_a_day_without_demand_costs_nothing() -> None:
    """Days on which nothing is drawn leave the year as it is."""
    idle = (DayOfDemand(dt.date(2025, 12, 1), 0.0),)
    done = supply_by_hour(pakistan(), SHAPE, idle, View.AS_DISPATCHED, 0)
    assert (done.energy_mwh, done.cost, done.cost_per_kwh) == (0, 0, None)
    assert relative_error(done, done) is None


def test_a_month_is_borrowed_from_the_latest_year() -> None:
    """A month that is not on file is that of the latest year that has it; without any, the month is named."""
    policy = system(months=(month("2023-02", 1), month("2024-02", 2), month("2024-03", 3)))
    assert month_used(policy, 2026, 2).data.month == "2024-02"
    assert month_used(policy, 2026, 2).borrowed
    assert not month_used(policy, 2023, 2).borrowed
    with pytest.raises(IncompleteDataError, match="2026-05"):
        month_used(policy, 2026, 5)
