"""``bitcoin-office power``: what a year of mining on a country's power costs or earns."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from bitcoin_office.app.playbook import Asked
from bitcoin_office.app.power import ask_power, check_tariff_unit
from bitcoin_office.cli.options import office_option, programme_option
from bitcoin_office.cli.output import json_option
from bitcoin_office.cli.pages import Wanted, deliver, page_options
from bitcoin_office.cli.power_view import draw
from bitcoin_office.office.mining_sites import MACHINE
from bitcoin_office.office.power_terms import PowerQuestion
from bitcoin_office.terms.errors import UsageError

DEFAULT_YEAR = 2025
MOST_MW = Decimal(2_000_000)


class Number(click.ParamType[Decimal]):
    """An exact decimal between two bounds."""

    name = "NUMBER"

    def __init__(self, low: Decimal, high: Decimal) -> None:
        self.low, self.high = low, high

    def convert(self, value: str | Decimal, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Reads the number; a usage error names the bounds."""
        try:
            number = Decimal(value)
        except InvalidOperation:
            self.fail(f"{value!r} is no number.", param, ctx)
        if not number.is_finite() or not self.low <= number <= self.high:
            self.fail(f"{value} is out of range: from {self.low:,f} to {self.high:,f}.", param, ctx)
        return number


class Tariff(click.ParamType[tuple[Decimal, str]]):
    """A price of energy such as "23 PKR/kWh"; the unit may be left out."""

    name = "PRICE"

    def convert(
        self, value: str | tuple[Decimal, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Decimal, str]:
        """Reads number and unit; a usage error shows the form."""
        if isinstance(value, tuple):
            return value
        number, _, unit = value.strip().partition(" ")
        price = Number(Decimal(0), Decimal(100_000)).convert(number, param, ctx)
        return price, unit.strip()


SHARE = Number(Decimal(0), Decimal(99))


@click.command()
@programme_option
@click.option(
    "--year", type=click.IntRange(2013, 2100), default=DEFAULT_YEAR, help="The year in which the budget's year begins."
)
@click.option(
    "--tariff", type=Tariff(), default=None, help='What miners pay, such as "23 PKR/kWh" (default: the programme\'s).'
)
@click.option(
    "--power", "power_mw", type=Number(Decimal(1), MOST_MW), default=None, help="Megawatts (default: the programme's)."
)
@click.option(
    "--machine",
    default=None,
    metavar="ID",
    help=f"The machine model at all sites (default: the programme's, else {MACHINE}).",
)
@click.option(
    "--losses", type=SHARE, default=None, help="Percent lost on the way (default: from none to the country's average)."
)
@click.option("--overhead", type=SHARE, default=None, help="Percent of power beside the machines.")
@click.option("--pool-fee", type=SHARE, default=Decimal(0), help="Percent of coins that the pool keeps.")
@click.option(
    "--elasticity", type=Number(Decimal(0), Decimal(1)), default=Decimal(0), help="How far other miners leave, 0 to 1."
)
@click.option(
    "--pue",
    type=Number(Decimal(1), Decimal(5)),
    default=Decimal(1),
    help="Power of a hall for each unit of its computers.",
)
@click.option(
    "--hall",
    "hall_mw",
    type=Number(Decimal(1), MOST_MW),
    default=None,
    help="Megawatts of a hall on the same power: schedules both hour by hour.",
)
@click.option("--hall-share", type=SHARE, default=Decimal(0), help="Percent of each week's energy that the hall gets.")
@click.option("--ramp", type=SHARE, default=None, help="Percent of the power by which the draw may change in an hour.")
@office_option
@json_option
@page_options
def command(  # noqa: PLR0917 - click passes every option by name
    programme: Asked,
    year: int,
    tariff: tuple[Decimal, str] | None,
    power_mw: Decimal | None,
    machine: str | None,
    losses: Decimal | None,
    overhead: Decimal | None,
    pool_fee: Decimal,
    elasticity: Decimal,
    pue: Decimal,
    hall_mw: Decimal | None,
    hall_share: Decimal,
    ramp: Decimal | None,
    office_path: Path,
    wanted: Wanted,
) -> None:
    """What a year of mining on surplus power really costs or earns: three subsidy yardsticks side by side.

    PROGRAMME is a country's code or folder, with +overlay. From which plants the power comes, at what marginal cost,
    with how much carbon dioxide; coins at the prices of that year; the break-even tariff; what it adds to or takes from
    capacity charges; where mining and halls of computers beat each other; what all of it rests on, and what is missing.

    Exit codes: 0 fine, 2 usage, 3 a figure is missing without which nothing can be said.
    """
    if hall_mw is None and (hall_share or ramp is not None):
        raise UsageError("A ramp and a hall's share belong to a schedule.", remedy="Add a hall, such as --hall 200.")
    if tariff is not None and tariff[1]:
        check_tariff_unit(programme, tariff[1])
    question = PowerQuestion(
        year=year,
        machine=machine,
        tariff_per_kwh=tariff[0] if tariff else None,
        power_mw=power_mw,
        losses_percent=losses,
        overhead_percent=overhead,
        pool_fee_percent=pool_fee,
        elasticity=elasticity,
        power_usage=pue,
        hall_mw=hall_mw,
        least_hall_percent=hall_share,
        ramp_percent=ramp,
    )
    result = ask_power(programme, question, office_path)
    deliver(result, wanted, lambda console: draw(result, console))
