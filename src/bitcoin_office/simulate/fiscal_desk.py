"""The fiscal part of the day, after the reserve's: reserves, budget, criteria, reviews and tranches in every future."""

from __future__ import annotations

import math
import re

import msgspec

from bitcoin_office.simulate import draws
from bitcoin_office.simulate.parts import Day, Part, State, Statistic
from bitcoin_office.simulate.sections import Columns, Numbers, Section
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR

PERCENT = 100.0


class MeasuredCriterion(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion whose limit and baseline are sourced. Columns have one value a day, in the criterion's unit.

    ``moved`` names the engine's value that the programme adds to the baseline, ``scale`` how many of its unit make one
    of the criterion's. ``gap_years`` lie between the baseline's day and the plan's first. ``shock`` numbers the draw by
    which the baseline strays: criteria of one number stray together.
    """

    moved: str
    scale: float
    sense: float
    base: tuple[float, ...]
    limits: tuple[float, ...]
    tests: tuple[float, ...]
    deviation_year: float = 0.0
    gap_years: float = 0.0
    shock: int = 0
    continuous: bool = False
    begins_anew: bool = False


class FacilityReviews(msgspec.Struct, frozen=True, kw_only=True):
    """A facility's reviews ahead: 1 on their days, the tranches in cents, and what was planned to be paid by each day.

    ``failing`` is 1 where something measured before the plan's first day was missed.
    """

    slots: tuple[float, ...]
    amounts_cents: tuple[int, ...]
    expected_cents: tuple[float, ...]
    failing: float = 0.0


class FiscalTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk knows. Shares are 0 to 1. ``None`` is what no source gives: its series are left out.

    ``gross_base_usd`` are gross reserves without the programme, one value a day; ``adequacy`` is reserves with gold
    and the metric they are held against, in dollars. ``power`` is the share of the gap between tariff and cost of fuel
    that the budget pays, and of mining's margin that it gets; it needs the desk of mining.
    """

    from_reserves: bool
    budget_year_begins: tuple[float, ...]
    gross_base_usd: tuple[float, ...] | None = None
    borrowing_rate: float = 0.0
    currency_sensitivity: float = 0.0
    bitcoin_debt_usd: float = 0.0
    coin_haircut: float | None = None
    adequacy: tuple[float, float] | None = None
    power: tuple[float, float] | None = None
    criteria: tuple[MeasuredCriterion, ...] = ()
    facilities: tuple[FacilityReviews, ...] = ()


GROSS_MOVED, NET_MOVED, YEAR_MOVED = "gross_moved_usd", "net_moved_usd", "budget_year_local"
COINS_ADDED, DEBT, NOTHING = "coins_added", "bitcoin_debt_usd", "nothing_moved"
ACCUMULATED = "accumulated"
"""What criteria measure: the names of the engine's values."""


_INNER = re.compile(rf"({ACCUMULATED}|(kept|margin)_\d+|(released|passed|missed_reviews)_of_\d+)")


def is_inner(name: str) -> bool:
    """Whether a statistic is counted for chances only and is no series by itself."""
    return _INNER.fullmatch(name) is not None


def pressure_section(terms: FiscalTerms) -> Section:
    """What comes before the reserve: the rate of the country's money under the programme's own purchases."""
    steps = (Part(function="pressed_rate", gives=("local_per_usd",)),) if terms.currency_sensitivity else ()
    return Section(day=Day(state=(), draws=(), steps=steps, statistics=()))


def fiscal_section(terms: FiscalTerms) -> Section:
    """The whole desk; it comes after the reserve's section."""
    section = _flows(terms) + _levels(terms)
    for number, criterion in enumerate(terms.criteria):
        section += _criterion(number, criterion)
    for number, facility in enumerate(terms.facilities):
        section += _facility(number, facility, len(terms.criteria))
    return section + _reported(terms)


def _flows(terms: FiscalTerms) -> Section:
    """Dollars paid for coins, what they move, and the values that criteria measure."""
    zero = (
        "gap_before_local",
        "paid_before_cents",
        "gross_moved_cents",
        "net_moved_cents",
        "fund_cents",
        "currency_pressure",
        ACCUMULATED,
    )
    local = ("budget_moved_local", YEAR_MOVED, "debt_added_local")
    power, shares, paid = _power(terms)
    steps = (
        *power,
        Part(function="coin_dollars", gives=("coin_cents", "paid_before_cents")),
        Part(function="reserves_day", gives=("gross_moved_cents", "net_moved_cents")),
        Part(
            function="budget_day",
            gives=local,
            renamed=paid,
        ),
        Part(function="beyond_first", gives=(COINS_ADDED,)),
        Part(function="ever_above", gives=(ACCUMULATED,)),
        Part(function="in_dollars", gives=(GROSS_MOVED,), renamed=(("cents", "gross_moved_cents"),)),
        Part(function="in_dollars", gives=(NET_MOVED,), renamed=(("cents", "net_moved_cents"),)),
    )
    return Section(
        day=Day(state=tuple(State(name=name) for name in (*zero, *local)), draws=(), steps=steps, statistics=()),
        parameters=(
            ("from_reserves", 1.0 if terms.from_reserves else 0.0),
            ("borrowing_day", terms.borrowing_rate / DAYS_PER_YEAR),
            (DEBT, terms.bitcoin_debt_usd),
            (NOTHING, 0.0),
            *shares,
        ),
        calendar=(("budget_year_begins", terms.budget_year_begins),),
    )


def _power(terms: FiscalTerms) -> tuple[tuple[Part, ...], Numbers, tuple[tuple[str, str], ...]]:
    """What the budget pays and gets for power, with its numbers, and under which names it is then found."""
    if terms.power is None:
        return (), (), (("subsidy_usd", NOTHING), ("income_usd", NOTHING))
    names = ("budget_subsidy_usd", "budget_income_usd")
    part = Part(
        function="budget_of_power",
        gives=(*names, "gap_before_local"),
        renamed=(("gap_year_local", "as_dispatched_gap_high"),),
    )
    shares = tuple(zip(("budget_subsidy_share", "budget_mining_share"), terms.power, strict=True))
    return (part,), shares, tuple(zip(("subsidy_usd", "income_usd"), names, strict=True))


def _levels(terms: FiscalTerms) -> Section:
    """Gross reserves as a level, where one is known, and what purchases do to the rate."""
    if terms.gross_base_usd is None:
        return Section(day=Day(state=(), draws=(), steps=(), statistics=()))
    steps: tuple[Part, ...] = ()
    parameters: Numbers = (("first_reserves_usd", terms.gross_base_usd[0]),)
    if terms.currency_sensitivity:
        steps = (Part(function="pressure_day", gives=("currency_pressure",)),)
        parameters += (("currency_sensitivity", terms.currency_sensitivity),)
    level = Part(function="reserves_level", gives=("reserves_usd",))
    return Section(
        day=Day(
            state=(State(name="reserves_usd", begins="first_reserves_usd"),),
            draws=(),
            steps=(*steps, level),
            statistics=(),
        ),
        parameters=parameters,
        calendar=(("gross_base_usd", terms.gross_base_usd),),
    )


def _criterion(number: int, criterion: MeasuredCriterion) -> Section:
    """One criterion: its baseline strays, it is measured, and the last result is kept."""
    own = {
        name: f"{name}_{number}" for name in ("kept", "scale", "base", "strain", "limit", "sense", "tests", "margin")
    }
    missed, kept_first = f"missed_{number}", f"kept_first_{number}"
    steps: list[Part] = []
    if criterion.deviation_year:
        renamed = (
            ("strain", own["strain"]),
            ("deviation_day", f"deviation_day_{number}"),
            ("shock", draws.baseline_shock(criterion.shock).name),
            ("begins_anew", "budget_year_begins" if criterion.begins_anew else NOTHING),
        )
        steps.append(Part(function="strain_day", gives=(own["strain"],), renamed=renamed))
    names = ("kept", "scale", "base", "strain", "limit", "sense", "tests")
    takes = (("moved", criterion.moved), *((name, own[name]) for name in names))
    kept = f"latest_{number}" if criterion.continuous else own["kept"]
    steps.append(Part(function="measured", gives=(own["margin"], kept, missed), renamed=takes))
    if criterion.continuous:
        unbroken = (("unbroken", own["kept"]), ("missed", missed))
        steps.append(Part(function="never_missed", gives=(own["kept"],), renamed=unbroken))
    parameters: Numbers = ((own["scale"], criterion.scale), (own["sense"], criterion.sense), (kept_first, 1.0))
    calendar: Columns = (
        (own["base"], criterion.base),
        (own["limit"], criterion.limits),
        (own["tests"], criterion.tests),
    )
    return Section(
        day=Day(
            state=(State(name=own["kept"], begins=kept_first), State(name=own["strain"])),
            draws=(),
            steps=tuple(steps),
            statistics=(
                Statistic(name=own["kept"], unit="share", low=-1, high=1),
                Statistic(name=own["margin"], unit="criterion", low=-10, high=51, signed=True),
            ),
        ),
        parameters=parameters,
        calendar=calendar,
    ) + _straying(number, criterion)


def _straying(number: int, criterion: MeasuredCriterion) -> Section:
    """The draws of a baseline that strays; a draw that two criteria share is declared by ``_reported``."""
    if not criterion.deviation_year:
        return Section(day=Day(state=(), draws=(), steps=(), statistics=()))
    renamed = (
        ("gap_deviation", f"gap_deviation_{number}"),
        ("first_shock", draws.baseline_start(criterion.shock).name),
    )
    return Section(
        day=Day(
            state=(),
            draws=(),
            steps=(),
            statistics=(),
            starts=(Part(function="first_strain", gives=(f"strain_{number}",), renamed=renamed),),
        ),
        parameters=(
            (f"gap_deviation_{number}", criterion.deviation_year * math.sqrt(criterion.gap_years)),
            (f"deviation_day_{number}", criterion.deviation_year / math.sqrt(DAYS_PER_YEAR)),
        ),
    )


def _facility(number: int, facility: FacilityReviews, criteria: int) -> Section:
    """One facility: what is missed is remembered until its next review, which releases a tranche or lets all wait."""
    names = ("slot", "failing", "released", "passed", "missed_reviews", "tranches", "sum_cents", "paid_cents")
    own = {name: f"{name}_of_{number}" for name in names}
    amounts = tuple(f"tranche_{place}_of_{number}" for place in range(len(facility.amounts_cents)))
    missed = [f"missed_{place}" for place in range(criteria)]
    failing, sums = f"failing_in_{number}", f"next_sum_of_{number}"
    review = tuple((name, own[name]) for name in names if name != "paid_cents")
    gives = (own["released"], own["passed"], own["missed_reviews"], own["failing"], own["paid_cents"])
    steps = (
        Part(function=failing, gives=(own["failing"],)),
        Part(function=sums, gives=(own["sum_cents"],)),
        Part(function="review_day", gives=gives, renamed=review),
        Part(
            function="tranche_paid",
            gives=("gross_moved_cents", "fund_cents"),
            renamed=(("paid_cents", own["paid_cents"]),),
        ),
    )
    chosen = "".join(f"{name} if {own['released']} == {float(place)!r} else " for place, name in enumerate(amounts))
    written = (
        f"def {failing}({', '.join([own['failing'], *missed])}):\n"
        f"    return {'+'.join([own['failing'], *missed])}\n\n"
        f"def {sums}({', '.join([own['released'], *amounts])}):\n    return {chosen}0.0\n"
    )
    state = [State(name=own["failing"], begins=f"failing_first_of_{number}")]
    state += [State(name=own[name]) for name in ("released", "passed", "missed_reviews")]
    return Section(
        day=Day(
            state=tuple(state),
            draws=(),
            steps=steps,
            statistics=tuple(
                Statistic(name=own[name], unit="count", low=-1, high=6)
                for name in ("released", "passed", "missed_reviews")
            ),
            written=written,
        ),
        parameters=(
            (own["tranches"], float(len(amounts))),
            (f"failing_first_of_{number}", facility.failing),
            *((name, float(cents)) for name, cents in zip(amounts, facility.amounts_cents, strict=True)),
        ),
        calendar=((own["slot"], facility.slots),),
    )


def _reported(terms: FiscalTerms) -> Section:
    """Levels at the end of the day, draws that criteria share, and what is counted of it all."""
    strays = sorted({criterion.shock for criterion in terms.criteria if criterion.deviation_year})
    steps: list[Part] = []
    reports: list[Part] = []
    statistics = [Statistic(name=ACCUMULATED, unit="share", low=-1, high=1)]
    parameters: Numbers = ()
    calendar: Columns = ()
    if terms.facilities:
        expected = tuple(map(sum, zip(*(facility.expected_cents for facility in terms.facilities), strict=True)))
        calendar = (("expected_cents", tuple(map(float, expected))),)
        reports.append(Part(function="waiting_money", gives=("tranches_waiting_usd",)))
        statistics.append(Statistic(name="tranches_waiting_usd", unit="USD", low=4, high=50))
    statistics.append(Statistic(name=NET_MOVED, unit="USD", low=4, high=50, signed=True))
    statistics += [
        Statistic(name=name, unit="local", low=4, high=51, signed=True, fine=4)
        for name in ("budget_moved_local", "debt_added_local")
    ]
    if terms.gross_base_usd is not None:
        steps.append(Part(function="reserves_level", gives=("reserves_usd",)))
        if terms.from_reserves or terms.facilities:
            statistics.append(Statistic(name="reserves_usd", unit="USD", low=4, high=50, signed=True))
        if terms.coin_haircut is not None:
            parameters += (("coin_haircut", terms.coin_haircut),)
            reports.append(Part(function="coins_beside", gives=("reserves_with_coins_usd",)))
            statistics.append(Statistic(name="reserves_with_coins_usd", unit="USD", low=4, high=50, signed=True))
    if terms.adequacy is not None:
        parameters += (("adequacy_base_usd", terms.adequacy[0]), ("adequacy_metric", terms.adequacy[1]))
        reports.append(Part(function="adequacy_day", gives=("adequacy_percent",)))
        statistics.append(Statistic(name="adequacy_percent", unit="percent", low=-4, high=20, signed=True, fine=20))
    if terms.currency_sensitivity:
        statistics.append(Statistic(name="currency_pressure", unit="share", low=-20, high=10, fine=40))
    return Section(
        day=Day(
            state=(),
            draws=tuple(draws.baseline_shock(number) for number in strays),
            start_draws=tuple(draws.baseline_start(number) for number in strays),
            steps=tuple(steps),
            statistics=tuple(statistics),
            reports=tuple(reports),
        ),
        parameters=parameters,
        calendar=calendar,
    )
