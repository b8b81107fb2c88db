"""Remittances through the year, and what sending them another way saves.

Pure functions of floats where simulated futures compile them; the months of a year as exact shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

MONTHS = 12
PERCENT = Decimal(100)


def corridor_saving(inflow_usd: float, moved_share: float, cost_now: float, cost_moved: float) -> float:
    """Dollars saved when a share of an inflow is sent another way; costs are shares of the sum that is sent.

    ``cost_moved`` has to include both exchanges and the risk of the price until settlement. Negative where the other
    way is dearer.
    """
    return inflow_usd * moved_share * (cost_now - cost_moved)


def shares_of_months(known: Mapping[int, Decimal]) -> tuple[Decimal, ...]:
    """Each month's share of a year: what is known, in percent, and what is left of the year evenly over the others.

    >>> [str(round(share, 3)) for share in shares_of_months({12: Decimal(12)})][-2:]
    ['0.080', '0.120']
    """
    left = PERCENT - sum(known.values(), Decimal(0))
    unknown = MONTHS - len(known)
    total = PERCENT if unknown else sum(known.values(), Decimal(0))
    return tuple(known.get(month, left / max(unknown, 1)) / total for month in range(1, MONTHS + 1))
