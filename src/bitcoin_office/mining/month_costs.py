"""What an extra kilowatt-hour costs and emits in a month, by how far the system's load is from its figure.

These are the tables that simulated futures look up: a month's load as a few blocks, the merit order above each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import msgspec

from bitcoin_office.mining.load import LoadShape
from bitcoin_office.mining.supply import Served, Stack, View, month_stack, served
from bitcoin_office.mining.year import load_blocks, merit_order_hours, month_used
from bitcoin_office.playbook.power_policy import PowerPolicy


class ExtraCost(msgspec.Struct, frozen=True, kw_only=True):
    """Fuel for a kilowatt-hour at the plant in the country's money, and grams of carbon dioxide, if they are known."""

    cost_per_kwh: float
    emissions_g_per_kwh: float | None
    unserved_share: float


class ExtraDemand(msgspec.Struct, frozen=True, kw_only=True):
    """So much power at the plant, all day in a month of a year; the load is cut into ``blocks``."""

    power_mw: float
    year: int
    month: int
    blocks: int


def extra_costs(
    policy: PowerPolicy, shape: LoadShape, view: View, demand: ExtraDemand, shifts: Iterable[float]
) -> tuple[ExtraCost, ...]:
    """One for each shift: the share by which load is higher than on file. Raises ``IncompleteDataError``."""
    stack = month_stack(policy, month_used(policy, demand.year, demand.month).data, view, merit_order_hours(policy))
    loads = load_blocks(stack, shape, demand.year, demand.month, demand.blocks)
    return tuple(_extra_cost(stack, [load * (1.0 + shift) for load in loads], demand) for shift in shifts)


def margin_by_month(policy: PowerPolicy, shape: LoadShape, year: int, power_mw: float) -> tuple[float, ...]:
    """What a kilowatt-hour of the plant that serves more burns, as dispatched, January to December.

    Raises ``IncompleteDataError``.
    """
    demands = (ExtraDemand(power_mw=power_mw, year=year, month=month, blocks=1) for month in range(1, 13))
    return tuple(extra_costs(policy, shape, View.AS_DISPATCHED, demand, (0.0,))[0].cost_per_kwh for demand in demands)


def _extra_cost(stack: Stack, loads: list[float], demand: ExtraDemand) -> ExtraCost:
    parts = tuple(_parts(stack, loads, demand.power_mw))
    given = math.fsum(part.power_mw for part in parts)
    if not given:
        # Nothing is left to serve it: the dearest plant's cost, and all of it unserved.
        return ExtraCost(cost_per_kwh=stack.steps[-1].cost_per_kwh, emissions_g_per_kwh=None, unserved_share=1.0)
    grams = [part.step.emissions_g_per_kwh for part in parts]
    known = [gram * part.power_mw for gram, part in zip(grams, parts, strict=True) if gram is not None]
    return ExtraCost(
        cost_per_kwh=math.fsum(part.step.cost_per_kwh * part.power_mw for part in parts) / given,
        emissions_g_per_kwh=math.fsum(known) / given if len(known) == len(parts) else None,
        unserved_share=max(0.0, 1.0 - given / (demand.power_mw * len(loads))),
    )


def _parts(stack: Stack, loads: list[float], power_mw: float) -> Iterator[Served]:
    for load_mw in loads:
        yield from served(stack.steps, load_mw, power_mw)
