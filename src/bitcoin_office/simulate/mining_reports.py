"""What is counted of mining and power: every month the network and the tariff, with the budget's year its sums.

Names of yearly values: ``mining_`` is what the fleet does, ``subsidy_`` what its tariff lacks of a yardstick,
``contribution_`` what it brings to, or takes from, the capacity charges that everybody pays.
"""

from __future__ import annotations

from bitcoin_office.simulate.mining_terms import MiningTerms
from bitcoin_office.simulate.parts import Day, Part, Statistic
from bitcoin_office.simulate.sections import Numbers, Section

VIEWS = ("as_dispatched", "cheap_split", "dear_split")
"""The views of the merit order, as ``mining.supply.View`` names them."""
_USD, _LOCAL, _SHARE = "USD", "local", "share"
MONTHLY = (
    Statistic(name="difficulty", unit="difficulty", low=40, high=56, fine=0),
    Statistic(name="hashprice_usd", unit="USD/PH/day", low=-6, high=12, fine=30),
    Statistic(name="break_even_local", unit="local/kWh", low=-6, high=12, fine=30),
)
"""Counted on every report day, as they are on it."""


def money_counted(name: str, unit: str, *, signed: bool = False) -> Statistic:
    """A sum of money of the budget's year."""
    low = 10 if unit == _USD else 18
    return Statistic(name=name, unit=unit, low=low, high=50, signed=signed, fine=4, seldom=True)


YEARLY = (
    Statistic(name="mining_coins", unit="BTC", low=-4, high=20, fine=30, seldom=True),
    Statistic(name="mining_coins_total", unit="BTC", low=-4, high=21, fine=30, seldom=True),
    money_counted("mining_revenue_usd", _USD),
    money_counted("mining_revenue_local", _LOCAL),
    money_counted("mining_bill_usd", _USD),
    money_counted("mining_bill_local", _LOCAL),
    money_counted("mining_margin_usd", _USD, signed=True),
    Statistic(name="mining_energy_mwh", unit="MWh", low=4, high=34, seldom=True),
    Statistic(name="power_energy_mwh", unit="MWh", low=4, high=34, seldom=True),
    Statistic(name="mining_utilisation", unit=_SHARE, low=-10, high=1, fine=40, seldom=True),
    Statistic(name="mining_network_share", unit=_SHARE, low=-16, high=1, fine=40, seldom=True),
    Statistic(name="mining_tariff_local", unit="local/kWh", low=-6, high=12, fine=30, seldom=True),
)
NET = money_counted("mining_net_usd", _USD, signed=True)
CO2 = Statistic(name="power_co2_tonnes", unit="t", low=4, high=34, seldom=True)


def view_names(view: str) -> tuple[str, ...]:
    """A view's series: subsidy without and with losses in local money and dollars, contribution with and without."""
    return (
        f"subsidy_{view}_low_local",
        f"subsidy_{view}_high_local",
        f"subsidy_{view}_low_usd",
        f"subsidy_{view}_high_usd",
        f"contribution_{view}_low_local",
        f"contribution_{view}_high_local",
    )


def reference_names(reference: str) -> tuple[str, str]:
    """A reference price's series: the subsidy in local money and in dollars."""
    return f"subsidy_{reference}_local", f"subsidy_{reference}_usd"


def report_section(terms: MiningTerms) -> Section:
    """Everything that is counted of the desk."""
    from_year = ("power_energy_mwh", "mean_rate", "mining_bill_local", "mining_revenue_local", "mining_margin_usd")
    often = (
        Part(function="network_report", gives=("difficulty", "hashprice_usd")),
        Part(function="break_even_report", gives=("break_even_local",)),
    )
    parts = [
        Part(function="year_report", gives=(*from_year, "mining_utilisation", "mining_network_share", "energy_kwh")),
        *(
            Part(function="as_it_is", gives=(name,), renamed=(("value", of),))
            for name, of in (
                ("mining_coins", "year_coins"),
                ("mining_coins_total", "total_coins"),
                ("mining_revenue_usd", "year_revenue_usd"),
                ("mining_bill_usd", "year_mining_usd"),
                ("mining_energy_mwh", "year_mining_mwh"),
                ("mining_tariff_local", "tariff_local"),
            )
        ),
    ]
    statistics = [*MONTHLY, *YEARLY]
    if terms.build_usd_per_mw() is not None:
        parts.append(Part(function="as_it_is", gives=(NET.name,), renamed=(("value", "total_net_usd"),)))
        statistics.append(NET)
    if all(month.grams_per_kwh is not None for month in terms.months):
        parts.append(Part(function="as_it_is", gives=(CO2.name,), renamed=(("value", "year_co2_tonnes"),)))
        statistics.append(CO2)
    views = _views()
    references, parameters = _references(terms)
    halls = halls_section(terms)
    day = Day(state=(), draws=(), steps=(), statistics=tuple(statistics), reports=often, seldom=tuple(parts))
    return Section(day=day) + views + Section(day=references, parameters=parameters) + halls


def _views() -> Section:
    parts: list[Part] = []
    statistics: list[Statistic] = []
    for view in VIEWS:
        sums = tuple((f"year_{what}", f"{view}_{what}") for what in ("fuel", "gap_low", "gap_high"))
        parts.append(Part(function="view_report", gives=view_names(view), renamed=sums))
        for name in view_names(view):
            unit = _USD if name.endswith("_usd") else _LOCAL
            statistics.append(money_counted(name, unit, signed=name.startswith("contribution")))
    return Section(day=Day(state=(), draws=(), steps=(), statistics=tuple(statistics), seldom=tuple(parts)))


def _references(terms: MiningTerms) -> tuple[Day, Numbers]:
    """Reference prices that are set with the budget's year: cost of service, class tariff."""
    parts: list[Part] = []
    statistics: list[Statistic] = []
    parameters = [("reference_dollar_share", terms.reference_dollar_share)]
    for name, price in terms.references:
        gives = reference_names(name)
        parameters.append((f"reference_{name}", price))
        parts.append(Part(function="reference_report", gives=gives, renamed=(("reference", f"reference_{name}"),)))
        statistics += [money_counted(gives[0], _LOCAL), money_counted(gives[1], _USD)]
    day = Day(state=(), draws=(), steps=(), statistics=tuple(statistics), seldom=tuple(parts))
    return day, tuple(parameters)


def halls_section(terms: MiningTerms) -> Section:
    """Mining and halls side by side, a megawatt of each, all year."""
    hall = terms.hall
    if hall is None:
        return Section(day=Day(state=(), draws=(), steps=(), statistics=()))
    names = ("mining_mw_usd", "hall_mw_usd", "mining_over_hall_usd", "mining_over_hall_by_cost_usd")
    build = terms.build_usd_per_mw()
    known = build is not None and hall.build_usd_per_mw is not None
    ratio = (hall.build_usd_per_mw or 0.0) / build if known and build else 0.0
    statistics = [
        Statistic(name=name, unit="USD/MW", low=6, high=36, signed=True, fine=10, seldom=True)
        for name in (names if known else names[:3])
    ]
    return Section(
        day=Day(
            state=(),
            draws=(),
            steps=(),
            statistics=tuple(statistics),
            seldom=(Part(function="uses_report", gives=names),),
        ),
        parameters=(
            ("hall_revenue_usd", hall.revenue_usd),
            ("hall_uptime", hall.uptime),
            ("hall_usage", hall.usage),
            ("hall_build_ratio", ratio),
        ),
    )
