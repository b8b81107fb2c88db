"""The numbers of the mining and power desk: what is offered, which machines, at what terms, beside which plants."""

from __future__ import annotations

import datetime as dt

import msgspec

from bitcoin_office.mining.sites import MiningSite, build_usd_per_mw
from bitcoin_office.simulate.elementary import exp
from bitcoin_office.simulate.mining_steps import SHIFT_PER_SHARE, SHIFT_STEPS

DAYS_A_YEAR, DAYS_OF_YEAR = 365.0, 365.25
PETAHASH_PER_EXAHASH = 1000.0
HOURS_A_DAY, MONTHS = 24.0, 12


class MonthOfSupply(msgspec.Struct, frozen=True, kw_only=True):
    """A month of the system for the extra demand: costs of a kilowatt-hour at the plant in the country's money.

    ``cheap_split_cost`` and ``dear_split_cost`` have one value for each place of the shift of load, see
    ``mining_steps``. ``grams_per_kwh`` is of the plants as dispatched; ``None`` where it is not known.
    """

    load_mw: float
    surplus_mw: float
    hydro_mw: float = 0.0
    as_dispatched_cost: float
    grams_per_kwh: float | None
    cheap_split_cost: tuple[float, ...]
    dear_split_cost: tuple[float, ...]

    @property
    def hydro_of_load(self) -> float:
        """What water gives, as a share of load."""
        return self.hydro_mw / self.load_mw if self.load_mw > 0.0 else 0.0


class HallTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A hall of other computers: dollars a year and megawatt of computers, and power for each unit of theirs."""

    revenue_usd: float
    uptime: float
    usage: float
    build_usd_per_mw: float | None


class MiningTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk knows. Shares are 0 to 1, money ``local`` is the country's, prices are a kilowatt-hour's.

    ``mining_mw`` and ``hall_mw`` are at the meter. ``usual_usd_per_ph`` is the hashprice at which others neither grow
    nor shrink on ``usual_on``; it falls by ``usual_fall`` a year in its log, as machines get better, and so do those
    that replace the own ones after ``life_years``. ``references`` are the prices against which a tariff is held.

    A shift of load or water returns to nothing by its ``memory`` and is moved each day by a ``deviation``; water stands
    still where its is 0, and costs nothing then.

    Where ``sites`` are given, machines, power, months, tariffs and losses are theirs; what stands here of these is
    then the mean or the sum of all, and the tariff that a hall pays.
    """

    mining_mw: float
    hall_mw: float
    offered_months: tuple[int, ...]
    year_first_month: int
    j_per_th: float
    overhead_share: float
    pool_fee_share: float
    failures_a_year: float
    life_years: int | None
    machine_usd_per_mw: float | None
    site_usd_per_mw: float | None
    tariff_local_per_kwh: float
    tariff_dollar_share: float
    reference_dollar_share: float
    fuel_dollar_share: float
    losses_share: float
    references: tuple[tuple[str, float], ...]
    months: tuple[MonthOfSupply, ...]
    shift_memory: float
    shift_deviation: float
    hydro_memory: float = 0.0
    hydro_deviation: float = 0.0
    first_rate: float
    difficulty: float
    height: float
    subsidy_btc: float
    fees_btc: float
    usual_usd_per_ph: float
    usual_on: dt.date
    usual_fall: float
    others_response: float
    others_energy_kwh: float | None = None
    hall: HallTerms | None = None
    to_reserve: bool = False
    recorded_others_ehs: tuple[float, ...] | None = None
    sites: tuple[MiningSite, ...] = ()
    moved_together: frozenset[str] = frozenset()
    """Which of load and water go with other chances of the plan, see ``weather.together``."""

    @property
    def water_strays(self) -> bool:
        """Whether water has chance of its own."""
        return self.hydro_deviation > 0.0

    @property
    def shift_steps(self) -> int:
        """Places of a month in the tables."""
        return int(SHIFT_STEPS)

    def offers(self, day: dt.date) -> bool:
        """Whether power is offered to miners on a day."""
        return not self.offered_months or day.month in self.offered_months

    def begins_year(self, day: dt.date) -> bool:
        """Whether the budget's year begins on a day."""
        return day.day == 1 and day.month == self.year_first_month

    def ends_year(self, day: dt.date) -> bool:
        """Whether the budget's year ends on a day."""
        return self.begins_year(day + dt.timedelta(days=1))

    def generation_of_machines(self, day: dt.date, first: dt.date) -> int:
        """How often the machines have been replaced by a day; they stand there new on the first."""
        if self.life_years is None:
            return 0
        return int(max((day - first).days, 0) / (DAYS_OF_YEAR * self.life_years))

    def replaces(self, day: dt.date, first: dt.date) -> bool:
        """Whether machines come to the end of their life on a day."""
        return self.generation_of_machines(day + dt.timedelta(days=-1), first) < self.generation_of_machines(day, first)

    def ehs_per_mw(self, day: dt.date, first: dt.date) -> float:
        """What a megawatt hashes: machines that replace others are better by as much as everybody's have become."""
        years = self.generation_of_machines(day, first) * (self.life_years or 0)
        return exp(self.usual_fall * years) / (self.j_per_th * (1.0 + self.overhead_share))

    def per_usual_usd(self, day: dt.date) -> float:
        """One divided by the hashprice, in dollars for an EH/s and day, at which others neither grow nor shrink."""
        years = (day - self.usual_on).days / DAYS_A_YEAR
        return exp(self.usual_fall * years) / (self.usual_usd_per_ph * PETAHASH_PER_EXAHASH)

    def first_cost_usd(self) -> float:
        """What sites and machines cost on the first day; nothing where a cost is not known."""
        return ((self.site_usd_per_mw or 0.0) + (self.machine_usd_per_mw or 0.0)) * self.mining_mw

    def wear_usd_per_mwh(self) -> float:
        """The price of machines for each megawatt-hour that is offered to them in their life."""
        hours = DAYS_A_YEAR * HOURS_A_DAY * len(self.offered_months or range(MONTHS)) / MONTHS
        return (self.machine_usd_per_mw or 0.0) / (hours * (self.life_years or 1))

    def build_usd_per_mw(self) -> float | None:
        """A site and its first machines, for each megawatt; ``None`` where either is not known."""
        if self.sites:
            return build_usd_per_mw(self.sites)
        if self.site_usd_per_mw is None or self.machine_usd_per_mw is None:
            return None
        return self.site_usd_per_mw + self.machine_usd_per_mw


def shifts() -> tuple[float, ...]:
    """The shift of load in the middle of each place of a table, as a share of load."""
    return tuple((place + 0.5 - SHIFT_STEPS * 0.5) / SHIFT_PER_SHARE for place in range(int(SHIFT_STEPS)))
