"""Pieces: whatever way a plan is cut, the result has the same bits."""

import itertools

import msgspec
import pytest

from bitcoin_office.simulate.parts import Day, Part, State, Statistic
from bitcoin_office.simulate.plan import PlanInput, prepare
from bitcoin_office.simulate.reference import plain_kernel
from bitcoin_office.simulate.run import joined, merge, missing, run_piece, trace
from bitcoin_office.simulate.sections import Section, Span
from bitcoin_office.simulate.sources import SourceTextError
from bitcoin_office.simulate.summary import series
from bitcoin_office.terms.errors import ConflictError
from tests.simulate.programmes import FIRST, digest, plan, texts

PATHS = 35


@pytest.fixture(scope="module")
def small():
    """A plan of a few days, and its engine in CPython."""
    made = plan("fhs", days=9)
    return made, plain_kernel(made)


@pytest.mark.parametrize("pieces", [1, 7, 32])
def test_pieces_merge_to_the_same_bits(small, pieces):
    """One piece or many, merged backwards, are the same."""
    made, kernel = small
    edges = [PATHS * number // pieces for number in range(pieces + 1)]
    parts = [run_piece(made, kernel, first, last - first) for first, last in itertools.pairwise(edges)]
    whole = merge(reversed(parts))
    assert digest(whole) == digest(run_piece(made, kernel, 0, PATHS))
    assert whole.stretches == ((0, PATHS),)


def test_a_piece_goes_on_where_it_was_left(small):
    """Counting into a piece begun before is the same as counting at once."""
    made, kernel = small
    piece = run_piece(made, kernel, 0, 10)
    assert digest(run_piece(made, kernel, 10, PATHS - 10, into=piece)) == digest(run_piece(made, kernel, 0, PATHS))


def test_lanes_do_not_change_the_result(small):
    """Paths side by side or one at a time: the same plan, by its hash, and the same bits."""
    made, kernel = small
    for lanes in (1, 16, 37):
        other = plan("fhs", days=9, lanes=lanes)
        assert other.hash == made.hash
        assert other.code_hash != made.code_hash
        assert digest(run_piece(other, plain_kernel(other), 0, PATHS)) == digest(run_piece(made, kernel, 0, PATHS))


def test_paths_are_not_counted_twice(small):
    """Merging overlapping pieces, or pieces of two plans, is refused."""
    made, kernel = small
    piece = run_piece(made, kernel, 0, 5)
    with pytest.raises(ConflictError, match="Path 4 would be counted twice"):
        merge([piece, run_piece(made, kernel, 4, 5)])
    other = plan("fhs", days=9, seed=8)
    with pytest.raises(ConflictError, match="cannot be merged"):
        merge([piece, run_piece(other, kernel, 5, 5)])


def test_what_is_missing_after_a_stop():
    """The stretches that are left are exactly those that were not run."""
    assert joined([(5, 5), (0, 5), (20, 1), (12, 0)]) == ((0, 10), (20, 1))
    assert missing([(5, 5), (20, 10)], 25) == ((0, 5), (10, 10))
    assert missing([(0, 30)], 25) == ()
    assert missing([], 25) == ((0, 25),)


def test_a_day_without_chance_is_a_day():
    """Parts that draw nothing run on every day, start and report: the engine writes valid Python for them."""
    section = Section(
        day=Day(
            state=(State(name="grown", begins="first"),),
            draws=(),
            steps=(Part(function="grow", gives=("grown",)),),
            statistics=(Statistic(name="grown", unit="", low=0, high=10),),
            written="def grow(grown):\n    return grown + 1.0\n",
        ),
        parameters=(("first", 2.0),),
    )
    given = PlanInput(section=section, span=Span(FIRST, 6), reports=(0, 5), seed=1, texts=texts())
    plan_of_days = prepare(given)
    assert list(trace(plan_of_days, plain_kernel(plan_of_days), 0, 1)["grown"][0]) == [3.0, 4.0, 5.0, 6.0, 7.0, 8.0]


def test_seldom_statistics_are_counted_on_marked_days_only():
    """On three report days, one of them marked, a seldom value is counted once, where it says it is."""
    section = Section(
        day=Day(
            state=(State(name="grown", begins="first"),),
            draws=(),
            steps=(Part(function="grow", gives=("grown", "twice")),),
            statistics=(
                Statistic(name="twice", unit="", low=0, high=10, seldom=True),
                Statistic(name="grown", unit="", low=0, high=10),
            ),
            written="def grow(grown):\n    return grown + 1.0, grown * 2.0 + 2.0\n",
        ),
        parameters=(("first", 2.0),),
        calendar=(("seldom_reports", (0.0, 0.0, 1.0, 0.0)),),
    )
    given = PlanInput(section=section, span=Span(FIRST, 4), reports=(0, 2, 3), seed=1, texts=texts())
    made = prepare(given)
    found = series(made, run_piece(made, plain_kernel(made), 0, 5))
    assert found["grown"].mean == (3.0, 5.0, 6.0)
    assert found["twice"].dates == (made.span.date(2),)
    assert found["twice"].mean == (10.0,)
    assert found["twice"].quantiles["p50"] == (10.0,)
    with pytest.raises(SourceTextError, match="seldom_reports"):
        prepare(msgspec.structs.replace(given, section=msgspec.structs.replace(section, calendar=())))
