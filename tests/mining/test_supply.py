"""Tests of which plants serve more demand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.mining.supply import Step, View, average_cost, month_stack, served
from bitcoin_office.playbook.power_policy import PlantGroup
from tests.mining.power_making import known, month, plant, system

STEPS = tuple(
    Step(plant=name, cost_per_kwh=cost, power_mw=power, emissions_g_per_kwh=None)
    for name, cost, power in (("a", 1.0, 100.0), ("b", 5.0, 50.0), ("c", 9.0, 30.0))
)


def test_more_demand_is_served_from_where_demand_stands() -> None:
    """From 90 MW, 80 more take 10 of the first plant, all of the second, 20 of the third."""
    assert [(part.step.plant, part.power_mw) for part in served(STEPS, 90, 80)] == [("a", 10), ("b", 50), ("c", 20)]


def test_what_cannot_be_served_is_not() -> None:
    """From 170 MW, 80 more get the 10 that are left."""
    assert [(part.step.plant, part.power_mw) for part in served(STEPS, 170, 80)] == [("c", 10)]


@given(st.floats(0, 250), st.floats(0, 200), st.floats(0, 200))
def test_serving_in_two_parts_is_serving_at_once(start: float, first: float, second: float) -> None:
    """Cost is a function of the level: two additions one after the other cost what both together do."""

    def cost(level: float, extra: float) -> float:
        return sum(part.power_mw * part.step.cost_per_kwh for part in served(STEPS, level, extra))

    assert cost(start, first) + cost(start + first, second) == pytest.approx(cost(start, first + second), abs=1e-6)


def test_pakistans_merit_order_weighs_to_the_reported_cost() -> None:
    """The plants of December 2024 weigh to 9.09 rupees a kilowatt-hour, as the regulator reports."""
    power = load_playbook("pk").programme.power
    assert power is not None
    assert average_cost(power) == pytest.approx(9.09, abs=0.005)


def test_an_unknown_energy_leaves_the_average_unknown() -> None:
    """One plant without its energy, and nothing can be averaged."""
    assert average_cost(system(plant("a", 1.0, generated=1), plant("b", 2.0), months=())) is None


def test_as_dispatched_the_dearest_material_plant_gives_more() -> None:
    """A plant that gave a thousandth of the energy is no margin; the one before it is, beyond what it gave."""
    policy = system(
        plant("coal", 5, capacity=900, generated=72),
        plant("gas", 9, capacity=400, generated=72),
        plant("oil", 20, capacity=300, generated=0.072),
        months=(),
    )
    stack = month_stack(policy, month("2025-04", 200), View.AS_DISPATCHED, 720)
    assert stack.taken_mw is None
    assert [(step.plant, step.power_mw) for step in stack.steps] == [
        ("gas", pytest.approx(300)),
        ("oil", pytest.approx(299.9)),
    ]


def test_a_shared_capacity_goes_to_the_cheapest_or_the_dearest() -> None:
    """Of 1,000 MW that two plants have together, each keeps what it gave and one takes the rest."""
    policy = system(
        plant("lignite", 5, generated=72),
        plant("coal", 9, generated=36),
        months=(),
        groups=(PlantGroup(id="all", plants=("lignite", "coal"), capacity=known(1000, "MW")),),
        availability=80,
    )
    powers = {
        view: [step.power_mw for step in month_stack(policy, month("2025-04", 200), view, 720).steps] for view in View
    }
    assert powers[View.CHEAP_SPLIT] == [pytest.approx(750), pytest.approx(50)]
    assert powers[View.DEAR_SPLIT] == [pytest.approx(100), pytest.approx(700)]


def test_water_is_as_reported_or_bounded() -> None:
    """A month's own water counts; where it is missing, the most and the least of any month on file bound it."""
    months = (month("2025-01", 500, 100), month("2025-02", 500), month("2025-03", 500, 300))
    policy = system(plant("hydel", 0, fuel="water", capacity=1000, generated=7.2), months=months)

    def water(number: int, view: View) -> float:
        return month_stack(policy, months[number], view, 720).steps[0].power_mw

    assert water(0, View.CHEAP_SPLIT) == water(0, View.DEAR_SPLIT) == 100
    assert (water(1, View.DEAR_SPLIT), water(1, View.CHEAP_SPLIT)) == (100, 300)


def test_a_plant_of_unknown_cost_serves_nothing() -> None:
    """El Salvador's plants have no cost on file, so no view can name one that serves."""
    power = load_playbook("sv").programme.power
    assert power is not None
    assert month_stack(power, month("2025-04", 200), View.CHEAP_SPLIT, 720).steps == ()
