"""What the closes on file say of a price that fell so far, of growth so low, of volatility so high."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Sequence

from bitcoin_office.market.series import Point
from bitcoin_office.office.plan import PlanSetup

DAYS_PER_YEAR = 365.0
A_MONTH = 27
PERCENT = 100.0


def in_history(setup: PlanSetup, name: str, declared: float, value: float) -> str:
    """A sentence about one of the market's assumptions; empty for any other."""
    points = setup.facts.market.btc_usd.points
    match name:
        case "price":
            return quickest_fall(points, 1.0 - value / declared)
        case "growth":
            return windows_below(points, setup.span.days, value)
        case "volatility":
            return loudest_year(points, value)
        case _:
            return ""


def quickest_fall(points: Sequence[Point], fall: float) -> str:
    """In how few days the recorded closes fell that far."""
    if fall <= 0.0:
        return "No fall is needed."
    quickest: tuple[int, Point, Point] | None = None
    for number, before in enumerate(points):
        line = float(before.value) * (1.0 - fall)
        for after in points[number + 1 :]:
            days = (after.on - before.on).days
            if quickest is not None and days >= quickest[0]:
                break
            if float(after.value) <= line:
                quickest = (days, before, after)
                break
    if quickest is None:
        return f"The closes on file, from {points[0].on} on, never fell by {fall:.0%}."
    days, before, after = quickest
    return f"The closes on file fell by {fall:.0%} within {days} days at the quickest, {before.on} to {after.on}."


def windows_below(points: Sequence[Point], days: int, growth_percent: float) -> str:
    """How many windows as long as the plan grew less than so much a year, one begun each month."""
    begins = [points[0]]
    for point in points[1:]:
        if (point.on - begins[-1].on).days >= A_MONTH:
            begins.append(point)
    grown = [_growth(begin, end) for begin in begins if (end := _after(points, begin.on, days)) is not None]
    if not grown:
        return f"No window of {days} days is on file."
    below = sum(growth < growth_percent for growth in grown)
    return (
        f"{below} of {len(grown)} windows as long as the plan, one begun each month since {begins[0].on}, grew less; "
        f"the poorest {min(grown):.0f} % a year."
    )


def loudest_year(points: Sequence[Point], factor: float) -> str:
    """The loudest year of daily closes against all of them."""
    moves = [
        math.log(float(after.value) / float(before.value))
        for before, after in itertools.pairwise(points)
        if after.on - before.on == dt.timedelta(days=1)
    ]
    year = int(DAYS_PER_YEAR)
    if len(moves) < 2 * year:
        return "Two years of daily closes are not on file."
    squares = list(itertools.accumulate((move * move for move in moves), initial=0.0))
    usual = math.sqrt(squares[-1] / len(moves))
    loudest = max(math.sqrt((squares[end] - squares[end - year]) / year) for end in range(year, len(squares)))
    return (
        f"The loudest year of daily closes on file was {loudest / usual:.2f} times as volatile as all of them; this is "
        f"{factor:.2f}."
    )


def _after(points: Sequence[Point], begin: dt.date, days: int) -> Point | None:
    """The last point at most so many days later, if the next one is beyond that."""
    until = begin + dt.timedelta(days=days)
    if points[-1].on < until:
        return None
    return next(point for point in reversed(points) if point.on <= until)


def _growth(begin: Point, end: Point) -> float:
    """Percent a year."""
    years = (end.on - begin.on).days / DAYS_PER_YEAR
    return PERCENT * ((float(end.value) / float(begin.value)) ** (1.0 / years) - 1.0)
