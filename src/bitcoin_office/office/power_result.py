"""What a year of mining on a country's power comes to: the result that is printed and written as JSON.

Estimates, so plain numbers: power in MW, energy in MWh, money in whole units of its currency, prices per kilowatt-hour.
Nothing here is ever booked.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.fiscal.conditions import Held


class Span(msgspec.Struct, frozen=True):
    """Between two bounds; equal where the figure is known."""

    low: float
    high: float


class Assumed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the result rests on: in words, and where it comes from."""

    says: str
    source: str


class Earned(msgspec.Struct, frozen=True, kw_only=True):
    """What the fleet found and paid. ``break_even`` is the tariff at which coins pay for power exactly, on average."""

    machine: str
    j_per_th: float
    hashrate_ehs: float
    network_share: float
    days_offered: int
    days_running: int
    energy_mwh: float
    utilisation: float
    """The share of the energy offered that was drawn."""
    coins: float
    revenue_usd: float
    bill_local: float
    bill_usd: float
    margin_usd: float
    break_even_usd_per_kwh: float
    break_even_local_per_kwh: float
    hashprice_usd_per_ph_day: float
    own_effect: float
    """What is left of the hashprice once difficulty has answered to the fleet."""


class SiteEarned(msgspec.Struct, frozen=True, kw_only=True):
    """What one site found and paid in the year. ``losses_percent`` is ``None`` where nobody states them.

    A site that opens later than the year's first day is counted as if it stood there from it.
    """

    site: str
    name: str
    supply: str
    plant: str | None
    power_mw: float
    machines: str
    opens: dt.date | None
    tariff_per_kwh: float
    tariff_source: str
    tariff_reason: str
    """Of a tariff by rule: what it comes to with the mean of its months' fuel, and why."""
    losses_percent: float | None
    energy_mwh: float
    utilisation: float
    coins: float
    revenue_usd: float
    bill_usd: float
    margin_usd: float
    break_even_local_per_kwh: float


class Plants(msgspec.Struct, frozen=True, kw_only=True):
    """Which plants served it, as one view of the merit order has it, between no losses and the country's average."""

    view: str
    by_plant_mwh: dict[str, float]
    """Without losses."""
    fuel_cost_local: Span
    marginal_cost_per_kwh: Span
    co2_tonnes: Span | None
    unserved_mwh: float
    contribution_local: Span
    """What the tariff brings beyond fuel; negative: others pay for it."""
    others_tariff_change_per_kwh: Span | None
    share_of_capacity_charges: Span | None
    block_error: float | None
    """How far the year by blocks of a month, as simulated futures take it, is from the year by hours; a share."""


class Subsidy(msgspec.Struct, frozen=True, kw_only=True):
    """One yardstick: a reference price, what the tariff lacks of it, and what that is in a year."""

    yardstick: str
    basis: str
    reference_per_kwh: Span | None
    subsidy_per_kwh: Span | None
    subsidy_local: Span | None
    subsidy_usd: Span | None
    missing: tuple[str, ...] = ()


class Subsidies(msgspec.Struct, frozen=True, kw_only=True):
    """The three yardsticks side by side; each in every form that the figures on file allow."""

    marginal_cost: tuple[Subsidy, ...]
    cost_of_service: tuple[Subsidy, ...]
    class_tariff: tuple[Subsidy, ...]
    """First the class that miners would belong to, where the programme names it."""


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One use of a megawatt at the tariff: what it earns a year beyond its power, and what it costs to build."""

    use: str
    margin_usd_per_mw_year: float
    build_usd_per_mw: float | None
    payback_years: float | None
    """``None`` where it never pays back, or the cost of building is not known."""


class Halls(msgspec.Struct, frozen=True, kw_only=True):
    """Mining and halls of other computers side by side, and the hashprice at which they are even."""

    uses: tuple[Use, ...]
    even_per_mw_usd_per_ph_day: float
    """Mining all year beats the hall megawatt by megawatt above this hashprice."""
    even_per_dollar_usd_per_ph_day: float | None
    """Above this it beats it dollar by dollar of what is built."""


class Scheduled(msgspec.Struct, frozen=True, kw_only=True):
    """The best hours for machines and a hall on the same power, beside the merit order's, which knows no ramp or share.

    Both know the fleet's own effect on difficulty and hold machines back where one more would lower the own income.
    ``overstated_usd`` is the most by which the tangents of the programme may have misled it.
    """

    hours: int
    hall_mw: float
    least_hall_share: float
    ramp_mw: float | None
    profit_usd: float
    merit_profit_usd: float
    mining_mwh: float
    hall_mwh: float
    merit_mining_mwh: float
    merit_hall_mwh: float
    overstated_usd: float


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """The break-even tariff of one machine model on the same days."""

    machine: str
    j_per_th: float
    break_even_usd_per_kwh: float
    break_even_local_per_kwh: float
    trust: str


class PowerYear(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer."""

    schema: str = "bitcoin-office/power/1"
    country: str
    programme: str
    currency: str
    first_day: dt.date
    last_day: dt.date
    finding: str
    power_mw: float
    months: tuple[int, ...]
    tariff_per_kwh: float
    tariff_usd_per_kwh: float
    tariff_source: str
    losses_percent: Span
    mining: Earned
    sites: tuple[SiteEarned, ...]
    plants: tuple[Plants, ...]
    subsidies: Subsidies
    halls: Halls | None
    schedule: Scheduled | None
    models: tuple[Model, ...]
    conditions: tuple[Held, ...]
    """The arrangement's conditions on tariffs, held against this one."""
    assumptions: tuple[Assumed, ...]
    missing: tuple[str, ...]
