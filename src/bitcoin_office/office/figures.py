"""Figures in words: short, with their unit, as the answers about futures tell them."""

from __future__ import annotations

from bitcoin_office.office.plan import money

DIGITS = 6
CODE = 3
"""Letters of a currency's code."""
MILLION = 1e6


def figure(value: float, unit: str) -> str:
    """A figure as people write it.

    >>> figure(1.239e9, "USD"), figure(0.25, "share"), figure(-12.5, "%"), figure(1131.0, "BTC")
    ('$1.24bn', '25 %', '-12.5 %', '1,131 BTC')
    """
    if unit.startswith("USD"):
        return money(value)
    if len(unit) == CODE and unit.isupper() and abs(value) >= MILLION:
        return f"{money(value).replace('$', '')} {unit}"
    if unit == "share":
        return f"{100 * value:.3g} %"
    size = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{size} {unit}".strip()


def rounded(value: float) -> float:
    """To six digits: what an estimate knows, without the noise of its last bits."""
    return float(f"{value:.{DIGITS}g}")
