"""The market model of a plan, made of the record up to its day: nothing is fitted, and the drift is what is assumed."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.market.series import Point
from bitcoin_office.office.plan_result import WeatherUsed
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.simulate.elementary import log
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR, Bootstrap, Drift, Start
from bitcoin_office.simulate.weather.rate_models import DOLLAR, ManagedRate
from bitcoin_office.terms.errors import IncompleteDataError

PAST_DAYS = 1461
"""Four years of daily moves: one round of halvings, and the window that the model was tried with."""
BLOCK_DAYS = 90.0
"""Mean length of the stretches of the past that are drawn whole: long enough for calm and storm to last."""
FEWEST_MOVES = 365
PRICE_AGE_DAYS = 4
RATE_AGE_DAYS = 31
RATE_YEARS = 10
MONTHS_A_YEAR = 12
PERCENT = 100.0
DOLLARS = "USD"


class Weather(msgspec.Struct, frozen=True, kw_only=True):
    """The sections of price and rate, what they are made of, and which sources they rest on."""

    section: Section
    used: WeatherUsed
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def has_rate(market: Market, currency: str) -> bool:
    """Whether futures of the country's money can be drawn: it is the dollar, or its rate is on file."""
    return currency == DOLLARS or market.usd_pkr.unit == f"{currency}/{DOLLARS}"


def weather_of(market: Market, currency: str, question: PlanQuestion, as_of: dt.date) -> Weather:
    """The weather from a day on. Raises ``IncompleteDataError`` naming what is missing before it."""
    close = market.btc_usd.carried(as_of, PRICE_AGE_DAYS)
    if close is None:
        near = " and ".join(str(day) for day in market.btc_usd.nearest(as_of)) or "none"
        raise IncompleteDataError(
            f"No close of bitcoin is known on {as_of} or in the {PRICE_AGE_DAYS} days before; the last: {near}.",
            remedy="Choose another --as-of, or fetch: bitcoin-office market update",
        )
    points = market.btc_usd.between(as_of - dt.timedelta(days=PAST_DAYS), as_of)
    moves = _daily_moves(points)
    if len(moves) < FEWEST_MOVES:
        raise IncompleteDataError(
            f"Only {len(moves)} daily moves are on file in the four years before {as_of}; a plan needs {FEWEST_MOVES}.",
            remedy="Choose a later --as-of, or fetch: bitcoin-office market update --from DATE",
        )
    drift, notes = _drift(moves, question)
    price = float(close.observation.value)
    height = max(float(point.value) for point in market.btc_usd.points)
    section = Bootstrap(moves=moves, block_days=BLOCK_DAYS).section(Start(price_usd=price, height_usd=height), drift)
    rate, rate_says, local, rate_note = _rate(market, currency, as_of)
    used = WeatherUsed(
        price="stationary block bootstrap of daily log moves, their mean taken out",
        past_first_day=points[0].on,
        past_last_day=points[-1].on,
        past_moves=len(moves),
        block_days=BLOCK_DAYS,
        price_usd=price,
        price_on=close.observation.on,
        drift_percent=float(question.drift_percent),
        drift_deviation_percent=drift.deviation * PERCENT,
        rate=rate_says,
        local_per_usd=local,
    )
    sources = [str(market.btc_usd.source), *([str(market.usd_pkr.source)] if local is not None else [])]
    return Weather(section=section + rate, used=used, sources=tuple(sources), notes=(*notes, rate_note))


def _daily_moves(points: tuple[Point, ...]) -> tuple[float, ...]:
    """Log moves between days that follow each other; over a gap there is none."""
    return tuple(
        log(float(after.value)) - log(float(before.value))
        for before, after in itertools.pairwise(points)
        if (after.on - before.on).days == 1
    )


def _drift(moves: tuple[float, ...], question: PlanQuestion) -> tuple[Drift, tuple[str, ...]]:
    growth = float(question.drift_percent) / PERCENT
    assumed = question.drift_deviation_percent
    deviation = _standard_error(moves, DAYS_PER_YEAR) if assumed is None else float(assumed) / PERCENT
    why = "what the past's own moves leave open" if assumed is None else "as asked"
    says = (
        f"Assumed, not fitted: the median price grows {question.drift_percent:f} % a year (--drift), give or take "
        f"{deviation * PERCENT:.1f} % in its log ({why}; --drift-deviation)."
    )
    return Drift(median_growth=growth, deviation=deviation), (says,)


def _standard_error(moves: tuple[float, ...], a_year: float) -> float:
    """How far the mean of so many moves may be off, as growth a year."""
    mean = math.fsum(moves) / len(moves)
    variance = math.fsum((move - mean) * (move - mean) for move in moves) / len(moves)
    return math.sqrt(variance * a_year) / math.sqrt(len(moves) / a_year)


def _rate(market: Market, currency: str, as_of: dt.date) -> tuple[Section, str, float | None, str]:
    """Section, what it is, the first rate, and a note."""
    if currency == DOLLARS:
        return DOLLAR, "the dollar is the country's money", None, "The country's money is the dollar."
    if not has_rate(market, currency):
        return DOLLAR, "none", None, f"No rate of {currency} is on file: values are in dollars only."
    carried = market.usd_pkr.carried(as_of, RATE_AGE_DAYS)
    points = market.usd_pkr.between(as_of - dt.timedelta(days=round(RATE_YEARS * DAYS_PER_YEAR)), as_of)
    moves = tuple(log(float(b.value)) - log(float(a.value)) for a, b in itertools.pairwise(points))
    if carried is None or len(moves) < MONTHS_A_YEAR:
        return DOLLAR, "none", None, f"No rate of {currency} is on file near {as_of}: values are in dollars only."
    drift = math.fsum(moves) / len(moves) * MONTHS_A_YEAR
    error = _standard_error(moves, MONTHS_A_YEAR)
    model = ManagedRate(
        depreciation=drift,
        depreciation_deviation=error,
        volatility=error * math.sqrt(len(moves) / MONTHS_A_YEAR),
        jumps=0.0,
        jump_mean=0.0,
        jump_deviation=0.0,
    )
    local = float(carried.observation.value)
    says = (
        f"{currency} for a dollar: {drift * PERCENT:.1f} % a year in its log, as in {len(moves)} months up to {as_of}"
    )
    note = f"{says}; devaluations are spread over all days instead of coming as jumps, and do not follow bitcoin."
    return model.section(local), says, local, note
