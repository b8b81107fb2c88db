"""The fitted weather that comes with the office."""

from __future__ import annotations

from importlib import resources

from bitcoin_office.simulate.weather.fitted import FittedWeather, parse_fitted


def shipped_weather() -> FittedWeather:
    """Fitted by us to the shipped tables; ``tools/fit_weather.py`` does it again."""
    path = resources.files("bitcoin_office.simulate.weather") / "fitted.toml"
    return parse_fitted(path.read_text(encoding="utf-8"))
