"""Dispatch side by side in one run: a month's blocks beside its hours, and the merit order beside the best schedule.

Run it as ``python bench/dispatch.py`` from the repository, with the extra ``plan`` (about a minute), or with
``--hours 1344`` for eight weeks of the schedule. The first part is Pakistan's winter of 2025-26, 2,000 MW in every
hour. The second is a made-up year of machines of three models and a hall, on power that comes and goes.
"""

import argparse
import datetime as dt
import itertools
import math
import time
from collections.abc import Callable
from typing import TypeVar

import msgspec

from bitcoin_office.adapters.highs import HighsSolver
from bitcoin_office.adapters.mining_tables import shipped_load_shape
from bitcoin_office.app.playbook import load_playbook
from bitcoin_office.mining.schedule import (
    HallTerms,
    HourOfSchedule,
    Machines,
    Task,
    linear_program,
    merit_schedule,
    read_schedule,
    tangent_gap,
)
from bitcoin_office.mining.supply import View
from bitcoin_office.mining.year import DayOfDemand, relative_error, supply_by_block, supply_by_hour

T = TypeVar("T")
BLOCKS = (1, 2, 4, 8, 24)
LOSSES_PERCENT = 17.55
WINTER = tuple(DayOfDemand(dt.date(2025, 11, 1) + dt.timedelta(days=day), 2000.0) for day in range(151))
MACHINES = (
    Machines(id="13.5 J/TH", power_mw=500, j_per_th=13.5),
    Machines(id="17.5 J/TH", power_mw=900, j_per_th=17.5),
    Machines(id="29.5 J/TH", power_mw=600, j_per_th=29.5),
)
HALL = HallTerms(power_mw=300, revenue_usd_per_mwh=145, least_share=0.1)
RAMP_MW = 150.0


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of real time, and what came of it."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def blocks_beside_hours() -> None:
    """Error and time of the coarse year, by view and number of blocks."""
    power = load_playbook("pk").programme.power
    assert power is not None
    shape = shipped_load_shape()
    print("Blocks of a month beside its hours: fuel cost of 2,000 MW from November to March")
    print(f"{'view':<15}{'hours, ms':>10}" + "".join(f"{f'{n} blocks':>22}" for n in BLOCKS))
    for view in View:
        hours_s, fine = timed(lambda view=view: supply_by_hour(power, shape, WINTER, view, LOSSES_PERCENT))
        cells = ""
        for number in BLOCKS:
            block_s, coarse = timed(
                lambda view=view, number=number: supply_by_block(
                    power, shape, WINTER, view, losses_percent=LOSSES_PERCENT, blocks=number
                )
            )
            cells += f"{100 * (relative_error(coarse, fine) or 0.0):>+10.3f} % {hours_s / block_s:>5.1f}x   "
        print(f"{view.value:<15}{hours_s * 1000:>10.0f}{cells}")


def made_up_year(hours: int) -> tuple[HourOfSchedule, ...]:
    """Power that comes and goes with the season and the day, a tariff dear in the evening, a price that wanders."""
    made: list[HourOfSchedule] = []
    for number in range(hours):
        season = 0.6 + 0.35 * math.cos(2 * math.pi * number / 8760)
        day = 0.12 * math.cos(2 * math.pi * (number % 24 - 3) / 24) + 0.05 * math.sin(number * 0.37)
        evening = 18 <= number % 24 < 22
        made.append(
            HourOfSchedule(
                available_mw=2000 * max(0.0, min(1.0, season + day)),
                price_usd_per_mwh=110.0 if evening else 60.0 + 5 * math.sin(number * 0.011),
                miners_income_usd=(3.125 * 6) * 95_000 * (1 + 0.25 * math.sin(2 * math.pi * number / 2900)),
                others_ehs=900.0,
            )
        )
    return tuple(made)


def merit_beside_best(hours: int) -> None:
    """Profit and time of the merit order and of the linear programme, with and without what only the latter knows."""
    free = Task(hours=made_up_year(hours), machines=MACHINES, hall=msgspec.structs.replace(HALL, least_share=0.0))
    bound = msgspec.structs.replace(free, hall=HALL, ramp_mw=RAMP_MW)
    print(f"\nA schedule of {hours:,} hours, {len(MACHINES)} models and a hall")
    merit_s, merit = timed(lambda: merit_schedule(free))
    print(f"{'merit order, hour by hour':<44}{merit.profit_usd / 1e6:>10.2f} million USD {merit_s:>8.2f} s")
    for name, task in (("best, without ramps or a share", free), ("best, with ramps and the hall's share", bound)):
        build_s, program = timed(lambda task=task: linear_program(task))
        solve_s, solution = timed(lambda program=program: HighsSolver().solve(program))
        best = read_schedule(task, solution)
        size = f"{len(program.columns):,} columns, {len(program.rows):,} rows"
        print(
            f"{name:<44}{best.profit_usd / 1e6:>10.2f} million USD {build_s + solve_s:>8.2f} s "
            f"({solve_s:.2f} in HiGHS; {size}); merit order {100 * (merit.profit_usd / best.profit_usd - 1):+.2f} %, "
            f"{(build_s + solve_s) / merit_s:,.0f} times as quick"
        )
    income = sum(hour.miners_income_usd for hour in free.hours)
    gap = tangent_gap(free) * income / merit.profit_usd
    print(f"Tangents overstate income by at most {100 * gap:.3f} % of the profit.")
    drawn = [sum(machines) + hall for machines, hall in zip(merit.machines_mw, merit.hall_mw, strict=True)]
    broken = sum(abs(now - before) > RAMP_MW for before, now in itertools.pairwise(drawn))
    print(f"The merit order breaks the ramp of {RAMP_MW:.0f} MW in {100 * broken / len(drawn):.1f} % of hours.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, default=8760)
    blocks_beside_hours()
    merit_beside_best(parser.parse_args().hours)
