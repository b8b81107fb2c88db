"""The fitted weather and the named stresses that come with the office."""

from __future__ import annotations

from importlib import resources

from bitcoin_office.simulate.weather.fitted import FittedWeather, parse_fitted
from bitcoin_office.simulate.weather.stresses import Stress, parse_stresses


def shipped_weather() -> FittedWeather:
    """Fitted by us to the shipped tables; ``tools/fit_weather.py`` does it again."""
    return parse_fitted(_text("fitted.toml"))


def shipped_stresses() -> tuple[Stress, ...]:
    """Great falls and devaluations, recorded and assumed."""
    return parse_stresses(_text("stresses.toml"))


def _text(name: str) -> str:
    return (resources.files("bitcoin_office.simulate.weather") / name).read_text(encoding="utf-8")
