"""``observations.toml``: figures that people bring to the office by hand, each with its day and source."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from bitcoin_office.playbook.problem import Problem
from bitcoin_office.terms.source import Source


class ObservedKind(enum.StrEnum):
    """What can be brought by hand. Flows are sums of a day; the other two hold until the next is brought."""

    MINED_COINS = "mined_coins"
    SURPLUS_USD = "surplus_usd"
    POWER_BILL_USD = "power_bill_usd"
    RESERVES_USD = "reserves_usd"
    CASH_USD = "cash_usd"


_STOCKS = frozenset({ObservedKind.RESERVES_USD, ObservedKind.CASH_USD})


class Observed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ``[[observation]]``: dollars, or bitcoin for mined coins."""

    kind: ObservedKind
    value: Annotated[Decimal, Meta(description="Dollars; for mined coins, bitcoin.")]
    on: dt.date
    source: Source

    def problems(self) -> Iterator[Problem]:
        """Only a surplus may be below zero: then it is none."""
        if self.value < 0 and self.kind is not ObservedKind.SURPLUS_USD:
            yield Problem(code="out-of-range", message=f"{self.kind} is below zero.", key=("value",))


class ObservationsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    observation: tuple[Observed, ...] = ()


def flows_of(observed: Sequence[Observed], day: dt.date) -> dict[str, tuple[tuple[dt.date, float], ...]]:
    """What came in by name and day, as known on the evening of ``day``; a name of which nothing is said is absent."""
    found: dict[str, list[tuple[dt.date, float]]] = {}
    for each in sorted(observed, key=lambda item: item.on):
        if each.kind not in _STOCKS:
            values = found.setdefault(each.kind.value, [])
            if each.on <= day:
                values.append((each.on, float(each.value)))
    return {name: tuple(values) for name, values in found.items()}


def stock_of(observed: Sequence[Observed], kind: ObservedKind, day: dt.date) -> Observed | None:
    """The last figure of a kind up to a day."""
    known = [each for each in observed if each.kind is kind and each.on <= day]
    return max(known, key=lambda each: each.on, default=None)
