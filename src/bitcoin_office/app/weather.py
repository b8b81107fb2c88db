"""The fit of the market: made anew, kept in an office or a file, and chosen for a plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from bitcoin_office.adapters import whole_files
from bitcoin_office.app.market import MARKET_FOLDER, market_for
from bitcoin_office.office.plan_terms import PlanQuestion, WeatherName, last_close
from bitcoin_office.simulate.weather.fitted import FittedWeather, fit_weather, fitted_text, parse_fitted
from bitcoin_office.terms.errors import NotFoundError, OfficeError

FITTED_FILE = "fitted.toml"
"""Beside the series that an office fetched; plans of the office use it for days that it may be known on."""


def fit_market(office: Path | None, as_of: dt.date | None) -> FittedWeather:
    """A fit to what is on file up to a day (the last close's). Raises ``IncompleteDataError`` for too little."""
    market = market_for(office)
    return fit_weather(market, as_of or last_close(market))


def own_file(office: Path) -> Path:
    """Where an office keeps its own fit."""
    return office / MARKET_FOLDER / FITTED_FILE


def keep_fit(found: FittedWeather, path: Path) -> None:
    """Writes a fit whole or not at all. Raises ``OfficeError``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole_files.write_pieces(path, (fitted_text(found).encode(),))
    except OSError as error:
        raise OfficeError(f"Cannot write {path}: {error.strerror}.", remedy="Name another file.") from error


def read_fit(path: Path) -> FittedWeather:
    """A fit that was kept. Raises ``NotFoundError`` and ``IncompleteDataError``."""
    try:
        return parse_fitted(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        known = tuple(WeatherName)
        raise NotFoundError(kind="weather or file with a fit", name=str(path), known=known) from error


def with_weather(question: PlanQuestion, weather: str, office: Path) -> PlanQuestion:
    """The question with a weather by its name, or the default one with a file's fit.

    By name, an office's own fit is used where it saw nothing later than the plan's day; else the plan fits to its day.
    """
    if weather not in tuple(WeatherName):
        return msgspec.structs.replace(question, fitted=read_fit(Path(weather)))
    fitted = read_fit(own_file(office)) if own_file(office).is_file() else None
    as_of = question.as_of or last_close(market_for(office))
    if fitted is not None and max(fitted.price_from.last, fitted.rate_from.last) > as_of:
        fitted = None
    return msgspec.structs.replace(question, weather=WeatherName(weather), fitted=fitted)
