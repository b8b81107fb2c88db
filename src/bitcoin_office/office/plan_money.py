"""Sums of futures in words."""

from __future__ import annotations


def money(usd: float) -> str:
    """Dollars in the unit that people read: ``$1.24bn``."""
    for size, word in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")):
        if abs(usd) >= size:
            return f"{'-' if usd < 0 else ''}${abs(usd) / size:,.2f}{word}"
    return f"{'-' if usd < 0 else ''}${abs(usd):,.0f}"
