"""``bitcoin-office replay``: one future of a plan, day by day, with what each rule did and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bitcoin_office.app.plan import ask_replay
from bitcoin_office.app.playbook import Asked
from bitcoin_office.cli.measure_options import TOLD_BY
from bitcoin_office.cli.options import DAY, office_option, programme_option
from bitcoin_office.cli.output import json_option, printable
from bitcoin_office.cli.pages import Wanted, deliver, page_options
from bitcoin_office.cli.plan_options import bar, futures_options, processes_option, state_option
from bitcoin_office.cli.plan_view import headline, notes
from bitcoin_office.cli.power import MOST_MW, SHARE, Number
from bitcoin_office.cli.replay_hours_view import draw_hours
from bitcoin_office.cli.replay_mining_view import mines_and_sells, mining_table
from bitcoin_office.office.plan import money
from bitcoin_office.office.plan_terms import PlanQuestion
from bitcoin_office.office.replay import MINED_INTO
from bitcoin_office.office.replay_choice import Choice
from bitcoin_office.office.replay_hours_schedule import HoursQuestion
from bitcoin_office.office.replay_result import Decision, Replay
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.errors import UsageError
from bitcoin_office.terms.units import SAT, USD

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MEGAWATTS = Number(Decimal(1), MOST_MW)
MOST_DAYS = 366
"""Days that are shown one by one; the whole future is in the JSON."""


@click.command()
@programme_option
@click.option("--path", type=click.IntRange(0), default=None, help="The future with this number.")
@click.option("--worst", is_flag=True, help="The future that ends worst.")
@click.option(
    "--at",
    "percent",
    type=Number(Decimal(0), Decimal(100)),
    default=Decimal(5),
    show_default=True,
    help="The future that so many percent end worse than.",
)
@click.option("--by", metavar="SERIES", default="", show_default=TOLD_BY, help="What worst and percent go by.")
@click.option("--from", "first", type=DAY, default=None, help="Day by day from here on, with every rule's reasons.")
@click.option("--to", "last", type=DAY, default=None, help="Day by day until here.")
@click.option(
    "--hours", "year", type=click.IntRange(2009, 2200), default=None, help="The budget's year from then on by the hour."
)
@click.option(
    "--hall", "hall_mw", type=MEGAWATTS, default=None, help="With --hours: megawatts of a hall on the same power."
)
@click.option(
    "--hall-share", type=SHARE, default=None, help="With --hours: percent of each week's energy for the hall."
)
@click.option("--ramp", type=SHARE, default=None, help="With --hours: percent of the power that may change in an hour.")
@futures_options
@processes_option
@state_option
@office_option
@json_option
@page_options
def command(
    *,
    programme: Asked,
    path: int | None,
    worst: bool,
    percent: Decimal,
    by: str,
    first: dt.date | None,
    last: dt.date | None,
    year: int | None,
    hall_mw: Decimal | None,
    hall_share: Decimal | None,
    ramp: Decimal | None,
    question: PlanQuestion,
    threads: int,
    processes: int | None,
    state: Path | None,
    office_path: Path,
    wanted: Wanted,
) -> None:
    """One future of a plan, day by day, with what each rule did and why.

    PROGRAMME is a country's code or folder, with +overlay. Without --path the plan is run first, to find the future
    that ends worst, or that so many percent end worse than. Months are shown; --from and --to show days, each with
    every rule's answer and the conditions that it met. The JSON holds the whole future.

    --hours YEAR adds the budget's year that begins in YEAR hour by hour: merit order, coins and bill, three yardsticks
    of the subsidy, the best schedule with a hall and ramps, and how far the plan's daily step is from all that.

    Exit codes: 0 fine, 2 usage, 3 something is missing or you stopped it.
    """
    choice = Choice(path=path, worst=worst, percent=percent, by=by)
    hours = _hours(year, hall_mw, hall_share, ramp)
    with bar(question.paths) as progress:
        result = ask_replay(
            programme,
            question,
            choice,
            threads=threads,
            hours=hours,
            processes=processes,
            office=office_path,
            state=state,
            progress=progress,
        )
    days = None if first is None and last is None else _days(result, first, last)
    deliver(result, wanted, lambda console: _draw(result, days, console))


def _hours(
    year: int | None, hall_mw: Decimal | None, hall_share: Decimal | None, ramp: Decimal | None
) -> HoursQuestion | None:
    """The year that is asked for by the hour."""
    if year is None:
        if (hall_mw, hall_share, ramp) != (None, None, None):
            raise UsageError(
                "A hall, its share and a ramp belong to hours.", remedy="Add a year, such as --hours 2027."
            )
        return None
    share = Decimal(0) if hall_share is None else hall_share
    return HoursQuestion(year=year, hall_mw=hall_mw, least_hall_percent=share, ramp_percent=ramp)


def _days(result: Replay, first: dt.date | None, last: dt.date | None) -> range:
    """The places of the days that are asked for."""
    begin, end = result.dates[0], result.dates[-1]
    low, high = max(first or begin, begin), min(last or end, end)
    days = range((low - begin).days, (high - begin).days + 1)
    if not 0 < len(days) <= MOST_DAYS:
        raise UsageError(
            f"{len(days)} days of {begin} to {end} are asked for.", remedy=f"Ask for 1 to {MOST_DAYS}, or use --json."
        )
    return days


def _draw(result: Replay, days: range | None, console: Console) -> None:
    headline(result.finding, result.manifest, console)
    console.print(printable(f"Future {result.path}: {result.chosen}."), style="dim", markup=False)
    if days is None:
        console.print(_table(result, _month_ends(result), "month"))
        if result.hours is not None:
            draw_hours(result.hours, console)
        notes(result.notes, console)
        return
    console.print(_table(result, [range(day, day + 1) for day in days], "day"))
    shown = {result.dates[day] for day in days}
    for decision in result.decisions:
        if decision.on in shown:
            console.print(_reasons(decision), markup=False, soft_wrap=True)


def _month_ends(result: Replay) -> list[range]:
    """The days of each month, as ranges of places."""
    starts = [place for place, day in enumerate(result.dates) if not place or day.day == 1]
    return [range(a, b) for a, b in zip(starts, [*starts[1:], len(result.dates)], strict=True)]


def _table(result: Replay, spans: list[range], what: str) -> Table:
    from rich.table import Table  # noqa: PLC0415 - not for --json

    if mines_and_sells(result):
        return mining_table(result, spans, what)
    mined = result.series[MINED_INTO].values
    table = Table(what, "bitcoin", "below height", "bought", "for", "sold", "for", "coins", "worth", "over cost")
    if mined[-1]:
        table.add_column("mined")
    for column in table.columns[1:]:
        column.justify = "right"
    by_day: dict[dt.date, list[Decision]] = {}
    for decision in result.decisions:
        by_day.setdefault(decision.on, []).append(decision)
    value = {name: daily.values for name, daily in result.series.items()}
    for span in spans:
        end, made = span[-1], [trade for place in span for trade in by_day.get(result.dates[place], ())]
        table.add_row(
            str(result.dates[end]) if what == "day" else f"{result.dates[end]:%Y-%m}",
            money(value["price_usd"][end]),
            f"{value['drawdown'][end]:.0%}",
            *_sum([trade for trade in made if trade.traded_sats > 0]),
            *_sum([trade for trade in made if trade.traded_sats < 0]),
            f"{value['coins'][end]:,.2f}",
            money(value["value_usd"][end]),
            money(value["value_over_cost_usd"][end]),
            *([f"{mined[end] - (mined[span[0] - 1] if span[0] else 0.0):,.2f}"] if mined[-1] else []),
        )
    return table


def _sum(trades: list[Decision]) -> tuple[str, str]:
    """Coins and money of some trades; nothing where there is none."""
    if not trades:
        return "", ""
    coins, cents = (sum(values) for values in zip(*((t.traded_sats, t.paid_usd_cents) for t in trades), strict=True))
    return f"{abs(coins) / SAT.per_whole:,.2f}", money(abs(cents) / USD.per_whole)


def _reasons(decision: Decision) -> str:
    """One rule on one day, in words."""
    if decision.stops:
        did = f"lets {decision.answer:.0%} of purchases go ahead"
    elif not decision.traded_sats:
        did = "does nothing"
    else:
        word = "buys" if decision.traded_sats > 0 else "sells"
        paid = Amount(abs(decision.paid_usd_cents), USD).short()
        did = f"{word} {sats(abs(decision.traded_sats)).short()} for {paid}"
    return f"{decision.on}  {decision.rule} {did}: {'; '.join(decision.reasons) or 'whatever happens'}"
