"""The market model of a plan, fitted to the record up to its day; the drift is never fitted, it is what is assumed."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.office.notes import Note, note
from bitcoin_office.office.plan_result import WeatherUsed
from bitcoin_office.office.plan_terms import PlanQuestion, WeatherName, span_of
from bitcoin_office.simulate.sections import Section
from bitcoin_office.simulate.weather.fitted import (
    FittedWeather,
    bates,
    bootstrap,
    daily_closes,
    filtered_history,
    fit_weather,
    gbm,
)
from bitcoin_office.simulate.weather.garch_fit import GarchFit
from bitcoin_office.simulate.weather.price_models import Drift, PriceModel, Start
from bitcoin_office.simulate.weather.pushes import growth_pushes, price_pushes
from bitcoin_office.simulate.weather.rate_models import DOLLAR
from bitcoin_office.terms.errors import IncompleteDataError

FEWEST_MOVES = 365
PRICE_AGE_DAYS = 4
RATE_AGE_DAYS = 31
PERCENT = 100.0
DOLLARS = "USD"
SAYS = {
    WeatherName.FILTERED_HISTORY: "filtered historical simulation: GARCH(1,1), its shocks drawn from the past's own",
    WeatherName.BOOTSTRAP: "stationary block bootstrap: stretches of the past's own daily moves",
    WeatherName.GBM: "geometric Brownian motion with the past's volatility: for pricing, it knows no crashes",
    WeatherName.BATES: "stochastic volatility with jumps (Bates), by moments of the past: for stress",
}
START = frozenset({"first_log_price", "first_height_usd", "drift_mean", "drift_deviation"})
"""Numbers of every price model that are no part of the model: where it begins, and what is assumed of its drift."""


class Weather(msgspec.Struct, frozen=True, kw_only=True):
    """The sections of price and rate, what they are made of, and which sources they rest on.

    ``start`` and ``rate`` are parts of ``section``, for who needs the one without the other.
    """

    section: Section
    start: Start
    rate: Section
    used: WeatherUsed
    sources: tuple[str, ...]
    notes: tuple[Note, ...]


def has_rate(market: Market, currency: str) -> bool:
    """Whether futures of the country's money can be drawn: it is the dollar, or its rate is on file."""
    return currency == DOLLARS or market.usd_pkr.unit == f"{currency}/{DOLLARS}"


def weather_of(
    market: Market, currency: str, question: PlanQuestion, as_of: dt.date, rate_with_bitcoin: float | None = None
) -> Weather:
    """The weather from a day on; ``rate_with_bitcoin`` is a correlation that somebody states, in the fit's place.

    Raises ``IncompleteDataError`` naming what is missing before it.
    """
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
    found = question.fitted or fit_weather(market, as_of)
    _not_later(found, as_of)
    drift, growth = _drift(found.price, question)
    price = float(close.observation.value)
    start = Start(price_usd=price, height_usd=max(float(point.value) for point in market.btc_usd.points))
    rate, rate_says, local, rate_note = _rate(market, currency, found, as_of, rate_with_bitcoin)
    model = _model(question.weather, found, market, as_of).section(start, drift)
    if question.drift_path:
        path = tuple(map(float, question.drift_path))
        model = price_pushes(growth_pushes(span_of(as_of, question), path)) + model
    used = WeatherUsed(
        name=question.weather,
        price=SAYS[question.weather],
        past_first_day=found.price_from.first,
        past_last_day=found.price_from.last,
        past_moves=found.price.moves,
        numbers={name: value for name, value in model.parameters if name not in START},
        price_usd=price,
        price_on=close.observation.on,
        drift_percent=float(question.drift_percent),
        drift_path_percent=tuple(map(float, question.drift_path)),
        drift_deviation_percent=drift.deviation * PERCENT,
        rate=rate_says,
        local_per_usd=local,
    )
    sources = [str(market.btc_usd.source), *([str(market.usd_pkr.source)] if local is not None else [])]
    notes = (growth, note(f"drawn-{question.weather}"), _fitted_to(question, found), rate_note)
    return Weather(section=model + rate, start=start, rate=rate, used=used, sources=tuple(sources), notes=notes)


def _model(name: WeatherName, found: FittedWeather, market: Market, as_of: dt.date) -> PriceModel:
    match name:
        case WeatherName.FILTERED_HISTORY:
            return filtered_history(found, market, as_of)
        case WeatherName.BOOTSTRAP:
            return bootstrap(market, as_of)
        case WeatherName.GBM:
            return gbm(market, as_of)
        case WeatherName.BATES:
            return bates(found, market, as_of)


def _not_later(found: FittedWeather, as_of: dt.date) -> None:
    """A plan must not see through its weather what came after its day."""
    last = max(found.price_from.last, found.rate_from.last)
    if last > as_of:
        raise IncompleteDataError(
            f"The weather was fitted to figures up to {last}; a plan as of {as_of} may not see them.",
            remedy=f"Fit one for that day: bitcoin-office market fit --as-of {as_of}",
        )


def _fitted_to(question: PlanQuestion, found: FittedWeather) -> Note:
    of = found.price_from
    code = "fitted" if question.fitted is None else "fitted-own"
    return note(code, moves=f"{found.price.moves:,}", first=of.first, last=of.last)


def _drift(found: GarchFit, question: PlanQuestion) -> tuple[Drift, Note]:
    # A path of growth is given by pushes, about which the drift is only unsure.
    growth = 0.0 if question.drift_path else float(question.drift_percent) / PERCENT
    assumed = question.drift_deviation_percent
    deviation = found.growth_error if assumed is None else float(assumed) / PERCENT
    asked = question.drift_path or (question.drift_percent,)
    code = f"growth{'-path' if question.drift_path else ''}{'' if assumed is None else '-as-asked'}"
    says = note(code, growth=", ".join(f"{item:f}" for item in asked), deviation=f"{deviation * PERCENT:.1f}")
    return Drift(median_growth=growth, deviation=deviation), says


def _rate(
    market: Market, currency: str, found: FittedWeather, as_of: dt.date, with_bitcoin: float | None
) -> tuple[Section, str, float | None, Note]:
    """Section, what it is, the first rate, and a note."""
    if currency == DOLLARS:
        return DOLLAR, "the dollar is the country's money", None, note("rate-is-dollar")
    carried = market.usd_pkr.carried(as_of, RATE_AGE_DAYS)
    if carried is None or not has_rate(market, currency):
        return DOLLAR, "none", None, note("rate-missing", currency=currency, day=as_of)
    rate, first = found.rate, found.rate_from.first
    if with_bitcoin is not None:
        rate = msgspec.structs.replace(rate, correlation=with_bitcoin)
    values: dict[str, str | dt.date] = {
        "currency": currency,
        "first": first,
        "last": found.rate_from.last,
        "depreciation": f"{rate.depreciation * PERCENT:.1f}",
        "jumps": f"{rate.jumps:.1f}",
        "size": f"{rate.jump_mean * PERCENT:.1f}",
    }
    says = note("rate-fitted", **values)
    if rate.correlation:
        says = note("rate-follows", correlation=f"{rate.correlation:+.2f}", **values)
    local = float(carried.observation.value)
    return rate.section(local), says.says.partition(";")[0], local, says
