"""Rates for conversions, taken from a series: exactly that of the day, or an error that names what is missing."""

from __future__ import annotations

import datetime as dt

from bitcoin_office.market.series import Series
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.units import unit


def rate_on(series: Series, day: dt.date) -> Rate:
    """The rate of exactly this day. Raises ``IncompleteDataError`` naming the nearest known days when there is none."""
    observation = series.on(day)
    if observation is None:
        raise _missing(series, day)
    quote, _, base = observation.unit.partition("/")
    return Rate(
        base=unit(base), quote=unit(quote), price=observation.value, on=observation.on, source=observation.source
    )


def _missing(series: Series, day: dt.date) -> IncompleteDataError:
    near = " and ".join(str(known) for known in series.nearest(day))
    return IncompleteDataError(
        f"No {series.unit} rate on {day}; {f'nearest known: {near}' if near else 'none is known at all'}.",
        remedy=f"Fetch it with: bitcoin-office market update --from {day}; or use a day that is known.",
    )
