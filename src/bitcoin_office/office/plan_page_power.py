"""The parts of a plan's page about mining and power: three yardsticks, who pays, coins, halls, and the daily step."""

from __future__ import annotations

from collections.abc import Iterator

from bitcoin_office.office.chart_style import NARROW, WIDE, described, shown
from bitcoin_office.office.charts import ranges_chart
from bitcoin_office.office.page import LEVELS, Chart, Part, Table, fan_part, fans_of, origin
from bitcoin_office.office.plan_mining_result import FanSpan, MiningFutures, SubsidyFutures
from bitcoin_office.office.plan_result import Manifest, PlanResult

YARDSTICKS = (
    ("marginal_cost", "marginal cost"),
    ("cost_of_service", "cost of service"),
    ("class_tariff", "tariff of a class"),
)
DRAWN = ("mining_margin_usd", "mining_coins", "mining_net_usd", "mining_revenue_usd")
"""Series by budget year that are drawn; all of them are in the table."""
WHOLE_YEAR_DAYS = 365


def power_parts(result: PlanResult) -> Iterator[Part]:
    """Nothing where the plan has no mining."""
    mining, manifest = result.mining, result.manifest
    if mining is None:
        return
    if mining.years:
        yield _mining(mining, manifest)
        if result.subsidy is not None:
            yield _subsidy(result.subsidy, mining, manifest)
        yield _others(mining, manifest)
    yield _recorded(mining, manifest)


def _mining(mining: MiningFutures, manifest: Manifest) -> Part:
    """Coins and money by budget year."""
    fans = fans_of(mining.series)
    charts = tuple(fan_part(name, fans[name], manifest) for name in DRAWN if name in fans)
    pays = (
        ""
        if mining.pays_back_share is None
        else f" It earns what was built in {mining.pays_back_share:.0%} of futures."
    )
    says = (
        f"{mining.mining_mw:,.0f} MW of {mining.machine} ({mining.j_per_th:g} J/TH) at {mining.tariff_per_kwh:g} "
        f"{manifest.currency} a kilowatt-hour, by years of the budget, of which the plan may hold only a part of the "
        f"first and the last.{pays}"
    )
    rows = tuple(
        (name, one.unit, *(shown(one.quantiles[level][_whole(mining)], one.unit) for level, _ in LEVELS))
        for name, one in mining.series.items()
        if one.dates
    )
    head = ("series", "unit", *(word for _, word in LEVELS))
    tables = (Table(caption=_year(mining), head=head, rows=rows), *_sites(mining, manifest))
    return Part(heading="Mining in every future", says=(says,), charts=charts, tables=tables)


def _sites(mining: MiningFutures, manifest: Manifest) -> tuple[Table, ...]:
    """Site by site, where there are several."""
    if not mining.sites:
        return ()
    place = _whole(mining)
    rows = tuple(
        (
            site.name,
            site.plant or site.supply,
            site.machines,
            f"{site.tariff_per_kwh:g}",
            shown(site.coins.quantiles["p50"][place], "BTC"),
            *(_usd(site.margin_usd.quantiles[level][place]) for level in ("p05", "p50", "p95")),
        )
        for site in mining.sites
    )
    unit = f"{manifest.currency} a kilowatt-hour"
    head = ("site", "power from", "machines", unit, "coins, middle", "kept, 5 %", "kept, middle", "kept, 95 %")
    return (Table(caption=f"{_year(mining)}, site by site", head=head, rows=rows),)


def _whole(mining: MiningFutures) -> int:
    """The place of the first year that is whole, or of the first."""
    whole = [
        place for place, year in enumerate(mining.years) if (year.last_day - year.first_day).days + 1 >= WHOLE_YEAR_DAYS
    ]
    return whole[0] if whole else 0


def _year(mining: MiningFutures) -> str:
    year = mining.years[_whole(mining)]
    return f"The budget's year {year.first_day} to {year.last_day}"


