"""Tests of the hourly schedule, on HiGHS and on a solver that tries every corner."""

import itertools

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitcoin_office.adapters.highs import HighsSolver, ScheduleError
from bitcoin_office.mining.linear import Column, LinearProgram, Row, Solver
from bitcoin_office.mining.schedule import (
    HallTerms,
    HourOfSchedule,
    Machines,
    Task,
    linear_program,
    merit_schedule,
    profit,
    read_schedule,
    tangent_gap,
)
from tests.mining.vertices import CornerSolver

pytest.importorskip("highspy", reason="the extra plan is not installed")


def hour(available: float, price: float, income: float = 2_000_000.0, others: float = 900.0) -> HourOfSchedule:
    """An hour of the schedule."""
    return HourOfSchedule(available_mw=available, price_usd_per_mwh=price, miners_income_usd=income, others_ehs=others)


NEW, OLD = Machines(id="new", power_mw=600, j_per_th=15), Machines(id="old", power_mw=400, j_per_th=30)
HALL = HallTerms(power_mw=100, revenue_usd_per_mwh=150, least_share=0.0)


def schedule(task: Task, solver: Solver | None = None):
    """The best schedule of a task."""
    return read_schedule(task, (solver or HighsSolver()).solve(linear_program(task)))


@given(
    st.lists(st.integers(-5, 5), min_size=3, max_size=3),
    st.lists(st.tuples(st.lists(st.integers(-3, 3), min_size=3, max_size=3), st.integers(0, 9)), max_size=4),
)
@settings(max_examples=40, deadline=None)
def test_highs_against_corners(costs: list[int], limits: list[tuple[list[int], int]]) -> None:
    """On small programmes HiGHS finds the cost that trying every corner with exact fractions finds."""
    program = LinearProgram(
        columns=tuple(Column(name=str(n), cost=cost, high=7.0) for n, cost in enumerate(costs)),
        rows=tuple(
            Row(name=str(n), terms=tuple(enumerate(map(float, factors))), high=float(high))
            for n, (factors, high) in enumerate(limits)
        ),
    )
    assert HighsSolver().solve(program).cost == pytest.approx(CornerSolver().solve(program).cost, abs=1e-6)


@pytest.mark.parametrize("hall", [None, msgspec.structs.replace(HALL, least_share=0.2)])
def test_schedule_against_corners(hall: HallTerms | None) -> None:
    """Two hours with a ramp, two tangents and a hall with a least share: the same profit from both solvers."""
    task = Task(hours=(hour(500, 40), hour(300, 90)), machines=(NEW,), hall=hall, ramp_mw=120, tangents=2)
    found, oracle = schedule(task), schedule(task, CornerSolver())
    assert found.profit_usd == pytest.approx(oracle.profit_usd, rel=1e-9)


def test_schedule_against_trying_everything() -> None:
    """Of all schedules in steps of 50 MW, none that keeps the ramp earns more than the best and its slack."""
    task = Task(hours=(hour(600, 40), hour(350, 60), hour(600, 110)), machines=(NEW,), ramp_mw=200, tangents=40)
    best = schedule(task)
    steps = [50.0 * n for n in range(13)]
    tried = [
        profit(task, tuple((power,) for power in powers), (0.0,) * 3)
        for powers in itertools.product(steps, repeat=3)
        if all(power <= item.available_mw for power, item in zip(powers, task.hours, strict=True))
        and powers[1] - powers[0] <= 200
        and powers[1] - powers[0] >= -250
        and abs(powers[2] - powers[1]) <= 200
    ]
    slack = tangent_gap(task) * sum(item.miners_income_usd for item in task.hours)
    assert max(tried) <= best.profit_usd + slack
    assert best.profit_usd <= max(tried) * 1.02


def test_ramps_and_power_are_kept() -> None:
    """The draw never exceeds what there is, rises by at most the ramp, and falls faster only where power does."""
    task = Task(
        hours=tuple(hour(available, 50) for available in (900, 300, 900, 900, 100, 900)),
        machines=(NEW, OLD),
        hall=HALL,
        ramp_mw=150,
    )
    found = schedule(task)
    drawn = [sum(machines) + hall for machines, hall in zip(found.machines_mw, found.hall_mw, strict=True)]
    assert all(power <= item.available_mw + 1e-6 for power, item in zip(drawn, task.hours, strict=True))
    for number in range(1, len(drawn)):
        falls = task.hours[number].available_mw - task.hours[number - 1].available_mw
        assert min(-150, falls) - 1e-6 <= drawn[number] - drawn[number - 1] <= 150 + 1e-6


def test_the_halls_share_is_kept_though_it_costs() -> None:
    """A hall that earns less than mining still gets its least share of the energy, and profit is lower for it."""
    poor = HallTerms(power_mw=400, revenue_usd_per_mwh=10)
    hours = tuple(hour(400, 40) for _ in range(6))
    free = schedule(Task(hours=hours, machines=(NEW,), hall=poor))
    bound = schedule(Task(hours=hours, machines=(NEW,), hall=msgspec.structs.replace(poor, least_share=0.3)))
    assert sum(free.hall_mw) == pytest.approx(0, abs=1e-6)
    energy = sum(map(sum, bound.machines_mw)) + sum(bound.hall_mw)
    assert sum(bound.hall_mw) >= 0.3 * energy - 1e-6
    assert bound.profit_usd < free.profit_usd


def test_merit_order_against_the_best_schedule() -> None:
    """Without ramps and shares, hours alike: the closed form and HiGHS agree within what tangents overstate."""
    task = Task(hours=tuple(hour(900, 70) for _ in range(8)), machines=(OLD, NEW), hall=HALL, tangents=60)
    merit, best = merit_schedule(task), schedule(task)
    slack = tangent_gap(task) * sum(item.miners_income_usd for item in task.hours)
    assert abs(best.profit_usd - merit.profit_usd) <= slack
    assert merit.hall_mw[0] == pytest.approx(100)


def test_a_large_fleet_holds_back() -> None:
    """Where one more terahash lowers the own income by more than it brings, machines stand although power is there."""
    task = Task(hours=(hour(5000, 90, others=100.0),), machines=(Machines(id="vast", power_mw=5000, j_per_th=15),))
    found = merit_schedule(task)
    drawn = found.machines_mw[0][0]
    assert 0 < drawn < 5000
    for other in (drawn * 0.99, drawn * 1.01):
        assert profit(task, ((other,),), (0.0,)) < found.profit_usd


def test_contradictions_are_named() -> None:
    """A programme that no choice can keep is an error with a remedy, not a made-up schedule."""
    program = LinearProgram(
        columns=(Column(name="x", cost=1.0, high=1.0),), rows=(Row(name="more", terms=((0, 1.0),), low=2.0),)
    )
    with pytest.raises(ScheduleError, match="No best schedule"):
        HighsSolver().solve(program)


def test_the_gap_of_tangents_is_the_largest() -> None:
    """Nowhere between none and all machines do tangents overstate the curve by more than the gap."""
    task = Task(hours=(hour(1000, 50),), machines=(NEW, OLD), tangents=5)
    points = [task.most_ehs * n / 4 for n in range(5)]

    def over(own: float) -> float:
        lines = (p / (900 + p) + 900 / (900 + p) ** 2 * (own - p) for p in points)
        return min(lines) - own / (900 + own)

    overs = [over(task.most_ehs * n / 20_000) for n in range(20_001)]
    assert max(overs) == pytest.approx(tangent_gap(task), rel=1e-3)
