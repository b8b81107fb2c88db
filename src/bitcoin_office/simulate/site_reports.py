"""What is counted of mining where there are several sites: all that is counted of one, and each site's own year."""

from __future__ import annotations

from bitcoin_office.simulate.mining_reports import (
    CO2,
    MONTHLY,
    NET,
    VIEWS,
    YEARLY,
    halls_section,
    money_counted,
    reference_names,
    view_names,
)
from bitcoin_office.simulate.mining_terms import MiningTerms
from bitcoin_office.simulate.parts import Day, Part, Statistic
from bitcoin_office.simulate.sections import Section

OF_SITE = ("energy_mwh", "coins", "margin_usd")


def site_names(place: int) -> tuple[str, str, str]:
    """A site's series: energy, coins, and what they bring beyond power."""
    energy, coins, margin = (f"mining_site_{place}_{what}" for what in OF_SITE)
    return energy, coins, margin


def sites_report_section(terms: MiningTerms) -> Section:
    """Everything that is counted of the desk with its sites."""
    often = (
        Part(function="network_report", gives=("difficulty", "hashprice_usd")),
        Part(function="break_even_report", gives=("break_even_local",)),
    )
    gives = (
        "power_energy_mwh", "mean_rate", "mining_revenue_local", "mining_margin_usd", "mining_utilisation",
        "mining_network_share", "mining_tariff_local",
    )  # fmt: skip
    parts = [Part(function="sites_report", gives=gives)]
    parts += [
        _as(name, of)
        for name, of in (
            ("mining_coins", "year_coins"),
            ("mining_coins_total", "total_coins"),
            ("mining_revenue_usd", "year_revenue_usd"),
            ("mining_bill_usd", "year_mining_usd"),
            ("mining_bill_local", "year_mining_local"),
            ("mining_energy_mwh", "year_mining_mwh"),
        )
    ]
    statistics = [*MONTHLY, *YEARLY]
    if terms.build_usd_per_mw() is not None:
        parts.append(_as(NET.name, "total_net_usd"))
        statistics.append(NET)
    if _co2_known(terms):
        parts.append(_as(CO2.name, "year_co2_tonnes"))
        statistics.append(CO2)
    for place in range(len(terms.sites)):
        taken = ("year_site_mwh", "year_site_coins", "year_site_margin_usd")
        parts += [_as(name, f"{of}_s{place}") for name, of in zip(site_names(place), taken, strict=True)]
        statistics += _of_site(place)
    day = Day(state=(), draws=(), steps=(), statistics=tuple(statistics), reports=often, seldom=tuple(parts))
    return Section(day=day) + _yardsticks(terms) + halls_section(terms)


def _as(name: str, of: str) -> Part:
    """A value under the name by which it is counted."""
    return Part(function="as_it_is", gives=(name,), renamed=(("value", of),))


def _co2_known(terms: MiningTerms) -> bool:
    """Whether every plant that may serve has its emissions on file."""
    beside = all(site.grams_per_kwh is not None for site in terms.sites if not site.on_grid())
    return beside and all(month.grams_per_kwh is not None for month in terms.months)


def _of_site(place: int) -> tuple[Statistic, ...]:
    energy, coins, margin = site_names(place)
    return (
        Statistic(name=energy, unit="MWh", low=4, high=34, seldom=True),
        Statistic(name=coins, unit="BTC", low=-4, high=20, fine=30, seldom=True),
        money_counted(margin, "USD", signed=True),
    )


def _yardsticks(terms: MiningTerms) -> Section:
    """Subsidies against marginal cost and against prices that are set, and what tariffs bring beyond fuel."""
    parts: list[Part] = []
    statistics: list[Statistic] = []
    for view in VIEWS:
        sums = tuple((f"year_{what}", f"{view}_{what}") for what in ("fuel_low", "fuel_high", "gap_low", "gap_high"))
        parts.append(Part(function="customers_report", gives=view_names(view), renamed=sums))
        for name in view_names(view):
            unit = "USD" if name.endswith("_usd") else "local"
            statistics.append(money_counted(name, unit, signed=name.startswith("contribution")))
    parameters = [("reference_dollar_share", terms.reference_dollar_share)]
    for name, price in terms.references:
        gives = reference_names(name)
        parameters.append((f"reference_{name}", price))
        parts.append(Part(function="in_both_moneys", gives=gives, renamed=(("year_gap", f"year_gap_{name}"),)))
        statistics += [money_counted(gives[0], "local"), money_counted(gives[1], "USD")]
    day = Day(state=(), draws=(), steps=(), statistics=tuple(statistics), seldom=tuple(parts))
    return Section(day=day, parameters=tuple(parameters))
