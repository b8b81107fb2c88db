"""Chances out of counted futures and their intervals."""

import datetime as dt

import pytest

from bitcoin_office.office.plan_chances import at_level, counts_of, report_on, wilson
from bitcoin_office.simulate.parts import Day, Part, Statistic
from bitcoin_office.simulate.plan import Plan, PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import run_piece
from bitcoin_office.simulate.sections import Section, Span
from tests.simulate.programmes import texts


@pytest.mark.parametrize("paths", [1, 7, 100, 10_000, 1_000_000])
def test_wilson_against_scipy(paths: int) -> None:
    """The interval of every kind of count is SciPy's, to the twelfth digit."""
    stats = pytest.importorskip("scipy.stats", reason="comes with the extra for answers")
    for times in {0, 1, paths // 3, paths // 2, paths - 1, paths}:
        expected = stats.binomtest(times, paths).proportion_ci(method="wilson")
        assert wilson(times, paths) == pytest.approx((expected.low, expected.high), abs=1e-12)


def counting() -> Plan:
    """A value that counts the days."""
    day = Day(
        state=(),
        draws=(),
        steps=(Part(function="today", gives=("number",)),),
        statistics=(Statistic(name="number", unit="count", low=-1, high=6),),
        written="def today(day_number):\n    return day_number\n",
    )
    span = Span(dt.date(2026, 1, 1), 65)
    return prepare(PlanInput(section=Section(day=day), span=span, reports=tuple(range(64)), seed=1, texts=texts()))


def test_every_whole_number_is_counted_as_itself() -> None:
    """From 0 to 63 each number has a bin of its own and is read back as what it was."""
    plan = counting()
    piece = run_piece(plan, plain_kernel(plan), 0, 5)
    for number in range(64):
        assert counts_of(plan, piece, "number", number) == {number: 5}


def test_a_day_is_read_at_the_report_on_it_or_after() -> None:
    """A day between reports is read at the next one; a day after the last at none."""
    plan = counting()
    assert report_on(plan, dt.date(2026, 1, 10)) == 9
    assert report_on(plan, dt.date(2026, 3, 6)) is None


def test_levels_of_counts() -> None:
    """Half of ten paths stay at or below the number in their middle; all at or below the largest."""
    counts = {0: 4, 1: 2, 5: 4}
    assert [at_level(counts, level) for level in (0.1, 0.4, 0.5, 0.6, 0.61, 1.0)] == [0, 0, 1, 1, 5, 5]
