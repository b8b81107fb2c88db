"""Rates for conversions, taken from a series: exactly on the day, or carried as far as somebody states."""

from __future__ import annotations

import datetime as dt

from bitcoin_office.market.series import Series
from bitcoin_office.terms.errors import IncompleteDataError
from bitcoin_office.terms.observation import Observation
from bitcoin_office.terms.rate import Rate
from bitcoin_office.terms.units import unit


def rate_on(series: Series, day: dt.date) -> Rate:
    """The rate of exactly this day. Raises ``IncompleteDataError`` naming the nearest known days when there is none."""
    observation = series.on(day)
    if observation is None:
        raise _missing(series, day, within="")
    return _rate(observation)


def rate_carried(series: Series, day: dt.date, max_age_days: int) -> Rate:
    """The rate of this day or the latest of at most ``max_age_days`` before; ``Rate.on`` says which day it is from.

    Raises ``IncompleteDataError`` when even that is missing.
    """
    carried = series.carried(day, max_age_days)
    if carried is None:
        raise _missing(series, day, within=f" or in the {max_age_days} days before")
    return _rate(carried.observation)


def _rate(observation: Observation) -> Rate:
    quote, _, base = observation.unit.partition("/")
    return Rate(
        base=unit(base), quote=unit(quote), price=observation.value, on=observation.on, source=observation.source
    )


def _missing(series: Series, day: dt.date, *, within: str) -> IncompleteDataError:
    near = " and ".join(str(known) for known in series.nearest(day))
    return IncompleteDataError(
        f"No {series.unit} rate on {day}{within}; {f'nearest known: {near}' if near else 'none is known at all'}.",
        remedy=f"Fetch it with: bitcoin-office market update --from {day}; or use a day that is known.",
    )
