"""The best hours for machines and a hall on the same power, as a linear programme.

It knows ramps, a least share for the hall, and the fleet's own effect on difficulty. Money is dollars. Income from
mining is concave in the fleet's own hash rate H: all miners' income times H/(N+H), N being the others'. Within an epoch
difficulty is one, so H is the epoch's mean, and the curve is bounded from above by its tangents at a few hash rates:
income is overstated between them, by at most ``tangent_gap`` of all miners' income.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import msgspec

from bitcoin_office.mining.fleet import fleet_ehs
from bitcoin_office.mining.linear import INFINITY, Column, LinearProgram, Row, Solution

HOURS_OF_EPOCH = 336
"""Two weeks: a difficulty epoch at its proper pace."""
HOURS_OF_WEEK = 168
DEFAULT_TANGENTS = 12


class HourOfSchedule(msgspec.Struct, frozen=True, kw_only=True):
    """One hour: the power that may be drawn, what it costs, what all miners earn, and how many they are.

    ``working`` is the share of each model's machines that works, in the task's order; empty where all do.
    """

    available_mw: float
    price_usd_per_mwh: float
    miners_income_usd: float
    others_ehs: float
    working: tuple[float, ...] = ()

    def most_mw(self, machines: tuple[Machines, ...], place: int) -> float:
        """What the machines of one model can draw in this hour."""
        return machines[place].power_mw * (self.working[place] if self.working else 1.0)


class Machines(msgspec.Struct, frozen=True, kw_only=True):
    """Machines of one model."""

    id: str
    power_mw: float
    j_per_th: float
    overhead_share: float = 0.0

    @property
    def ehs_per_mw(self) -> float:
        """The hash rate of a megawatt."""
        return fleet_ehs(1.0, self.j_per_th, self.overhead_share)


class HallTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A hall beside them: its power, what a megawatt-hour earns it, and its least share of each week's energy."""

    power_mw: float
    revenue_usd_per_mwh: float
    least_share: float = 0.0


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be scheduled. ``ramp_mw`` is how far the draw may change in an hour; falling power is followed."""

    hours: tuple[HourOfSchedule, ...]
    machines: tuple[Machines, ...]
    hall: HallTerms | None = None
    ramp_mw: float = INFINITY
    tangents: int = DEFAULT_TANGENTS
    hours_of_epoch: int = HOURS_OF_EPOCH
    hours_of_week: int = HOURS_OF_WEEK

    @property
    def most_ehs(self) -> float:
        """The hash rate of all machines together."""
        return math.fsum(model.power_mw * model.ehs_per_mw for model in self.machines)

    def epochs(self) -> tuple[range, ...]:
        """The hours of each epoch."""
        return _stretches(len(self.hours), self.hours_of_epoch)


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """What runs in each hour: megawatts by model, in the task's order, and of the hall; with its profit.

    ``profit_usd`` is true to the curve, not to its tangents.
    """

    machines_mw: tuple[tuple[float, ...], ...]
    hall_mw: tuple[float, ...]
    profit_usd: float


def linear_program(task: Task) -> LinearProgram:
    """The task as a linear programme: machines hour by hour, then the hall, then the income of each epoch."""
    columns = (*_machine_columns(task), *_hall_columns(task), *(
        Column(name=f"income {number}", cost=-1.0, low=-INFINITY) for number in range(len(task.epochs()))
    ))  # fmt: skip
    rows = (*_availability(task), *_ramps(task), *_hall_share(task), *_tangents(task))
    return LinearProgram(columns=columns, rows=rows)


def read_schedule(task: Task, solution: Solution) -> Schedule:
    """A solution of ``linear_program`` as a schedule."""
    models, count = len(task.machines), len(task.hours)
    values = solution.values
    machines = tuple(tuple(values[hour * models : (hour + 1) * models]) for hour in range(count))
    hall = tuple(values[models * count : models * count + count]) if task.hall else (0.0,) * count
    return Schedule(machines_mw=machines, hall_mw=hall, profit_usd=profit(task, machines, hall))


def profit(task: Task, machines_mw: tuple[tuple[float, ...], ...], hall_mw: tuple[float, ...]) -> float:
    """What a schedule earns: each epoch's income at its mean hash rate, the hall's revenue, less power."""
    total = 0.0
    for epoch in task.epochs():
        income = math.fsum(task.hours[hour].miners_income_usd for hour in epoch)
        own = _own_ehs(task, machines_mw, epoch, income)
        total += income * own / (task.hours[epoch[0]].others_ehs + own)
    for hour, drawn, halls in zip(task.hours, machines_mw, hall_mw, strict=True):
        revenue = halls * task.hall.revenue_usd_per_mwh if task.hall else 0.0
        total += revenue - (math.fsum(drawn) + halls) * hour.price_usd_per_mwh
    return total


def merit_schedule(task: Task) -> Schedule:
    """Hour by hour without looking ahead: the hall where it pays more, then machines from the thriftiest until the next
    terahash would lower the fleet's own income by more than it brings. Ramps and the hall's share are left out.
    """
    order = sorted(range(len(task.machines)), key=lambda place: -task.machines[place].ehs_per_mw)
    machines: list[tuple[float, ...]] = []
    hall: list[float] = []
    for hour in task.hours:
        alone = _run(task, hour, order, hour.available_mw)
        shared_mw = 0.0
        if task.hall and task.hall.revenue_usd_per_mwh > hour.price_usd_per_mwh:
            shared_mw = min(task.hall.power_mw, hour.available_mw)
        shared = _run(task, hour, order, hour.available_mw - shared_mw)
        with_hall = _hour_profit(task, hour, shared, shared_mw) >= _hour_profit(task, hour, alone, 0.0)
        machines.append(shared if with_hall else alone)
        hall.append(shared_mw if with_hall else 0.0)
    return Schedule(
        machines_mw=tuple(machines), hall_mw=tuple(hall), profit_usd=profit(task, tuple(machines), tuple(hall))
    )


def tangent_gap(task: Task) -> float:
    """The most by which tangents overstate a fleet's share of all miners' income: where two neighbours cross.

    On the whole network's hash rate u = N + H the curve is 1 - N/u, and tangents at a and b cross at 2ab/(a + b).
    """
    others = min(hour.others_ehs for hour in task.hours)
    points = _points(task)
    gap = 0.0
    for low, high in itertools.pairwise(points):
        crossing = 2.0 * (others + low) * (others + high) / (2.0 * others + low + high) - others
        line = low / (others + low) + others / (others + low) ** 2 * (crossing - low)
        gap = max(gap, line - crossing / (others + crossing))
    return gap


def _run(task: Task, hour: HourOfSchedule, order: list[int], power_mw: float) -> tuple[float, ...]:
    """Machines of an hour: each more as long as income grows by more than its power costs."""
    drawn = [0.0] * len(task.machines)
    own = 0.0
    for place in order:
        model = task.machines[place]
        cost = hour.price_usd_per_mwh / model.ehs_per_mw
        best = INFINITY if cost <= 0 else math.sqrt(hour.miners_income_usd * hour.others_ehs / cost) - hour.others_ehs
        most_mw = hour.most_mw(task.machines, place)
        drawn[place] = min(most_mw, power_mw, max(0.0, best - own) / model.ehs_per_mw)
        own += drawn[place] * model.ehs_per_mw
        power_mw -= drawn[place]
    return tuple(drawn)


def _hour_profit(task: Task, hour: HourOfSchedule, drawn: tuple[float, ...], hall_mw: float) -> float:
    own = math.fsum(power * model.ehs_per_mw for power, model in zip(drawn, task.machines, strict=True))
    revenue = hall_mw * task.hall.revenue_usd_per_mwh if task.hall else 0.0
    income = hour.miners_income_usd * own / (hour.others_ehs + own)
    return income + revenue - (math.fsum(drawn) + hall_mw) * hour.price_usd_per_mwh


def _own_ehs(task: Task, machines_mw: tuple[tuple[float, ...], ...], epoch: range, income: float) -> float:
    """The epoch's mean hash rate, each hour weighed by what all miners earn in it."""
    own = 0.0
    for hour in epoch:
        rates = (power * model.ehs_per_mw for power, model in zip(machines_mw[hour], task.machines, strict=True))
        own += task.hours[hour].miners_income_usd / income * math.fsum(rates)
    return own


