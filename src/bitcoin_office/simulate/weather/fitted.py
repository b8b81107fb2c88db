"""What was fitted to the market, with its provenance: what a plan rests on unless it is refitted or overruled."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.market.series import Point
from bitcoin_office.simulate.weather.garch_fit import GarchFit, filtered, fit, log_moves
from bitcoin_office.simulate.weather.moment_fit import fit_bates, fit_gbm
from bitcoin_office.simulate.weather.price_models import Bates, Bootstrap, FilteredHistory, Gbm
from bitcoin_office.simulate.weather.rate_fit import RateErrors, fit_rate, rate_errors
from bitcoin_office.simulate.weather.rate_models import ManagedRate
from bitcoin_office.terms.errors import IncompleteDataError

BLOCK_DAYS = 90.0
"""Mean length of the bootstrap's blocks: the one that covered best in the walk-forward comparison, see the docs."""


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """Which figures were fitted, from which day to which, and how."""

    series: str
    source: str
    first: dt.date
    last: dt.date
    method: str


class FittedWeather(msgspec.Struct, frozen=True, kw_only=True):
    """The fitted numbers. Residuals and past moves are not among them: they follow from the closes and these.

    Standard errors are in ``price.errors`` (news, memory, tail), ``price.growth_error`` and ``rate_errors``.
    """

    schema: str
    price: GarchFit
    price_from: Provenance
    rate: ManagedRate
    rate_errors: RateErrors
    rate_from: Provenance


FITTED_SCHEMA = "bitcoin-office/fitted-weather/1"


def fit_weather(market: Market, as_of: dt.date) -> FittedWeather:
    """Fits price and rate to what was known on a day, and to nothing later. Raises ``IncompleteDataError``."""
    closes, rates = daily_closes(market, as_of), monthly_rates(market, as_of)
    rate = fit_rate(_values(rates))
    return FittedWeather(
        schema=FITTED_SCHEMA,
        price=fit(log_moves(_values(closes))),
        price_from=Provenance(
            series=market.btc_usd.kind,
            source=market.btc_usd.source.title,
            first=closes[0].on,
            last=closes[-1].on,
            method="GARCH(1,1) with Student's t, maximum likelihood, variance targeting",
        ),
        rate=rate,
        rate_errors=rate_errors(rate, len(rates) - 1),
        rate_from=Provenance(
            series=market.usd_pkr.kind,
            source=market.usd_pkr.source.title,
            first=rates[0].on,
            last=rates[-1].on,
            method="months beyond 2.5 standard deviations of the quiet ones are devaluations",
        ),
    )


def filtered_history(found: FittedWeather, market: Market, as_of: dt.date) -> FilteredHistory:
    """The default weather: the fit's volatility, and the residuals of the closes that were known on the day."""
    return filtered(found.price, past_moves(market, as_of))


def bootstrap(market: Market, as_of: dt.date, block_days: float = BLOCK_DAYS) -> Bootstrap:
    """The weather without a model: stretches of the moves that were known on the day."""
    return Bootstrap(moves=past_moves(market, as_of), block_days=block_days)


def gbm(market: Market, as_of: dt.date) -> Gbm:
    """Geometric Brownian motion with the volatility of the closes that were known on the day."""
    return fit_gbm(past_moves(market, as_of))


def bates(found: FittedWeather, market: Market, as_of: dt.date) -> Bates:
    """Stochastic volatility with jumps, by moments of the closes that were known on the day: for stress."""
    return fit_bates(found.price, past_moves(market, as_of))


def past_moves(market: Market, as_of: dt.date) -> tuple[float, ...]:
    """The moves of the log price over the last unbroken run of daily closes."""
    return log_moves(_values(daily_closes(market, as_of)))


def daily_closes(market: Market, as_of: dt.date) -> tuple[Point, ...]:
    """The last unbroken run of daily closes up to a day. Raises ``IncompleteDataError`` when there is none."""
    points = [point for point in market.btc_usd.points if point.on <= as_of]
    if not points:
        raise IncompleteDataError(f"No close of bitcoin is known up to {as_of}.", remedy="bitcoin-office market update")
    begin = len(points) - 1
    while begin and points[begin].on - points[begin - 1].on == dt.timedelta(days=1):
        begin -= 1
    return tuple(points[begin:])


def monthly_rates(market: Market, as_of: dt.date) -> tuple[Point, ...]:
    """The monthly rates up to a day. Raises ``IncompleteDataError`` when there is none."""
    points = tuple(point for point in market.usd_pkr.points if point.on <= as_of)
    if not points:
        raise IncompleteDataError(
            f"No rate of the rupee is known up to {as_of}.", remedy="bitcoin-office market update"
        )
    return points


def _values(points: tuple[Point, ...]) -> tuple[float, ...]:
    return tuple(float(point.value) for point in points)


def fitted_text(found: FittedWeather) -> str:
    """As TOML, to be shipped or kept in an office."""
    lines = [f'schema = "{found.schema}"']
    for name in ("price", "price_from", "rate", "rate_errors", "rate_from"):
        lines.append(f"\n[{name}]")
        part = getattr(found, name)
        lines += [f"{key} = {_toml(getattr(part, key))}" for key in part.__struct_fields__]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """A date as TOML writes it; texts, numbers and lists are written as in JSON."""
    return value.isoformat() if isinstance(value, dt.date) else msgspec.json.encode(value).decode()


def parse_fitted(text: str) -> FittedWeather:
    """Reads what ``fitted_text`` wrote. Raises ``IncompleteDataError`` saying what is wrong."""
    try:
        found = msgspec.toml.decode(text, type=FittedWeather)
    except msgspec.DecodeError as error:
        raise IncompleteDataError(f"This is no fitted weather: {error}.", remedy="Refit it.") from error
    if found.schema != FITTED_SCHEMA:
        raise IncompleteDataError(f"Fitted weather of another version: {found.schema}.", remedy="Refit it.")
    return found
