"""When a criterion is measured for which review, and how well its outturn is known."""

import datetime as dt
from decimal import Decimal

from bitcoin_office.fiscal.measured import is_estimate, measurement, rests_on
from bitcoin_office.fiscal.reviews import Slot
from bitcoin_office.playbook.arrangement import Criterion, CriterionKind, Limit, Projection, Sense
from bitcoin_office.playbook.figure import Figure
from bitcoin_office.terms.source import Quality, Source

SAYS = Source(title="a table")
JUNE, DECEMBER, NEXT_JUNE = dt.date(2026, 6, 30), dt.date(2026, 12, 31), dt.date(2027, 6, 30)
SECOND_HALF = Slot(on=DECEMBER, tranche="t-1", review="fourth", since=JUNE)
FIRST_HALF = Slot(on=NEXT_JUNE, tranche="t-2", review="fifth", since=DECEMBER)


def figure(value: int, *, quality: Quality | None = None) -> Figure:
    """So many dollars."""
    return Figure(unit="USD", value=Decimal(value), source=SAYS, quality=quality, note="So it is.")


def criterion(*limits: Limit, path: tuple[Projection, ...] = (), **more: object) -> Criterion:
    """A floor with these limits."""
    return Criterion(
        id="nir",
        name="Net reserves",
        kind=CriterionKind(more.get("kind", CriterionKind.PERFORMANCE)),
        sense=Sense.FLOOR,
        unit="USD",
        baseline=Figure(unit="USD", missing="nobody printed it"),
        source=SAYS,
        limits=limits,
        path=path,
    )


def seen(item: Criterion, slot: Slot) -> tuple[dt.date, int, bool] | None:
    """The day of measuring, the limit and whether it is the review's own."""
    found = measurement(item, slot)
    return None if found is None else (found.on, int(found.limit.limit.value or 0), found.fresh)


def test_a_limit_belongs_to_the_review_that_comes_next():
    """The last one since the review before, up to the review's own day; before any limit there is none."""
    two = criterion(Limit(on=JUNE, limit=figure(90)), Limit(on=DECEMBER, limit=figure(110)))
    assert seen(two, SECOND_HALF) == (DECEMBER, 110, True)
    assert seen(two, FIRST_HALF) == (NEXT_JUNE, 110, False)
    assert seen(two, Slot(on=dt.date(2026, 3, 31), tranche="", review="", since=dt.date(2025, 12, 31))) is None


def test_a_limit_says_which_half_years_review_looks_at_it():
    """As the Fund's tables have it: June for the review of the second half-year, December for the next year's first."""
    table = criterion(
        Limit(on=JUNE, reviewed="second half of 2026", limit=figure(90)),
        Limit(on=DECEMBER, reviewed="first half of 2027", limit=figure(110)),
    )
    assert seen(table, SECOND_HALF) == (JUNE, 90, True)
    assert seen(table, FIRST_HALF) == (DECEMBER, 110, True)
    later = criterion(Limit(on=JUNE, reviewed="first half of 2027", limit=figure(90)))
    assert seen(later, SECOND_HALF) is None
    assert seen(later, FIRST_HALF) == (JUNE, 90, True)


def test_what_is_continuous_has_the_last_limit_on_every_day():
    """No review owns it: the last one set holds, on the day that is asked for."""
    standing = criterion(Limit(on=JUNE, limit=figure(90)), kind="continuous")
    assert seen(standing, FIRST_HALF) == (NEXT_JUNE, 90, True)


def test_a_wrong_half_year_is_a_finding():
    """A half-year that cannot be read, and one that is over before the day of measuring."""
    wrong = Limit(on=DECEMBER, reviewed="H1 2027", limit=figure(1))
    over = Limit(on=DECEMBER, reviewed="first half of 2026", limit=figure(1))
    assert [problem.code for problem in wrong.problems()] == ["wrong-date"]
    assert [problem.code for problem in over.problems()] == ["overlapping-dates"]
    assert not list(Limit(on=DECEMBER, reviewed="second half of 2026", limit=figure(1)).problems())


def test_an_outturn_names_who_says_so_and_an_estimate_is_one():
    """A modelled value of a past day is an estimate; a derived one is an outturn and is marked."""
    path = (
        Projection(on=JUNE, value=figure(5, quality=Quality.MODELLED)),
        Projection(on=DECEMBER, value=figure(6, quality=Quality.DERIVED)),
    )
    item = criterion(path=path)
    assert is_estimate(item, JUNE)
    assert not is_estimate(item, DECEMBER)
    says = rests_on(item, ((DECEMBER, Decimal(6)),), DECEMBER, known=True)
    assert says == "the outturn of 2026-12-31, derived (a table). So it is."