def _machine_columns(task: Task) -> Iterator[Column]:
    for number, hour in enumerate(task.hours):
        for place, model in enumerate(task.machines):
            high = hour.most_mw(task.machines, place)
            yield Column(name=f"{model.id} {number}", cost=hour.price_usd_per_mwh, high=high)


def _hall_columns(task: Task) -> Iterator[Column]:
    if task.hall:
        for number, hour in enumerate(task.hours):
            earns = hour.price_usd_per_mwh - task.hall.revenue_usd_per_mwh
            yield Column(name=f"hall {number}", cost=earns, high=task.hall.power_mw)


def _drawn(task: Task, hour: int) -> tuple[int, ...]:
    """The columns of everything that draws in an hour."""
    models, count = len(task.machines), len(task.hours)
    machines = tuple(range(hour * models, (hour + 1) * models))
    return (*machines, models * count + hour) if task.hall else machines


def _availability(task: Task) -> Iterator[Row]:
    for number, hour in enumerate(task.hours):
        terms = tuple((column, 1.0) for column in _drawn(task, number))
        yield Row(name=f"available {number}", terms=terms, high=hour.available_mw)


def _ramps(task: Task) -> Iterator[Row]:
    if task.ramp_mw < INFINITY:
        for number in range(1, len(task.hours)):
            now = tuple((column, 1.0) for column in _drawn(task, number))
            before = tuple((column, -1.0) for column in _drawn(task, number - 1))
            falls = task.hours[number].available_mw - task.hours[number - 1].available_mw
            yield Row(name=f"ramp {number}", terms=now + before, low=min(-task.ramp_mw, falls), high=task.ramp_mw)


