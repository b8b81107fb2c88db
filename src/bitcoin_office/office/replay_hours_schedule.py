"""The best hours of a replayed year for machines and a hall on the same power, beside the merit order's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from bitcoin_office.mining.fleet import DAYS_A_YEAR, HOURS_A_DAY, KWH_PER_MWH
from bitcoin_office.mining.hours import HourOfFleet, Reward
from bitcoin_office.mining.linear import INFINITY, Solver
from bitcoin_office.mining.schedule import (
    HallTerms,
    HourOfSchedule,
    Machines,
    Task,
)
from bitcoin_office.office.power_result import Scheduled
from bitcoin_office.office.power_schedule import BLOCKS_AN_HOUR, HOURS_OF_DAY, PERCENT, solved
from bitcoin_office.simulate.mining_terms import MiningTerms
from bitcoin_office.terms.errors import UsageError


class HoursQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which budget year of the future, by the year in which it begins, and on what terms its hours are scheduled.

    ``hall_mw`` ``None`` is the hall that the programme has in the future; a ramp of ``None`` is no limit.
    """

    year: int
    hall_mw: Decimal | None = None
    least_hall_percent: Decimal = Decimal(0)
    ramp_percent: Decimal | None = None


class HoursScheduled(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a schedule, and for each hour of the year what machines and hall draw in it."""

    told: Scheduled
    mining_mw: tuple[float, ...]
    hall_mw: tuple[float, ...]


def hours_scheduled(
    hours: Sequence[HourOfFleet], terms: MiningTerms, reward: Reward, question: HoursQuestion, solver: Solver
) -> HoursScheduled | None:
    """The best schedule; ``None`` where no power is offered. Raises ``UsageError`` for a share of a hall without one.

    The power offered to miners in each hour and the hall's own may go to either; difficulty has answered to the fleet,
    as in ``bitcoin-office power``, so both schedules here leave out what comes in before a retarget.
    """
    hall = _hall(terms, question)
    if hall is None and question.least_hall_percent:
        raise UsageError("A hall's share was asked for, and the programme has no hall.", remedy="Add --hall, in MW.")
    places = [place for place, hour in enumerate(hours) if _available(hour) > 0]
    if not places:
        return None
    models = _models(hours)
    task = Task(
        hours=tuple(_hour(hours[place], reward, models) for place in places),
        machines=tuple(
            Machines(id=f"machines {number}", power_mw=power_mw, j_per_th=1.0 / ehs)
            for number, ((_, ehs), power_mw) in enumerate(models.items())
        ),
        hall=hall,
        ramp_mw=_ramp(terms, question),
    )
    best, told = solved(task, solver)
    mining, hall_mw = [0.0] * len(hours), [0.0] * len(hours)
    for place, drawn, in_hall in zip(places, best.machines_mw, best.hall_mw, strict=True):
        mining[place], hall_mw[place] = math.fsum(drawn), in_hall
    return HoursScheduled(told=told, mining_mw=tuple(mining), hall_mw=tuple(hall_mw))


def _available(hour: HourOfFleet) -> float:
    return hour.offered_mw + hour.day.hall_mw


def _models(hours: Sequence[HourOfFleet]) -> dict[tuple[int, float], float]:
    """The most that each batch of machines, and each generation of them, can draw on any day of the year."""
    found: dict[tuple[int, float], float] = {}
    for hour in hours[::HOURS_OF_DAY]:
        for place, batch in enumerate(hour.day.machines):
            key = (place, batch.ehs_per_mw)
            found[key] = max(found.get(key, 0.0), batch.machines_mw)
    return found


def _hour(hour: HourOfFleet, reward: Reward, models: Mapping[tuple[int, float], float]) -> HourOfSchedule:
    """An hour of the future; machines work where they are offered power, and only the generation that stands there.

    All pay the mean price of what is offered in the hour.
    """
    day = hour.day
    works = {
        (place, batch.ehs_per_mw): batch.machines_mw if offered > 0 else 0.0
        for place, (batch, offered) in enumerate(zip(day.machines, hour.offered, strict=True))
    }
    paid = math.fsum(
        offered * batch.tariff_local_per_kwh for batch, offered in zip(day.machines, hour.offered, strict=True)
    )
    tariff = (paid + day.hall_mw * day.tariff_local_per_kwh) / _available(hour)
    return HourOfSchedule(
        available_mw=_available(hour),
        price_usd_per_mwh=tariff / day.local_per_usd * KWH_PER_MWH,
        miners_income_usd=BLOCKS_AN_HOUR * hour.reward_btc * reward.pool_keeps * day.price_usd,
        others_ehs=day.others_ehs,
        working=tuple(works.get(key, 0.0) / most if most else 0.0 for key, most in models.items()),
    )


def _hall(terms: MiningTerms, question: HoursQuestion) -> HallTerms | None:
    if terms.hall is None:
        if question.hall_mw is not None:
            raise UsageError("What a hall earns is not on file.", remedy="Declare one in [[mining.halls]].")
        return None
    power_mw = terms.hall_mw * terms.hall.uptime if question.hall_mw is None else float(question.hall_mw)
    if not power_mw:
        return None
    return HallTerms(
        power_mw=power_mw,
        revenue_usd_per_mwh=terms.hall.revenue_usd / (HOURS_A_DAY * DAYS_A_YEAR) / terms.hall.usage,
        least_share=float(question.least_hall_percent) / PERCENT,
    )


def _ramp(terms: MiningTerms, question: HoursQuestion) -> float:
    if question.ramp_percent is None:
        return INFINITY
    return float(question.ramp_percent) / PERCENT * (terms.mining_mw + terms.hall_mw)
