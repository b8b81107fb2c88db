"""Named stresses: recorded falls and devaluations, and assumed ones, as moves that are laid on a plan's first days."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.market.series import Series
from bitcoin_office.simulate.weather.pushes import moves_along
from bitcoin_office.terms.errors import IncompleteDataError

STRESSES_SCHEMA = "bitcoin-office/stresses/1"


class Close(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recorded close."""

    on: dt.date
    usd: float


class Reached(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the price is multiplied by on a day of the plan, counted from its beginning."""

    day: int
    factor: float


class NumberFactor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number of the plan that is multiplied, where the plan has it."""

    name: str
    factor: float


class Stress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stress. Closes are given here, or taken from those on file between two days; rates always are."""

    id: str
    says: str
    source: str
    closes: tuple[Close, ...] = ()
    closes_from: dt.date | None = None
    closes_to: dt.date | None = None
    price: tuple[Reached, ...] = ()
    rates_from: dt.date | None = None
    rates_to: dt.date | None = None
    numbers: tuple[NumberFactor, ...] = ()

    def price_moves(self, market: Market, days: int) -> tuple[float, ...]:
        """The daily log moves of the price over a plan's days. Raises ``IncompleteDataError`` where one is lacking."""
        if self.closes_from and self.closes_to:
            return _recorded(market.btc_usd, self.closes_from, self.closes_to, days)
        if self.closes:
            first = self.closes[0].on
            return moves_along([((close.on - first).days, close.usd) for close in self.closes], days)
        return moves_along([(0, 1.0), *((item.day, item.factor) for item in self.price)], days)

    def rate_moves(self, market: Market, days: int) -> tuple[float, ...]:
        """The daily log moves of the country's money. Raises ``IncompleteDataError`` for rates not on file."""
        if self.rates_from and self.rates_to:
            return _recorded(market.usd_pkr, self.rates_from, self.rates_to, days)
        return (0.0,) * days


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    schema: str
    stress: tuple[Stress, ...]


def parse_stresses(text: str) -> tuple[Stress, ...]:
    """Reads a file of stresses. Raises ``IncompleteDataError`` saying what is wrong."""
    try:
        found = msgspec.toml.decode(text, type=_File)
    except msgspec.DecodeError as error:
        raise IncompleteDataError(f"This is no file of stresses: {error}.") from error
    if found.schema != STRESSES_SCHEMA:
        raise IncompleteDataError(f"Stresses of another version: {found.schema}.", remedy=f"Write {STRESSES_SCHEMA}.")
    return found.stress


def _recorded(series: Series, first: dt.date, last: dt.date, days: int) -> tuple[float, ...]:
    """A path that a series recorded, even between its points."""
    points = [((point.on - first).days, float(point.value)) for point in series.between(first, last)]
    if len(points) < 2 or points[0][0] != 0 or points[-1][0] != (last - first).days:
        raise IncompleteDataError(
            f"{series.kind} from {first} to {last} is not on file.", remedy="Fetch it: bitcoin-office market update"
        )
    return moves_along(points, days)
