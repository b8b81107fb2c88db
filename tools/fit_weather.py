"""Fits the shipped weather to the shipped tables anew. Usage: fit_weather.py [--check]"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from bitcoin_office.adapters.prices.shipped import shipped_market
from bitcoin_office.simulate.weather.fitted import fit_weather, fitted_text

TARGET = Path(__file__).resolve().parent.parent / "src/bitcoin_office/simulate/weather/fitted.toml"


def main(arguments: list[str]) -> int:
    """Writes the file, or with ``--check`` says whether it is what a new fit gives."""
    text = fitted_text(fit_weather(shipped_market(), dt.date.max))
    if "--check" in arguments:
        return 0 if TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
