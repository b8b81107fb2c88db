"""The arrangement's conditions on tariffs, held against what a plan's miners pay on its first day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bitcoin_office.fiscal.conditions import Acts, Held, TariffGap, hold
from bitcoin_office.fiscal.yardstick import at_the_meter, price_gap
from bitcoin_office.mining.supply import View
from bitcoin_office.office.plan_mining import REFERENCES, MiningSetup
from bitcoin_office.office.power_subsidy import VIEWS
from bitcoin_office.playbook.arrangement import Arrangement, Subject
from bitcoin_office.simulate.mining_terms import MonthOfSupply


def tariff_conditions(arrangement: Arrangement | None, setup: MiningSetup, on: dt.date) -> tuple[Held, ...]:
    """Every condition on tariffs that stands on a day, against all three yardsticks."""
    if arrangement is None:
        return ()
    about = {item.id for item in arrangement.conditions if item.about is Subject.SPECIAL_TARIFF}
    held = hold(arrangement, on, Acts(tariff_gaps=tuple(_gaps(setup))))
    return tuple(item for item in held if item.condition in about)


def _gaps(setup: MiningSetup) -> Iterator[TariffGap]:
    terms = setup.terms
    offered = [month for number, month in enumerate(terms.months, start=1) if terms.offers(dt.date(2000, number, 1))]
    for view in View:
        costs = [_cost(month, view) for month in offered]
        low = price_gap(min(costs), terms.tariff_local_per_kwh)
        high = price_gap(at_the_meter(max(costs), terms.losses_share), terms.tariff_local_per_kwh)
        yield TariffGap(yardstick=f"marginal cost, {VIEWS[view]}", low=low, high=high)
    for name, price in terms.references:
        gap = price_gap(price, terms.tariff_local_per_kwh)
        words = f"class tariff, {setup.class_name}" if name == "class" else f"cost of service, {REFERENCES[name]}"
        yield TariffGap(yardstick=words, low=gap, high=gap)


def _cost(month: MonthOfSupply, view: View) -> float:
    """What a kilowatt-hour costs at the plant in a month whose load is as on file."""
    if view is View.AS_DISPATCHED:
        return month.as_dispatched_cost
    costs = month.cheap_split_cost if view is View.CHEAP_SPLIT else month.dear_split_cost
    return costs[len(costs) // 2]
