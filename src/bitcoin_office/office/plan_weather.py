"""The market model of a plan, fitted to the record up to its day; the drift is never fitted, it is what is assumed."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.office.plan_result import WeatherUsed
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.weather.fitted import FittedWeather, daily_closes, filtered_history, fit_weather
from bitcoin_office.simulate.weather.garch_fit import GarchFit
from bitcoin_office.simulate.weather.price_models import Drift, Start
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from bitcoin_office.terms.errors import IncompleteDataError

FEWEST_MOVES = 365
PRICE_AGE_DAYS = 4
RATE_AGE_DAYS = 31
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
    points = daily_closes(market, as_of)
    if len(points) <= FEWEST_MOVES:
        raise IncompleteDataError(
            f"Only {len(points) - 1} daily moves without a gap are on file up to {as_of}; a plan needs {FEWEST_MOVES}.",
            remedy="Choose a later --as-of, or fetch: bitcoin-office market update --from DATE",
        )
    found = fit_weather(market, as_of)
    drift, note = _drift(found.price, question)
    price = float(close.observation.value)
    start = Start(price_usd=price, height_usd=max(float(point.value) for point in market.btc_usd.points))
    rate, rate_says, local, rate_note = _rate(market, currency, found, as_of)
    used = WeatherUsed(
        price="filtered historical simulation: GARCH(1,1), its shocks drawn from the past's own",
        past_first_day=points[0].on,
        past_last_day=points[-1].on,
        past_moves=found.price.moves,
        garch_constant=found.price.constant,
        garch_news=found.price.news,
        garch_memory=found.price.memory,
        price_usd=price,
        price_on=close.observation.on,
        drift_percent=float(question.drift_percent),
        drift_deviation_percent=drift.deviation * PERCENT,
        rate=rate_says,
        local_per_usd=local,
    )
    section = filtered_history(found, market, as_of).section(start, drift) + rate
    sources = [str(market.btc_usd.source), *([str(market.usd_pkr.source)] if local is not None else [])]
    return Weather(section=section, used=used, sources=tuple(sources), notes=(note, rate_note))


def _drift(found: GarchFit, question: PlanQuestion) -> tuple[Drift, str]:
    growth = float(question.drift_percent) / PERCENT
    assumed = question.drift_deviation_percent
    deviation = found.growth_error if assumed is None else float(assumed) / PERCENT
    why = "what the past's own moves leave open" if assumed is None else "as asked"
    says = (
        f"Assumed, not fitted: the median price grows {question.drift_percent:f} % a year (--drift), give or take "
        f"{deviation * PERCENT:.1f} % in its log ({why}; --drift-deviation)."
    )
    return Drift(median_growth=growth, deviation=deviation), says


def _rate(
    market: Market, currency: str, found: FittedWeather, as_of: dt.date
) -> tuple[Section, str, float | None, str]:
    """Section, what it is, the first rate, and a note."""
    if currency == DOLLARS:
        return DOLLAR, "the dollar is the country's money", None, "The country's money is the dollar."
    carried = market.usd_pkr.carried(as_of, RATE_AGE_DAYS)
    if carried is None or not has_rate(market, currency):
        return DOLLAR, "none", None, f"No rate of {currency} is on file near {as_of}: values are in dollars only."
    rate, first = found.rate, found.rate_from.first
    says = (
        f"{currency} for a dollar, fitted to {first} to {found.rate_from.last}: {rate.depreciation * PERCENT:.1f} % a "
        f"year in its log, and {rate.jumps:.1f} devaluations a year of {rate.jump_mean * PERCENT:.1f} % on average"
    )
    local = float(carried.observation.value)
    return rate.section(local), says, local, f"{says}; it does not follow bitcoin."
