"""What a power year is asked with, and how its figures are looked up: each either known, or named as missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec

from bitcoin_office.market.market import Market
from bitcoin_office.market.series import Series
from bitcoin_office.mining.load import LoadShape
from bitcoin_office.mining.machines import Machine, MachineTable
from bitcoin_office.mining.network import block_subsidy_btc
from bitcoin_office.mining.replay import MarketDay
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.playbook.parameters import Parameters
from bitcoin_office.playbook.programme import Programme
from bitcoin_office.terms.errors import IncompleteDataError, NotFoundError
from bitcoin_office.terms.period import Period

DIFFICULTY_AGE, RATE_AGE, PRICE_AGE = 92, 31, 0
"""How many days a figure may stand for later ones: shipped tables have difficulty by quarter, rates by month."""
HALVING_DAYS = (
    (dt.date(2012, 11, 28), 210_000),
    (dt.date(2016, 7, 9), 420_000),
    (dt.date(2020, 5, 11), 630_000),
    (dt.date(2024, 4, 20), 840_000),
)
"""The days (UTC) and heights of the halvings so far; the day counts as after."""


class PowerQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for; ``None`` takes the programme's own figure.

    A machine that is asked for stands at all sites; power that is asked for is one site.
    """

    year: int
    machine: str | None = None
    tariff_per_kwh: Decimal | None = None
    power_mw: Decimal | None = None
    losses_percent: Decimal | None = None
    overhead_percent: Decimal | None = None
    pool_fee_percent: Decimal = Decimal(0)
    elasticity: Decimal = Decimal(0)
    power_usage: Decimal = Decimal(1)
    hall_mw: Decimal | None = None
    least_hall_percent: Decimal = Decimal(0)
    ramp_percent: Decimal | None = None


class PowerFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is on file: the programme, the market, the machines, the shape of load."""

    programme: Programme
    label: str
    market: Market
    machines: MachineTable
    shape: LoadShape

    @property
    def parameters(self) -> Parameters:
        """The dated parameters."""
        return self.programme.dated

    def machine(self, name: str) -> Machine:
        """A machine model. Raises ``NotFoundError``."""
        return self.machines.named(name)


class Missing:
    """Collects what could not be known while figures are looked up."""

    def __init__(self) -> None:
        self.says: list[str] = []

    def add(self, text: str) -> None:
        """Notes something missing, once."""
        if text not in self.says:
            self.says.append(text)

    def number(self, parameters: Parameters, name: str, on: dt.date) -> float | None:
        """A dated parameter, or ``None`` and a note."""
        try:
            return float(parameters.number(name, on))
        except (NotFoundError, IncompleteDataError) as error:
            self.add(error.message)
            return None

    def figure(self, figure: Figure | None, what: str) -> float | None:
        """A declared figure, or ``None`` and a note."""
        if figure is not None and figure.value is not None:
            return float(figure.value)
        self.add(f"{what}: {figure.missing if figure else 'not declared'}")
        return None


def plan_year(parameters: Parameters, year: int) -> Period:
    """The budget's year that begins in ``year``; the calendar's where no first month is on file."""
    try:
        month = int(parameters.number("fiscal_year_first_month", dt.date(year, 12, 31)))
    except (NotFoundError, IncompleteDataError):
        month = 1
    return Period(first=dt.date(year, month, 1), last=dt.date(year + 1, month, 1) - dt.timedelta(days=1))


def market_days(market: Market, days: Period, months: tuple[int, ...], currency: str) -> tuple[MarketDay, ...]:
    """The market on every day of the months offered. Raises ``IncompleteDataError`` naming the first missing."""
    return tuple(_market_day(market, day, currency) for day in days.days() if not months or day.month in months)


def _market_day(market: Market, day: dt.date, currency: str) -> MarketDay:
    return MarketDay(
        on=day,
        price_usd=_carried(market.btc_usd, day, PRICE_AGE),
        difficulty=_carried(market.difficulty, day, DIFFICULTY_AGE),
        block_reward_btc=_subsidy_on(day),
        local_per_usd=1.0 if currency == "USD" else _local(market, day, currency),
    )


def _subsidy_on(day: dt.date) -> float:
    heights = [height for halving, height in HALVING_DAYS if halving <= day]
    return block_subsidy_btc(float(heights[-1] if heights else 0))


def _local(market: Market, day: dt.date, currency: str) -> float:
    if market.usd_pkr.unit != f"{currency}/USD":
        raise IncompleteDataError(
            f"No {currency} rate is in the market's tables.", remedy="Known are dollars and Pakistani rupees."
        )
    return _carried(market.usd_pkr, day, RATE_AGE)


def _carried(series: Series, day: dt.date, age: int) -> float:
    carried = series.carried(day, age)
    if carried is None:
        near = " and ".join(str(known) for known in series.nearest(day))
        raise IncompleteDataError(
            f"No {series.unit} figure for {day}; nearest known: {near or 'none'}.",
            remedy="Ask for a year whose days are over, or fetch them: bitcoin-office market update",
        )
    return float(carried.observation.value)


def required(value: float | None, what: str) -> float:
    """A figure without which nothing can be said. Raises ``IncompleteDataError``."""
    if value is None:
        raise IncompleteDataError(f"{what} is not known.", remedy="State it on the command line; see --help.")
    return value
