"""A fleet hour by hour through the days of one future: what is offered, what runs, what it finds as difficulty answers.

The daily step of ``daily`` and ``network`` at the pace of hours. Price, rate, tariff, load less water, machines and the
hash rate of all others are the day's own; load has its hours, and so has the fleet's effect on difficulty.
"""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import math
from collections.abc import Iterator

import msgspec

from bitcoin_office.mining.daily import earned_per_mwh, mining_day, offered_power
from bitcoin_office.mining.load import HOURS_A_DAY, LoadShape, hours_of_month
from bitcoin_office.mining.network import EPOCH_BLOCKS, EPOCHS_A_DAY, MOST_RETARGET, halving_day

AN_HOUR = 1.0 / HOURS_A_DAY
"""An hour in days."""


class MachinesOfDay(msgspec.Struct, frozen=True, kw_only=True):
    """Machines of one model at one site on a day, power in MW at the meter. ``site`` is the site's place among all.

    ``machines_mw`` is what those that work can draw; ``on_grid`` says whether their power comes out of the surplus.
    """

    site: int
    on_grid: bool
    offer_mw: float
    machines_mw: float
    ehs_per_mw: float
    tariff_local_per_kwh: float


class DayOfFuture(msgspec.Struct, frozen=True, kw_only=True):
    """What a day of a future brings. Power in MW at the meter, load and surplus the month's own figures.

    ``load_shift`` is how far load less water is from the month's figure, as a share of load. ``others_ehs`` is the hash
    rate of all others on the morning, without the fleet; the tariff is that of a hall.
    """

    on: dt.date
    price_usd: float
    local_per_usd: float
    tariff_local_per_kwh: float
    surplus_mw: float
    load_mw: float
    load_shift: float
    others_ehs: float
    machines: tuple[MachinesOfDay, ...]
    hall_mw: float = 0.0
    fuel_factor: float = 1.0
    """How much dearer fuel is on this day than on file."""

    @property
    def on_grid_mw(self) -> float:
        """What is declared for all machines on the grid."""
        return math.fsum(batch.offer_mw for batch in self.machines if batch.on_grid)


class NetworkState(msgspec.Struct, frozen=True, kw_only=True):
    """The network at one moment: difficulty as blocks that one EH/s finds in a day, the running epoch, the halving."""

    blocks_per_ehs: float
    epoch_blocks: float
    epoch_days: float
    blocks_to_halving: float
    subsidy_btc: float


class Reward(msgspec.Struct, frozen=True, kw_only=True):
    """What a block brings beside new coins, and what the pool leaves of it, a share."""

    fees_btc: float
    pool_keeps: float


class HourOfFleet(msgspec.Struct, frozen=True, kw_only=True):
    """One hour: power in MW, which is energy in MWh; coins that the fleet is paid and that all miners find.

    ``offered`` and ``drawn`` are by the day's machines; ``reward_btc`` is what a block brings, ``hashprice_ehs`` the
    dollars of an EH/s for a day.
    """

    day: DayOfFuture
    hour: int
    load_mw: float
    offered: tuple[float, ...]
    drawn: tuple[float, ...]
    hashprice_ehs: float
    reward_btc: float
    coins: float
    network_coins: float

    @property
    def offered_mw(self) -> float:
        """What all machines are offered."""
        return math.fsum(self.offered)

    @property
    def mining_mw(self) -> float:
        """What all machines draw."""
        return math.fsum(self.drawn)

    def site_mw(self, site: int) -> float:
        """What the machines of one site draw."""
        return math.fsum(
            drawn for drawn, batch in zip(self.drawn, self.day.machines, strict=True) if batch.site == site
        )

    def site_coins(self, site: int) -> float:
        """A site's part of the coins, by its part of the hash rate."""
        rates = [drawn * batch.ehs_per_mw for drawn, batch in zip(self.drawn, self.day.machines, strict=True)]
        own = math.fsum(rate for rate, batch in zip(rates, self.day.machines, strict=True) if batch.site == site)
        return self.coins * own / math.fsum(rates) if own else 0.0