def _hall_share(task: Task) -> Iterator[Row]:
    if task.hall and task.hall.least_share > 0:
        share = task.hall.least_share
        for number, week in enumerate(_stretches(len(task.hours), task.hours_of_week)):
            terms: list[tuple[int, float]] = []
            for hour in week:
                *machines, hall = _drawn(task, hour)
                terms += [(column, -share) for column in machines]
                terms.append((hall, 1.0 - share))
            yield Row(name=f"hall's week {number}", terms=tuple(terms), low=0.0)


def _tangents(task: Task) -> Iterator[Row]:
    """Each epoch's income below the tangents of all miners' income times H/(N+H)."""
    first = len(task.hours) * (len(task.machines) + (1 if task.hall else 0))
    for number, epoch in enumerate(task.epochs()):
        others = task.hours[epoch[0]].others_ehs
        income = math.fsum(task.hours[hour].miners_income_usd for hour in epoch)
        for own in _points(task):
            slope = others / (others + own) ** 2
            terms = [(first + number, 1.0)]
            for hour in epoch:
                weight = task.hours[hour].miners_income_usd * slope
                columns = _drawn(task, hour)[: len(task.machines)]
                terms += [
                    (column, -weight * model.ehs_per_mw) for column, model in zip(columns, task.machines, strict=True)
                ]
            high = income * (own / (others + own) - slope * own)
            yield Row(name=f"income {number} at {own:.1f} EH/s", terms=tuple(terms), high=high)


def _points(task: Task) -> tuple[float, ...]:
    """The hash rates whose tangents are taken: evenly from none to all machines."""
    return tuple(task.most_ehs * place / max(1, task.tangents - 1) for place in range(task.tangents))


def _stretches(count: int, length: int) -> tuple[range, ...]:
    return tuple(range(start, min(start + length, count)) for start in range(0, count, length))