def _subsidy(subsidy: SubsidyFutures, mining: MiningFutures, manifest: Manifest) -> Part:
    """Each yardstick in each form: the middle future of a year as a chart, its spread as a table."""
    place = _whole(mining)
    forms = [(f"{word}: {form.basis}", form.usd) for name, word in YARDSTICKS for form in getattr(subsidy, name)]
    rows = [(name, *_middle(span, place)) for name, span in forms]
    if not rows:
        return Part(heading="Three yardsticks of the subsidy")
    caption = f"{_year(mining)}, the middle future"
    chart = _ranges(("subsidy", "What the tariff lacks of each yardstick", f"{caption}."), rows, "USD", manifest)
    spread = tuple(
        (
            name,
            shown(span.low.quantiles["p05"][place], "USD"),
            *map(_usd, _middle(span, place)),
            _usd(_high(span, place)),
        )
        for name, span in forms
    )
    head = ("yardstick", "5 %, low", "middle, low", "middle, high", "95 %, high")
    says = (
        "No one figure is the subsidy: each yardstick asks another question, and each is shown in the forms that the "
    )
    return Part(
        heading="Three yardsticks of the subsidy",
        says=(f"{says}figures on file allow.",),
        charts=(chart,),
        tables=(Table(caption=f"{_year(mining)}, in US dollars", head=head, rows=spread),),
    )


def _usd(value: float) -> str:
    return shown(value, "USD")


def _middle(span: FanSpan, place: int) -> tuple[float, float]:
    return span.low.quantiles["p50"][place], span.high.quantiles["p50"][place]


def _high(span: FanSpan, place: int) -> float:
    return span.high.quantiles["p95"][place]


def _ranges(told: tuple[str, str, str], rows: list[tuple[str, float, float]], unit: str, manifest: Manifest) -> Chart:
    name, title, says = told
    texts = tuple((row, shown(low, unit), shown(high, unit)) for row, low, high in rows)
    return Chart(
        name=name,
        title=title,
        says=says,
        foot=f"In {described(unit)}. {origin(manifest)}",
        wide=ranges_chart(rows, unit, width=WIDE),
        narrow=ranges_chart(rows, unit, width=NARROW),
        table=Table(caption=f"{title}, {described(unit)}", head=("what", "from", "to"), rows=texts),
    )


def _others(mining: MiningFutures, manifest: Manifest) -> Part:
    """What everybody else gains or pays, and when a hall would keep more."""
    place = _whole(mining)
    rows = [(item.basis, *_middle(item.local, place)) for item in mining.contributions]
    title = "What the tariff brings beyond fuel"
    says = f"{_year(mining)}, the middle future. Below zero everybody else pays for it."
    charts = (_ranges(("contribution", title, says), rows, manifest.currency, manifest),) if rows else ()
    tables: tuple[Table, ...] = ()
    if mining.halls is not None:
        told = tuple(
            (
                str(year.last_day),
                f"{year.mining_beats_per_mw:.0%}",
                "unknown" if year.mining_beats_per_dollar is None else f"{year.mining_beats_per_dollar:.0%}",
            )
            for year in mining.halls.years
        )
        head = ("year to", "by megawatt", "by dollar built")
        tables = (Table(caption=f"Futures in which mining keeps more than {mining.halls.hall}", head=head, rows=told),)
    return Part(heading="Everybody else, and halls", charts=charts, tables=tables)


def _recorded(mining: MiningFutures, manifest: Manifest) -> Part:
    """The last year on record, by the hour, and how far the futures' daily step is from it."""
    recorded = mining.recorded
    missing = tuple(f"Missing: {text}" for text in mining.missing)
    if recorded is None:
        return Part(heading="The last year on record", says=missing)
    earned = recorded.earned
    told = (
        f"{recorded.power_mw:,.0f} MW from {recorded.first_day} to {recorded.last_day}, replayed hour by hour on the "
        f"recorded market: {earned.coins:,.0f} coins worth {_usd(earned.revenue_usd)} for a power bill of "
        f"{_usd(earned.bill_usd)}, at {recorded.tariff_per_kwh:g} {manifest.currency} a kilowatt-hour "
        f"({recorded.tariff_source})."
    )
    rows = tuple(
        (item.quantity, f"{item.hourly:,.4g}", f"{item.daily:,.4g}", f"{item.error:+.2%}") for item in recorded.coarse
    )
    head = ("quantity", "by the hour", "by the day", "error")
    caption = "The futures' daily step beside the hours, on the same days"
    tables = (Table(caption=caption, head=head, rows=rows),) if rows else ()
    return Part(heading="The last year on record", says=(told, *missing), tables=tables)
