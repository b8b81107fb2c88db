"""Reserve adequacy of a country on a day, out of its dated parameters; or what is missing for it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.fiscal.reserves import adequacy_metric_usd
from bitcoin_office.playbook.parameters import Parameters
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError

PERCENT = Decimal(100)
ADEQUATE_FROM, ADEQUATE_TO = Decimal(100), Decimal(150)
"""Percent of the metric that the IMF calls adequate."""
_STOCKS = ("gdp", "exports", "broad_money", "short_term_debt", "external_debt", "reserves_with_gold")
_WEIGHTS = ("exports", "money", "short_debt", "other")


class Adequacy(msgspec.Struct, frozen=True, kw_only=True):
    """Reserves held against the metric. Nothing but ``missing`` is set where something is.

    Other liabilities are taken as all external debt less short-term debt, for want of the portfolio and other
    liabilities that the metric means.
    """

    on: dt.date
    metric_usd: Decimal | None = None
    reserves_usd: Decimal | None = None
    percent: Decimal | None = None
    missing: tuple[str, ...] = ()

    @property
    def adequate(self) -> bool | None:
        """Whether reserves reach the IMF's range; ``None`` where that is not known."""
        return None if self.percent is None else self.percent >= ADEQUATE_FROM


def adequacy(parameters: Parameters, on: dt.date, coins_bought_usd: Decimal = Decimal(0)) -> Adequacy:
    """Adequacy on a day, gold counted, after so many dollars of reserves went into bitcoin, which does not count."""
    names = (*_STOCKS, *(f"adequacy_{name}_weight" for name in _WEIGHTS))
    known: dict[str, Decimal] = {}
    missing: list[str] = []
    for name in names:
        try:
            known[name] = parameters.number(name, on)
        except (NotFoundError, IncompleteDataError) as error:
            missing.append(error.message)
    if missing:
        return Adequacy(on=on, missing=tuple(missing))
    stocks = (
        known["gdp"] * known["exports"] / PERCENT,
        known["gdp"] * known["broad_money"] / PERCENT,
        known["short_term_debt"],
        known["external_debt"] - known["short_term_debt"],
    )
    weights = (known[f"adequacy_{name}_weight"] / PERCENT for name in _WEIGHTS)
    metric = Decimal(round(adequacy_metric_usd(*map(float, stocks), *map(float, weights))))
    reserves = known["reserves_with_gold"] - coins_bought_usd
    return Adequacy(on=on, metric_usd=metric, reserves_usd=reserves, percent=round(reserves / metric * PERCENT, 1))
