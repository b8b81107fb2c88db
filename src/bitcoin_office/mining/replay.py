"""Fleets over recorded days: what they would have found, earned and paid had they run then."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

import msgspec

from bitcoin_office.mining import fleet, network


class MarketDay(msgspec.Struct, frozen=True, kw_only=True):
    """What the fleet sees of a day. ``block_reward_btc`` is the subsidy, and the fees where they are known."""

    on: dt.date
    price_usd: float
    difficulty: float
    block_reward_btc: float
    local_per_usd: float


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """A fleet of one model and the terms on which it runs; shares are 0 to 1."""

    power_mw: float
    j_per_th: float
    overhead_share: float
    pool_fee_share: float
    tariff_local_per_kwh: float
    elasticity: float
    """d ln(hash rate of all others) / d ln(hashprice): how far others leave when this fleet joins."""

    @property
    def hashrate_ehs(self) -> float:
        """The hash rate of the whole fleet."""
        return fleet.fleet_ehs(self.power_mw, self.j_per_th, self.overhead_share)


class FleetDay(msgspec.Struct, frozen=True, kw_only=True):
    """One day of the fleet, in dollars and bitcoin. ``hashprice_usd_per_ths`` is what is left after its own effect."""

    on: dt.date
    power_mw: float
    hashprice_usd_per_ths: float
    network_share: float
    coins: float
    revenue_usd: float
    bill_usd: float
    bill_local: float
    break_even_usd_per_kwh: float
    local_per_usd: float
    tariff_local_per_kwh: float


def fleet_day(day: MarketDay, operation: Operation) -> FleetDay:
    """A day of one fleet, as ``fleets_day`` has it."""
    return fleets_day(day, (operation,))[0]


def fleets_day(day: MarketDay, operations: tuple[Operation, ...]) -> tuple[FleetDay, ...]:
    """A day of fleets that share a network, difficulty having answered to all that run.

    They join from the one that can live on the lowest hashprice on, each while it still earns its power with itself in
    the network. The first days of an epoch, before difficulty answers, would bring more; they are left out.
    """
    others_ehs = network.network_ehs(day.difficulty)
    factor, running = 1.0, set[int]()
    own_ehs = 0.0
    for place in sorted(range(len(operations)), key=lambda place: _least_usd(day, operations[place])):
        operation = operations[place]
        joined = own_ehs + operation.hashrate_ehs
        less = network.hash_price_factor(joined, others_ehs, operation.elasticity)
        if _mw(day, operation, less) <= 0.0 and running:
            break
        factor, own_ehs = less, joined
        running.add(place)
        if _mw(day, operation, less) <= 0.0:
            break
    return tuple(
        _day(day, operation, factor, others_ehs, runs=place in running) for place, operation in enumerate(operations)
    )


def _least_usd(day: MarketDay, operation: Operation) -> float:
    """The hashprice below which a fleet stands still."""
    tariff_usd = operation.tariff_local_per_kwh / day.local_per_usd
    return fleet.least_hashprice_usd(tariff_usd, operation.j_per_th, operation.overhead_share, operation.pool_fee_share)


def _mw(day: MarketDay, operation: Operation, factor: float) -> float:
    """What a fleet draws at what is left of the hashprice."""
    return fleet.mining_mw(
        operation.power_mw,
        operation.power_mw,
        network.coins_per_ths_day(day.difficulty, day.block_reward_btc) * factor * day.price_usd,
        operation.tariff_local_per_kwh / day.local_per_usd,
        operation.j_per_th,
        operation.overhead_share,
        operation.pool_fee_share,
    )


def _day(day: MarketDay, operation: Operation, factor: float, others_ehs: float, *, runs: bool) -> FleetDay:
    """One fleet's day, with what all that run together leave of the hashprice."""
    coins_per_ths = network.coins_per_ths_day(day.difficulty, day.block_reward_btc) * factor
    hashprice = coins_per_ths * day.price_usd
    power_mw = _mw(day, operation, factor) if runs else 0.0
    running_ehs = fleet.fleet_ehs(power_mw, operation.j_per_th, operation.overhead_share)
    coins = fleet.fleet_coins(running_ehs, coins_per_ths, operation.pool_fee_share)
    bill_local = fleet.power_bill(power_mw * fleet.HOURS_A_DAY, operation.tariff_local_per_kwh)
    return FleetDay(
        on=day.on,
        power_mw=power_mw,
        hashprice_usd_per_ths=hashprice,
        network_share=running_ehs * factor / others_ehs,
        coins=coins,
        revenue_usd=coins * day.price_usd,
        bill_usd=bill_local / day.local_per_usd,
        bill_local=bill_local,
        break_even_usd_per_kwh=network.break_even_usd_per_kwh(
            hashprice, operation.j_per_th, operation.overhead_share, operation.pool_fee_share
        ),
        local_per_usd=day.local_per_usd,
        tariff_local_per_kwh=operation.tariff_local_per_kwh,
    )


class FleetYear(msgspec.Struct, frozen=True, kw_only=True):
    """The days of a fleet, added up."""

    days: tuple[FleetDay, ...]

    @property
    def energy_mwh(self) -> float:
        """What it drew."""
        return math.fsum(day.power_mw for day in self.days) * fleet.HOURS_A_DAY

    @property
    def coins(self) -> float:
        """Bitcoin that it found."""
        return math.fsum(day.coins for day in self.days)

    @property
    def revenue_usd(self) -> float:
        """Their value on the days they were found."""
        return math.fsum(day.revenue_usd for day in self.days)

    @property
    def bill_usd(self) -> float:
        """What its power cost, in dollars of each day."""
        return math.fsum(day.bill_usd for day in self.days)

    @property
    def bill_local(self) -> float:
        """What its power cost in the country's money."""
        return math.fsum(day.bill_local for day in self.days)

    @property
    def days_running(self) -> int:
        """Days on which it ran."""
        return sum(day.power_mw > 0 for day in self.days)

    def mean(self, field: str) -> float:
        """The plain mean of a field over the days."""
        return math.fsum(float(getattr(day, field)) for day in self.days) / len(self.days)


def fleet_year(days: Iterable[MarketDay], operation: Operation) -> FleetYear:
    """The fleet on each of these days."""
    return FleetYear(days=tuple(fleet_day(day, operation) for day in days))


def together(parts: tuple[FleetDay, ...], mean: Operation) -> FleetDay:
    """Fleets of one day as one; ``mean`` is the machine that hashes as they do on average, for the break-even."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    return FleetDay(
        on=first.on,
        power_mw=math.fsum(part.power_mw for part in parts),
        hashprice_usd_per_ths=first.hashprice_usd_per_ths,
        network_share=math.fsum(part.network_share for part in parts),
        coins=math.fsum(part.coins for part in parts),
        revenue_usd=math.fsum(part.revenue_usd for part in parts),
        bill_usd=math.fsum(part.bill_usd for part in parts),
        bill_local=math.fsum(part.bill_local for part in parts),
        break_even_usd_per_kwh=network.break_even_usd_per_kwh(
            first.hashprice_usd_per_ths, mean.j_per_th, mean.overhead_share, mean.pool_fee_share
        ),
        local_per_usd=first.local_per_usd,
        tariff_local_per_kwh=mean.tariff_local_per_kwh,
    )