def fleet_hours(
    days: tuple[DayOfFuture, ...], state: NetworkState, reward: Reward, shape: LoadShape
) -> tuple[HourOfFleet, ...]:
    """Every hour of these days. ``state`` is the network's on the first morning; ``shape`` that of the months' load."""
    hours: list[HourOfFleet] = []
    for day, loads in _loads(days, shape):
        for hour, load_mw in enumerate(loads):
            found, state = _hour(day, (hour, load_mw), state, reward)
            hours.append(found)
    return tuple(hours)


def _hour(
    day: DayOfFuture, at: tuple[int, float], state: NetworkState, reward: Reward
) -> tuple[HourOfFleet, NetworkState]:
    """One hour, and the network after it.

    Offered is the declared power, or less where the hour's load leaves less than that, all on the grid by the same
    share. Machines run while an hour's coins, at the difficulty of its beginning, bring more than their power costs.
    """
    hour, load_mw = at
    above = load_mw / day.load_mw - 1.0 if day.load_mw else 0.0
    granted = offered_power(day.on_grid_mw, day.surplus_mw, day.load_mw, above) / (day.on_grid_mw or 1.0)
    offered = tuple(batch.offer_mw * (granted if batch.on_grid else 1.0) for batch in day.machines)
    reward_btc = state.subsidy_btc + reward.fees_btc
    hashprice = state.blocks_per_ehs * reward_btc * day.price_usd
    runs = [
        mining_day(
            earned_per_mwh(hashprice, batch.ehs_per_mw, reward.pool_keeps) * day.local_per_usd,
            batch.tariff_local_per_kwh,
            offered_mw,
            batch.machines_mw,
            1.0,
            batch.ehs_per_mw,
        )
        for batch, offered_mw in zip(day.machines, offered, strict=True)
    ]
    own_ehs = math.fsum(ehs for _, ehs in runs)
    after, found = network_hour(state, own_ehs + day.others_ehs)
    told = HourOfFleet(
        day=day,
        hour=hour,
        load_mw=load_mw,
        offered=offered,
        drawn=tuple(power for power, _ in runs),
        hashprice_ehs=hashprice,
        reward_btc=reward_btc,
        coins=own_ehs * found * reward_btc * reward.pool_keeps,
        network_coins=(own_ehs + day.others_ehs) * found * reward_btc,
    )
    return told, after


def network_hour(state: NetworkState, network_ehs: float) -> tuple[NetworkState, float]:
    """The network an hour later, and the blocks that one EH/s found in it: ``network.epoch_day`` by the hour.

    The part of the hour after a retarget runs at the new difficulty; new coins change with the hour after the halving.
    """
    bpe, blocks, days = state.blocks_per_ehs, state.epoch_blocks, state.epoch_days
    needed_days = (EPOCH_BLOCKS - blocks) / (network_ehs * bpe)
    if needed_days > AN_HOUR:
        found = AN_HOUR * bpe
        blocks, days = blocks + found * network_ehs, days + AN_HOUR
    else:
        eased = min(max((days + needed_days) * EPOCHS_A_DAY, 1.0 / MOST_RETARGET), MOST_RETARGET)
        left_days = AN_HOUR - needed_days
        found = needed_days * bpe + left_days * bpe * eased
        bpe = bpe * eased
        blocks, days = left_days * network_ehs * bpe, left_days
    to_halving, subsidy_btc = halving_day(state.blocks_to_halving, state.subsidy_btc, found * network_ehs)
    after = NetworkState(
        blocks_per_ehs=bpe,
        epoch_blocks=blocks,
        epoch_days=days,
        blocks_to_halving=to_halving,
        subsidy_btc=subsidy_btc,
    )
    return after, found


def _loads(days: tuple[DayOfFuture, ...], shape: LoadShape) -> Iterator[tuple[DayOfFuture, tuple[float, ...]]]:
    """The hours of load of each day: its month's shape, as much higher or lower as the day's shift says."""
    for (year, month), group in itertools.groupby(days, key=lambda day: (day.on.year, day.on.month)):
        factors = hours_of_month(shape.month[month - 1], calendar.monthrange(year, month)[1], 1.0)
        for day in group:
            first = (day.on.day - 1) * HOURS_A_DAY
            mean = day.load_mw * (1.0 + day.load_shift)
            yield day, tuple(mean * factor for factor in factors[first : first + HOURS_A_DAY])
