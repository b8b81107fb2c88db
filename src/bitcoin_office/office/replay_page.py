"""The page about one future."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bitcoin_office.office.chart_style import NARROW, WIDE, described, shown
from bitcoin_office.office.charts import Line, fan_chart
from bitcoin_office.office.measures import MINING_NET
from bitcoin_office.office.page import Chart, Page, Part, Table, facts_of, marks_of, origin
from bitcoin_office.office.replay_hours_page import hours_parts
from bitcoin_office.office.replay_mining import DRAWN, FOUND
from bitcoin_office.office.replay_result import Daily, Decision, Replay
from bitcoin_office.office.series_words import of_series
from bitcoin_office.terms.amount import sats

OVER = "value_over_cost_usd"
FIRST = (OVER, "value_usd", "price_usd", "drawdown", "coins")
FIRST_OF_MINING = (MINING_NET, DRAWN, FOUND, "break_even_local", "hashprice_usd", "price_usd")
SAYS = {OVER: "worth less cost", MINING_NET: "what mining has left, less sites and machines"}
MOST_TRADES = 400
"""Days on which a page shows why each rule did what it did; the JSON has them all."""


def replay_page(result: Replay) -> Page:
    """The path of every value, and what the rules did on the way, with their reasons."""
    manifest = result.manifest
    told = MINING_NET if not result.holds_coins and MINING_NET in result.series else OVER
    number = result.series[told]
    worst = min(range(len(number.values)), key=number.values.__getitem__)
    return Page(
        kind=f"Future {result.path}",
        title=f"{manifest.country}: {manifest.programme}",
        finding=result.finding,
        number=shown(number.values[worst], number.unit),
        number_says=f"is how this future stands at its worst, on {result.dates[worst]}: {SAYS[told]}",
        marks=(f"One future of {manifest.paths:,}, chosen: {result.chosen}", *marks_of(manifest)),
        parts=(
            *(() if result.hours is None else hours_parts(result.hours, origin(manifest))),
            Part(heading="Day by day", charts=tuple(_chart(name, result) for name in _names(result))),
            Part(heading="What the rules did, and why", says=_left_out(result), tables=(_trades(result),)),
        ),
        notes=result.notes,
        facts=facts_of(manifest),
        sources=manifest.sources,
    )


def _names(result: Replay) -> list[str]:
    """The series in order: of coins first, or of mining where none is held; what is nought all through is left out."""
    drawn = [name for name, daily in result.series.items() if result.holds_coins or any(daily.values)]
    first = FIRST if result.holds_coins else FIRST_OF_MINING
    return [name for name in first if name in drawn] + [name for name in drawn if name not in first]


def _chart(name: str, result: Replay) -> Chart:
    daily: Daily = result.series[name]
    title, meaning = of_series(name)
    line = Line(label="", dates=result.dates, values=daily.values)
    rows = tuple(
        (str(result.dates[place]), shown(daily.values[place], daily.unit)) for place in _month_ends(result.dates)
    )
    return Chart(
        name=name,
        title=title,
        says=meaning,
        foot=f"In {described(daily.unit)}. {origin(result.manifest)}",
        wide=fan_chart(None, daily.unit, (line,), width=WIDE),
        narrow=fan_chart(None, daily.unit, (line,), width=NARROW),
        table=Table(
            caption=f"{title}, {described(daily.unit)}, at the ends of months", head=("on", "value"), rows=rows
        ),
    )


def _month_ends(dates: tuple[dt.date, ...]) -> Iterator[int]:
    last = len(dates) - 1
    return (place for place in range(len(dates)) if place == last or dates[place + 1].day == 1)


def _told(result: Replay) -> list[Decision]:
    """Trades, and whatever a rule did otherwise than the day before."""
    before: dict[str, tuple[bool, tuple[str, ...]]] = {}
    told: list[Decision] = []
    for decision in result.decisions:
        conditions = (bool(decision.traded_sats), tuple(reason.split(" (")[0] for reason in decision.reasons))
        if before.get(decision.rule) != conditions:
            told.append(decision)
        before[decision.rule] = conditions
    return told


def _trades(result: Replay) -> Table:
    rows = tuple(
        (
            str(decision.on),
            decision.rule,
            sats(decision.traded_sats).short() if decision.traded_sats else "nothing",
            shown(decision.paid_usd_cents / 100, "USD") if decision.traded_sats else "",
            "; ".join(decision.reasons),
        )
        for decision in _told(result)[:MOST_TRADES]
    )
    caption = "Days on which a rule did something else than the day before"
    return Table(caption=caption, head=("on", "rule", "trades", "for", "because"), rows=rows)


def _left_out(result: Replay) -> tuple[str, ...]:
    told = len(_told(result))
    if told <= MOST_TRADES:
        return ()
    return (f"The first {MOST_TRADES} of {told:,} such days; --json has every rule on every day.",)
