"""The best hours of a power year for machines and a hall that share the power offered."""

from __future__ import annotations

import math

from bitcoin_office.mining.fleet import DAYS_A_YEAR, HOURS_A_DAY, KWH_PER_MWH
from bitcoin_office.mining.linear import INFINITY, Solver
from bitcoin_office.mining.network import SECONDS_A_DAY, network_ehs
from bitcoin_office.mining.replay import MarketDay, Operation
from bitcoin_office.mining.schedule import (
    HallTerms,
    HourOfSchedule,
    Machines,
    Schedule,
    Task,
    linear_program,
    merit_schedule,
    read_schedule,
    tangent_gap,
)
from bitcoin_office.mining.sites import MiningSite, batches_of
from bitcoin_office.office.power_result import Scheduled
from bitcoin_office.office.power_terms import Missing, PowerFacts, PowerQuestion

PERCENT = 100.0
TARGET_BLOCK_SECONDS = 600.0
HOURS_OF_DAY = 24
BLOCKS_AN_HOUR = SECONDS_A_DAY / TARGET_BLOCK_SECONDS / HOURS_A_DAY


def scheduled(  # noqa: PLR0917 - the year, what is on file, and who solves it
    facts: PowerFacts,
    question: PowerQuestion,
    sites: tuple[MiningSite, ...],
    operation: Operation,
    offered: tuple[MarketDay, ...],
    solver: Solver,
    missing: Missing,
) -> Scheduled | None:
    """The best schedule beside the merit order's; ``None`` where no hall was asked for, or what it earns is unknown.

    All machines pay the mean of the sites' tariffs and have power in all the months in which one has.
    """
    hall = _hall(facts, question, missing)
    if hall is None:
        return None
    task = Task(
        hours=tuple(hour for day in offered for hour in (_hour(day, operation),) * HOURS_OF_DAY),
        machines=tuple(
            Machines(
                id=batch.model,
                power_mw=batch.power_mw,
                j_per_th=batch.j_per_th,
                overhead_share=batch.overhead_share,
            )
            for batch in batches_of(sites)
        ),
        hall=hall,
        ramp_mw=_ramp(question, operation),
    )
    return solved(task, solver)[1]


def solved(task: Task, solver: Solver) -> tuple[Schedule, Scheduled]:
    """The best schedule of a task, and what is told of it beside the merit order's."""
    best, merit = read_schedule(task, solver.solve(linear_program(task))), merit_schedule(task)
    told = Scheduled(
        hours=len(task.hours),
        hall_mw=task.hall.power_mw if task.hall else 0.0,
        least_hall_share=task.hall.least_share if task.hall else 0.0,
        ramp_mw=None if task.ramp_mw == INFINITY else task.ramp_mw,
        profit_usd=best.profit_usd,
        merit_profit_usd=merit.profit_usd,
        mining_mwh=_mining(best),
        hall_mwh=math.fsum(best.hall_mw),
        merit_mining_mwh=_mining(merit),
        merit_hall_mwh=math.fsum(merit.hall_mw),
        overstated_usd=tangent_gap(task) * math.fsum(hour.miners_income_usd for hour in task.hours),
    )
    return best, told


def _hall(facts: PowerFacts, question: PowerQuestion, missing: Missing) -> HallTerms | None:
    halls = facts.programme.mining.halls if facts.programme.mining else ()
    if question.hall_mw is None or not halls:
        return None
    revenue = missing.figure(halls[0].revenue, f"What {halls[0].name} earns")
    if revenue is None:
        return None
    return HallTerms(
        power_mw=float(question.hall_mw),
        revenue_usd_per_mwh=revenue / (HOURS_A_DAY * DAYS_A_YEAR) / float(question.power_usage),
        least_share=float(question.least_hall_percent) / PERCENT,
    )


def _ramp(question: PowerQuestion, operation: Operation) -> float:
    if question.ramp_percent is None:
        return INFINITY
    return float(question.ramp_percent) / PERCENT * operation.power_mw


def _hour(day: MarketDay, operation: Operation) -> HourOfSchedule:
    """Every hour of a day alike, as the market knows them."""
    reward = day.block_reward_btc * (1.0 - operation.pool_fee_share)
    return HourOfSchedule(
        available_mw=operation.power_mw,
        price_usd_per_mwh=operation.tariff_local_per_kwh / day.local_per_usd * KWH_PER_MWH,
        miners_income_usd=BLOCKS_AN_HOUR * reward * day.price_usd,
        others_ehs=network_ehs(day.difficulty),
    )


def _mining(schedule: Schedule) -> float:
    return math.fsum(math.fsum(hour) for hour in schedule.machines_mw)
