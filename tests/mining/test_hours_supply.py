"""Tests of the plants behind a fleet hour by hour, against the annual plan's."""

import datetime as dt

import msgspec
import pytest

from bitcoin_office.mining.hours import DayOfFuture, HourOfFleet, fleet_hours
from bitcoin_office.mining.hours_supply import emissions_tonnes, energy_by_plant, serve_hours
from bitcoin_office.mining.supply import View
from bitcoin_office.mining.year import DayOfDemand, supply_by_hour
from tests.mining.power_making import month, plant, system
from tests.mining.test_hours import DAY, REWARD, SHAPE, STATE, changed
from tests.mining.test_year import pakistan

POLICY = pakistan()


def drawn(hour: HourOfFleet) -> float:
    """Without losses, what is drawn is what is generated."""
    return hour.mining_mw


def winter(**changes: float) -> tuple[HourOfFleet, ...]:
    """Pakistan's load of a winter, 2,000 MW offered all through."""
    loads = {int(entry.month[-2:]): float(entry.load.value or 0) for entry in POLICY.months}
    found: list[DayOfFuture] = []
    for number in range(151):
        on = dt.date(2025, 11, 1) + dt.timedelta(days=number)
        found.append(
            msgspec.structs.replace(
                changed(DAY, load_mw=loads[on.month], surplus_mw=1e5, machines_mw=2_000.0, **changes), on=on
            )
        )
    return fleet_hours(tuple(found), STATE, REWARD, SHAPE)


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("losses", [0.0, 17.55])
def test_hours_against_the_annual_plans_plants(view: View, losses: float) -> None:
    """Without any shift of load: the annual plan's energy by plant, fuel and carbon dioxide, to the last digits."""
    hours = winter()
    days = {hour.day.on: hour.mining_mw for hour in hours}
    year = supply_by_hour(POLICY, SHAPE, tuple(DayOfDemand(*day) for day in days.items()), view, losses)
    served = serve_hours(POLICY, hours, view, lambda hour: hour.mining_mw / (1.0 - losses / 100.0))
    assert energy_by_plant(POLICY, served) == {name: pytest.approx(mwh) for name, mwh in year.by_plant_mwh.items()}
    assert sum(hour.fuel_local for hour in served) == pytest.approx(year.cost)
    assert emissions_tonnes(served) == pytest.approx(year.co2_tonnes)
    assert sum(hour.unserved_mwh for hour in served) == pytest.approx(year.unserved_mwh, abs=1e-3)


def test_fuel_follows_its_factor_and_load_its_shift() -> None:
    """A tenth dearer is a tenth dearer in every hour; more load never makes the extra demand cheaper by merit."""
    (plain, dear, high) = (
        serve_hours(POLICY, winter(**changes), View.DEAR_SPLIT, drawn)
        for changes in ({}, {"fuel_factor": 1.1}, {"load_shift": 0.08})
    )
    for cheap, costly, shifted in zip(plain, dear, high, strict=True):
        assert costly.cost_per_kwh == pytest.approx(1.1 * cheap.cost_per_kwh)
        assert shifted.cost_per_kwh >= cheap.cost_per_kwh - 1e-9
    assert sum(hour.fuel_local for hour in high) > sum(hour.fuel_local for hour in plain)


def test_what_plants_cannot_give_and_do_not_tell() -> None:
    """Plants for the load alone leave energy unserved; one without an emission factor leaves carbon unknown."""
    policy = system(plant("coal", 5, capacity=10_500, emissions=None), months=(month("2025-04", 10_000),))
    hours = fleet_hours((msgspec.structs.replace(DAY, on=dt.date(2025, 4, 1)),), STATE, REWARD, SHAPE)
    served = serve_hours(policy, hours, View.CHEAP_SPLIT, drawn)
    given = sum(energy_by_plant(policy, served).values())
    unserved = sum(hour.unserved_mwh for hour in served)
    assert unserved > 0
    assert given + unserved == pytest.approx(sum(hour.mining_mw for hour in hours))
    assert emissions_tonnes(served) is None


def test_hours_without_a_draw_are_left_out() -> None:
    """A fleet that stands still asks nothing of any plant."""
    assert serve_hours(POLICY, winter(tariff_local_per_kwh=1_000.0), View.AS_DISPATCHED, drawn) == ()
