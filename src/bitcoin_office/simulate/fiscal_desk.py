"""The fiscal part of the day, after the reserve's: reserves, budget, criteria, reviews and tranches in every future."""

from __future__ import annotations

import re

import msgspec

from bitcoin_office.simulate.fiscal_reviews import (
    COINS_ADDED,
    DEBT,
    GROSS_MOVED,
    NET_MOVED,
    NOTHING,
    YEAR_MOVED,
    FacilityReviews,
    MeasuredCriterion,
    reviews_section,
)
from bitcoin_office.simulate.parts import Day, Part, State, Statistic
from bitcoin_office.simulate.sections import Columns, Numbers, Section
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR


class FiscalTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk knows. Shares are 0 to 1. ``None`` is what no source gives: its series are left out.

    ``gross_base_usd`` are gross reserves without the programme, one value a day; ``adequacy`` is reserves with gold
    and the metric they are held against, in dollars; money of the Fund is in the metric by ``adequacy_debt_weight``,
    0 to 1, and bonds add ``adequacy_bonds_usd`` to it, one value a day. ``power`` is the share of the gap between
    tariff and cost of fuel that the budget pays, and of mining's margin that it gets; it needs the desk of mining.
    ``bonds`` says that the treasury owes bonds; it needs their section, before this one.
    """

    from_reserves: bool
    budget_year_begins: tuple[float, ...]
    gross_base_usd: tuple[float, ...] | None = None
    borrowing_rate: float = 0.0
    currency_sensitivity: float = 0.0
    bitcoin_debt_usd: float = 0.0
    coin_haircut: float | None = None
    adequacy: tuple[float, float] | None = None
    adequacy_debt_weight: float = 0.0
    adequacy_bonds_usd: tuple[float, ...] = ()
    power: tuple[float, float] | None = None
    bonds: bool = False
    criteria: tuple[MeasuredCriterion, ...] = ()
    facilities: tuple[FacilityReviews, ...] = ()

    @property
    def moves_gross(self) -> bool:
        """Whether anything moves gross reserves: coins bought with them, or money of the Fund."""
        return self.from_reserves or bool(self.facilities)

    @property
    def moves_budget(self) -> bool:
        """Whether anything moves the budget: coins that it pays for, power, or its bonds."""
        return not self.from_reserves or self.power is not None or self.bonds


ACCUMULATED, GROSS_MOVED_USD, ADEQUACY_POINTS = "accumulated", "gross_moved_usd", "adequacy_points"
BUDGET = ("budget_moved_local", YEAR_MOVED, "debt_added_local")
LINES = ("budget_subsidy_local", "budget_income_local")
"""What the budget pays for power, and gets of mining, since the plan began: beside what it pays for coins."""
BOND_LINES = ("budget_bonds_local", "budget_interest_local")
"""What bonds of the treasury move of the primary balance, and their service below it, since the plan began."""
_EMPTY = Section(day=Day(state=(), draws=(), steps=(), statistics=()))
_INNER = re.compile(rf"({ACCUMULATED}|{ADEQUACY_POINTS}|(kept|margin)_\d+|(released|passed|missed_reviews)_of_\d+)")


def is_inner(name: str) -> bool:
    """Whether a statistic is counted for chances only and is no series by itself."""
    return _INNER.fullmatch(name) is not None


def pressure_section(terms: FiscalTerms) -> Section:
    """What comes before the reserve: the rate of the country's money under the programme's own purchases."""
    if not terms.currency_sensitivity:
        return _EMPTY
    steps = (Part(function="pressed_rate", gives=("local_per_usd",)),)
    return Section(day=Day(state=(State(name="currency_pressure"),), draws=(), steps=steps, statistics=()))


def fiscal_section(terms: FiscalTerms) -> Section:
    """The whole desk, after the reserve's section. What nothing moves is a number, not a value of each path."""
    section = _coins(terms) + _reserves(terms) + _budget(terms)
    section += reviews_section(terms.criteria, terms.facilities)
    return section + _levels(terms) + _reported(terms)


def _coins(terms: FiscalTerms) -> Section:
    """Dollars paid for coins today, and whether more coins are held than at the beginning."""
    steps = [
        Part(function="coin_dollars", gives=("coin_cents", "paid_before_cents")),
        Part(function="ever_above", gives=(ACCUMULATED,)),
    ]
    if any(criterion.moved == COINS_ADDED for criterion in terms.criteria):
        steps.append(Part(function="beyond_first", gives=(COINS_ADDED,)))
    return Section(
        day=Day(
            state=(State(name="paid_before_cents"), State(name=ACCUMULATED)),
            draws=(),
            steps=tuple(steps),
            statistics=(Statistic(name=ACCUMULATED, unit="share", low=-1, high=1),),
        ),
        parameters=(
            ("from_reserves", 1.0 if terms.from_reserves else 0.0),
            (DEBT, terms.bitcoin_debt_usd),
            (NOTHING, 0.0),
        ),
        calendar=(("budget_year_begins", terms.budget_year_begins),),
    )


def _reserves(terms: FiscalTerms) -> Section:
    """What purchases move of gross and net reserves."""
    moved = (GROSS_MOVED, NET_MOVED) if terms.from_reserves else (GROSS_MOVED,) if terms.facilities else ()
    parameters = tuple((name, 0.0) for name in (GROSS_MOVED, NET_MOVED) if name not in moved)
    funds = ("fund_cents",) if terms.facilities else ()
    steps = (Part(function="reserves_day", gives=(GROSS_MOVED, NET_MOVED)),) if terms.from_reserves else ()
    day = Day(state=tuple(State(name=name) for name in (*moved, *funds)), draws=(), steps=steps, statistics=())
    return Section(day=day, parameters=parameters)


