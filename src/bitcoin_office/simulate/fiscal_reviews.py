"""Criteria and reviews in every future: baselines stray, limits are held against them, tranches come or wait."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from bitcoin_office.simulate import draws
from bitcoin_office.simulate.parts import Day, Part, State, Statistic
from bitcoin_office.simulate.sections import Columns, Numbers, Section
from bitcoin_office.simulate.weather.price_models import DAYS_PER_YEAR

GROSS_MOVED, NET_MOVED, YEAR_MOVED = "gross_moved_cents", "net_moved_cents", "budget_year_local"
COINS_ADDED, DEBT, NOTHING = "coins_added", "bitcoin_debt_usd", "nothing_moved"
"""What criteria measure: the names of the engine's values. Reserves are moved in cents."""


class MeasuredCriterion(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion whose limit and baseline are sourced. Columns have one value a day, in the criterion's unit.

    ``moved`` names the engine's value that the programme adds to the baseline, ``scale`` how many of its unit make one
    of the criterion's. ``gap_years`` lie between the baseline's day and the plan's first. ``shock`` numbers the draw by
    which the baseline strays: criteria of one number stray together. ``later`` has 1 on days of measuring that count
    for a review after that day's own; empty where there are none.
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
    later: tuple[float, ...] = ()
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


def reviews_section(criteria: Sequence[MeasuredCriterion], facilities: Sequence[FacilityReviews]) -> Section:
    """All criteria, and then the reviews that look at them."""
    strays = sorted({criterion.shock for criterion in criteria if criterion.deviation_year})
    section = Section(
        day=Day(
            state=(),
            draws=tuple(draws.baseline_shock(number) for number in strays),
            start_draws=tuple(draws.baseline_start(number) for number in strays),
            steps=(),
            statistics=(),
        )
    )
    for number, criterion in enumerate(criteria):
        section += _criterion(number, criterion)
    for number, facility in enumerate(facilities):
        section += _facility(number, facility, criteria)
    return section


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
        *(((f"later_{number}", criterion.later),) if criterion.later else ()),
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
    """How far a baseline strayed before the first day; draws that criteria share are declared once, for all."""
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


def _facility(number: int, facility: FacilityReviews, criteria: Sequence[MeasuredCriterion]) -> Section:
    """One facility: what is missed is remembered until its next review, which releases a tranche or lets all wait."""
    names = ("slot", "failing", "released", "passed", "missed_reviews", "tranches", "sum_cents", "paid_cents")
    own = {name: f"{name}_of_{number}" for name in names}
    amounts = tuple(f"tranche_{place}_of_{number}" for place in range(len(facility.amounts_cents)))
    failing, sums = f"failing_in_{number}", f"next_sum_of_{number}"
    late = _counted_later(number, own["failing"], criteria)
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
        *(Part(function=name, gives=(own["failing"],)) for name, _ in late),
    )
    chosen = "".join(f"{name} if {own['released']} == {float(place)!r} else " for place, name in enumerate(amounts))
    written = (
        f"{_counted_now(failing, own['failing'], criteria)}\n{''.join(text for _, text in late)}"
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


def _counted_now(function: str, failing: str, criteria: Sequence[MeasuredCriterion]) -> str:
    """The text of a step before the review: what is missed today counts for it, unless it is for a later one."""
    later = [f"later_{place}" for place, criterion in enumerate(criteria) if criterion.later]
    missed = [f"missed_{place}" for place in range(len(criteria))]
    terms = [
        f"missed_{place}*(1.0-later_{place})" if criterion.later else f"missed_{place}"
        for place, criterion in enumerate(criteria)
    ]
    return f"def {function}({', '.join([failing, *missed, *later])}):\n    return {'+'.join([failing, *terms])}\n"


def _counted_later(number: int, failing: str, criteria: Sequence[MeasuredCriterion]) -> tuple[tuple[str, str], ...]:
    """Name and text of a step after the review, where anything that is measured on its day is for a later one."""
    places = [place for place, criterion in enumerate(criteria) if criterion.later]
    if not places:
        return ()
    name = f"failing_after_{number}"
    takes = [failing, *(f"{word}_{place}" for place in places for word in ("missed", "later"))]
    terms = [failing, *(f"missed_{place}*later_{place}" for place in places)]
    return ((name, f"\ndef {name}({', '.join(takes)}):\n    return {'+'.join(terms)}\n"),)
