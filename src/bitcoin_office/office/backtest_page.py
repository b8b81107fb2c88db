"""The page about a programme's rules over the recorded past."""

from __future__ import annotations

from bitcoin_office.office.backtest import Backtest
from bitcoin_office.office.chart_style import ACCENT, INK, NARROW, WIDE, described, shown
from bitcoin_office.office.charts import Line, fan_chart
from bitcoin_office.office.page import Chart, Page, Part, Table
from bitcoin_office.terms.amount import Amount, sats
from bitcoin_office.terms.units import SAT, USD


def backtest_page(result: Backtest) -> Page:
    """What the rules buy beside what the record has."""
    coins = tuple((month.rule_sats / SAT.per_whole, month.record_sats / SAT.per_whole) for month in result.months)
    dollars = tuple(
        (month.rule_usd_cents / USD.per_whole, month.record_usd_cents / USD.per_whole) for month in result.months
    )
    return Page(
        kind="Backtest",
        title=result.programme,
        finding=result.finding,
        number=sats(result.rule_sats).short(),
        number_says=f"is what the rules buy from {result.first_day} to {result.last_day}; the record has "
        f"{sats(result.record_sats).short()} as standing purchase",
        marks=("The same rules as in a plan, on recorded closes; nothing is simulated",),
        parts=(
            Part(
                heading="Rules and record",
                charts=(
                    _chart("coins", "Coins bought", "BTC", coins, result),
                    _chart("cost", "What was paid", "USD", dollars, result),
                ),
            ),
            Part(heading="Announced and disclosed", tables=(_disclosed(result),)),
        ),
        notes=result.notes,
        facts=(
            ("programme", result.programme),
            ("programme hash", result.programme_hash),
            ("days", f"{result.first_day} to {result.last_day}"),
            ("rules", ", ".join(result.rules) or "none"),
            ("meets the record", "yes" if result.meets_record else "no"),
        ),
        sources=(),
    )


def _chart(name: str, title: str, unit: str, values: tuple[tuple[float, float], ...], result: Backtest) -> Chart:
    dates = tuple(month.on for month in result.months)
    record = Line(label="record", dates=dates, values=tuple(b for _, b in values), colour=INK)
    rules = Line(label="rules", dates=dates, values=tuple(a for a, _ in values), colour=ACCENT, dashed=True)
    rows = tuple((str(on), *(shown(value, unit) for value in pair)) for on, pair in zip(dates, values, strict=True))
    return Chart(
        name=name,
        title=title,
        says="Where one line is seen, rules and record are the same.",
        foot=f"In {described(unit)}, since {result.first_day}. Recorded closes and the country's record.",
        wide=fan_chart(None, unit, (record, rules), width=WIDE),
        narrow=fan_chart(None, unit, (record, rules), width=NARROW),
        table=Table(caption=f"{title}, {described(unit)}", head=("by", "rules", "record"), rows=rows),
    )


def _disclosed(result: Backtest) -> Table:
    rows = [
        ("announced in all", sats(result.announced_sats).short()),
        ("of that in single purchases, which no rule makes", sats(result.single_sats).short()),
        ("disclosed", "nothing" if result.disclosed_sats is None else sats(result.disclosed_sats).short()),
        ("unexplained", "unknown" if result.unexplained_sats is None else sats(result.unexplained_sats).short()),
        ("what the rules pay", Amount(result.rule_usd_cents, USD).short()),
        ("what the record paid", Amount(result.record_usd_cents, USD).short()),
    ]
    return Table(caption=f"By {result.last_day}", head=("what", "how much"), rows=tuple(rows))