def _budget(terms: FiscalTerms) -> Section:
    """What the programme moves of the budget: coins, and power where somebody states it."""
    if not terms.moves_budget:
        day = Day(state=(), draws=(), steps=(), statistics=())
        return Section(day=day, parameters=tuple((name, 0.0) for name in BUDGET))
    paid, steps, state = (NOTHING, NOTHING), list[Part](), list[str](BUDGET)
    parameters: Numbers = (("borrowing_day", terms.borrowing_rate / DAYS_PER_YEAR),)
    if terms.power is not None:
        paid = ("budget_subsidy_usd", "budget_income_usd")
        renamed = (("gap_year_local", "as_dispatched_gap_high"),)
        steps.append(Part(function="budget_of_power", gives=(*paid, "gap_before_local"), renamed=renamed))
        state.append("gap_before_local")
        parameters += tuple(zip(("budget_subsidy_share", "budget_mining_share"), terms.power, strict=True))
    taken = tuple(zip(("subsidy_usd", "income_usd"), paid, strict=True))
    steps.append(Part(function="budget_day", gives=BUDGET, renamed=taken))
    lines = LINES if terms.power is not None else ()
    if lines:
        steps.append(Part(function="budget_lines", gives=lines, renamed=taken))
    of_bonds = BOND_LINES if terms.bonds else ()
    if terms.bonds:
        steps.append(Part(function="budget_of_bonds", gives=(*BUDGET, *BOND_LINES)))
    return Section(
        day=Day(
            state=tuple(State(name=name) for name in (*state, *lines, *of_bonds)),
            draws=(),
            steps=tuple(steps),
            statistics=tuple(
                Statistic(name=name, unit="local", low=4, high=51, fine=4, signed=name in of_bonds)
                for name in (*lines, *of_bonds)
            ),
        ),
        parameters=parameters,
    )


def _levels(terms: FiscalTerms) -> Section:
    """Gross reserves at the end of the day, where a level is known, and what purchases do to the rate."""
    base = terms.gross_base_usd
    if base is None:
        return _EMPTY
    if not terms.moves_gross and not terms.currency_sensitivity:
        return Section(day=_EMPTY.day, calendar=(("reserves_usd", base),))
    steps = [Part(function="reserves_level", gives=("reserves_usd",))]
    parameters: Numbers = (("first_reserves_usd", base[0]),)
    if terms.currency_sensitivity:
        steps.append(Part(function="pressure_day", gives=("currency_pressure",)))
        parameters += (("currency_sensitivity", terms.currency_sensitivity),)
    state = (State(name="reserves_usd", begins="first_reserves_usd"),)
    return Section(
        day=Day(state=state, draws=(), steps=tuple(steps), statistics=()),
        parameters=parameters,
        calendar=(("gross_base_usd", base),),
    )


def _reported(terms: FiscalTerms) -> Section:
    """What is counted of it all."""
    dollars = ((GROSS_MOVED_USD, GROSS_MOVED), ("net_moved_usd", NET_MOVED))
    reports = [Part(function="in_dollars", gives=(name,), renamed=(("cents", cents),)) for name, cents in dollars]
    statistics = [Statistic(name=name, unit="USD", low=4, high=50, signed=True) for name, _ in dollars]
    parameters: Numbers = ()
    calendar: Columns = ()
    statistics += [
        Statistic(name=name, unit="local", low=4, high=51, signed=True, fine=4)
        for name in ("budget_moved_local", YEAR_MOVED, "debt_added_local")
    ]
    if terms.facilities:
        expected = tuple(map(sum, zip(*(facility.expected_cents for facility in terms.facilities), strict=True)))
        calendar = (("expected_cents", tuple(map(float, expected))),)
        reports.append(Part(function="waiting_money", gives=("tranches_waiting_usd",)))
        statistics.append(Statistic(name="tranches_waiting_usd", unit="USD", low=4, high=50))
    if terms.gross_base_usd is not None and terms.moves_gross:
        statistics.append(Statistic(name="reserves_usd", unit="USD", low=4, high=50, signed=True))
    if terms.gross_base_usd is not None and terms.coin_haircut is not None:
        parameters += (("coin_haircut", terms.coin_haircut),)
        reports.append(Part(function="coins_beside", gives=("reserves_with_coins_usd",)))
        statistics.append(Statistic(name="reserves_with_coins_usd", unit="USD", low=4, high=50, signed=True))
    if terms.adequacy is not None:
        parameters += (("adequacy_base_usd", terms.adequacy[0]), ("adequacy_metric", terms.adequacy[1]))
        parameters += (("adequacy_debt_weight", terms.adequacy_debt_weight),)
        calendar += (("adequacy_bonds_usd", terms.adequacy_bonds_usd),) if terms.adequacy_bonds_usd else ()
        held = () if terms.facilities else (("fund_cents", NOTHING),)
        held += () if terms.adequacy_bonds_usd else (("adequacy_bonds_usd", NOTHING),)
        reports.append(Part(function="adequacy_day", gives=("adequacy_percent", ADEQUACY_POINTS), renamed=held))
        statistics.append(Statistic(name="adequacy_percent", unit="percent", low=-4, high=20, signed=True, fine=20))
        statistics.append(Statistic(name=ADEQUACY_POINTS, unit="percent", low=-30, high=20, signed=True, fine=40))
    if terms.currency_sensitivity:
        statistics.append(Statistic(name="currency_pressure", unit="share", low=-20, high=10, fine=40))
    return Section(
        day=Day(state=(), draws=(), steps=(), statistics=tuple(statistics), reports=tuple(reports)),
        parameters=parameters,
        calendar=calendar,
    )
